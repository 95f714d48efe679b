"""Accepted input of indicators."""

from __future__ import annotations

from typing import Any

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
    touching,
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
        "unit": clearable(v.line, v.no_contact),
        "definition": clearable(v.paragraph, v.about_work),
        "rationale": clearable(v.paragraph, v.about_work),
        "numerator": clearable(v.line, v.no_contact),
        "denominator": clearable(v.line, v.no_contact),
        "baseline": clearable(v.line_or_number),
        "baseline_on": clearable(v.day),
        "baseline_source": clearable(v.line, v.about_work),
        "target": clearable(v.line_or_number),
        "targets": v.nested(v.mapping),
        "in_need": clearable(v.line_or_number),
        "verification": clearable(v.paragraph, v.about_work),
        "agencies": clearable(v.list_of_text),
        "subcommittee": clearable(v.line),
        "direction": kept(v.one_of(Direction)),
        **touching(),
        "across_agencies": kept(v.one_of(Combining)),
        "across_places": kept(v.one_of(Combining)),
        "across_periods": kept(v.one_of(OverTime)),
        "position": kept(v.whole(0, 10_000)),
        # What cannot change any more once somebody has reported.
        "kind": kept(v.one_of(IndicatorKind)),
        "frequency": kept(v.one_of(Frequency)),
        "disaggregations": clearable(v.list_of_text),
        "counts_persons": optional(v.yes_no),
        "milestones": clearable(v.list_of_text, v.no_contacts),
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
        "objective": kept(v.line),
        "title": kept(v.line, v.no_contact),
        "label": clearable(v.one_of(StatusWord)),
        "label_reason": clearable(v.line, v.about_work),
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
        objective=kept(v.line),
        agency=optional(v.line),
        subcommittee=clearable(v.line),
        kind=kept(v.one_of(IndicatorKind)),
        code=optional(v.line),
        violation=optional(v.one_of(Violation)),
        retired=optional(v.yes_no),
        strategy=optional(v.line),
    )


def indicator_read() -> Schema:
    """Which indicators."""
    return {"objective": optional(v.line), "indicator": optional(v.line)}


def indicator_progress() -> Schema:
    """Which indicators, and by what they are split."""
    return {
        "objective": optional(v.line),
        "indicator": optional(v.line),
        "split": optional(v.line),
        "retired": optional(v.yes_no),
        "strategy": optional(v.line),
    }
