"""The core functions as they stood on a past day."""

from __future__ import annotations

import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model


def ago(days: int) -> str:
    today = dt.datetime.now(dt.UTC).date()
    return (today - dt.timedelta(days=days)).isoformat()


@pytest.fixture
def earlier():
    """Return a function that lets the events of today have happened days ago."""

    def move(object_id: str, days: int, verb: str | None = None) -> None:
        told = (
            "UPDATE tiptaskforce_event SET at = at - make_interval(days => :days)"
            " WHERE object_id = :id AND at > now() - interval '12 hours'"
        )
        more = " AND verb = :verb" if verb else ""
        values = {"days": days, "id": object_id} | ({"verb": verb} if verb else {})
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            off = "ALTER TABLE tiptaskforce_event {} TRIGGER USER"
            connection.execute(sa.text(off.format("DISABLE")))
            connection.execute(sa.text(told + more), values)
            connection.execute(sa.text(off.format("ENABLE")))

    return move


@pytest.fixture
def stood(house, act):
    """Return a function that tells how one standing deliverable stood on a day."""

    def cell(code: str, day: str | None = None, who=None) -> tuple[str, bool]:
        asked = {"taskforce": "borno"} | ({"on": day} if day else {})
        found = act("core_function_overview", who or house.observer, **asked)
        every = [d for f in found for d in f["deliverables"]]
        one = next(d for d in every if d["template"] == code)
        return one["cell"], one["is_in_review"]

    return cell


def test_each_day_tells_what_was_then(house, log, act, earlier, stood):
    row = log(template="1.2")
    earlier(row["id"], 30)
    row = act("deliverable_submit", house.reporter, id=row["id"], version=1)
    earlier(row["id"], 20)
    act("deliverable_accept", house.chair, id=row["id"], version=row["version"])
    earlier(row["id"], 10)

    assert stood("1.2", ago(40)) == ("none", False)
    assert stood("1.2", ago(25)) == ("in_progress", False)
    assert stood("1.2", ago(15)) == ("in_progress", True)
    assert stood("1.2", ago(5)) == ("delivered", False)
    assert stood("1.2") == ("delivered", False)


def test_what_was_in_place_then_may_be_outdated_now(house, log, act, earlier, stood):
    row = log(template="1.2", status="delivered", finished_on=ago(0), due=None)
    about = {"id": row["id"], "version": row["version"]}
    act("deliverable_accept", house.chair, **about, review_by=ago(7))
    earlier(row["id"], 30)

    assert stood("1.2", ago(7)) == ("delivered", False)
    assert stood("1.2", ago(6)) == ("outdated", False)


def test_it_counts_what_the_reader_may_see(house, log, earlier, stood):
    row = log(template="1.2", visibility="agency")
    earlier(row["id"], 30)

    assert stood("1.2", ago(3)) == ("none", False)
    assert stood("1.2", ago(3), house.reporter) == ("in_progress", False)


def test_what_was_closed_since_is_not_told_of_any_day(house, log, act, earlier, stood):
    """Who may no longer see the work learns nothing of it from its past either."""
    row = log(template="1.2")
    earlier(row["id"], 30)
    assert stood("1.2", ago(3)) == ("in_progress", False)
    about = {"id": row["id"], "version": row["version"]}
    row = act("deliverable_update", house.reporter, **about, visibility="agency")

    assert stood("1.2", ago(3)) == ("none", False)
    assert stood("1.2", ago(3), house.reporter) == ("in_progress", False)

    about = {"id": row["id"], "version": row["version"]}
    act("deliverable_update", house.reporter, **about, visibility="members")
    assert stood("1.2", ago(3)) == ("in_progress", False)


def test_a_day_that_is_not_over_is_refused(house, stood):
    with pytest.raises(tk.ValidationError) as refused:
        stood("1.2", ago(0))

    assert list(refused.value.error_dict) == ["on"]


def test_the_page_says_so(house, log, earlier, page_of):
    row = log(template="1.2")
    earlier(row["id"], 30)

    page = page_of(house.coordinator, f"/function?on={ago(40)}")

    notice = page.select_one(".tf-notice").get_text()
    assert "As it stood at the end of" in notice
    assert "for what you may see today" in notice
    assert page.main.find("form", method="post") is None
    assert "4 none" not in page.main.get_text()
    assert "3 none" in " ".join(page.main.get_text(" ").split())
