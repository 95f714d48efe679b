"""Accepted input of standing deliverables."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import TemplateKind


def template_list() -> Schema:
    """The closed filters of the list, and whether it tells how each stands."""
    return paged(
        core_function=optional(v.whole(1, 6)),
        cells=optional(v.yes_no),
        retired=optional(v.yes_no),
    )


def _said() -> Schema:
    return {
        "subcommittee": clearable(v.line),
        "objective": clearable(v.line),
        "review_months": clearable(v.whole(1, 120)),
        "successor": clearable(v.line, v.about_work),
        "handover_on": clearable(v.day),
        **confirmable(),
    }


def template_create() -> Schema:
    """A code of its own, what it is, and of which function; without one no score."""
    return {
        "code": needed(v.line_code),
        "title": needed(v.line, v.about_work),
        "core_function": optional(v.whole(1, 6)),
        "kind": optional(v.one_of(TemplateKind)),
        **_said(),
    }


def template_update() -> Schema:
    """Anything but its code and function; whether it applies here, and is in use."""
    return versioned(
        title=kept(v.line, v.about_work),
        kind=kept(v.one_of(TemplateKind)),
        not_applicable=clearable(v.line, v.about_work),
        retired=kept(v.yes_no),
        **_said(),
    )
