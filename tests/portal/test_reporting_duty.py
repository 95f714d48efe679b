"""An organisation without a reporting duty owes nothing, and is late on no page."""

from __future__ import annotations

import pytest


@pytest.fixture
def late(house, log, act, in_days, freezer):
    """Work of two agencies whose date has passed; return the one without a duty."""
    log(title="Of RP", due=in_days(3), subcommittee="protection")
    mine = log(title="Of BRN", due=in_days(3), user=house.other_reporter, template=None)
    agency = act("agency_show", house.coordinator, id=house.agency["BRN"]["id"])
    about = {"id": agency["id"], "version": agency["version"]}
    act("agency_update", house.coordinator, **about, reporting_duty=False)
    freezer.move_to(f"{in_days(10)}T12:00:00")
    return mine


def debts(act, house):
    found = act("agency_overview", house.coordinator, taskforce="borno")["items"]
    return {d["agency"]: d for d in found}


class TestWhoOwesWhat:
    def test_owes_nothing_and_is_not_late(self, house, late, act):
        found = debts(act, house)

        counted = ("owed", "overdue", "days_late", "due_soon")
        assert [found["BRN"][key] for key in counted] == [0, 0, 0, 0]
        assert [found["RP"][key] for key in counted] == [1, 1, 7, 0]

    def test_is_not_among_the_late(self, house, late, act):
        found = act(
            "agency_overview", house.coordinator, taskforce="borno", late="true"
        )

        assert [item["agency"] for item in found["items"]] == ["RP"]

    def test_the_page_says_why(self, house, late, app):
        app.set_session_user(house.coordinator["id"])
        page = app.get("/taskforce/borno/owed").text

        assert page.count("no reporting duty") == 1
        assert "1 of 4 organisations is late" in page


class TestMyWork:
    def test_keeps_the_work_and_calls_it_late_no_more(self, house, late, act):
        found = act("task_list", house.other_reporter, taskforce="borno")

        assert (found["count"], found["late"]) == (1, 0)
        assert found["items"][0]["days_late"] == 0

    def test_is_late_for_an_agency_with_the_duty(self, house, late, act):
        found = act("task_list", house.reporter, taskforce="borno")

        assert (found["late"], found["items"][0]["days_late"]) == (1, 7)


class TestDeliverables:
    def test_none_of_its_is_overdue(self, house, late, act):
        shown = act("deliverable_show", house.coordinator, id=late["id"])
        listed = act(
            "deliverable_list", house.coordinator, taskforce="borno", overdue="true"
        )

        assert shown["is_overdue"] is False
        assert [item["title"] for item in listed["items"]] == ["Of RP"]
