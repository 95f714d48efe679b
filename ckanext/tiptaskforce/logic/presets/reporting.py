"""Indicators and calendar of a preset: their fields, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.presets.checks import about_work, code, list_name
from ckanext.tiptaskforce.logic.presets.mark import Entry, Faults
from ckanext.tiptaskforce.logic.presets.shape import Field, Record
from ckanext.tiptaskforce.vocabulary import (
    Combining,
    Direction,
    Frequency,
    IndicatorKind,
    InputKind,
    OverTime,
    Violation,
)

MOST = 10**12
MOST_SPLITS = 3
_line, _text = about_work(v.line), about_work(v.paragraph)
_number = v.figure(0, MOST)
_yes_no = Field(v.yes_no, default=False)
# A number, or of a milestone the words of a step; which of them, the kind decides.
_aim = Field(_line)

INDICATORS = Record(
    {
        "indicators": Field(
            Record(
                {
                    "code": Field(code, is_needed=True),
                    "title": Field(_line, is_needed=True),
                    "objective": Field(code, is_needed=True),
                    "kind": Field(v.one_of(IndicatorKind), is_needed=True),
                    "unit": Field(_line),
                    "definition": Field(_text),
                    "rationale": Field(_text),
                    "numerator": Field(_line),
                    "denominator": Field(_line),
                    "baseline": _aim,
                    "baseline_on": Field(v.day),
                    "baseline_source": Field(_line),
                    "target": _aim,
                    "targets": Field(Record({}, others=_line)),
                    "target_per_period": _aim,
                    "in_need": Field(_number),
                    "verification": Field(_text),
                    "agencies": Field(v.line, is_list=True),
                    "subcommittee": Field(v.slug),
                    "frequency": Field(v.one_of(Frequency), default="quarter"),
                    "direction": Field(v.one_of(Direction), default="up"),
                    "disaggregations": Field(list_name, is_list=True),
                    "violations": Field(v.one_of(Violation), is_list=True),
                    "milestones": Field(_line, is_list=True),
                    "across_agencies": Field(v.one_of(Combining), default="sum"),
                    "across_places": Field(v.one_of(Combining), default="sum"),
                    "across_periods": Field(v.one_of(OverTime), default="sum"),
                    "counts_persons": _yes_no,
                    "example": _yes_no,
                }
            ),
            is_list=True,
        )
    }
)
_DAYS = Field(v.whole(0, 366), is_needed=True)
CALENDAR = Record(
    {
        "periods": Field(
            Record(
                {
                    "kind": Field(v.one_of(Frequency), is_needed=True),
                    "due_days": _DAYS,
                    "lock_days": _DAYS,
                }
            ),
            is_list=True,
        ),
        "dates": Field(
            Record(
                {
                    "code": Field(code, is_needed=True),
                    "kind": Field(v.one_of(InputKind), default=InputKind.OTHER.value),
                    "title": Field(_line, is_needed=True),
                    "cycle": Field(v.whole(1990, 2100)),
                    "core_function": Field(v.whole(1, 6)),
                    # A source may name an input without its day.
                    "due": Field(v.day),
                }
            ),
            is_list=True,
        ),
    }
)
# What an indicator says in the same words in its row.
SAME = (
    *("title", "kind", "unit", "definition", "rationale", "numerator", "denominator"),
    *("baseline_on", "baseline_source", "in_need", "verification", "frequency"),
    *("direction", "disaggregations", "violations", "milestones", "counts_persons"),
    *("across_agencies", "across_places", "across_periods"),
)
_TEXTS = frozenset(
    {"unit", "definition", "rationale", "numerator", "denominator", "verification"}
    | {"baseline_source"}
)


def check_indicator(entry: Entry, lists: Iterable[str], faults: Faults) -> None:
    """Note what an indicator says that does not fit its kind or its length."""
    is_milestone = entry.get("kind") == IndicatorKind.MILESTONE
    steps = entry.get("milestones") or []
    if is_milestone and len(set(steps)) < max(len(steps), 2):
        message = tk._("Name the steps, two at least, each once, the first one first.")
        faults.add(entry.at("milestones"), message)
    if is_milestone and entry.get("disaggregations"):
        message = tk._("A milestone has one step; it cannot be split.")
        faults.add(entry.at("disaggregations"), message)
    _check_splits(entry, lists, faults)
    for key in ("baseline", "target", "target_per_period"):
        _check_aim(entry, entry.get(key), key, faults)
    targets = entry.get("targets") or {}
    for name, value in targets.items():
        where = targets.at(name) if isinstance(targets, Entry) else entry.mark
        _check_period(entry, name, where, faults)
        _check_aim(entry, value, "targets", faults)


def _check_splits(entry: Entry, lists: Iterable[str], faults: Faults) -> None:
    splits = entry.get("disaggregations") or []
    where, known = entry.at("disaggregations"), set(lists)
    if len(splits) > MOST_SPLITS:
        message = tk._("At most {limit} splits, so that cells do not become persons.")
        faults.add(where, message.format(limit=MOST_SPLITS))
    for name in splits:
        if name not in known or splits.count(name) > 1:
            message = tk._("Not one of the allowed values: {words}.")
            faults.add(where, message.format(words=", ".join(sorted(known))))


def _check_aim(entry: Entry, value: str | None, key: str, faults: Faults) -> None:
    if value is None:
        return
    if entry.get("kind") == IndicatorKind.MILESTONE:
        steps = entry.get("milestones") or []
        if value not in steps:
            message = tk._("Not one of the allowed values: {words}.")
            faults.add(entry.at(key), message.format(words=", ".join(steps)))
        return
    try:
        _number(value)
    except tk.Invalid as problem:
        faults.add(entry.at(key), str(problem.error))


def _check_period(entry: Entry, name: str, where: Any, faults: Faults) -> None:
    length = entry.get("frequency") or "quarter"
    try:
        found = period.parse(name)
    except ValueError as problem:
        faults.add(where, str(problem))
        return
    if period.containing(found.start, length) != found:
        message = tk._("'{code}' is no period of the length {frequency}.")
        faults.add(where, message.format(code=name, frequency=length))


def check_calendar(entries: Iterable[Entry], faults: Faults) -> None:
    """Note a length that stands twice, and one that locks before it is due."""
    found = list(entries)
    faults.unique(found, "kind")
    for one in found:
        due, lock = one.get("due_days"), one.get("lock_days")
        if due is not None and lock is not None and lock < due:
            message = tk._("A period locks after it is due.")
            faults.add(one.at("lock_days"), message)


def calendar(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the calendar as the settings hold it."""
    keys = ("kind", "due_days", "lock_days")
    return [{key: one[key] for key in keys} for one in entries]


