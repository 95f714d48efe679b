"""Accepted input of feedback channels; no field holds what somebody said."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    kept,
    needed,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import ChannelKind

MOST = 1_000_000


def feedback_channel_list() -> Schema:
    """Whose channels."""
    return paged(agency=optional(v.line))


def feedback_channel_create() -> Schema:
    """The kind, one line that names it, and whose it is."""
    return {
        "kind": needed(v.one_of(ChannelKind)),
        "title": needed(v.line, v.about_work),
        "agency": optional(v.line),
        **confirmable(),
    }


def feedback_channel_update() -> Schema:
    """Its kind and name, and whether it is still in use."""
    return versioned(
        kind=kept(v.one_of(ChannelKind)),
        title=kept(v.line, v.about_work),
        retired=kept(v.yes_no),
        **confirmable(),
    )


def feedback_channel_count() -> Schema:
    """A quarter, how much came in it, and how much of that was answered."""
    return versioned(
        period=needed(v.line),
        received=needed(v.whole(0, MOST)),
        answered=needed(v.whole(0, MOST)),
    )
