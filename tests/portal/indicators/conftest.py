"""Indicators with a due report, in a period that takes reports on whatever day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.model.taskforce import Taskforce

CALENDAR = [{"kind": "quarter", "due_days": 30, "lock_days": 200}]
# The last quarter that is over takes reports, and the two before it: the tests may run
# on any day.
LAST = periods.preceding(
    periods.containing(dt.datetime.now(dt.UTC).date(), "quarter")
).code


@pytest.fixture(scope="session")
def last() -> str:
    """The code of the last quarter that is over."""
    return LAST


@pytest.fixture
def reporting(counting: SimpleNamespace) -> SimpleNamespace:
    """The task force that counts, with a calendar and a strategy around today."""
    taskforce = Taskforce.get(counting.slug)
    assert taskforce is not None
    taskforce.settings = {**taskforce.settings, "calendar": CALENDAR}
    model.Session.commit()
    return counting


@pytest.fixture
def measure(reporting: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that adds an indicator as the secretariat."""
    made: list[str] = []

    def make(**more: Any) -> dict[str, Any]:
        made.append("")
        data = {
            "taskforce": reporting.slug,
            "objective": "A.2",
            "code": f"A.2-{len(made)}",
            "title": "Referral pathways in force",
            "agencies": ["RP"],
            "subcommittee": "protection",
            **more,
        }
        return act("indicator_create", reporting.secretariat, **data)

    return make


@pytest.fixture
def due(reporting, measure, act, last) -> Callable[..., dict[str, Any]]:
    """Return the function that adds an indicator and gives the report due on it."""

    def make(period: str = last, **more: Any) -> dict[str, Any]:
        about = {"taskforce": reporting.slug, "period": period, "agency": "RP"}
        code = measure(**more)["code"]
        found = act("report_list", reporting.focal_point, indicator=code, **about)
        return act("report_show", reporting.focal_point, id=found["items"][0]["id"])

    return make


@pytest.fixture
def say(act) -> Callable[..., dict[str, Any]]:
    """Return the function that says a verb to a report as it was read last."""

    def said(verb: str, user: Any, report: dict[str, Any], **more: Any) -> Any:
        about = {"id": report["id"], "version": report["version"]}
        return act(f"report_{verb}", user, **about, **more)

    return said


@pytest.fixture
def accepted(reporting, due, say) -> Callable[..., dict[str, Any]]:
    """Return the function that has a report of one value sent and accepted."""

    def make(value: Any = 12, **more: Any) -> dict[str, Any]:
        values = [{"value": value}]
        sent = say("submit", reporting.focal_point, due(**more), values=values)
        who = "custodian" if sent["counts_persons"] else "coordinator"
        return say("accept", getattr(reporting, who), sent)

    return make
