"""The calendar feed: who reads it, what stands in it, and when it ends."""

from __future__ import annotations

import hashlib

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

BASE = "/taskforce/borno"


@pytest.fixture
def address(act, house):
    """Return the function that gets a new address as a seat of the house."""

    def make(who="reporter"):
        user = getattr(house, who)
        made = act("feed_choose", user, taskforce="borno", is_wanted=True)
        return f"{BASE}/calendar/{made['secret']}.ics"

    return make


def events(text):
    return text.count("BEGIN:VEVENT")


def test_it_says_which_body_meets_when_and_nothing_else(app, meet, address, house):
    row = meet(3, agenda=["Pathway of Jere"], closed_agenda=["Road"], ends="12:00")
    at = row["day"].replace("-", "")

    answer = app.get(address())

    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer.headers["Cache-Control"]
    lines = [one for one in answer.text.split("\r\n") if ":" in one]
    said = dict(one.split(":", 1) for one in lines)
    assert said["SUMMARY"] == "Meeting: Protection"
    # The house keeps its days in UTC.
    assert (said["DTSTART"], said["DTEND"]) == (f"{at}T100000Z", f"{at}T120000Z")
    assert set(said) == {
        *("BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "UID", "DTSTAMP"),
        *("SEQUENCE", "DTSTART", "DTEND", "SUMMARY"),
    }


def test_it_holds_what_its_person_may_know_of(app, meet, address, house):
    meet(3)
    meet(4, user=house.secretariat, subcommittee="")

    assert events(app.get(address("reporter")).text) == 2
    assert events(app.get(address("police")).text) == 1


def test_a_new_address_ends_the_former_and_revoking_ends_both(app, act, house, address):
    first = address()
    second = address()

    assert app.get(first, status=404)
    assert app.get(second).status_code == 200
    act("feed_choose", house.reporter, taskforce="borno", is_wanted=False)
    assert app.get(second, status=404)
    shown = act("feed_show", house.reporter, taskforce="borno")
    assert shown == {"is_wanted": False}


def test_a_token_of_one_seat_opens_no_feed_of_all(house, act, api, token_of):
    token = token_of(house.reporter)
    about = {"taskforce": "borno", "user": house.reporter["name"], "role": "observer"}
    act("seat_create", house.coordinator, **about)

    asked = {"taskforce": "borno", "is_wanted": True}
    status = api("tiptaskforce_feed_choose", token, **asked)[0]

    assert status == 403


def test_it_ends_with_the_seat(app, act, house, address):
    kept = address()
    seat = house.seat["reporter"]

    about = {"id": seat["id"], "version": seat["version"]}
    act("seat_end", house.root, **about)

    assert app.get(kept, status=404)


def test_of_the_secret_the_digest_is_kept(act, house):
    made = act("feed_choose", house.reporter, taskforce="borno", is_wanted=True)

    digest = hashlib.sha256(made["secret"].encode()).hexdigest()
    with model.meta.engine.connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM tiptaskforce_feed")).one()
        values = connection.scalars(
            sa.text("SELECT value FROM tiptaskforce_event_value")
        )
        kept = " ".join(map(str, values))
    assert row.digest == digest
    assert made["secret"] not in str(row)
    assert digest not in kept


def test_a_wrong_secret_is_answered_like_none(act, house):
    for secret in ("x", "0" * 32):
        with pytest.raises(tk.ObjectNotFound):
            act("feed_read", None, taskforce="borno", secret=secret)


def test_the_page_tells_the_address_once(browser):
    at = browser("reporter")

    page = at.post(f"{BASE}/work/calendar", data={"is_wanted": "true"}).text

    assert ".ics" in page
    again = at.get(f"{BASE}/work/calendar").text
    assert ".ics" not in again
    assert "You have an address." in again
