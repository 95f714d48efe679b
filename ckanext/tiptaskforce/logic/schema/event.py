"""Accepted input of the event log."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    needed,
    optional,
    paged,
)


def event_list() -> Schema:
    """The closed filters of the log."""
    return paged(
        noun=optional(v.line),
        id=optional(v.identifier),
        asked=optional(v.yes_no),
        verb=optional(v.line),
        agency=optional(v.line),
        since=optional(v.day),
        until=optional(v.day),
    )


def event_overview() -> Schema:
    """Nothing but the task force."""
    return {}


def event_show() -> Schema:
    """Nothing but the event."""
    return {}


def event_redact() -> Schema:
    """Which values of which event to clear, and why."""
    return {
        "fields": needed(v.list_of_text),
        "reason": needed(v.line, v.about_work),
        **confirmable(),
    }
