"""Accepted input that several overviews share."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional


def overview() -> Schema:
    """An overview takes at most a subcommittee."""
    return {"subcommittee": optional(v.line)}
