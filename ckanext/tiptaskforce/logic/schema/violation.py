"""Accepted input of the cross-reference with the six grave violations."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    needed,
    optional,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import Violation, ViolationLink


def violation_list() -> Schema:
    """The list takes no filter: there are six."""
    return {}


def violation_show() -> Schema:
    """Which of the six."""
    return {"violation": needed(v.one_of(Violation))}


def violation_overview() -> Schema:
    """The coverage takes no filter."""
    return {}


def violation_update() -> Schema:
    """The task force's own reading of one violation; without words it is removed."""
    return versioned(
        violation=needed(v.one_of(Violation)),
        link=optional(v.one_of(ViolationLink)),
        text=optional(v.paragraph, v.about_work),
        source=optional(v.line, v.about_work),
        **confirmable(),
    )
