"""A copied strategy takes its indicators; one that was only begun can be dropped."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan import model

from ckanext.tiptaskforce.model.report import Report

SHEET = {
    "objective": "A.2",
    "code": "A.2-1",
    "title": "Referral pathways in force",
    "unit": "pathways",
    "agencies": ["RP"],
    "subcommittee": "protection",
    "baseline": 2,
    "target": 9,
    "targets": {"2029-Q1": 3, "2020-Q1": 1},
    "across_periods": "latest",
}


@pytest.fixture
def sheet(house, act):
    """Return the function that adds an indicator to the current strategy."""

    def make(**more):
        about = {"taskforce": house.slug, **SHEET, **more}
        return act("indicator_create", house.secretariat, **about)

    return make


@pytest.fixture
def copied(house, act):
    """Return the function that reads the indicators of the copy."""

    def read(strategy="2029-2031"):
        about = {"taskforce": house.slug, "strategy": strategy}
        return act("indicator_list", house.observer, **about)["items"]

    return read


class TestCopy:
    def test_it_takes_the_reference_sheets_under_its_own_lines(
        self, begin, sheet, copied
    ):
        one = sheet()

        begin(copy_of="now")

        (found,) = copied()
        same = ("code", "title", "unit", "objective", "agencies", "baseline", "target")
        assert {n: found[n] for n in same} == {n: one[n] for n in same}
        assert found["across_periods"] == "latest"
        assert found["id"] != one["id"]
        assert found["version"] == 1

    def test_targets_of_other_periods_and_set_words_stay_behind(
        self, house, begin, sheet, copied, act
    ):
        one = sheet()
        about = {"id": one["id"], "version": one["version"]}
        word = {"label": "met", "label_reason": "Seen on site."}
        act("indicator_update", house.coordinator, **about, **word)

        begin(copy_of="now")

        (found,) = copied()
        assert found["targets"] == {"2029-Q1": 3}
        assert found["label"] is None

    def test_a_retired_one_is_not_taken(self, house, begin, sheet, copied, act):
        one = sheet()
        about = {"id": one["id"], "version": one["version"]}
        act("indicator_retire", house.coordinator, **about, note="Measured elsewhere.")

        begin(copy_of="now")

        assert copied() == []

    def test_nobody_is_asked_for_reports_on_a_copy(self, begin, sheet, copied):
        sheet()
        begin(copy_of="now")
        (found,) = copied()

        query = model.Session.query(Report).filter_by(indicator_id=found["id"])

        assert query.count() == 0

    def test_the_other_strategy_keeps_its_own(self, begin, sheet, house, act):
        one = sheet()
        begin(copy_of="now")

        about = {"taskforce": house.slug}
        (found,) = act("indicator_list", house.observer, **about)["items"]

        assert found["id"] == one["id"]


class TestDrop:
    def test_it_leaves_the_lists_and_frees_its_name(self, house, begin, say, act):
        made = begin()
        dropped = say("strategy_drop", made, note="Begun by mistake.")

        assert dropped["state"] == "dropped"
        about = {"taskforce": house.slug}
        listed = act("strategy_list", house.observer, **about)["items"]
        assert [one["slug"] for one in listed] == ["now"]
        assert begin()["slug"] == "2029-2031"
        told = act("strategy_history", house.observer, id=made["id"])
        assert told[0]["verb"] == "drop"

    def test_what_is_or_was_followed_stays(self, house, begin, say, act):
        about = {"taskforce": house.slug}
        now = act("strategy_show", house.coordinator, **about)
        with pytest.raises(tk.ValidationError, match="was followed"):
            say("strategy_drop", now, note="Old.")

        say("strategy_adopt", begin(copy_of="now"))

        before = act("strategy_show", house.coordinator, **about, strategy="now")
        with pytest.raises(tk.ValidationError, match="was followed"):
            say("strategy_drop", before, note="Old.")

    @pytest.mark.parametrize("verb", ["drop", "update", "adopt"])
    def test_a_dropped_one_is_over(self, begin, say, verb):
        dropped = say("strategy_drop", begin(copy_of="now"), note="Not wanted.")
        more = {"note": "Again."} if verb == "drop" else {}

        with pytest.raises(tk.ValidationError, match="was dropped"):
            say(f"strategy_{verb}", dropped, **more)

    def test_why_is_needed(self, begin, say):
        with pytest.raises(tk.ValidationError) as refused:
            say("strategy_drop", begin())

        assert list(refused.value.error_dict) == ["note"]

    def test_a_coordinator_drops_it_on_its_page(self, house, begin, app):
        begin()
        at = app.test_client(user=model.User.get(house.coordinator["id"]))
        page = "/taskforce/borno/admin/strategy/2029-2031"
        assert f'href="{page}/drop"' in at.get(page).get_data(as_text=True)
        assert "Drop strategy" in at.get(f"{page}/drop").get_data(as_text=True)

        data = {"version": "1", "note": "Begun by mistake."}
        done = at.post(f"{page}/drop", data=data, follow_redirects=True)

        assert "Dropped. Nobody has followed it" in done.get_data(as_text=True)
        assert at.get(page).status_code == 404
