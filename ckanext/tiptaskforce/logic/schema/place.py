"""Accepted input of places."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional, paged


def place_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        level=optional(v.whole(1, 5)),
        parent=optional(v.line),
        q=optional(v.line),
        name=optional(v.line),
    )
