"""How the reference sheet of an indicator is checked, filled and shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import (
    base,
    designs,
    record,
    references,
    violation_links,
)
from ckanext.tiptaskforce.logic.validators import exact
from ckanext.tiptaskforce.model.base import now, plain
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.vocabulary import IndicatorKind

MOST_DISAGGREGATIONS = 3
MOST = 10**12
# Once somebody has reported, another value would give the reports another meaning.
FIXED = ("kind", "frequency", "disaggregations", "counts_persons", "milestones")
_PLAIN = (
    *("code", "title", "unit", "definition", "rationale", "numerator", "denominator"),
    *("baseline_on", "baseline_source", "verification", "direction"),
    *("across_agencies", "across_places", "across_periods", "position", "label"),
    *("label_reason", *FIXED),
)


_ROLLED = ("kind", "across_agencies", "across_places", "across_periods")
_JUDGED_BY = (*_ROLLED, "milestones", "direction", "targets")


def fill(step: base.Step, row: Indicator) -> None:
    """Bring the fields of a call onto a row, each checked beside the others.

    :raises ValidationError: naming the field and what is allowed
    """
    data = step.data
    _refuse_fixed(step, row)
    row.put(data, _PLAIN)
    violation_links.fill(step, row)
    _judge(step, row)
    _refer(step, row)
    _check_kind(row)
    _check_disaggregations(step, row)
    for name in ("baseline", "target", "in_need"):
        if name in data:
            setattr(row, name, _figure(row, name, data[name]))
    if "targets" in data:
        row.targets = _targets(row, data["targets"] or {})


def _judge(step: base.Step, row: Indicator) -> None:
    """Keep who set a word over the computed one, and when; without it no trace."""
    if not {"label", "label_reason"} & set(step.data):
        return
    if row.label and not row.label_reason:
        raise base.invalid("label_reason", tk._("Missing. Give a value."))
    row.label_reason = row.label_reason if row.label else ""
    row.label_role = record.role_of(step, row) if row.label else ""
    row.label_at = now() if row.label else None


def shower(step: base.Step) -> Callable[[list[Indicator]], list[dict[str, Any]]]:
    """Return what shows reference sheets with codes and acronyms."""

    def shown(found: list[Indicator]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        ids = {row.objective_id for row in found}
        lines = references.lines_by_id(step.taskforce.id, ids)
        return [_shown(step, row, names, lines) for row in found]

    return shown


def judged_by(row: Indicator) -> dict[str, Any]:
    """Return of a reference sheet only what a figure is judged by."""
    return {
        **{name: getattr(row, name) for name in _JUDGED_BY},
        "baseline": figure_of(row, row.baseline),
        "target": figure_of(row, row.target),
    }


def splits(step: base.Step, row: Indicator) -> list[dict[str, Any]]:
    """Return the codes of each split of an indicator, in their order, with labels."""
    return splits_of(step, row.disaggregations)


def splits_of(step: base.Step, names: list[str]) -> list[dict[str, Any]]:
    """Return the codes of some splits, in their order, with labels."""
    every = designs.every(step.taskforce)
    design = every[-1] if every else designs.Design("quarter", [], [])
    return [
        {
            "dimension": name,
            "codes": [
                choice.dictize()
                for choice in designs.choices(step.taskforce, design, name)
                if not choice.is_retired
            ],
        }
        for name in names
    ]


def figure_of(row: Indicator, value: Decimal | None) -> Any:
    """Return a figure as a reader sees it: of a milestone, the step in words."""
    if value is None or row.kind != IndicatorKind.MILESTONE:
        return plain(value)
    return row.milestones[int(value)] if int(value) < len(row.milestones) else None


def rung(row: Indicator, value: Any) -> Decimal | None:
    """Return how far up its ladder a step stands, by its words or its number, from 0.

    None for what is no step of it.
    """
    if isinstance(value, str) and value.strip() in row.milestones:
        return Decimal(row.milestones.index(value.strip()))
    found = exact(value)
    is_step = found is not None and found == int(found)
    return found if is_step and 0 <= int(found or 0) < len(row.milestones) else None


def check_period(code: str) -> None:
    """Refuse what is no code of a period.

    :raises ValidationError: saying how codes are written
    """
    try:
        periods.parse(code)
    except ValueError as problem:
        message = tk._("Not a period. Write 2026-03, 2026-Q3, 2026-H2 or 2026.")
        raise base.invalid("period", message) from problem


def _shown(
    step: base.Step, row: Indicator, names: references.Names, lines: dict[str, Any]
) -> dict[str, Any]:
    line = lines.get(row.objective_id)
    return {
        **row.dictize(),
        "baseline": figure_of(row, row.baseline),
        "target": figure_of(row, row.target),
        "links": violation_links.shown(row),
        "taskforce": step.taskforce.slug,
        "objective": line.code if line else None,
        "objective_title": line.title if line else None,
        "subcommittee": names.subcommittees.get(row.subcommittee_id or ""),
        "agencies": [
            names.agencies[one] for one in row.agency_ids if one in names.agencies
        ],
    }


def _refuse_fixed(step: base.Step, row: Indicator) -> None:
    data = step.data
    changed = [
        name
        for name in FIXED
        if name in data
        and (row.nothing(name) if data[name] is None else data[name])
        != getattr(row, name)
    ]
    if row.version and changed and Report.is_of(row.id):
        message = tk._(
            "Somebody has reported on it, so this cannot change. Retire it with a "
            "reason, and make another one."
        )
        raise tk.ValidationError({name: [message] for name in changed})


def _refer(step: base.Step, row: Indicator) -> None:
    data, taskforce_id = step.data, step.taskforce.id
    if data.get("objective"):
        line = references.objective(taskforce_id, data["objective"])
        row.objective_id, row.strategy_id = line.id, line.strategy_id
    if "agencies" in data:
        row.agency_ids = references.agency_ids(taskforce_id, data["agencies"] or [])
    if "subcommittee" in data:
        row.subcommittee_id = references.subcommittee_id(step)


def _check_kind(row: Indicator) -> None:
    if row.kind != IndicatorKind.MILESTONE:
        return
    if len(row.milestones) < 2:
        message = tk._("Name the steps, two at least, the first one first.")
        raise base.invalid("milestones", message)
    if len(set(row.milestones)) != len(row.milestones):
        raise base.invalid("milestones", tk._("Names a step twice."))
    if row.disaggregations:
        message = tk._("A milestone has one step; it cannot be split.")
        raise base.invalid("disaggregations", message)


def _check_disaggregations(step: base.Step, row: Indicator) -> None:
    if "disaggregations" not in step.data:
        return
    names = row.disaggregations
    if len(set(names)) != len(names):
        raise base.invalid("disaggregations", tk._("Names a split twice."))
    if len(names) > MOST_DISAGGREGATIONS:
        message = tk._("At most {limit} splits, so that cells do not become persons.")
        message = message.format(limit=MOST_DISAGGREGATIONS)
        raise base.invalid("disaggregations", message)
    known = designs.lists(step.taskforce)
    unknown = [name for name in names if name not in known]
    if unknown:
        message = tk._("Not one of the allowed values: {words}.")
        words = ", ".join(sorted(known))
        raise base.invalid("disaggregations", message.format(words=words))
    both = designs.rivals(names)
    if both:
        message = tk._("{one} and {other} say the same; choose one of them.")
        message = message.format(one=both[0], other=both[1])
        raise base.invalid("disaggregations", message)


def _figure(row: Indicator, name: str, value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    if row.kind == IndicatorKind.MILESTONE and name != "in_need":
        found = rung(row, value)
        if found is None:
            message = tk._("Not one of the allowed values: {words}.")
            words = ", ".join(row.milestones)
            raise base.invalid(name, message.format(words=words))
        return found
    found = exact(value)
    if found is None or not 0 <= found <= MOST:
        message = tk._("Must be a number from {lowest} to {highest}.")
        raise base.invalid(name, message.format(lowest=0, highest=MOST))
    return found


def _targets(row: Indicator, given: dict[str, Any]) -> dict[str, Any]:
    """Return the targets by period, each a period of the indicator's length."""
    found = {}
    for code, value in given.items():
        if not _is_period(code, row.frequency):
            message = tk._("'{code}' is no period of the length {frequency}.")
            message = message.format(code=str(code)[:20], frequency=row.frequency)
            raise base.invalid("targets", message)
        figure = _figure(row, "targets", value)
        if figure is not None:
            found[code] = figure_of(row, figure)
    return found


def _is_period(code: Any, frequency: str) -> bool:
    try:
        one = periods.parse(str(code))
    except ValueError:
        return False
    return periods.containing(one.start, frequency) == one
