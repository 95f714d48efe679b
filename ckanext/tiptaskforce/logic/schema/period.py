"""Accepted input of reporting periods."""

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
from ckanext.tiptaskforce.vocabulary import Frequency


def period_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        frequency=optional(v.one_of(Frequency)),
        taking_reports=optional(v.yes_no),
    )


def period_overview() -> Schema:
    """Which period, and whether its confidential parts are told."""
    return {"period": needed(v.line), "confidential": optional(v.yes_no)}


def period_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def period_advance() -> Schema:
    """Nothing but the task force."""
    return {}


def period_unlock() -> Schema:
    """How long, and why."""
    return versioned(
        until=needed(v.day),
        reason=needed(v.line, v.about_work),
        **confirmable(),
    )


def period_lock() -> Schema:
    """Nothing but the version."""
    return versioned()
