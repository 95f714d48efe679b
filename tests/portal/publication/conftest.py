"""Fixtures of the public side: one task force with a published release."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ckanext.tiptaskforce.logic import publishing


@pytest.fixture
def release(house: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that brings a release of progress into the public."""

    def say(verb: str, user: dict[str, Any], made: dict[str, Any], **more: Any) -> Any:
        shown = act("release_show", user, id=made["id"])
        data = {"id": made["id"], "version": shown["version"], **more}
        return act(f"release_{verb}", user, **data)

    def make(**more: Any) -> dict[str, Any]:
        asked = {
            "taskforce": house.slug,
            "title": "State of the work",
            "series": "progress",
            "specification": {
                "kind": "progress",
                "window": {"period": [more.pop("period", "2026-Q3")]},
                "tables": ["function-state", "objective-state", "members-type"],
            },
        }
        made = act("release_create", house.secretariat, **{**asked, **more})
        say("protect", house.secretariat, made)
        publishing.protect(made["id"])
        say("propose", house.secretariat, made)
        say("approve", house.coordinator, made)
        publishing.publish(made["id"])
        return act("release_show", house.secretariat, id=made["id"])

    def withdraw(made: dict[str, Any], **more: Any) -> dict[str, Any]:
        return say("withdraw", house.custodian, made, **{"reason": "other", **more})

    make.withdraw = withdraw
    return make


@pytest.fixture
def work(house, log, act, in_days) -> None:
    """Log three deliverables: one in place, one in progress, one planned."""
    sent = log(status="delivered", finished_on=in_days(0), due=None)
    act("deliverable_accept", house.chair, id=sent["id"], version=sent["version"])
    log(title="SECRET-TITLE of work under way")
    log(status="planned", template="2.1")


@pytest.fixture
def published(work, release) -> dict[str, Any]:
    """Publish them as release 1."""
    return release()


@pytest.fixture
def visit(app) -> Callable[..., Any]:
    """Return the function that opens an address as a user, or as nobody."""

    def get(path: str, user: Any = None, status: int = 200, **more: Any) -> Any:
        app.set_session_user(user["id"] if user else None)
        answer = app.get(path, follow_redirects=False, **more)
        assert answer.status_code == status, (path, answer.status_code)
        if answer.mimetype == "text/html":
            answer.soup = BeautifulSoup(answer.data, "html.parser")
        return answer

    return get
