"""Accepted input of the register of forums and agreements; no field is a person."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    restricted,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import PartnershipKind


def _said() -> Schema:
    return {
        "others": clearable(v.line, v.about_work),
        "objective": clearable(v.line),
        "parties": clearable(v.list_of_text),
        "starts_on": clearable(v.day),
        "ends_on": clearable(v.day),
        "review_by": clearable(v.day),
        "last_contact": clearable(v.day),
        "next_item": clearable(v.line, v.about_work),
        "document": clearable(v.identifier),
        **restricted(),
        **confirmable(),
    }


def partnership_create() -> Schema:
    """What it is, which agency keeps contact, and what is known of it."""
    return {
        "kind": needed(v.one_of(PartnershipKind)),
        "title": needed(v.line, v.about_work),
        "agency": optional(v.line),
        **_said(),
    }


def partnership_update() -> Schema:
    """All of it; the agency that keeps contact may change too."""
    return versioned(
        kind=kept(v.one_of(PartnershipKind)),
        title=kept(v.line, v.about_work),
        agency=clearable(v.line),
        **_said(),
    )


def partnership_end() -> Schema:
    """The reason must go along."""
    return noted(is_obligatory=True)


def partnership_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def partnership_list() -> Schema:
    """The closed filters of the register."""
    return paged(
        kind=optional(v.one_of(PartnershipKind)),
        agency=optional(v.line),
        objective=optional(v.line),
        ended=optional(v.yes_no),
        q=optional(v.line),
    )
