"""What saving an uploaded table would do: every change and every problem by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange.cells import Text
from ckanext.tiptaskforce.exchange.matching import Entry, changed_fields, match
from ckanext.tiptaskforce.exchange.table import Table
from ckanext.tiptaskforce.exchange.tracker import (
    Column,
    GoodRow,
    Parsed,
    Problem,
    parse,
)
from ckanext.tiptaskforce.logic.base import Step, invalid
from ckanext.tiptaskforce.logic.uploads import lists, rehearsal
from ckanext.tiptaskforce.logic.uploads.kind import Call, Kind, Labelled

Chosen = Mapping[str, str | None]


@dataclass(slots=True)
class Planned:
    """One row that can be saved, with its calls; without calls it changes nothing."""

    row: GoodRow
    entry: Entry | None
    changed: dict[str, Any]
    calls: list[Call]

    @property
    def what(self) -> str:
        """One of new, changed and unchanged."""
        if not self.calls:
            return "unchanged"
        return "new" if self.entry is None else "changed"

    @property
    def signature(self) -> str:
        """What must still be true at the commit for the preview to have told it."""
        entry = self.entry or {}
        about = (self.what, str(entry.get("id")), str(entry.get("version")))
        return " ".join((*about, *sorted(self.changed)))


@dataclass
class Plan:
    """All rows of a table: what can be saved, what cannot, what must be confirmed."""

    kind: Kind
    columns: Sequence[Column]
    parsed: Parsed
    rows: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    n_repeated: int = 0

    def count(self, what: str) -> int:
        """Return how many rows are new, changed or unchanged."""
        return sum(planned.what == what for planned in self.rows)

    def signatures(self) -> dict[str, str]:
        """Return row number → what its saving means."""
        return {str(one.row.number): one.signature for one in self.rows}


def make(
    step: Step, kind: Kind, table: Table, chosen: Chosen, *, is_checked: bool = True
) -> Plan:
    """Return what saving a table would do; ``is_checked`` tries each call out."""
    columns = lists.understood(kind.columns(step))
    parsed = parse(columns, table, chosen=chosen)
    rest = replace(parsed, rows=())
    plan = Plan(kind, columns, rest, problems=list(parsed.problems))
    if parsed.missing:
        return plan
    settled = kind.settle(step, parsed.rows)
    parsed = rest
    plan.n_repeated = settled.n_repeated
    plan.problems += settled.problems
    plan.problems += kind.faults(settled.rows, Labelled(columns))
    bad = {problem.row for problem in plan.problems}
    rows = [row for row in settled.rows if row.number not in bad]
    _plan_rows(step, plan, rows)
    _stop_many(plan)
    if is_checked and kind.is_rehearsed:
        plan.problems += rehearsal.faults(step, kind.gathered(plan.rows))
    _sort_out(plan, [*parsed.warnings, *settled.warnings, *plan.warnings])
    return plan


def _stop_many(plan: Plan) -> None:
    n_saved = plan.count("new") + plan.count("changed")
    most = plan.kind.most_saved
    if n_saved > most:
        message = tk._("This file would save {found} rows; at most {limit} at a time.")
        raise invalid("upload", message.format(found=n_saved, limit=most))


def _plan_rows(step: Step, plan: Plan, rows: Sequence[GoodRow]) -> None:
    kind = plan.kind
    entries = match(kind.existing(step), rows, kind.keys)
    doubtful = _doubtful(plan.parsed.warnings)
    for row in rows:
        entry = entries.get(row.number)
        changed = changed_fields(entry, row.values) if entry else dict(row.values)
        intent = kind.intend(step, row, entry, changed)
        plan.problems += intent.problems
        plan.warnings += intent.warnings
        for call in intent.calls:
            _confirm(call, doubtful.get(row.number, ()))
        plan.rows.append(Planned(row, entry, changed, intent.calls))


def _doubtful(warnings: Sequence[Problem]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for warning in warnings:
        found.setdefault(warning.row, []).append(warning.key)
    return found


def _confirm(call: Call, keys: Sequence[str]) -> None:
    """Let doubtful words pass in the call; the person confirms them for all rows."""
    sent = sorted({key for key in keys if key in call.data})
    if sent:
        call.data["confirm"] = sent


def _sort_out(plan: Plan, warnings: Sequence[Problem]) -> None:
    """Keep good rows, and warnings of what would be saved; name every column."""
    said = {one.row.number: one.row.values for one in plan.rows}
    free = {column.key for column in plan.columns if isinstance(column.kind, Text)}
    plan.problems = [
        item if item.key in free else _quoting(item, said) for item in plan.problems
    ]
    labels = {column.key: column.label for column in plan.columns}
    bad = {problem.row for problem in plan.problems}
    plan.rows = [one for one in plan.rows if one.row.number not in bad]
    saved = {one.row.number: one.changed for one in plan.rows if one.calls}
    own = {(item.row, item.key) for item in plan.warnings}
    plan.warnings = [
        _named(_quoting(item, said), labels)
        for item in warnings
        if item.row not in bad
        and ((item.row, item.key) in own or item.key in saved.get(item.row, ()))
    ]
    plan.problems = sorted(
        (_named(item, labels) for item in plan.problems),
        key=lambda item: (item.row, item.column),
    )


def _quoting(item: Problem, said: Mapping[int, Mapping[str, Any]]) -> Problem:
    """Add what was written to what an action found wrong, or a person must read."""
    value = said.get(item.row, {}).get(item.key)
    if item.shown or value is None:
        return item
    return replace(item, shown=str(value)[:200])


def _named(item: Problem, labels: Mapping[str, str]) -> Problem:
    return item if item.column else replace(item, column=labels.get(item.key, ""))
