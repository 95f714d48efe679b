"""Accepted input of requests to join."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    needed,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import Role


def join_list() -> Schema:
    """Nothing but which page."""
    return paged()


def join_create() -> Schema:
    """For whom the asker works, and a note."""
    return {
        "organisation": needed(v.line, v.no_contact),
        "note": optional(v.paragraph, v.about_work),
        **confirmable(),
    }


def join_approve() -> Schema:
    """The seat that is given."""
    return versioned(
        role=needed(v.one_of(Role)),
        agency=optional(v.line),
        subcommittee=optional(v.line),
        until=optional(v.day),
    )


def join_refuse() -> Schema:
    """Nothing but the version."""
    return versioned()
