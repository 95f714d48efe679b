"""An alert leaves no trace for others: in no search, in no feed, and in no timing.

How long an answer takes follows from what is done for it. So a hidden alert and one
that never was are held against each other by the statements that the database gets and
by the bytes that come back, and never by a clock.
"""

from __future__ import annotations

import re
import uuid

import ckan.plugins.toolkit as tk
import pytest

BASE = "/taskforce/borno"
UNKNOWN = str(uuid.UUID(int=7))
OTHERS = (
    *("observer", "reporter", "other_reporter", "other_focal_point", "police"),
    *("police_focal_point", "chair", "secretariat", "custodian", "coordinator"),
    *("root", "donor"),
)
# A month that stands nowhere else, by its code and in words.
MONTH = {"month": "1997-07", "passed_on": "1997-07-17"}
MARKS = ("1997-07", "Jul 1997", "July 1997")


@pytest.fixture
def hidden(alert):
    """An alert of RP, from a month of its own."""
    return alert(**MONTH)


def traces(text, row):
    """Return what an answer tells of an alert."""
    return [mark for mark in (*MARKS, row["id"]) if mark in str(text)]


@pytest.mark.usefixtures("clean_index")
class TestSearch:
    @pytest.mark.parametrize("who", [*OTHERS, None])
    def test_neither_ckan_nor_ours_finds_it(self, hidden, counting, act, who):
        user = getattr(counting, who) if who else None
        context = {"user": user["name"] if user else "", "ignore_auth": False}
        for words in (hidden["id"], "1997-07", "alert", "*:*"):
            asked = {"q": words, "include_private": True, "include_drafts": True}
            found = tk.get_action("package_search")(dict(context), asked)
            assert found["count"] == 0, (words, found)
        for noun in ("deliverable", "document", "publication", "agency"):
            for words in ("1997-07", "alert", hidden["id"]):
                try:
                    found = act(f"{noun}_list", user, taskforce="borno", q=words)
                except tk.NotAuthorized:
                    continue
                assert (noun, found["count"]) == (noun, 0)


class TestFeeds:
    @pytest.fixture
    def calendar(self, counting, act, app):
        """Return the function that reads the calendar of somebody."""

        def read(user):
            made = act("feed_choose", user, taskforce="borno", is_wanted="true")
            address = f"{BASE}/calendar/{made['secret']}.ics"
            return app.client.get(address).get_data(as_text=True)

        return read

    @pytest.mark.parametrize("who", ["coordinator", "other_focal_point", "observer"])
    def test_no_calendar_holds_it(self, hidden, counting, calendar, who):
        found = calendar(getattr(counting, who))

        assert "BEGIN:VCALENDAR" in found
        assert [*traces(found, hidden), *re.findall("(?i)alert", found)] == []

    def test_nor_does_the_feed_of_releases(self, hidden, app):
        for address in (f"{BASE}/data/feed.atom", f"{BASE}/data"):
            found = app.client.get(address)
            assert found.status_code == 200
            assert traces(found.get_data(as_text=True), hidden) == []


class TestTiming:
    @pytest.mark.parametrize("who", OTHERS)
    def test_a_hidden_one_costs_what_one_costs_that_never_was(
        self, hidden, counting, act, said, queries, who
    ):
        user = getattr(counting, who)

        def cost(name, alert_id, **more):
            with queries() as sent, pytest.raises(tk.ObjectNotFound) as refused:
                act(name, user, id=alert_id, **more)
            return [" ".join(one.split()) for one in sent], str(refused.value)

        for name, more in (
            ("alert_show", {}),
            ("alert_acknowledge", {"version": 1, **said}),
        ):
            # The first call of a process may look up what is kept afterwards.
            cost(name, UNKNOWN, **more)
            theirs, never = (cost(name, i, **more) for i in (hidden["id"], UNKNOWN))
            assert theirs == never

    @pytest.mark.parametrize("who", ["coordinator", "other_focal_point", "observer"])
    def test_its_page_sends_as_many_bytes_and_asks_as_much(
        self, hidden, browser, queries, who
    ):
        at = browser(who)

        def cost(alert_id):
            with queries() as sent:
                answer = at.get(f"{BASE}/alert/{alert_id}")
            text = re.sub(r'value="[^"]{60,}"', "", answer.text)
            return (
                answer.status_code,
                len(sent),
                len(text),
                sorted(answer.headers.keys()),
            )

        cost(UNKNOWN)
        assert cost(hidden["id"]) == cost(UNKNOWN)

    @pytest.mark.parametrize("who", ["other_focal_point", "reporter", "coordinator"])
    def test_lists_cost_the_same_with_it_and_without(
        self, counting, act, alert, queries, who
    ):
        user = getattr(counting, who)

        def cost():
            with queries() as sent:
                try:
                    found = act("alert_list", user, taskforce="borno")
                except tk.NotAuthorized as refused:
                    found = str(refused)
            return len(sent), str(found)

        cost()
        before = cost()
        alert(**MONTH)
        cost()
        assert cost() == before
