"""How the standing deliverables stood on a past day, as the event log tells it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.base import Scope, rows, scalars
from ckanext.tiptaskforce.model.deliverable import Deliverable, visible
from ckanext.tiptaskforce.model.event import Event, EventValue
from ckanext.tiptaskforce.vocabulary import Cell
from ckanext.tiptaskforce.vocabulary import DeliverableState as State

# What decides how a deliverable counts, and changes in its life.
FIELDS = ("state", "review_by", "template")
# From the best that an entry can say of its standing deliverable to the least.
BEST = (Cell.DELIVERED, Cell.IN_PROGRESS, Cell.OUTDATED, Cell.PLANNED, Cell.NONE)


def by_template(
    taskforce_id: str,
    scope: Scope,
    day: date,
    end: datetime,
    subcommittee_id: str | None = None,
) -> dict[str, tuple[Cell, bool]]:
    """Return what ``overview.by_template`` said at the end of a day.

    It counts what the reader may see now; whose work it was does not matter here.

    :param end: the moment at which the day ended where the task force works
    """
    query = visible(taskforce_id, scope).with_only_columns(Deliverable.id)
    if subcommittee_id:
        query = query.where(Deliverable.subcommittee_id == subcommittee_id)
    found: dict[str, tuple[Cell, bool]] = {}
    known = _values(taskforce_id, end)
    for row_id in scalars(query):
        stood = known.get(row_id, {})
        if not stood.get("template"):
            continue
        cell = _cell(stood, day)
        before, was_in_review = found.get(stood["template"], (Cell.NONE, False))
        best = min(cell, before, key=BEST.index)
        is_in_review = stood.get("state") == State.SUBMITTED
        found[stood["template"]] = best, was_in_review or is_in_review
    return found


def _values(taskforce_id: str, end: datetime) -> dict[str, dict[str, Any]]:
    """Return what each deliverable held in these fields when a day ended."""
    query = (
        sa.select(Event.object_id, EventValue.field, EventValue.value)
        .join(EventValue, EventValue.event_id == Event.id)
        .where(
            Event.taskforce_id == taskforce_id,
            Event.noun == "deliverable",
            Event.at < end,
            EventValue.field.in_(FIELDS),
        )
        .order_by(Event.seq)
    )
    found: dict[str, dict[str, Any]] = {}
    for object_id, field, value in rows(query):
        if isinstance(value, list):
            found.setdefault(object_id, {})[field] = value[1]
    return found


def _cell(stood: dict[str, Any], day: date) -> Cell:
    match stood.get("state"):
        case State.DELIVERED:
            review_by = stood.get("review_by")
            is_old = bool(review_by) and date.fromisoformat(review_by) < day
            return Cell.OUTDATED if is_old else Cell.DELIVERED
        case State.IN_PROGRESS | State.SUBMITTED:
            return Cell.IN_PROGRESS
        case State.PLANNED:
            return Cell.PLANNED
        case _:
            return Cell.NONE
