"""One row of a tally, and the calls that every test of tallies makes."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

PERIOD = "2026-Q3"
ROW = {
    "step": "referred",
    "place": "NG008021",
    "sex": "F",
    "age_group": "child",
    "form_of_exploitation": "forced_labour",
    "n": 14,
}


def row(**more: Any) -> dict[str, Any]:
    return {**ROW, **more}


@pytest.fixture(name="row")
def row_fixture() -> Callable[..., dict[str, Any]]:
    """Return the function that makes a valid row."""
    return row


@pytest.fixture
def count(counting: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that opens a tally as the focal point of RP."""

    def make(**more: Any) -> dict[str, Any]:
        user = more.pop("user", counting.focal_point)
        data = {"taskforce": counting.slug, "period": PERIOD, "rows": [row()], **more}
        return act("tally_create", user, **data)

    return make


@pytest.fixture
def say(act) -> Callable[..., dict[str, Any]]:
    """Return the function that says a verb to a tally as it was read last."""

    def said(
        verb: str, user: dict[str, Any], tally: dict[str, Any], **more: Any
    ) -> Any:
        about = {"id": tally["id"], "version": tally["version"]}
        return act(f"tally_{verb}", user, **about, **more)

    return said


@pytest.fixture
def accepted(counting, count, say) -> Callable[..., dict[str, Any]]:
    """Return the function that opens, submits and accepts a tally of RP."""

    def make(**more: Any) -> dict[str, Any]:
        sent = say("submit", counting.focal_point, count(**more))
        return say("accept", counting.custodian, sent)

    return make
