"""Mails about releases without an account: confirmed, sent once, ended by one click."""

from __future__ import annotations

import base64
import datetime as dt
import logging
import re
import smtplib
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import retention
from ckanext.tiptaskforce.model.base import now

NEW = "/taskforce/borno/subscription/new"
ADDRESS = "reader@example.org"


@pytest.fixture
def post(app):
    """Return the function that posts a form as nobody, on fresh limits."""
    for limiter in app.flask_app.extensions["limiter"]:
        limiter.reset()
    app.set_session_user(None)

    def send(path, status=200, **form):
        answer = app.client.post(path, data=form)
        assert answer.status_code == status, answer.get_data(as_text=True)[:500]
        return answer

    return send


@pytest.fixture
def letters(mail_server):
    """Return the function that sends what is owed; it gives head, text and address."""

    def sent():
        model.Session.rollback()
        mail_server.clear_smtp_messages()
        jobs.post()
        found = []
        for message in mail_server.get_smtp_messages():
            head, _, body = message[3].partition("\n\n")
            (address,) = message[2]
            found.append((address, head, base64.b64decode(body).decode()))
        return found

    return sent


@pytest.fixture
def subscribed(post, letters):
    """Return the function that subscribes an address and confirms it."""

    def make(address=ADDRESS, **more):
        post(NEW, address=address, **more)
        ((_, _, text),) = letters()
        post(link(text))
        return address

    return make


def link(text):
    """Return the path of the last address in a mail."""
    return urlsplit(re.findall(r"https?://\S+", text)[-1]).path


def addresses():
    model.Session.rollback()
    query = sa.text("SELECT address FROM tiptaskforce_subscription ORDER BY address")
    return list(model.Session.scalars(query))


class TestConfirming:
    def test_nothing_follows_until_the_owner_confirms(
        self, work, release, post, letters, visit
    ):
        post(NEW, address=" Reader@Example.org ")
        ((address, head, text),) = letters()
        assert address == ADDRESS
        assert "List-Unsubscribe" not in head

        release()
        assert letters() == []
        # Opening the link is not enough: programs that check links do it too.
        visit(link(text))
        release(title="State again")
        assert letters() == []

        assert b"Confirmed." in post(link(text)).data
        release(title="A third time")
        assert [one[0] for one in letters()] == [ADDRESS]

    def test_who_asks_again_at_once_gets_no_second_mail(self, house, post, letters):
        one = post(NEW, address=ADDRESS).data
        again = post(NEW, address=ADDRESS).data

        assert len(letters()) == 1
        assert b"Look into your mail" in one
        assert b"Look into your mail" in again

    def test_a_series_that_is_not_there_brings_no_mail(self, house, post, letters):
        answer = post(NEW, address=ADDRESS, series="another")

        assert b"There is no such series." in answer.data
        assert letters() == []

    def test_the_answer_does_not_tell_who_is_known(self, house, subscribed, post):
        subscribed()

        def told(address):
            text = post(NEW, address=address).get_data(as_text=True)
            return re.sub(r'name="_csrf_token" value="[^"]+"', "", text)

        assert told(ADDRESS) == told("another@example.org")

    def test_after_two_days_the_address_is_forgotten(self, house, post, letters):
        post(NEW, address=ADDRESS)
        ((_, _, text),) = letters()
        later = now() + dt.timedelta(days=3)

        assert retention.apply(later)["subscription"] == 1

        assert addresses() == []
        assert b"does not hold any more" in post(link(text)).data

    @pytest.mark.parametrize("wrong", ["", "x", "a@b", "a b@example.org", "a@b.c\n"])
    def test_what_is_no_address_is_refused_and_not_logged(
        self, house, post, wrong, caplog
    ):
        caplog.set_level(logging.INFO)
        answer = post(NEW, address=wrong and f"{wrong}zq")

        assert b"There is 1 problem" in answer.data
        assert addresses() == []
        assert not wrong or f"{wrong}zq" not in caplog.text


class TestTelling:
    def test_a_release_and_its_withdrawal_are_told_once(
        self, work, subscribed, release, letters
    ):
        subscribed()
        made = release()

        ((address, head, text),) = letters()
        assert address == ADDRESS
        assert "release 1 of “State of the work” is published" in text
        assert "/taskforce/borno/data/progress/v1" in text
        assert letters() == []

        release.withdraw(made)
        ((_, _, text),) = letters()
        assert "release 1 of “State of the work” was withdrawn" in text
        assert letters() == []

    def test_only_the_series_that_was_chosen_is_told(
        self, published, subscribed, release, letters
    ):
        subscribed(series="progress")
        release(series="other", title="Other")
        assert letters() == []

        release(title="State again")
        assert len(letters()) == 1

    def test_who_follows_one_and_all_gets_one_mail(
        self, published, subscribed, release, letters
    ):
        subscribed()
        subscribed(series="progress")

        release(title="State again")

        assert len(letters()) == 1

    def test_a_release_that_is_gone_is_not_announced(
        self, work, subscribed, release, letters
    ):
        subscribed()
        release.withdraw(release())

        ((_, _, text),) = letters()
        assert "was withdrawn" in text

    def test_with_the_mail_server_away_the_letter_waits(
        self, work, subscribed, release, letters, monkeypatch
    ):
        subscribed()
        release()
        model.Session.rollback()

        def away(*_server):
            raise ConnectionRefusedError

        with monkeypatch.context() as broken:
            broken.setattr(smtplib, "SMTP", away)
            jobs.post()

        assert len(letters()) == 1


class TestEnding:
    def test_the_button_of_a_mail_program_ends_it(
        self, work, subscribed, release, letters, post
    ):
        subscribed()
        release()
        ((_, head, _),) = letters()
        assert "\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in head
        # In one piece: mail programs do not put a folded address together.
        (url,) = re.findall(r"^List-Unsubscribe: <(http\S+)>$", head, re.MULTILINE)

        post(urlsplit(url).path, **{"List-Unsubscribe": "One-Click"})

        assert addresses() == []
        release(title="State again")
        assert letters() == []
        # A second click, and a link that is not from here, are answered alike.
        assert b"Ended." in post(urlsplit(url).path).data
        assert b"Ended." in post("/taskforce/borno/subscription/end/made-up").data

    def test_to_look_at_the_page_ends_nothing(
        self, work, subscribed, release, letters, visit
    ):
        subscribed()
        release()
        ((_, _, text),) = letters()

        visit(link(text))

        assert addresses() == [ADDRESS]


class TestNobodySees:
    def test_the_address_is_in_no_event_answer_or_log(
        self, house, work, subscribed, release, letters, caplog, act, visit
    ):
        caplog.set_level(logging.INFO)
        subscribed()
        release()
        assert len(letters()) == 1

        events = act("event_list", house.coordinator, taskforce="borno", page_size=100)
        assert ADDRESS not in repr(events)
        values = model.Session.scalars(
            sa.text("SELECT v::text FROM tiptaskforce_event_value v")
        )
        assert not [value for value in values if "example.org" in value]
        assert ADDRESS not in caplog.text
        assert "Sent email to (address)" in caplog.text

    def test_too_many_forms_are_refused(self, house, post):
        for n in range(20):
            post(NEW, address=f"reader{n}@example.org")

        post(NEW, status=429, address="one-more@example.org")
