"""Strategies beside the current one, and the lines of a tree."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

NEXT = {"title": "The next strategy", "from": "2029-01-01", "until": "2031-12-31"}


@pytest.fixture
def begin(house: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that begins a strategy as the secretariat."""

    def make(**more: Any) -> dict[str, Any]:
        data = {"taskforce": house.slug, **NEXT, **more}
        return act("strategy_create", house.secretariat, **data)

    return make


@pytest.fixture
def say(house: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that says a verb to an object as the coordinator read it."""

    def said(action: str, about: dict[str, Any], **more: Any) -> dict[str, Any]:
        known = {"id": about["id"], "version": about["version"]}
        return act(action, house.coordinator, **known, **more)

    return said


@pytest.fixture
def line(house: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that reads a line of a strategy by its code."""

    def read(code: str, strategy: str | None = None) -> dict[str, Any]:
        about = {"strategy": strategy} if strategy else {}
        shown = act("strategy_show", house.observer, taskforce=house.slug, **about)
        every = [*shown["objectives"], *shown["retired"]]
        return next(one for one in every if one["code"] == code)

    return read


@pytest.fixture
def codes(house: SimpleNamespace, act) -> Callable[..., list[str]]:
    """Return the function that reads the codes of a strategy in their order."""

    def read(**more: Any) -> list[str]:
        about = {"taskforce": house.slug, "page_size": 100, **more}
        found = act("objective_list", house.observer, **about)
        return [one["code"] for one in found["items"]]

    return read
