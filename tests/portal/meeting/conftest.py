"""Meetings of the house, and the calls that every test of them makes."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from ckan import model

PLACE = {"starts": "10:00", "place_kind": "online"}


@pytest.fixture
def meet(house: SimpleNamespace, act, in_days) -> Callable[..., dict[str, Any]]:
    """Return the function that plans a meeting of protection, as its chair."""

    def make(days: int = 0, **more: Any) -> dict[str, Any]:
        user = more.pop("user", house.chair)
        asked = {"subcommittee": "protection", "day": in_days(days), **PLACE, **more}
        return act("meeting_create", user, taskforce="borno", **asked)

    return make


@pytest.fixture
def say(house: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that says a verb to the newest version of an object."""

    def make(action: str, row: dict[str, Any], **more: Any) -> dict[str, Any]:
        user = more.pop("user", house.chair)
        noun = action.rpartition("_")[0].removesuffix("_call")
        if noun == "decision":
            version = row["version"]
        else:
            found = act(f"{noun}_show", house.coordinator, id=row["id"])
            version = found["version"]
        return act(action, user, id=row["id"], version=version, **more)

    return make


@pytest.fixture
def held(meet, say) -> Callable[..., dict[str, Any]]:
    """Return the function that holds a meeting so many days ago."""

    def make(days: int = 0, **more: Any) -> dict[str, Any]:
        row = say("meeting_hold", meet(-days), present=["RP", "MIN"])
        return say("meeting_update", row, minutes="The pathway was looked at.", **more)

    return make


@pytest.fixture
def point(house: SimpleNamespace, act, in_days) -> Callable[..., dict[str, Any]]:
    """Return the function that notes an action point of RP."""

    def make(meeting: dict[str, Any], days: int = 9, **more: Any) -> dict[str, Any]:
        asked = {
            "title": "Share the calendar of trainings.",
            "agency": "RP",
            "due": in_days(days),
            **more,
        }
        about = {"taskforce": "borno", "meeting": meeting["id"]}
        return act("action_point_create", house.chair, **about, **asked)

    return make


@pytest.fixture
def browser(app, house) -> Callable[[str], Any]:
    """Return the function that opens a browser for a seat of the house."""
    return lambda who: app.test_client(user=model.User.get(getattr(house, who)["id"]))
