"""Accepted input of member organisations."""

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
from ckanext.tiptaskforce.vocabulary import AgencyType, Mandate


def _fields() -> Schema:
    return {
        "mandates": clearable(v.many_of(Mandate)),
        "subcommittees": clearable(v.list_of_text),
        "places": clearable(v.list_of_text),
        "reporting_duty": optional(v.yes_no),
        "position": clearable(v.line, v.no_contact),
        "contact": clearable(v.line),
        "is_placeholder": optional(v.yes_no),
        **confirmable(),
    }


def agency_create() -> Schema:
    """What a new member organisation may say; ``contact`` may hold a phone number."""
    return {
        **_fields(),
        "acronym": needed(v.line, v.no_contact),
        "name": needed(v.line, v.no_contact),
        "type": needed(v.one_of(AgencyType)),
    }


def agency_update() -> Schema:
    """What may change, and the day on which an agency left."""
    return versioned(
        **_fields(),
        acronym=kept(v.line, v.no_contact),
        name=kept(v.line, v.no_contact),
        type=kept(v.one_of(AgencyType)),
        left_on=clearable(v.day),
    )


def agency_end() -> Schema:
    """Nothing but the version."""
    return versioned()


def agency_merge() -> Schema:
    """Which agency goes on."""
    return versioned(into=needed(v.line))


def agency_list() -> Schema:
    """The closed filters of the directory."""
    return paged(
        left=optional(v.yes_no),
        type=optional(v.one_of(AgencyType)),
        subcommittee=optional(v.line),
        q=optional(v.line),
    )


def agency_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def agency_overview() -> Schema:
    """The filters of who owes what."""
    return paged(late=optional(v.yes_no), subcommittee=optional(v.line))


def agency_hand_over() -> Schema:
    """Nothing but the identifier."""
    return {}
