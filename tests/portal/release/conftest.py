"""Fixtures of what goes through the door: a release at each of its stages."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ckanext.tiptaskforce.logic import publishing


@pytest.fixture
def draft(house: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that drafts a progress release as the secretariat."""

    def make(**more: Any) -> dict[str, Any]:
        specification = {
            "kind": "progress",
            "window": {"period": ["2026-Q3"]},
            "tables": ["function-state", "objective-state", "members-type"],
        }
        data = {
            "taskforce": house.slug,
            "title": "State of the work",
            "series": "progress",
            "sentence": "One deliverable is under way.",
            "specification": specification,
        }
        return act("release_create", house.secretariat, **{**data, **more})

    return make


@pytest.fixture
def say(act) -> Callable[..., dict[str, Any]]:
    """Return the function that says a verb to a release, with its present version."""

    def step(verb: str, user: dict[str, Any], release_id: str, **more: Any) -> Any:
        shown = act("release_show", user, id=release_id)
        data = {"id": release_id, "version": shown["version"], **more}
        return act(f"release_{verb}", user, **data)

    return step


@pytest.fixture
def approved(house, draft, say) -> Callable[..., dict[str, Any]]:
    """Return the function that brings a release to the moment before its job."""

    def make(**more: Any) -> dict[str, Any]:
        made = draft(**more)
        say("protect", house.secretariat, made["id"])
        publishing.protect(made["id"])
        say("propose", house.secretariat, made["id"])
        return say("approve", house.coordinator, made["id"])

    return make


@pytest.fixture
def publish(house, approved, act) -> Callable[..., dict[str, Any]]:
    """Return the function that publishes a release through every step."""

    def make(**more: Any) -> dict[str, Any]:
        made = approved(**more)
        publishing.publish(made["id"])
        return act("release_show", house.secretariat, id=made["id"])

    return make


@pytest.fixture
def open_page(app) -> Callable[..., Any]:
    """Return the function that opens a page as a user, or as nobody."""

    def get(path: str, user: Any = None, status: int = 200) -> Any:
        app.set_session_user(user["id"] if user else None)
        answer = app.get(path, follow_redirects=False)
        assert answer.status_code == status, path
        answer.soup = BeautifulSoup(answer.data, "html.parser")
        return answer

    return get


@pytest.fixture
def work(house, log, act, in_days) -> None:
    """Log three deliverables: one in place, one in progress, one planned."""
    sent = log(status="delivered", finished_on=in_days(0), due=None)
    act("deliverable_accept", house.chair, id=sent["id"], version=sent["version"])
    log(title="SECRET-TITLE of work under way")
    log(status="planned", template="2.1")


@pytest.fixture
def published(work, publish) -> dict[str, Any]:
    """Publish them as release 1."""
    return publish(sentence=None)
