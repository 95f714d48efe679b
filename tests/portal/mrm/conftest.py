"""An alert of RP, and the calls that every test of alerts makes."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

ALERT = {
    "violation": "abduction",
    "month": "2026-01",
    "place": "NG008021",
    "passed_on": "2026-01-15",
    "channel": "ctfmr_secretariat",
}
SAID = {"acknowledged_on": "2026-01-20", "acknowledged_by": "ctfmr_co_chair"}


@pytest.fixture
def codes() -> dict[str, str]:
    """The codes and days of a valid alert."""
    return dict(ALERT)


@pytest.fixture
def said() -> dict[str, str]:
    """The day and the body of a valid acknowledgement."""
    return dict(SAID)


@pytest.fixture
def alert(counting: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that passes an alert on as the focal point of RP."""

    def make(**more: Any) -> dict[str, Any]:
        user = more.pop("user", counting.focal_point)
        return act("alert_create", user, taskforce=counting.slug, **{**ALERT, **more})

    return make


@pytest.fixture
def acknowledge(counting, act) -> Callable[..., dict[str, Any]]:
    """Return the function that notes an acknowledgement, as the focal point of RP."""

    def make(row: dict[str, Any], **more: Any) -> dict[str, Any]:
        user = more.pop("user", counting.focal_point)
        about = {"id": row["id"], "version": row["version"]}
        return act("alert_acknowledge", user, **about, **{**SAID, **more})

    return make


@pytest.fixture
def tagged(house: SimpleNamespace, act) -> Callable[[str], dict[str, Any]]:
    """Return the function that makes an indicator or a document about abduction."""
    kinds: dict[str, dict[str, Any]] = {
        "indicator": {"objective": "A.2", "code": "A.2-9", "title": "Pathways"},
        "document": {
            "kind": "sop",
            "title": "Pathway of referral",
            "url": "https://example.org/pathway",
        },
    }

    def make(noun: str) -> dict[str, Any]:
        about = {"taskforce": "borno", "violations": ["abduction"]}
        return act(f"{noun}_create", house.secretariat, **about, **kinds[noun])

    return make
