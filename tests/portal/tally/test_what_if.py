"""What if it were published? Tried with accepted counts, for the custodian alone."""

from __future__ import annotations

import itertools

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan import model

ADDRESS = "/taskforce/borno/admin/tally/preview"


@pytest.fixture
def counted(counting, count, say, row):
    """Q3 2026 as two agencies counted it: many in two places, few in the third."""
    places = {"NG008021": 40, "NG008013": 30, "NG008011": 2}
    cells = itertools.product(places.items(), ("F", "M"), ("child", "adult"))
    rows = [
        row(place=place, sex=sex, age_group=age, n=n) for (place, n), sex, age in cells
    ]
    for who in (counting.focal_point, counting.other_focal_point):
        say(
            "accept", counting.custodian, say("submit", who, count(user=who, rows=rows))
        )
    return counting


@pytest.fixture
def tried(counted, act):
    """Return the function that tries tables as the custodian."""

    def ask(**more):
        found = act(
            "tally_design_preview", counted.custodian, taskforce="borno", **more
        )
        return found, {tuple(t["columns"]): t for t in found["tables"]}

    return ask


def test_each_planned_table_is_tried_with_what_was_accepted(tried):
    found, tables = tried()

    assert (found["step"], found["period"], found["k"]) == ("referred", "2026-Q3", 11)
    assert list(tables) == [
        ("lga",),
        ("state",),
        ("sex", "age_group"),
        ("form_of_exploitation",),
    ]
    assert tables["state",]["survives"] is True
    assert tables["state",]["n_withheld"] == 0
    # 2 agencies count 4 x 2 persons in the third place: 16, which is no small cell.
    assert tables["lga",]["small_share"] == 0


def test_a_table_that_is_mostly_small_says_what_to_coarsen(tried):
    _, tables = tried(tables=[["lga", "sex", "age_group"], ["lga"]])
    table = tables["lga", "sex", "age_group"]

    # Of 27 cells 12 hold somebody; those of the third place hold 2 + 2 persons.
    assert (table["n_cells"], round(table["small_share"] * 27)) == (27, 4)
    assert table["survives"] is True
    assert table["n_withheld"] > 4
    assert tables["lga",]["survives"] is True


def test_mostly_small_tables_do_not_survive(counting, count, say, row, act):
    rows = [
        row(place=place, sex=sex, n=2)
        for place in ("NG008021", "NG008013", "NG008011")
        for sex in ("F", "M", "UNK")
    ]
    sent = say("submit", counting.focal_point, count(rows=rows))
    say("accept", counting.custodian, sent)
    asked = {"taskforce": "borno", "tables": [["lga", "sex"]]}
    found = act("tally_design_preview", counting.custodian, **asked)
    (table,) = found["tables"]

    assert table["small_share"] == 1
    assert table["survives"] is False
    assert table["coarser"]["columns"] == ["state", "sex"]


def test_nothing_accepted_is_said_in_words(app, counting):
    page = app.test_client(user=model.User.get(counting.custodian["id"]))
    answer = page.get(ADDRESS)

    assert "Nothing is accepted yet that could be tried." in answer.text


@pytest.mark.parametrize(
    "who",
    [
        *("coordinator", "secretariat", "focal_point", "reporter", "observer"),
        *("own_custodian_of_none", "root"),
    ],
)
def test_nobody_but_the_custodian_is_answered(counted, act, who):
    user = getattr(counted, who, counted.donor)

    with pytest.raises(tk.NotAuthorized):
        act("tally_design_preview", user, taskforce="borno")


@pytest.mark.parametrize(
    ("tables", "key"),
    [
        ([["lga"]] * 9, "tables"),
        ([["lga", "sex", "age_group", "form_of_exploitation"]], "tables"),
        ([["ward"]], "tables"),
    ],
)
def test_a_table_that_is_none_is_named(tried, tables, key):
    with pytest.raises(tk.ValidationError) as refused:
        tried(tables=tables)

    assert list(refused.value.error_dict) == [key]


def test_the_page_shows_it_and_tries_others(app, counted):
    page = app.test_client(user=model.User.get(counted.custodian["id"]))
    soup = BeautifulSoup(page.get(ADDRESS).text, "html.parser")
    # All have the same form, and a shown total would say so of each of them.
    assert "3 of 4 tables would survive" in soup.find(class_="tf-lead").text
    asked = f"{ADDRESS}?step=referred&period=2026-Q3&tables=lga*sex&tables=state"
    again = BeautifulSoup(page.get(asked).text, "html.parser")
    rows = [tr.th.text for tr in again.tbody.find_all("tr")]

    assert rows == ["Local Government Area × Sex", "State"]
    ticked = [i["value"] for i in again.find_all("input", checked=True)]
    assert ticked == ["state", "lga*sex"]
