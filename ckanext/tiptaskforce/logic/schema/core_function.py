"""Accepted input of the core-function grid."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import confirmable, needed, optional
from ckanext.tiptaskforce.logic.schema.overview import overview


def core_function_overview() -> Schema:
    """A subcommittee, and a past day."""
    return {**overview(), "on": optional(v.day)}


def core_function_propose() -> Schema:
    """The function; who owes the action point, by when, and its words."""
    return {
        "core_function": needed(v.whole(1, 6)),
        "agency": optional(v.line),
        "due": optional(v.day),
        "title": optional(v.line, v.about_work),
        **confirmable(),
    }
