"""Which reports are asked for once another strategy is current."""

from __future__ import annotations

import datetime as dt

import pytest
from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.model.taskforce import Taskforce

TODAY = dt.datetime.now(dt.UTC).date()
LAST = periods.preceding(periods.containing(TODAY, "quarter"))
CALENDAR = [{"kind": "quarter", "due_days": 30, "lock_days": 200}]


@pytest.fixture
def reporting(house):
    """A task force whose last quarter takes reports on whatever day."""
    taskforce = Taskforce.get(house.slug)
    taskforce.settings = {**taskforce.settings, "calendar": CALENDAR}
    model.Session.commit()
    return house


@pytest.fixture
def measure(reporting, act):
    def make(code, agency, **more):
        about = {"taskforce": reporting.slug, "objective": "A.2", "code": code}
        words = {"title": "Pathways", "agencies": [agency]}
        return act("indicator_create", reporting.secretariat, **about, **words, **more)

    return make


def asked(act, house):
    about = {"taskforce": house.slug, "period": LAST.code, "page_size": 100}
    found = act("report_list", house.coordinator, **about)["items"]
    return sorted((one["indicator"], one["agency"]) for one in found)


def renamed(act, house, measure, until):
    """Let a strategy follow that ends on a day; then let BRN report as well."""
    old = act("strategy_show", house.observer, taskforce=house.slug)
    act(
        "strategy_update",
        house.coordinator,
        id=old["id"],
        version=old["version"],
        until=until.isoformat(),
    )
    made = act(
        "strategy_create",
        house.coordinator,
        taskforce=house.slug,
        title="Next",
        copy_of="now",
        **{"from": LAST.start.isoformat(), "until": "2032-12-31"},
    )
    # It measures nothing by itself, so that what is asked for is the former one's.
    own = {"taskforce": house.slug, "strategy": made["slug"]}
    for one in act("indicator_list", house.coordinator, **own)["items"]:
        about = {"id": one["id"], "version": one["version"]}
        act("indicator_retire", house.coordinator, **about, note="Chosen anew.")
    about = {"id": made["id"], "version": made["version"]}
    act("strategy_adopt", house.coordinator, **about)


def test_the_former_one_asks_for_periods_that_began_before_its_end(
    reporting, act, measure
):
    one = measure("A.2-1", "RP")
    renamed(act, reporting, measure, LAST.end)

    # Another organisation is to report on the former indicator.
    about = {"id": one["id"], "version": one["version"]}
    act("indicator_update", reporting.secretariat, agencies=["RP", "BRN"], **about)

    assert asked(act, reporting) == [("A.2-1", "BRN"), ("A.2-1", "RP")]


def test_it_asks_for_nothing_that_began_after_its_end(reporting, act, measure):
    one = measure("A.2-1", "RP")
    renamed(act, reporting, measure, LAST.start - dt.timedelta(days=1))

    about = {"id": one["id"], "version": one["version"]}
    act("indicator_update", reporting.secretariat, agencies=["RP", "BRN"], **about)

    assert asked(act, reporting) == [("A.2-1", "RP")]


def test_indicators_are_those_of_the_current_one(reporting, act, measure):
    measure("A.2-1", "RP")
    renamed(act, reporting, measure, LAST.end)
    about = {"taskforce": reporting.slug}

    now = act("indicator_list", reporting.observer, **about)
    former = act("indicator_list", reporting.observer, strategy="now", **about)
    figures = act("indicator_overview", reporting.observer, strategy="now", **about)
    series = act("indicator_progress", reporting.observer, strategy="now", **about)

    assert now["count"] == 0
    assert [one["objective"] for one in former["items"]] == ["A.2"]
    assert [one["code"] for one in figures["items"]] == ["A.2-1"]
    assert series["items"][0]["periods"][-1] == LAST.code
