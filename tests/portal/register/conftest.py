"""What the tests of the register, the inputs and the handover share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

BASE = "/taskforce/borno"


@pytest.fixture
def forum(house, act) -> Callable[..., dict[str, Any]]:
    """Return the function that enters a forum that RP keeps contact with."""

    def make(user: Any = None, **more: Any) -> dict[str, Any]:
        said = {"taskforce": "borno", "kind": "forum", "title": "Protection sector"}
        asker = user or house.reporter
        return act("partnership_create", asker, **{**said, **more})

    return make


@pytest.fixture
def owed_input(house, act) -> Callable[..., dict[str, Any]]:
    """Return the function that enters an input to the response plan."""

    def make(**more: Any) -> dict[str, Any]:
        said = {"taskforce": "borno", "kind": "hrp", "title": "Chapter of the plan"}
        return act("input_create", house.secretariat, **{**said, **more})

    return make


@pytest.fixture
def tasks(house, act) -> Callable[[Any], list[tuple[str, str]]]:
    """Return the function that lists (kind, title) of what somebody must do."""

    def of(user: Any) -> list[tuple[str, str]]:
        found = act("task_list", user, taskforce="borno", page_size=100)["items"]
        return [(one["kind"], one["title"]) for one in found]

    return of


@pytest.fixture
def page_of(window, house) -> Callable[..., BeautifulSoup]:
    """Return the function that reads a page as somebody sees it."""

    def read(who: str, address: str) -> BeautifulSoup:
        answer = window(getattr(house, who)).get(BASE + address)
        assert answer.status_code == 200, answer.status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read
