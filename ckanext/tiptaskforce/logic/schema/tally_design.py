"""Accepted input of the tally design."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.exchange.period import MONTHS
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional, versioned


def tally_design_show() -> Schema:
    """The period of which the design is asked, by default new ones."""
    return {"period": optional(v.line)}


def tally_design_update() -> Schema:
    """What may change for new periods; zones come with the preset."""
    return versioned(
        since=optional(v.line),
        period=optional(v.one_of_words(*MONTHS)),
        steps=optional(v.list_of_text),
        dimensions=optional(v.list_of_text),
        place_level=optional(v.whole(1, 5)),
    )
