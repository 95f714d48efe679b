"""Sample meetings: of the last three months and the next, with what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import ACCOUNTS, TASKFORCE
from ckanext.tiptaskforce.cli.terminal import call, every

COORDINATOR = "coordinator-moj"
SECRETARIAT = "secretariat-iom"
CHAIRS = {a.subcommittee: a.name for a in ACCOUNTS if a.role == "chair"}
# Four weeks lie between two meetings of a body; the next one is two weeks ahead.
APART, AHEAD, HELD = 28, 14, 3
MINUTES = (
    "Sample minutes. The state of the deliverables was read out, and the open action"
    " points one by one. The figures of the quarter were looked at together.\n\n"
    "Organisations whose work is overdue said by when they send it."
)


@dataclass(frozen=True)
class Body:
    """One body of the sample: who keeps its minutes, and what it agreed on."""

    slug: str
    keeper: str
    approver: str
    agenda: str
    decisions: tuple[str, ...]
    points: tuple[tuple[str, str], ...]


BODIES = (
    Body(
        "",
        SECRETARIAT,
        COORDINATOR,
        "Inputs to the humanitarian overview (sample)",
        (
            "The calendar of the quarter holds (sample).",
            "The next figures are published by quarter (sample).",
            "Each organisation names a second reporter (sample).",
        ),
        (
            ("NNGO-01", "Send the list of trainings of the quarter (sample)"),
            ("NNGO-02", "Comment on the draft of the quarterly report (sample)"),
            ("GOV-06", "Name a second reporter (sample)"),
        ),
    ),
    Body(
        "protection",
        CHAIRS["protection"],
        CHAIRS["protection"],
        "Referral pathways, second edition (sample)",
        (
            "The pathway of Maiduguri holds until its review (sample).",
            "Consent is a page of its own in the pathway (sample).",
            "The group meets online in the rainy season (sample).",
        ),
        (
            ("NNGO-01", "Share the draft pathway of Jere (sample)"),
            ("NNGO-01", "Bring the list of services up to date (sample)"),
            ("GOV-04", "Ask for the new address list of the ministry (sample)"),
        ),
    ),
)


def make(today: date) -> int:
    """Make the sample meetings where there are none; return how many that were."""
    if every("tiptaskforce_meeting_list", COORDINATOR, taskforce=TASKFORCE):
        return 0
    for body in BODIES:
        for number in reversed(range(HELD)):
            _held(body, number, today - timedelta(days=AHEAD + number * APART), today)
        _planned(body, today + timedelta(days=AHEAD), ())
    return len(BODIES) * (HELD + 1)


def _planned(body: Body, day: date, agenda: tuple[str, ...]) -> dict[str, Any]:
    return call(
        "tiptaskforce_meeting_create",
        body.keeper,
        taskforce=TASKFORCE,
        subcommittee=body.slug,
        day=day.isoformat(),
        starts="10:00",
        ends="12:00",
        place_kind="online",
        agenda=[body.agenda, *agenda],
    )


def _held(body: Body, number: int, day: date, today: date) -> None:
    """Hold a meeting; of the newest one the minutes are still in preparation."""
    row = _planned(body, day, ("Any other business",))
    about = {"taskforce": TASKFORCE, "meeting": row["id"]}
    row = _say("hold", body.keeper, row, present=_came(body, number))
    row = _say("update", body.keeper, row, minutes=MINUTES)
    title = body.decisions[number]
    call("tiptaskforce_decision_create", body.keeper, **about, title=title)
    agency, task = body.points[number]
    due = (day + timedelta(days=APART)).isoformat()
    sent = {**about, "title": task, "agency": agency, "due": due}
    point = call("tiptaskforce_action_point_create", body.keeper, **sent)
    if number == 1:
        version = {"id": point["id"], "version": point["version"]}
        call("tiptaskforce_action_point_complete", body.keeper, **version)
    if number:
        _say("approve", body.approver, row)


def _came(body: Body, number: int) -> list[str]:
    """Return which organisations of the body came: most of them, never the same."""
    asked: dict[str, Any] = {"subcommittee": body.slug} if body.slug else {}
    found = every("tiptaskforce_agency_list", COORDINATOR, taskforce=TASKFORCE, **asked)
    return [row["acronym"] for place, row in enumerate(found) if (place + number) % 4]


def _say(verb: str, user: str, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    about = {"id": row["id"], "version": row["version"]}
    return call(f"tiptaskforce_meeting_{verb}", user, **about, **more)
