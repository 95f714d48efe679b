"""Accountability to affected people: shown, never scored, and numbers alone."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


@pytest.fixture
def channel(house, act):
    """Return a function that names a feedback channel of RP."""

    def add(who=None, **more):
        said = {"kind": "hotline", "title": "Toll-free line", **more}
        user = who or house.reporter
        return act("feedback_channel_create", user, taskforce="borno", **said)

    return add


@pytest.fixture
def count(house, act):
    """Return a function that enters the numbers of a quarter."""

    def enter(row, received, answered, period="2026-Q3", who=None):
        return act(
            "feedback_channel_count",
            who or house.reporter,
            id=row["id"],
            version=row["version"],
            period=period,
            received=received,
            answered=answered,
        )

    return enter


class TestChannels:
    def test_numbers_stand_by_quarter_and_are_replaced(self, house, channel, count):
        row = count(channel(), 12, 9)
        row = count(row, 20, 8, period="2026-Q2")

        row = count(row, 14, 9)

        assert row["counts"] == [
            {"period": "2026-Q3", "received": 14, "answered": 9},
            {"period": "2026-Q2", "received": 20, "answered": 8},
        ]

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"received": 3, "answered": 4}, "answered"),
            ({"received": -1, "answered": 0}, "received"),
            ({"received": 3, "answered": 1, "period": "2026"}, "period"),
            ({"received": 3, "answered": 1, "period": "soon"}, "period"),
        ],
    )
    def test_what_cannot_be_is_refused_by_name(
        self, house, channel, count, sent, field
    ):
        with pytest.raises(tk.ValidationError) as refused:
            count(channel(), **sent)

        assert list(refused.value.error_dict) == [field]

    def test_there_is_no_room_for_words_about_persons(self, house, channel, act):
        row = channel()
        with pytest.raises(tk.ValidationError) as refused:
            act(
                "feedback_channel_count",
                house.reporter,
                id=row["id"],
                version=row["version"],
                period="2026-Q3",
                received=1,
                answered=1,
                note="She said.",
            )
        assert list(refused.value.error_dict) == ["note"]
        with pytest.raises(tk.ValidationError) as refused:
            channel(title="Call 0803 123 4567")
        assert "phone number" in str(refused.value.error_dict["title"])

    def test_others_read_and_change_nothing(self, house, channel, count, act):
        row = channel()

        with pytest.raises(tk.NotAuthorized):
            count(row, 1, 1, who=house.other_reporter)
        with pytest.raises(tk.NotAuthorized):
            channel(who=house.other_reporter, agency="RP")
        found = act("feedback_channel_list", house.observer, taskforce="borno")
        assert [(one["agency"], one["verbs"]) for one in found["items"]] == [("RP", [])]


class TestPage:
    def test_it_shows_consultations_and_numbers(
        self, house, log, channel, count, page_of
    ):
        log(
            consulted="yes",
            consulted_on="2026-02-01",
            consulted_how="Group discussions.",
        )
        log()
        count(channel(), 12, 9)

        page = page_of(house.observer, "/accountability")

        facts = page.select_one(".tf-facts").get_text(" ", strip=True)
        assert facts == "Yes 1 Planned 0 No 0 Not said 1"
        consulted, channels = page.find_all("table")
        assert "1 Feb 2026" in consulted.get_text()
        assert "Group discussions." in consulted.get_text()
        assert "12, 9 answered" in channels.select_one("tbody tr").get_text()

    def test_a_channel_is_added_and_counted_on_the_pages(self, house, post):
        page = post(house.reporter, "/accountability/new", title="Toll-free line")
        link = page.find("a", string=lambda s: s and s.startswith("Enter numbers"))
        link = link or page.select_one("a[href$='/count']")
        where = link["href"].removeprefix("/taskforce/borno")

        page = post(house.reporter, where, period="2026-Q3", received="5", answered="4")

        assert "5, 4 answered" in page.select_one("tfoot").get_text()

    def test_it_is_linked_beside_the_functions(self, house, act, page_of):
        said = {"code": "aap", "title": "Accountability"}
        act("template_create", house.secretariat, taskforce="borno", **said)

        page = page_of(house.observer, "/function")

        assert page.find("a", href="/taskforce/borno/accountability")
