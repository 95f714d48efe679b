"""Accepted input of decisions."""

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
from ckanext.tiptaskforce.vocabulary import Violation


def decision_create() -> Schema:
    """The meeting, one line, and whether it is confidential."""
    return {
        "meeting": needed(v.identifier),
        "title": needed(v.line, v.about_work),
        "is_confidential": optional(v.yes_no),
        **touching(),
        **confirmable(),
    }


def decision_update() -> Schema:
    """What may change until the minutes are approved."""
    return versioned(
        title=kept(v.line, v.about_work),
        is_confidential=kept(v.yes_no),
        **touching(),
        **confirmable(),
    )


def decision_drop() -> Schema:
    """A note must go along."""
    return noted(is_obligatory=True)


def decision_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        meeting=optional(v.identifier), violation=optional(v.one_of(Violation))
    )
