"""Accepted input of follow-up; no field is about a person, and none about a place."""

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
    touching,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import (
    FollowupKind,
    FollowupStatus,
    PartyType,
    ServiceArea,
    Violation,
)

MOST = 1_000_000


def _said() -> Schema:
    """What each kind may say; the action knows which of it belongs to which."""
    return {
        "title": kept(v.line, v.about_work),
        "service_area": kept(v.one_of(ServiceArea)),
        "period": kept(v.line),
        "number": kept(v.whole(0, MOST)),
        "party_type": kept(v.one_of(PartyType)),
        "status": kept(v.one_of(FollowupStatus)),
        "review_by": clearable(v.day),
        **restricted(),
        **touching(),
        **confirmable(),
    }


def followup_create() -> Schema:
    """The kind, and what it says."""
    return {
        "kind": needed(v.one_of(FollowupKind)),
        "agency": optional(v.line),
        **_said(),
    }


def followup_update() -> Schema:
    """Anything but the kind and whose it is."""
    return versioned(**_said())


def followup_retire() -> Schema:
    """The reason must go along."""
    return noted(is_obligatory=True)


def followup_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def followup_overview() -> Schema:
    """About which violation."""
    return {"violation": optional(v.one_of(Violation))}


def followup_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        kind=optional(v.one_of(FollowupKind)),
        violation=optional(v.one_of(Violation)),
        retired=optional(v.yes_no),
    )
