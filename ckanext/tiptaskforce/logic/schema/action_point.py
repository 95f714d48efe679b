"""Accepted input of action points."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    touching,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import ActionPointState, Violation


def action_point_create() -> Schema:
    """The meeting, one line, who owes it, by when, and whether it is confidential."""
    return {
        "meeting": needed(v.identifier),
        "title": needed(v.line, v.about_work),
        "agency": needed(v.line),
        "due": needed(v.day),
        "is_confidential": optional(v.yes_no),
        **touching(),
        **confirmable(),
    }


def action_point_update() -> Schema:
    """What may change while it is open."""
    return versioned(
        title=kept(v.line, v.about_work),
        agency=kept(v.line),
        due=kept(v.day),
        is_confidential=kept(v.yes_no),
        **touching(),
        **confirmable(),
    )


def action_point_complete() -> Schema:
    """A note may go along."""
    return noted(is_obligatory=False)


def action_point_drop() -> Schema:
    """A note must go along."""
    return noted(is_obligatory=True)


def action_point_reopen() -> Schema:
    """A note must go along."""
    return noted(is_obligatory=True)


def action_point_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        meeting=optional(v.identifier),
        carried_to=optional(v.identifier),
        before=optional(v.identifier),
        state=optional(v.one_of(ActionPointState)),
        agency=optional(v.line),
        subcommittee=optional(v.line),
        overdue=optional(v.yes_no),
        violation=optional(v.one_of(Violation)),
    )


def action_point_show() -> Schema:
    """Nothing but the identifier."""
    return {}