def inputs(entries: Iterable[Entry]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the inputs to plans and reports of others by code."""
    said = ("kind", "title", "cycle", "core_function", "due")
    return {(one["code"],): {name: one[name] for name in said} for one in entries}


def indicator(
    entry: Entry, agency_ids: Mapping[str, str], subcommittee_ids: Mapping[str, str]
) -> dict[str, Any]:
    """Return the values of an indicator's row, but for line and targets."""
    said = {key: entry.get(key) for key in SAME}
    return {
        **{key: value or "" if key in _TEXTS else value for key, value in said.items()},
        "kind": str(entry["kind"]),
        "baseline": _rung(entry, entry.get("baseline")),
        "target": _rung(entry, entry.get("target")),
        # Two that were merged are one.
        "agency_ids": list(dict.fromkeys(agency_ids[n] for n in entry["agencies"])),
        "subcommittee_id": subcommittee_ids.get(entry.get("subcommittee") or ""),
        "is_sample": entry["example"],
    }


def targets(entry: Entry, periods: Iterable[str]) -> dict[str, Any]:
    """Return target by period: those given, and one for every period alike."""
    every = entry.get("target_per_period")
    each = dict.fromkeys(periods, every) if every is not None else {}
    given = {**each, **(entry.get("targets") or {})}
    return {name: _written(entry, value) for name, value in given.items()}


def _rung(entry: Entry, value: str | None) -> Decimal | None:
    if value is None:
        return None
    if entry["kind"] == IndicatorKind.MILESTONE:
        return Decimal(entry["milestones"].index(value))
    return _number(value)


def _written(entry: Entry, value: str) -> Any:
    """Return a target as JSON keeps it: a number, or the words of a step."""
    if entry["kind"] == IndicatorKind.MILESTONE:
        return value
    found = _number(value)
    return int(found) if found == int(found) else float(found)
