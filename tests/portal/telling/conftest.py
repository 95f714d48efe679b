"""The house, its work, and the mails that tell of it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import digests, notices
from ckanext.tiptaskforce.model.base import now


@pytest.fixture
def work(house: SimpleNamespace, act, in_days) -> Callable[..., dict[str, Any]]:
    """Return the function that plans a deliverable of RP for protection."""

    def make(days: int = 20, **more: Any) -> dict[str, Any]:
        data = {"status": "in_progress", "due": in_days(days), "template": "1.2"}
        asked = {"taskforce": "borno", "title": "Pathway of Jere", **data, **more}
        return act("deliverable_create", house.reporter, **asked)

    return make


@pytest.fixture
def say(act) -> Callable[..., dict[str, Any]]:
    """Return the function that says a verb to an object as it was answered last."""

    def made(
        action: str, user: dict[str, Any], row: dict[str, Any], **more: Any
    ) -> dict[str, Any]:
        return act(action, user, id=row["id"], version=row["version"], **more)

    return made


@pytest.fixture
def choose(act) -> Callable[..., None]:
    """Return the function that says how a person wants to be told."""

    def made(user: dict[str, Any], mail: str, **more: Any) -> None:
        act("digest_choose", user, taskforce="borno", mail=mail, **more)

    return made


@pytest.fixture
def told(act) -> Callable[..., list[str]]:
    """Return the function that tells the kinds of a person's notices, newest first."""

    def made(user: dict[str, Any]) -> list[str]:
        found = act("notice_list", user, taskforce="borno", page_size=100)["items"]
        return [one["kind"] for one in found if not one["kind"].startswith("seat_")]

    return made


@pytest.fixture
def read(mail_server) -> Callable[[], dict[str, list[tuple[str, str]]]]:
    """Return the function that tells head and text of each mail by its address."""

    def made() -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for message in mail_server.get_smtp_messages():
            head, _, body = message[3].partition("\n\n")
            (address,) = message[2]
            text = base64.b64decode(body).decode()
            found.setdefault(address, []).append((head, text))
        mail_server.clear_smtp_messages()
        return found

    return made


@pytest.fixture
def post(house, read) -> Callable[..., dict[str, list[tuple[str, str]]]]:
    """Return the function that sends what waits; it answers the mails."""

    def made() -> dict[str, list[tuple[str, str]]]:
        model.Session.rollback()
        with jobs.inside_a_page():
            notices.send_waiting(now())
        return read()

    # The mails about the seats of the house are none of the work's.
    made()
    return made


@pytest.fixture
def run(house, read) -> Callable[..., dict[str, list[tuple[str, str]]]]:
    """Return the function that runs the timer at noon of the day of the clock."""

    def made() -> dict[str, list[tuple[str, str]]]:
        model.Session.rollback()
        moment = dt.datetime.now(dt.UTC).replace(hour=12, minute=0)
        with jobs.inside_a_page():
            for taskforce, users in digests.due(moment):
                digests.send(taskforce, users, moment)
            notices.send_waiting(now())
        return read()

    return made


@pytest.fixture
def address() -> Callable[[dict[str, Any]], str]:
    """Return the function that tells the address of a person."""
    return lambda user: model.User.get(user["id"]).email
