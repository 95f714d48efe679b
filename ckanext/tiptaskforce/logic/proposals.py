"""A core function with half or less in place asks for an action point."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, ownership, references
from ckanext.tiptaskforce.model import action_point, meeting
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import find_locked, new_id
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.vocabulary import ActionPointState

# At this share in place, or below it, a function asks.
ENOUGH = 0.5
DAYS = 30


def asks(score: float | None) -> bool:
    """Tell whether a function with this score proposes an action point."""
    return score is not None and score <= ENOUGH


def made(step: base.Step, function: dict[str, Any]) -> ActionPoint:
    """Return the action point of a function for the next meeting, not stored.

    What the call does not say is given: the caller's own organisation, or the one that
    owes the oldest open work of this function, and a day a month after the meeting.

    :raises ValidationError: where the function has enough, where it asked already, or
        where no meeting takes it
    """
    number = function["core_function"]
    if not asks(function["score"]):
        message = tk._("More than half of this function is in place.")
        raise base.invalid("core_function", message)
    if number in action_point.proposed(step.taskforce.id, step.scope):
        message = tk._("An action point of this function is open already.")
        raise base.invalid("core_function", message)
    place = _place(step)
    row = ActionPoint(id=new_id(), meeting_id=place.id, core_function=number)
    row.subcommittee_id, row.is_confidential = None, False
    row.state, row.decision_note = ActionPointState.OPEN.value, ""
    row.agency_id = _agency_id(step, number)
    row.due = step.data.get("due") or _due(step, place)
    row.title = step.data.get("title") or _title(function)
    return row


def _place(step: base.Step) -> Meeting:
    found = meeting.next_for(step.taskforce.id, step.taskforce.today)
    if found is None:
        message = tk._("No meeting is planned. Plan the next one first.")
        raise base.invalid("meeting", message)
    # Nobody approves its minutes meanwhile.
    return find_locked(Meeting, found.id)


def _due(step: base.Step, place: Meeting) -> Any:
    return max(place.day, step.taskforce.today) + timedelta(days=DAYS)


def _agency_id(step: base.Step, number: int) -> str:
    named = references.agency_id(step)
    found = named or action_point.owes(step.taskforce.id, step.scope, number)
    own = ownership.default_agency_id(step.context, step.taskforce.id)
    if not (found or own):
        message = tk._("Missing. Name the responsible organisation.")
        raise base.invalid("agency", message)
    return str(found or own)


def _title(function: dict[str, Any]) -> str:
    words = tk._(
        "Core function {number}: {part} of {whole} in place; bring it forward."
    )
    return words.format(
        number=function["core_function"],
        part=function["in_place"],
        whole=function["applicable"],
    )
