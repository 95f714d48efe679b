"""Accepted input of comments on deliverables."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    kept,
    needed,
    paged,
    versioned,
)


def comment_list() -> Schema:
    """Which deliverable they are about."""
    return paged(deliverable=needed(v.identifier))


def comment_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def comment_create() -> Schema:
    """The deliverable, and words about the work."""
    return {
        "deliverable": needed(v.identifier),
        "text": needed(v.paragraph, v.about_work),
        **confirmable(),
    }


def comment_update() -> Schema:
    """Other words in the place of the old ones."""
    return versioned(text=kept(v.paragraph, v.about_work), **confirmable())


def comment_remove() -> Schema:
    """Nothing but the version."""
    return versioned()
