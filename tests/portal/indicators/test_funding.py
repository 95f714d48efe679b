"""The money of a line and year: entered by the secretariat, with its own visibility."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


@pytest.fixture
def money(reporting, act):
    """Return the function that enters the money of a line as the secretariat."""

    def make(**more):
        user = more.pop("user", reporting.secretariat)
        data = {"taskforce": reporting.slug, "objective": "A.2", "year": 2026}
        return act("funding_create", user, **{**data, **more})

    return make


def test_the_gap_follows_from_the_two(money):
    found = money(required=250_000, received="90000.50")

    assert (found["objective"], found["gap"]) == ("A.2", 159_999.5)


def test_without_one_of_them_there_is_no_gap(money):
    assert money(required=250_000)["gap"] is None


def test_a_line_and_year_stand_once(money):
    money(required=1)

    with pytest.raises(tk.ValidationError) as refused:
        money(required=2)

    assert list(refused.value.error_dict) == ["year"]


@pytest.mark.parametrize("seat", ["coordinator", "focal_point", "custodian"])
def test_nobody_else_enters_it(reporting, money, seat):
    with pytest.raises(tk.NotAuthorized):
        money(user=getattr(reporting, seat), required=1)


def test_a_closed_entry_is_not_there_for_others(reporting, money, act):
    closed = money(required=1, visibility="subcommittee", subcommittee="protection")
    about = {"taskforce": reporting.slug}

    assert act("funding_list", reporting.chair, **about)["count"] == 1
    assert act("funding_list", reporting.observer, **about)["count"] == 0
    with pytest.raises(tk.ObjectNotFound):
        act("funding_show", reporting.observer, id=closed["id"])


def test_an_amount_can_be_emptied_again(reporting, money, act):
    made = money(required=5, received=3)

    about = {"id": made["id"], "version": made["version"]}
    found = act("funding_update", reporting.secretariat, **about, received="")

    assert (found["required"], found["received"], found["gap"]) == (5, None, None)


def test_what_is_not_sent_stays(reporting, money, act):
    made = money(required=5, received=3)

    about = {"id": made["id"], "version": made["version"]}
    found = act("funding_update", reporting.secretariat, **about, source="FTS")

    assert (found["required"], found["received"], found["source"]) == (5, 3, "FTS")


def test_whoever_keeps_the_money_sees_what_it_closed(reporting, money, act):
    closed = money(required=1, visibility="agency")

    found = act("funding_show", reporting.secretariat, id=closed["id"])

    assert found["required"] == 1
    with pytest.raises(tk.ObjectNotFound):
        act("funding_show", reporting.reporter, id=closed["id"])


def test_totals_hold_what_the_reader_may_see(reporting, money, act):
    money(required=100, received=40)
    money(objective="A.1", required=50, received=10, visibility="agency")
    about = {"taskforce": reporting.slug}

    member = act("funding_list", reporting.observer, **about)["totals"]
    lead = act("funding_list", reporting.coordinator, **about)["totals"]

    assert [(t["required"], t["gap"], t["entries"]) for t in member] == [(100, 60, 1)]
    assert [(t["required"], t["gap"], t["entries"]) for t in lead] == [(150, 100, 2)]


def test_a_total_has_no_gap_where_an_entry_says_half(reporting, money, act):
    money(required=100, received=40)
    money(objective="A.1", required=50)

    found = act("funding_list", reporting.observer, taskforce=reporting.slug)

    (total,) = found["totals"]
    assert (total["gap"], total["entries"], total["complete"]) == (None, 2, 1)
