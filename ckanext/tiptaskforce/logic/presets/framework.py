"""Strategies and indicators written back as a preset says them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from ckanext.tiptaskforce.logic import designs
from ckanext.tiptaskforce.logic.presets import reporting
from ckanext.tiptaskforce.logic.presets.crosscheck import FILLED_ELSEWHERE, NO_LIST
from ckanext.tiptaskforce.model.handover_all import Framework
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy

Line = dict[str, Any]


def given(said: Line, *but: str) -> Line:
    """Return what says something; a preset leaves out what is blank."""
    blank = (None, "", [], {})
    return {k: v for k, v in said.items() if k not in but and v not in blank}


def day(value: date | None) -> str | None:
    """Return a day as a preset writes it."""
    return value.isoformat() if value else None


def codes_of_lines(found: Framework) -> frozenset[str]:
    """Return the codes of all lines that are written, of whatever strategy."""
    return frozenset(line.code for line in found.lines)


def strategies(found: Framework) -> list[Line]:
    """Return the strategies with their objectives, the oldest first."""
    return [_strategy(row, found.lines) for row in found.strategies]


def indicators(found: Framework) -> list[Line]:
    """Return the sheets of the current strategy: a preset holds no others."""
    lines = {line.id: line.code for line in found.lines}
    acronyms = {row.id: row.acronym for row in found.agencies}
    groups = {row.id: row.slug for row in found.subcommittees}
    lists = {code.list for code in found.codes} - {designs.STEP, *FILLED_ELSEWHERE}
    lists |= set(NO_LIST)
    return [
        {
            **_sheet(row, lists),
            "objective": lines[row.objective_id],
            "agencies": [acronyms[i] for i in row.agency_ids if i in acronyms],
            **given({"subcommittee": groups.get(row.subcommittee_id or "")}),
        }
        for row in found.indicators
        if row.objective_id in lines
    ]


def _strategy(row: Strategy, lines: Iterable[Objective]) -> Line:
    own = [line for line in lines if line.strategy_id == row.id]
    written = given(
        {
            "slug": row.slug,
            "title": row.title,
            "from": row.starts.isoformat(),
            "until": row.ends.isoformat(),
            "current": row.is_current,
            "sample": row.is_sample,
            "vision": row.vision,
            "principles": list(row.principles),
            "swot": dict(row.swot),
        }
    )
    return {**written, "objectives": _tree(own)} if own else written


def _tree(lines: list[Objective]) -> list[Line]:
    """Return objectives with their lines; a preset has these two levels."""
    above = {line.code: line.parent_code for line in lines}
    tops: dict[str, Line] = {}
    for line in lines:
        if line.parent_code not in above:
            tops[line.code] = {**_titled(line), "lines": []}
    for line in lines:
        top = line.code
        while above[top] in above:
            top = above[top]
        if top != line.code:
            tops[top]["lines"].append(_titled(line))
    return [given(top) for top in tops.values()]


def _titled(line: Objective) -> Line:
    said = {"code": line.code, "source_code": line.source_code, "title": line.title}
    return given(said)


def _sheet(row: Indicator, lists: set[str]) -> Line:
    """Return what a reference sheet says, but for whom and for which line."""
    said = {name: getattr(row, name) for name in reporting.SAME}
    targets = {name: _written(value) for name, value in sorted(row.targets.items())}
    return given(
        {
            "code": row.code,
            **said,
            "baseline_on": day(row.baseline_on),
            "in_need": _written(row.in_need),
            "baseline": _aim(row, row.baseline),
            "target": _aim(row, row.target),
            "targets": targets,
            "disaggregations": [n for n in row.disaggregations if n in lists],
            "violations": list(row.violations),
            "milestones": list(row.milestones),
            "example": row.is_sample,
        }
    )


def _aim(row: Indicator, value: Decimal | None) -> str | None:
    """Return a figure as it is written, of a milestone the words of its step."""
    if value is None or not row.milestones:
        return _written(value)
    return row.milestones[int(value)]


def _written(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    found = Decimal(str(value))
    return f"{found.normalize():f}"
