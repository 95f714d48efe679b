"""What comes of a meeting: to which one a decision or an action point belongs."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.tiptaskforce.logic import base, meetings
from ckanext.tiptaskforce.model.base import find_locked
from ckanext.tiptaskforce.model.meeting import Meeting


def meeting(step: base.Step) -> Meeting:
    """Return the meeting that a create call names, if its minutes are open.

    :raises ValidationError: where there is none for the caller, or it is closed
    """
    found = named(step, "meeting")
    check_open_now(found.id)
    return found


def named(step: base.Step, field: str) -> Meeting:
    """Return the meeting that a field names.

    :raises ValidationError: where there is none for the caller
    """
    found = base.locate(step.context, meetings.NOUN, step.data[field])
    if found is None or found.taskforce_id != step.taskforce.id:
        raise base.invalid(field, tk._("There is no such meeting."))
    return found


def check_open(row: Any) -> None:
    """Refuse to change what stands in approved minutes.

    :raises ValidationError: naming the state
    """
    check_open_now(row.meeting_id)


def check_open_now(meeting_id: str) -> None:
    """Refuse what would change approved minutes; nobody approves them meanwhile."""
    meetings.check_open(find_locked(Meeting, meeting_id))


def facts(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the body of the meeting that a raw create call names.

    One that is not there for the caller is of no body that the caller keeps.
    """
    named = data_dict.get("meeting")
    found = base.locate(context, meetings.NOUN, named)
    if found is None:
        return {"subcommittee_id": "" if named else None}
    return {"subcommittee_id": found.subcommittee_id}
