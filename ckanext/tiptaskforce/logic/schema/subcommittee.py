"""Accepted input of subcommittees."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional, paged


def subcommittee_list() -> Schema:
    """One of them alone, and whether the list tells what each has before it."""
    return paged(subcommittee=optional(v.line), work=optional(v.yes_no))


def subcommittee_show() -> Schema:
    """Nothing but the identifier."""
    return {}
