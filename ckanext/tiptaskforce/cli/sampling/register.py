"""Sample forums and agreements, and the days of the inputs to plans of others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.terminal import call, every

SECRETARIAT = "secretariat-iom"
# Days from today by which the inputs of the preset fall due, and whether they went out.
DUE = {"hno": (-40, True), "hrp": (25, False), "tip-report": (70, False)}


def make(today: date) -> int:
    """Make what of the sample is not there yet; return how much that was."""
    return _partnerships(today) + _inputs(today)


def _partnerships(today: date) -> int:
    if every("tiptaskforce_partnership_list", SECRETARIAT, taskforce=TASKFORCE):
        return 0
    found = _register(today)
    for said in found:
        call("tiptaskforce_partnership_create", SECRETARIAT, **_about(), **said)
    return len(found)


def _register(today: date) -> list[dict[str, Any]]:
    return [
        {
            "kind": "forum",
            "title": "Protection sector, north-east (sample)",
            "agency": "UNHCR",
            "objective": "B.2",
            "last_contact": _day(today, -20),
            "next_item": "Trafficking in the protection analysis (sample)",
            "review_by": _day(today, 45),
        },
        {
            "kind": "forum",
            "title": "Child protection sub-sector (sample)",
            "agency": "HAI",
            "objective": "B.3",
            "last_contact": _day(today, -75),
            "review_by": _day(today, -5),
        },
        {
            "kind": "agreement",
            "title": "Joint referrals to shelters (sample)",
            "agency": "NAPTIP",
            "parties": ["NAPTIP", "IOM"],
            "objective": "D.1",
            "starts_on": _day(today, -300),
            "ends_on": _day(today, 65),
        },
    ]


def _inputs(today: date) -> int:
    listed = every("tiptaskforce_input_list", SECRETARIAT, taskforce=TASKFORCE)
    dated = {row["code"]: row for row in listed if row["due"] is None}
    found = [code for code in DUE if code in dated]
    for code in found:
        days, is_sent = DUE[code]
        due = _day(today, days)
        sent = {"sent_on": _day(today, days - 2)} if is_sent else {}
        row = {key: dated[code][key] for key in ("id", "version")}
        said = {"due": due, "cycle": today.year + 1, **sent}
        call("tiptaskforce_input_update", SECRETARIAT, **row, **said)
    return len(found)


def _about() -> dict[str, str]:
    return {"taskforce": TASKFORCE}


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
