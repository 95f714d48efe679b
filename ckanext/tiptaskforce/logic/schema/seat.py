"""Accepted input of seats."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    kept,
    needed,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import Role


def seat_create() -> Schema:
    """Whose seat, which role, for which agency or subcommittee, from when."""
    return {
        "user": needed(v.line),
        "role": needed(v.one_of(Role)),
        "agency": optional(v.line),
        "subcommittee": optional(v.line),
        "from": optional(v.day),
        "until": optional(v.day),
    }


def seat_update() -> Schema:
    """What of a seat may change; whose it is stays."""
    return versioned(
        role=kept(v.one_of(Role)),
        agency=clearable(v.line),
        subcommittee=clearable(v.line),
        until=clearable(v.day),
    )


def seat_end() -> Schema:
    """The version, and who goes on where somebody does."""
    return versioned(successor=optional(v.identifier))


def seat_hand_on() -> Schema:
    """The version, and who goes on."""
    return versioned(successor=needed(v.identifier))


def seat_overview() -> Schema:
    """Nothing but the identifier."""
    return {}


def seat_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        role=optional(v.one_of(Role)),
        agency=optional(v.line),
        ended=optional(v.yes_no),
        seats=optional(v.list_of_text),
    )


def seat_show() -> Schema:
    """Nothing but the identifier."""
    return {}
