"""Accepted input of indicators."""

from __future__ import annotations

from typing import Any

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    needed,
    noted,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import (
    Combining,
    Direction,
    Frequency,
    IndicatorKind,
    OverTime,
    StatusWord,
    Violation,
)


def _sheet() -> Schema:
    """Everything but code, title and line."""
    return {
        "unit": optional(v.line, v.no_contact),
        "definition": optional(v.paragraph, v.about_work),
        "rationale": optional(v.paragraph, v.about_work),
        "numerator": optional(v.line, v.no_contact),
        "denominator": optional(v.line, v.no_contact),
        "baseline": optional(v.line_or_number),
        "baseline_on": optional(v.day),
        "baseline_source": optional(v.line, v.about_work),
        "target": optional(v.line_or_number),
        "targets": v.nested(v.mapping),
        "in_need": optional(v.line_or_number),
        "verification": optional(v.paragraph, v.about_work),
        "agencies": optional(v.list_of_text),
        "subcommittee": optional(v.line),
        "direction": optional(v.one_of(Direction)),
        "violations": optional(v.many_of(Violation)),
        "across_agencies": optional(v.one_of(Combining)),
        "across_places": optional(v.one_of(Combining)),
        "across_periods": optional(v.one_of(OverTime)),
        "position": optional(v.whole(0, 10_000)),
        # What cannot change any more once somebody has reported.
        "kind": optional(v.one_of(IndicatorKind)),
        "frequency": optional(v.one_of(Frequency)),
        "disaggregations": optional(v.list_of_text),
        "counts_persons": optional(v.yes_no),
        "milestones": optional(v.list_of_text, v.no_contacts),
        **confirmable(),
    }


def indicator_create() -> Schema:
    """Code, title and line, and as much of the reference sheet as is known."""
    return {
        "objective": needed(v.line),
        "code": needed(v.line, v.no_contact),
        "title": needed(v.line, v.no_contact),
        **_sheet(),
    }


def indicator_update() -> Schema:
    """Any part of the sheet; a word over the computed one needs its reason."""
    more: dict[str, Any] = {
        "objective": optional(v.line),
        "title": optional(v.line, v.no_contact),
        "label": optional(v.one_of_words("", *StatusWord)),
        "label_reason": optional(v.line, v.about_work),
    }
    return versioned(**more, **_sheet())


def indicator_retire() -> Schema:
    """The reason must go along."""
    return noted(is_obligatory=True)


def indicator_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def indicator_overview() -> Schema:
    """Which lines, and which period."""
    return {
        "objective": optional(v.line),
        "period": optional(v.line),
        "strategy": optional(v.line),
    }


def indicator_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        objective=optional(v.line),
        agency=optional(v.line),
        subcommittee=optional(v.line),
        kind=optional(v.one_of(IndicatorKind)),
        code=optional(v.line),
        retired=optional(v.yes_no),
        strategy=optional(v.line),
    )


def indicator_progress() -> Schema:
    """Which indicators, and by what they are split."""
    return {
        "objective": optional(v.line),
        "indicator": optional(v.line),
        "split": optional(v.line),
        "retired": optional(v.yes_no),
        "strategy": optional(v.line),
    }
