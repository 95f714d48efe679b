"""Accepted input of the calendar of inputs."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import InputKind

YEAR = v.whole(1990, 2100)
FUNCTION = v.whole(1, 6)


def _said() -> Schema:
    return {
        "cycle": clearable(YEAR),
        "core_function": clearable(FUNCTION),
        "due": clearable(v.day),
        "sent_on": clearable(v.day),
        "document": clearable(v.identifier),
        **confirmable(),
    }


def input_create() -> Schema:
    """To what it goes, and what is known of its cycle."""
    return {
        "kind": needed(v.one_of(InputKind)),
        "title": needed(v.line, v.about_work),
        **_said(),
    }


def input_update() -> Schema:
    """All of it; a day of sending says that it was sent."""
    return versioned(
        kind=kept(v.one_of(InputKind)), title=kept(v.line, v.about_work), **_said()
    )


def input_retire() -> Schema:
    """The reason must go along."""
    return noted(is_obligatory=True)


def input_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def input_list() -> Schema:
    """The closed filters of the calendar."""
    return paged(
        kind=optional(v.one_of(InputKind)),
        cycle=optional(YEAR),
        core_function=optional(FUNCTION),
        open=optional(v.yes_no),
        retired=optional(v.yes_no),
    )
