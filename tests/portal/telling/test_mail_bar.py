"""The bar of mails: the server away for an hour of the clock, and each arrives once."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import notices
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.notice import Notice

KEY = re.compile(r"^Message-ID: <([0-9a-f-]{36})@", re.MULTILINE | re.IGNORECASE)


@pytest.fixture
def away(monkeypatch):
    """Return a context in which no mail server answers."""

    def refuse(*_given, **_named):
        raise ConnectionRefusedError

    @contextmanager
    def without():
        with monkeypatch.context() as here:
            here.setattr("smtplib.SMTP", refuse)
            yield

    return without


@pytest.fixture
def send(house, mail_server):
    """Return the function that runs the timer and tells the keys of what went out."""

    def sent():
        model.Session.rollback()
        with jobs.inside_a_page():
            notices.send_waiting(now())
        found = mail_server.get_smtp_messages()
        mail_server.clear_smtp_messages()
        return [KEY.search(message[3]).group(1) for message in found]

    return sent


@pytest.fixture
def hour(house, work, say, choose, send, away, freezer):
    """Return the function that makes so many events while the server is away."""

    def lived(number):
        send()
        choose(house.chair, "at_once")
        for event in range(number):
            say("deliverable_submit", house.reporter, work())
            if event % (number // 10) == 0:
                freezer.tick(dt.timedelta(minutes=6))
                with away():
                    assert send() == []
        freezer.tick(dt.timedelta(minutes=1))
        first, second = send(), send()
        told = sa.select(Notice.id).where(Notice.kind == "deliverable_submitted")
        wanted = list(model.Session.scalars(told))
        assert len(wanted) == number
        assert sorted(first) == sorted(wanted)
        assert second == []

    return lived


def test_fifty_events_arrive_once_each(hour):
    hour(50)


@pytest.mark.long
def test_a_thousand_events_arrive_once_each(hour):
    hour(1_000)


def test_a_worker_that_dies_before_it_notes_the_sending_repeats_the_same_key(
    house, work, say, choose, send
):
    """What the server took and we did not note goes out again, known as the same."""
    send()
    choose(house.chair, "at_once")
    say("deliverable_submit", house.reporter, work())
    (key,) = send()
    with model.meta.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE tiptaskforce_notice SET mail = 'waiting' WHERE id = :id"),
            {"id": key},
        )

    assert send() == [key]


def test_what_waits_for_a_day_comes_in_one_mail(
    house, work, say, choose, send, run, address, freezer, away
):
    send()
    choose(house.chair, "at_once")
    for _ in range(12):
        say("deliverable_submit", house.reporter, work())
    for _ in range(7):
        with away():
            assert run() == {}
        freezer.tick(dt.timedelta(days=1))

    ((_, text),) = run()[address(house.chair)]

    assert "- deliverable to review: 12" in text
    freezer.tick(dt.timedelta(days=1))
    assert address(house.chair) not in run()
