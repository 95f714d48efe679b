"""Accepted input of endorsements of the information sharing protocol."""

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


def agreement_create() -> Schema:
    """Whose endorsement it is, and from when until when it holds."""
    return {
        "agency": needed(v.line),
        "endorsed_on": needed(v.day),
        "expires_on": optional(v.day),
        "document": optional(v.identifier),
    }


def agreement_update() -> Schema:
    """A renewal, or an earlier end."""
    return versioned(
        endorsed_on=kept(v.day),
        expires_on=clearable(v.day),
        document=clearable(v.identifier),
    )


def agreement_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def agreement_list() -> Schema:
    """The closed filters of the list."""
    return paged(agency=optional(v.line))
