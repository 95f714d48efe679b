"""Accepted input of the overviews."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional, paged


def overview() -> Schema:
    """An overview takes at most a subcommittee."""
    return {"subcommittee": optional(v.line)}


def agency_overview() -> Schema:
    """The filters of who owes what."""
    return paged(late=optional(v.yes_no), subcommittee=optional(v.line))
