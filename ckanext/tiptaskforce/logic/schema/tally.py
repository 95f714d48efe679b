"""Accepted input of tallies: codes and counts, and no free text at all."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    needed,
    noted,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import TallyState


def _counts() -> Schema:
    return {
        "rows": v.nested(v.rows_of_values),
        "nothing_to_report": optional(v.yes_no),
    }


def tally_create() -> Schema:
    """The period, and its rows or the statement that there are none."""
    return {**_counts(), "agency": optional(v.line), "period": needed(v.line)}


def tally_update() -> Schema:
    """All rows anew; agency and period stay."""
    return versioned(**_counts())


def tally_submit() -> Schema:
    """Nothing but the version."""
    return versioned()


def tally_recall() -> Schema:
    """Nothing but the version."""
    return versioned()


def tally_accept() -> Schema:
    """Nothing but the version."""
    return versioned()


def tally_send_back() -> Schema:
    """A note must go along; it stays with those who may open the counts."""
    return noted(is_obligatory=True)


def tally_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def tally_overview() -> Schema:
    """The period, by default the last one that has ended."""
    return {"period": optional(v.line)}


def tally_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        period=optional(v.line),
        agency=optional(v.line),
        state=optional(v.one_of(TallyState)),
    )
