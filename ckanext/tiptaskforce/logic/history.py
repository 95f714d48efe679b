"""The timeline of an object, made from the event log, for its readers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.event import Event

MOST = 100


def told(step: base.Step) -> list[dict[str, Any]]:
    """Return what happened to the object of a call, by organisation and role."""
    query = (
        sa.select(Event)
        .where(Event.taskforce_id == step.taskforce.id, Event.noun == step.noun)
        .where(Event.object_id == step.row.id)
        .order_by(Event.seq.desc())
        .limit(MOST)
    )
    found = scalars(query)
    values = events.values_of([event.id for event in found])
    agencies = references.Names.of(step.taskforce.id).agencies
    return [
        {
            "at": event.at.isoformat(),
            "verb": event.verb,
            "role": event.role,
            "agency": agencies.get(event.agency_id),
            "note": _note(values[event.id]),
        }
        for event in found
    ]


def _note(values: dict[str, Any]) -> str | None:
    said = values.get("decision_note")
    return said[1] or None if isinstance(said, list) else None
