"""Action points, decisions and meetings that touch a grave violation."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

BASE = "/taskforce/borno"
TAGGED = {
    "violations": ["abduction", "denial_access"],
    "violation_links": {"abduction": "tactic"},
}
LINKS = {"abduction": "tactic", "denial_access": "not_stated"}


@pytest.fixture
def decide(house, act):
    """Return the function that notes a decision of a meeting, as its chair."""

    def make(meeting, **more):
        about = {"taskforce": "borno", "meeting": meeting["id"]}
        return act("decision_create", house.chair, **about, title="A pathway.", **more)

    return make


@pytest.fixture
def read(house, act):
    """Return the function that counts what touches abduction, for somebody."""

    def counted(user=None):
        found = act("violation_overview", user or house.observer, taskforce="borno")
        row = next(r for r in found["items"] if r["violation"] == "abduction")
        return tuple(row[name] for name in ("meetings", "decisions", "action_points"))

    return counted


class TestFields:
    def test_both_carry_them_with_the_kind_of_link(self, held, point, decide):
        meeting = held(3)

        for row in (point(meeting, **TAGGED), decide(meeting, **TAGGED)):
            assert row["violations"] == TAGGED["violations"]
            assert row["links"] == LINKS

    def test_an_update_takes_them_away_and_else_keeps_them(
        self, held, point, decide, say
    ):
        meeting = held(3)
        for noun, row in (("action_point", point), ("decision", decide)):
            made = row(meeting, **TAGGED)
            kept = say(f"{noun}_update", made, title="Another one.")
            assert kept["links"] == LINKS
            assert say(f"{noun}_update", kept, violations=[])["links"] == {}

    def test_lists_are_filtered_by_violation(self, held, point, decide, house, act):
        meeting = held(3)
        tagged = {point(meeting, **TAGGED)["id"], decide(meeting, **TAGGED)["id"]}
        point(meeting)
        decide(meeting)

        found = set()
        for noun in ("action_point", "decision"):
            asked = {"taskforce": "borno", "violation": "abduction"}
            found |= {
                row["id"] for row in act(f"{noun}_list", house.chair, **asked)["items"]
            }
            with pytest.raises(tk.ValidationError):
                act(f"{noun}_list", house.chair, **{**asked, "violation": "theft"})

        assert found == tagged


class TestCounts:
    def test_they_count_for_who_may_know_of_them(
        self, held, point, decide, say, read, house
    ):
        meeting = held(3, violations=["abduction"])
        point(meeting, **TAGGED)
        point(meeting, is_confidential=True, **TAGGED)
        decide(meeting, **TAGGED)

        assert read(house.chair) == (1, 1, 2)
        # No decision is told before the minutes are approved.
        assert read(house.reporter) == (1, 0, 2)
        # A meeting of a subcommittee is not there for who sits on none.
        assert read(house.observer) == (0, 0, 0)
        say("meeting_approve", meeting)
        assert read(house.reporter) == (1, 1, 2)
        assert read(house.observer) == (0, 0, 0)

    def test_what_was_given_up_counts_no_more(
        self, held, point, decide, say, read, house
    ):
        meeting = held(3, violations=["abduction"])
        rows = {"action_point": point(meeting, **TAGGED)}
        rows["decision"] = decide(meeting, **TAGGED)
        for noun, row in rows.items():
            say(f"{noun}_drop", row, note="Not needed.")

        assert read(house.chair) == (1, 0, 0)


class TestPages:
    def test_they_stand_on_the_page_of_the_violation(
        self, held, point, decide, say, browser
    ):
        meeting = held(3, violations=["abduction"])
        point(meeting, title="Map the routes.", **TAGGED)
        decide(meeting, **TAGGED)
        say("meeting_approve", meeting)

        at = browser("reporter")
        page = at.get(f"{BASE}/mrm/abduction").text
        assert "1 action point, 1 decision, 1 meeting" in page
        page = at.get(f"{BASE}/mrm/abduction/meetings").text
        assert "Map the routes." in page
        assert "A pathway." in page
        assert f"/meeting/{meeting['id']}" in page
        other = at.get(f"{BASE}/mrm/killing_maiming/meetings").text
        assert "Map the routes." not in other
        assert "No action point touches it." in other
        assert "No decision touches it." in other
        assert at.get(f"{BASE}/mrm/theft/meetings").status_code == 404

    def test_the_forms_set_them(self, held, browser, act, house, in_days):
        meeting = held(3)
        at = browser("chair")
        said = {"violations": ["abduction"], "link_abduction": "tactic"}
        where = f"{BASE}/meeting/{meeting['id']}"
        work = {"title": "Map the routes.", "agency": "RP", "due": in_days(9)}

        at.post(f"{where}/action/new", data={**work, **said, "key": "one"})
        at.post(f"{where}/decision/new", data={"title": "Yes.", **said, "key": "two"})

        rows = {}
        for noun in ("action_point", "decision"):
            (rows[noun],) = act(f"{noun}_list", house.chair, taskforce="borno")["items"]
            assert rows[noun]["links"] == {"abduction": "tactic"}
        point, one = rows["action_point"], rows["decision"]
        assert "Can be its tactic" in at.get(f"{BASE}/action/{point['id']}").text
        assert "Can be its tactic" in at.get(where).text
        at.post(f"{BASE}/action/{point['id']}/edit", data={**work, "version": "1"})
        form = {"title": "Yes.", "version": "1"}
        at.post(f"{where}/decision/{one['id']}/edit", data=form)
        for noun in rows:
            (row,) = act(f"{noun}_list", house.chair, taskforce="borno")["items"]
            assert row["links"] == {}

    def test_they_are_in_the_file(self, held, point, browser):
        point(held(3), **TAGGED)

        table = browser("chair").get(f"{BASE}/action?format=csv").text

        assert "Abduction; Denial of humanitarian access" in table
        assert "abduction:tactic" in table
