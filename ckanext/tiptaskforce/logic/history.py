"""The timeline of an object, made from the event log, for its readers."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model import event as events

# Where the words stand that somebody wrote beside a verb.
NOTES = ("decision_note", "retired", "label_reason")


def told(step: base.Step) -> list[dict[str, Any]]:
    """Return what happened to the object of a call, by organisation and role."""
    found = events.newest_of(step.taskforce.id, step.noun, step.row.id)
    values = events.values_of([event.id for event in found])
    return [said(step, event, values[event.id]) for event in found]


def said(
    step: base.Step, event: events.Event, values: dict[str, Any]
) -> dict[str, Any]:
    """Return one event without its values, by organisation and role."""
    agencies = references.Names.of(step.taskforce.id).agencies
    return {
        "at": event.at.isoformat(),
        "verb": event.verb,
        "role": event.role,
        "agency": agencies.get(event.agency_id),
        "note": _note(values),
        "is_redacted": values.get("decision_note", ...) is None,
    }


def _note(values: dict[str, Any]) -> str | None:
    for field in NOTES:
        said = values.get(field)
        if isinstance(said, list) and said[1]:
            return said[1]
    return None
