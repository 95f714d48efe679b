"""Accepted input of standing deliverables."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    optional,
    paged,
    versioned,
)


def template_list() -> Schema:
    """The closed filters of the list, and whether it tells how each stands."""
    return paged(core_function=optional(v.whole(1, 6)), cells=optional(v.yes_no))


def template_update() -> Schema:
    """Whether a standing deliverable applies here, and which line it serves."""
    return versioned(
        not_applicable=clearable(v.line, v.about_work),
        objective=clearable(v.line),
        **confirmable(),
    )
