"""Accepted input of code lists."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional, paged


def code_list() -> Schema:
    """The closed filters of the list."""
    return paged(list=optional(v.line))
