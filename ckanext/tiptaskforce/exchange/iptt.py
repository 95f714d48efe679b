"""The indicator performance tracking table: one line per indicator, periods across.

Baseline, target, actual and per cent of each period and of the whole time, with how
many of the reports are in. One sheet is the screen, the XLSX and the CSV.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.tiptaskforce.exchange import rollup
from ckanext.tiptaskforce.exchange.aim import Aim
from ckanext.tiptaskforce.exchange.export import Sheet
from ckanext.tiptaskforce.exchange.rollup import Due, Row, Rule, Total
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.phrase import N_

WHOLE = "whole"
PARTS = ("target", "actual", "percent", "reports")
BLANK = "–"

LABELS = {
    "target": N_("Target"),
    "actual": N_("Actual"),
    "percent": N_("% of target"),
    "reports": N_("Reports in"),
}


@dataclass(frozen=True)
class Figure:
    """What one indicator came to in one period, or in the whole time.

    ``is_hidden`` are counts of persons that were not released to this reader: they
    are neither a number nor missing.
    """

    target: Any = None
    actual: Any = None
    percent: float | None = None
    reported: int = 0
    expected: int = 0
    is_hidden: bool = False


@dataclass(frozen=True)
class Line:
    """One indicator, or one part of it by a split, with its figures by period."""

    code: str
    title: str
    unit: str = ""
    baseline: Any = None
    part: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        indicator: Mapping[str, Any],
        rows: Iterable[Row],
        expected: Iterable[Due] = (),
        *,
        is_hidden: bool = False,
    ) -> Line:
        """Return the line of an indicator from the values of its accepted reports."""
        rule, every, due = Rule.of(indicator), list(rows), list(expected)
        by_period = rollup.by(every, rule, "period", due)
        targets = indicator.get("targets") or {}
        figures = {
            code: _figure(found, indicator, targets.get(code), is_hidden=is_hidden)
            for code, found in by_period.items()
        }
        whole = rollup.total(every, rule, due)
        figures[WHOLE] = _figure(
            whole, indicator, indicator.get("target"), is_hidden=is_hidden
        )
        for code in targets.keys() - figures.keys():
            figures[code] = Figure(targets[code], is_hidden=is_hidden)
        return cls(
            indicator["code"],
            indicator["title"],
            indicator.get("unit") or "",
            indicator.get("baseline"),
            figures=figures,
        )


def parts(
    indicator: Mapping[str, Any],
    rows: Iterable[Row],
    dimension: str,
    words: Mapping[str, str],
    unsplit: str,
) -> list[Line]:
    """Return a line per code of one split, and one for what was not split.

    A part has no target of its own, so it has no per cent.
    """
    rule, every = Rule.of(indicator), list(rows)
    periods = dict.fromkeys(row["period"] for row in every)
    found: dict[str, dict[str, Figure]] = {code: {} for code in words}
    for period in (*periods, WHOLE):
        some = [r for r in every if period in (WHOLE, r["period"])]
        for code, one in rollup.by_code(some, rule, dimension, words).items():
            found.setdefault(code, {})[period] = Figure(actual=_actual(one))
    names = {**words, rollup.UNSPLIT: unsplit}
    return [
        Line(
            indicator["code"],
            indicator["title"],
            indicator.get("unit") or "",
            part=names.get(code, code),
            figures=figures,
        )
        for code, figures in found.items()
    ]


def _figure(
    found: Total, indicator: Mapping[str, Any], target: Any, *, is_hidden: bool
) -> Figure:
    if is_hidden:
        return Figure(target, None, None, found.reported, found.expected, is_hidden)
    percent = None
    if target is not None:
        percent = Aim.of(indicator, target).percent(found.value)
    return Figure(target, _actual(found), percent, found.reported, found.expected)


def _actual(found: Total) -> Any:
    if found.milestone is not None or found.value is None:
        return found.milestone
    return _plain(found.value if found.denominator is None else round(found.value, 1))


def _plain(value: Any) -> Any:
    """Return a figure as a cell holds it: whole where it is, else a decimal."""
    if value is None or isinstance(value, str):
        return value
    exact = value if isinstance(value, int) else round(float(value), 4)
    return int(exact) if exact == int(exact) else exact


def sheet(
    title: str,
    lines: Sequence[Line],
    periods: Mapping[str, str],
    hidden: str,
    about: Mapping[str, str] | None = None,
) -> Sheet:
    """Return the table; the screen, the XLSX and the CSV show its very cells.

    :param periods: the codes of the periods across with their words; the whole time
        is named ``whole``
    :param hidden: the words for counts that were not released to this reader
    """
    has_parts = any(line.part for line in lines)
    columns = [
        Column("code", N_("Code")),
        Column("title", N_("Indicator")),
        *([Column("part", N_("Split"))] if has_parts else []),
        Column("unit", N_("Unit")),
        Column("baseline", N_("Baseline")),
        *(
            Column(f"{code}.{part}", f"{words}: {LABELS[part]}")
            for code, words in periods.items()
            for part in PARTS
        ),
    ]
    rows = [_row(line, periods, hidden) for line in lines]
    return Sheet(title, columns, rows, about or {}, BLANK)


def _row(line: Line, periods: Iterable[str], hidden: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": line.code,
        "title": line.title,
        "part": line.part,
        "unit": line.unit,
        "baseline": _plain(line.baseline),
    }
    for code in periods:
        found = line.figures.get(code, Figure())
        percent = found.percent
        row |= {
            f"{code}.target": _plain(found.target),
            f"{code}.actual": hidden if found.is_hidden else _plain(found.actual),
            f"{code}.percent": None if percent is None else round(percent),
            f"{code}.reports": _reports(found),
        }
    return row


def _reports(found: Figure) -> str | None:
    return f"{found.reported} / {found.expected}" if found.expected else None
