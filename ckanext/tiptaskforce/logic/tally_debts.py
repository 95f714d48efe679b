"""Which periods are counted, by when, and who has not sent its counts yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.exchange.period import Period
from ckanext.tiptaskforce.logic import base, calendar, designs, ownership
from ckanext.tiptaskforce.model import tally_overview
from ckanext.tiptaskforce.model.base import columns, rows
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import TallyState

# So many ended periods are asked for; what is older is sent by whoever wants to.
MOST_OWED = 4
MOST_SHOWN = 12
# What falls due within so many days is told of beside what is late.
SOON = timedelta(days=14)


def overview(step: base.Step) -> dict[str, Any]:
    """Return where all organisations stand in one period, and what the caller owes."""
    taskforce = step.taskforce
    designs.newest(taskforce)
    listed = _listed(taskforce)
    asked = step.data.get("period")
    ended = [one for one in listed if one.end < taskforce.today]
    chosen = designs.of_period(taskforce, asked)[1] if asked else (ended or listed)[0]
    rows_ = tally_overview.of_period(taskforce.id, chosen.code)
    items = [_item(row) for row in rows_ if row.id or row.has_endorsed]
    states = Counter(item["state"] for item in items)
    names = ("missing", "draft", "sent_back", "submitted", "accepted")
    return {
        "taskforce": taskforce.slug,
        "period": chosen.code,
        "due": calendar.due(taskforce, chosen).isoformat(),
        "periods": [one.code for one in listed],
        "counts": {name: states.get(name, 0) for name in names},
        "not_endorsed": len(rows_) - len(items),
        "items": items,
        "owed": _owed(step),
    }


@dataclass(frozen=True)
class Debts:
    """Which counts an agency has not sent, and since when the first one is late."""

    owed: int
    overdue: int
    due_soon: int
    sent_back: int
    since: date | None
    # (period, due) of each of them, the first due on top.
    missing: tuple[tally_overview.Due, ...] = ()

    def told(self, today: date) -> list[dict[str, Any]]:
        """Return what is missing as plain data: periods and days alone."""
        return [
            {
                "period": period,
                "due": due.isoformat(),
                "days_late": max((today - due).days, 0),
            }
            for period, due in self.missing
        ]


def by_agency(taskforce: Taskforce) -> dict[str, Debts]:
    """Return what each agency owes in counts, by its id; never a count itself."""
    asked, today = dues(taskforce), taskforce.today
    if not asked:
        return {}
    found: dict[str, list[Any]] = {}
    query = tally_overview.owed_by_all(tuple(asked))
    for row in columns(query, taskforce_id=taskforce.id):
        found.setdefault(row.agency_id, []).append(row)
    return {agency_id: _debts(own, today) for agency_id, own in found.items()}


def _debts(own: list[Any], today: date) -> Debts:
    late = [row.due for row in own if row.due < today]
    return Debts(
        owed=len(own),
        overdue=len(late),
        due_soon=sum(today <= row.due <= today + SOON for row in own),
        sent_back=sum(row.state == TallyState.SENT_BACK for row in own),
        since=min(late, default=None),
        missing=tuple((row.period, row.due) for row in own),
    )


def dues(taskforce: Taskforce) -> list[tally_overview.Due]:
    """Return the ended periods that are asked for, each with its day, oldest first."""
    ended = [one for one in _listed(taskforce) if one.end < taskforce.today]
    asked = reversed(ended[:MOST_OWED])
    return [(one.code, calendar.due(taskforce, one)) for one in asked]


def _listed(taskforce: Taskforce) -> list[Period]:
    """Return the periods that have begun, newest first, as their designs cut them."""
    found: list[Period] = []
    day = taskforce.today
    while len(found) < MOST_SHOWN:
        kind = _kind_on(taskforce, day)
        if kind is None:
            break
        found.append(periods.containing(day, kind))
        day = found[-1].start - timedelta(days=1)
    return found


def _kind_on(taskforce: Taskforce, day: date) -> str | None:
    """Return how long the periods are that are counted on a day, or None."""
    held = [
        design
        for design in designs.every(taskforce)
        if not design.since or periods.parse(design.since).start <= day
    ]
    return held[-1].period if held else None


def _item(row: Any) -> dict[str, Any]:
    return {
        "agency": row.acronym,
        "agency_name": row.name,
        "id": row.id,
        "state": row.state,
        "edition": row.edition,
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
    }


def _owed(step: base.Step) -> list[dict[str, Any]]:
    query = tally_overview.owed(
        step.taskforce.id,
        ownership.counting_agency_ids(step.context, step.taskforce.id),
        dues(step.taskforce),
    )
    if query is None:
        return []
    today = step.taskforce.today
    return [
        {
            "agency": row.agency,
            "period": row.period,
            "due": row.due.isoformat(),
            "days_late": max((today - row.due).days, 0),
            "id": row.id,
            "state": row.state,
        }
        for row in rows(query)
    ]
