"""Accepted input of objectives."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.logic.schema.overview import overview

objective_overview = overview


def objective_list() -> Schema:
    """The list takes no filter."""
    return paged()


def objective_update() -> Schema:
    """A line may be retitled, moved, or retired with a reason."""
    return versioned(
        title=optional(v.line, v.no_contact),
        position=optional(v.whole(0, 10_000)),
        retired=optional(v.line, v.about_work),
        **confirmable(),
    )
