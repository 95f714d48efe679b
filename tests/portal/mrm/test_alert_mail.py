"""The reminder of an alert that nobody acknowledged names nothing of it."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import digests
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import MailChoice

NOON = dt.datetime.now(dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def late(alert, in_days):
    """Return the function that passes an alert on so many days ago, as RP."""

    def make(days=7, **more):
        day = in_days(-days)
        return alert(passed_on=day, month=day[:7], **more)

    return make


@pytest.fixture
def waiting(counting):
    """Return the function that tells how much waits for somebody by the mail."""

    def read(who):
        user = model.User.get(getattr(counting, who)["name"])
        with jobs.inside_a_page():
            taskforce = Taskforce.get(counting.slug)
            step = digests.step_of(taskforce, user)
            return digests.of(step, MailChoice.DAILY, NOON.date()).waiting

    return read


def test_after_seven_days_those_who_may_know_are_reminded(late, waiting, acknowledge):
    seats = ("focal_point", "mrm_focal")
    before = {who: waiting(who) for who in seats}
    late(days=6)
    assert {who: waiting(who) for who in seats} == before

    row = late()

    assert {who: waiting(who) - before[who] for who in seats} == dict.fromkeys(seats, 1)
    acknowledge(row, acknowledged_on=row["passed_on"])
    assert {who: waiting(who) for who in seats} == before


@pytest.mark.parametrize(
    "who", ["other_focal_point", "reporter", "coordinator", "secretariat", "chair"]
)
def test_nobody_else_is(late, waiting, who):
    before = waiting(who)

    late()

    assert waiting(who) == before


def test_the_mail_says_that_something_waits_and_not_what(late, counting, mail_server):
    row = late()
    user = model.User.get(counting.mrm_focal["name"])
    with jobs.inside_a_page():
        assert digests.send(Taskforce.get(counting.slug), [user], NOON) == 1

    (message,) = mail_server.get_smtp_messages()
    head, _, body = message[3].partition("\n\n")
    text = base64.b64decode(body).decode()
    assert message[2] == [user.email]
    assert "1 thing waits for you." in text
    assert "/taskforce/borno/work" in text
    for word in ("lert", "CTFMR", "bduction", "Maiduguri", "NG008", row["id"]):
        assert word not in head + text, word
