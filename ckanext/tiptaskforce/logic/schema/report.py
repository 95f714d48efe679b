"""Accepted input of reports."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    needed,
    noted,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import ReportSource, ReportState


def _content() -> Schema:
    return {
        "values": v.nested(v.rows_of_values),
        "nothing_to_report": optional(v.yes_no),
        "source": clearable(v.one_of(ReportSource)),
        "note": clearable(v.paragraph, v.about_work),
        **confirmable(),
    }


def report_update() -> Schema:
    """All figures anew; of an accepted report also why it is corrected."""
    return versioned(reason=optional(v.line, v.about_work), **_content())


def report_submit() -> Schema:
    """The figures may come along, so that one call enters and sends a report."""
    return versioned(**_content())


def report_recall() -> Schema:
    """Nothing but the version."""
    return versioned()


def report_renew() -> Schema:
    """Why what was accepted is corrected."""
    return versioned(note=needed(v.line, v.about_work), **confirmable())


def report_accept() -> Schema:
    """A note may go along."""
    return noted(is_obligatory=False)


def report_send_back() -> Schema:
    """A note must go along; single cells may have one of their own."""
    return {**noted(is_obligatory=True), "remarks": v.nested(v.rows_of_values)}


def report_bring() -> Schema:
    """The period, and what stood in the reports that were sent for it."""
    return {"period": needed(v.line), "reports": v.nested(v.rows_of_values)}


def report_bring_words() -> Schema:
    """The words of one of these reports, each checked as on the form."""
    return {
        "source": optional(v.one_of(ReportSource)),
        "note": optional(v.paragraph, v.about_work),
        "reason": optional(v.line, v.about_work),
        **confirmable(),
    }


def report_overview() -> Schema:
    """The agency, and which page of each agency."""
    return paged(agency=optional(v.line))


def report_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def report_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        period=optional(v.line),
        agency=optional(v.line),
        indicator=optional(v.line),
        state=optional(v.one_of(ReportState)),
        kind=optional(v.one_of_words("persons", "plain")),
    )
