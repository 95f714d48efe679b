"""The calendar of inputs: sent or not, beside the core functions and in My work."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk


class TestState:
    def test_it_follows_from_its_days(self, owed_input, act, house, in_days):
        late = owed_input(due=in_days(-1))
        coming = owed_input(due=in_days(9))
        undated = owed_input()

        assert [one["state"] for one in (late, coming, undated)] == [
            "overdue",
            "due",
            "undated",
        ]
        about = {"id": late["id"], "version": late["version"]}
        sent = act("input_update", house.secretariat, **about, sent_on=in_days(0))
        assert sent["state"] == "sent"

    def test_nothing_was_sent_on_a_day_to_come(self, owed_input, in_days):
        with pytest.raises(tk.ValidationError) as refused:
            owed_input(sent_on=in_days(2))

        assert set(refused.value.error_dict) == {"sent_on"}


class TestList:
    def test_what_is_due_comes_first_and_what_was_sent_last(
        self, owed_input, act, house, in_days
    ):
        owed_input(title="Sent", sent_on=in_days(-3), cycle=2026)
        owed_input(title="No day")
        owed_input(title="Due", due=in_days(9), cycle=2027)

        def titles(**sought):
            found = act("input_list", house.observer, taskforce="borno", **sought)
            return [one["title"] for one in found["items"]]

        assert titles() == ["Due", "No day", "Sent"]
        assert titles(open=True) == ["Due", "No day"]
        assert titles(cycle=2026) == ["Sent"]

    def test_what_nobody_asks_for_leaves_it(self, owed_input, act, house):
        made = owed_input()
        about = {"id": made["id"], "version": made["version"]}

        act("input_retire", house.secretariat, **about, note="The plan has ended.")

        about = {"taskforce": "borno"}
        assert act("input_list", house.observer, **about)["count"] == 0
        assert act("input_list", house.observer, **about, retired=True)["count"] == 1


class TestTasks:
    def test_coordination_is_told_until_it_is_sent(
        self, owed_input, tasks, act, house, in_days
    ):
        made = owed_input(due=in_days(20))
        owed_input(title="Far ahead", due=in_days(200))
        task = ("input", "Chapter of the plan")

        for user in (house.coordinator, house.secretariat):
            assert [t for t in tasks(user) if t[0] == "input"] == [task]
        assert [t for t in tasks(house.reporter) if t[0] == "input"] == []
        about = {"id": made["id"], "version": made["version"]}
        act("input_update", house.coordinator, **about, sent_on=in_days(0))
        assert [t for t in tasks(house.coordinator) if t[0] == "input"] == []


class TestPages:
    def test_it_stands_beside_its_core_function(self, owed_input, page_of):
        owed_input(core_function=1, title="Services in the plan")

        for page in ("/function", "/function/1", "/input"):
            assert "Services in the plan" in page_of("observer", page).get_text()
        assert "Services in the plan" not in page_of("observer", "/function/2").text

    def test_the_next_cycle_is_a_year_later(self, owed_input, page_of, in_days):
        made = owed_input(cycle=2028, due="2028-02-29", sent_on=in_days(0))

        soup = page_of("secretariat", f"/input/new?like={made['id']}")

        shown = {
            name: soup.find("input", {"name": name})["value"]
            for name in ("title", "cycle", "due", "sent_on")
        }
        assert shown == {
            "title": "Chapter of the plan",
            "cycle": "2029",
            "due": "2029-02-28",
            "sent_on": "",
        }

    def test_members_read_it_and_change_nothing(self, owed_input, window, house):
        made = owed_input()
        browser = window(house.reporter)

        assert browser.get("/taskforce/borno/input").status_code == 200
        for address in ("new", f"{made['id']}/edit", f"{made['id']}/retire"):
            page = f"/taskforce/borno/input/{address}"
            assert browser.get(page).status_code == 403
