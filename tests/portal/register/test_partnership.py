"""The register: who sees what of it, how it stands, and who looks at it again."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk


def listed(act, user, **sought):
    found = act("partnership_list", user, taskforce="borno", **sought)
    assert found["count"] == len(found["items"])
    return [one["title"] for one in found["items"]]


class TestState:
    @pytest.mark.parametrize(
        ("days", "state"),
        [
            ({}, "in_force"),
            ({"starts_on": 5}, "to_come"),
            ({"review_by": -1}, "review_due"),
            ({"review_by": 0}, "in_force"),
            ({"review_by": -9, "ends_on": -1}, "expired"),
            ({"ends_on": 0}, "in_force"),
        ],
    )
    def test_it_follows_from_its_days(self, forum, in_days, days, state):
        said = {name: in_days(offset) for name, offset in days.items()}

        assert forum(**said)["state"] == state

    def test_what_is_over_leaves_the_list_and_stays_in_the_register(
        self, forum, act, house
    ):
        made = forum()
        about = {"id": made["id"], "version": made["version"]}

        found = act("partnership_end", house.reporter, **about, note="Dissolved.")

        assert (found["state"], found["verbs"]) == ("ended", [])
        assert listed(act, house.observer) == []
        assert listed(act, house.observer, ended=True) == ["Protection sector"]
        about["version"] = found["version"]
        with pytest.raises(tk.ValidationError):
            act("partnership_update", house.reporter, **about, title="Again")

    def test_it_ends_no_day_before_it_begins(self, forum):
        with pytest.raises(tk.ValidationError) as refused:
            forum(starts_on="2026-05-02", ends_on="2026-05-01")

        assert set(refused.value.error_dict) == {"ends_on"}


class TestList:
    def test_an_agency_finds_what_it_keeps_and_is_a_party_of(self, forum, act, house):
        forum(title="Kept")
        forum(house.secretariat, title="Party", agency="BRN", parties=["RP", "MIN"])
        forum(house.secretariat, title="Of others", agency="BRN")

        assert listed(act, house.observer, agency="RP") == ["Kept", "Party"]

    def test_a_line_keeps_what_is_below_it(self, forum, act, house):
        forum(title="Of a line", objective="A.2")
        forum(title="Of another", objective="B.1")

        assert listed(act, house.observer, objective="A") == ["Of a line"]

    def test_the_next_day_comes_first(self, forum, act, house, in_days):
        forum(title="No day")
        forum(title="Later", review_by=in_days(90), ends_on=in_days(400))
        forum(title="Sooner", ends_on=in_days(30))

        assert listed(act, house.observer) == ["Sooner", "Later", "No day"]

    def test_a_closed_one_is_not_even_counted(self, forum, act, house):
        more = {"subcommittee": "protection", "visibility": "subcommittee"}
        forum(title="Closed", **more)
        forum(title="Open")

        assert listed(act, house.observer) == ["Open"]
        assert listed(act, house.chair) == ["Closed", "Open"]

    def test_its_paper_is_named_to_who_may_see_it(self, forum, act, house):
        closed = {"subcommittee": "protection", "visibility": "subcommittee"}
        said = {"kind": "agreement", "title": "Text", "url": "https://example.org/t"}
        paper = act(
            "document_create", house.reporter, taskforce="borno", **said, **closed
        )
        made = forum(document=paper["id"])

        seen = act("partnership_show", house.reporter, id=made["id"])
        unseen = act("partnership_show", house.observer, id=made["id"])

        assert (seen["document"], seen["document_title"]) == (paper["id"], "Text")
        assert (unseen["document"], unseen["document_title"]) == (None, None)

    def test_a_person_is_not_named(self, forum):
        with pytest.raises(tk.ValidationError) as refused:
            forum(next_item="Call +234 803 555 0142")

        assert set(refused.value.error_dict) == {"next_item"}


class TestTasks:
    def test_who_keeps_it_is_reminded_of_its_review(
        self, forum, tasks, house, in_days, act
    ):
        made = forum(review_by=in_days(30))
        forum(title="Far ahead", review_by=in_days(200))
        mine = [("partnership", "Protection sector")]

        assert [t for t in tasks(house.reporter) if t[0] == "partnership"] == mine
        assert [t for t in tasks(house.secretariat) if t[0] == "partnership"] == mine
        for other in (house.observer, house.other_reporter, house.coordinator):
            assert [t for t in tasks(other) if t[0] == "partnership"] == []
        about = {"id": made["id"], "version": made["version"]}
        act("partnership_update", house.reporter, **about, review_by=in_days(365))
        assert [t for t in tasks(house.reporter) if t[0] == "partnership"] == []


class TestPages:
    def test_they_stand_on_the_pages_of_agency_line_and_register(
        self, forum, page_of, house
    ):
        made = forum(objective="A.2")
        address = f"/taskforce/borno/partnership/{made['id']}"

        agency = house.agency["RP"]["id"]
        for page in (f"/agency/{agency}", "/strategy/A.2", "/partnership"):
            links = [a["href"] for a in page_of("observer", page).main.find_all("a")]
            assert address in links, page

    def test_the_form_of_who_may_not_is_refused(self, forum, window, house):
        made = forum()
        page = f"/taskforce/borno/partnership/{made['id']}"

        assert window(house.observer).get(f"{page}/edit").status_code == 403
        assert window(house.other_reporter).get(f"{page}/end").status_code == 403
        assert window(house.reporter).get(f"{page}/edit").status_code == 200
        assert window(house.reporter).get(f"{page}/end").status_code == 200


def test_a_merged_agency_hands_it_on(forum, act, house):
    made = forum(agency="RP", parties=["RP", "MIN"])
    about = {"id": house.agency["RP"]["id"], "version": house.agency["RP"]["version"]}

    act("agency_merge", house.secretariat, **about, into="BRN")

    found = act("partnership_show", house.secretariat, id=made["id"])
    assert (found["agency"], found["parties"]) == ("BRN", ["BRN", "MIN"])
