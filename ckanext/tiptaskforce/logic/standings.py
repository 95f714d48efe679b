"""How the indicators of the strategy stand: figure, per cent of the target, and word.

What counts persons is totalled for the custodian alone; everybody else is shown what
was released of it, so a word that would tell of it is left out as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.exchange import rollup
from ckanext.tiptaskforce.exchange.aim import Aim
from ckanext.tiptaskforce.exchange.standing import (
    Standing,
    Thresholds,
    due_by_now,
    standing,
)
from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.logic.indicators import shower
from ckanext.tiptaskforce.model import report, report_value
from ckanext.tiptaskforce.model.base import plain
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.vocabulary import IndicatorKind, Role, StatusWord

SETTING = "standing"


@dataclass(frozen=True)
class Stand:
    """One indicator with what its reports come to."""

    row: Indicator
    sheet: dict[str, Any]
    aim: Aim
    total: rollup.Total
    standing: Standing
    is_shown: bool

    def dictize(self) -> dict[str, Any]:
        """Return what an overview shows; figures only where the reader may see them."""
        rule = rollup.Rule.of(self.sheet)
        total = self.total
        actual = total.milestone if self.row.milestones else total.value
        shown = {
            "actual": actual,
            "numerator": total.numerator,
            "denominator": total.denominator,
            "percent": self.aim.percent(total.value),
        }
        return {
            "id": self.row.id,
            "code": self.row.code,
            "title": self.row.title,
            "objective": self.sheet["objective"],
            "kind": self.row.kind,
            "unit": self.row.unit,
            "counts_persons": self.row.counts_persons,
            "baseline": self.sheet["baseline"],
            "target": self._target(),
            **(shown if self.is_shown else dict.fromkeys(shown)),
            "is_shown": self.is_shown,
            "label": self.standing.word.value,
            "label_computed": self.standing.computed.value,
            "label_reason": self.standing.reason or None,
            "reported": total.reported,
            "expected": total.expected,
            "agencies_reported": total.agencies,
            "agencies_expected": total.agencies_expected,
            "rule": [phrase.render(tk._) for phrase in rule.words],
            "coverage": [phrase.render(tk._) for phrase in total.words],
        }

    def _target(self) -> Any:
        target = self.aim.target
        if self.aim.ladder and target is not None:
            return self.aim.ladder[int(target)]
        return target


def stands(
    step: base.Step, *, period: str | None = None, objective: bool = True
) -> list[Stand]:
    """Return how the live indicators stand: in one period, or over the strategy.

    :param objective: whether the call's line filters
    """
    strategy = Strategy.current(step.taskforce.id)
    if strategy is None:
        return []
    lines = references.branch_ids(step) if objective else None
    every = Indicator.live(step.taskforce.id)
    kept = [row for row in every if lines is None or row.objective_id in lines]
    said = _rows(every, report_value.counted(step.taskforce.id, period=period))
    asked = _asked(report.asked(step.taskforce.id, period=period))
    sheets = shower(step)(kept)
    return [
        _stand(
            step,
            strategy,
            (row, sheet),
            (said.get(row.id, []), asked.get(row.id, [])),
            period,
        )
        for row, sheet in zip(kept, sheets, strict=True)
    ]


def thresholds(step: base.Step) -> Thresholds:
    """Return from how many per cent on each word holds here."""
    return Thresholds.of(step.taskforce.settings.get(SETTING))


def labels(step: base.Step) -> dict[str, dict[str, int]]:
    """Return how many indicators of each line have each word, by the line's id."""
    found: dict[str, dict[str, int]] = {}
    for stand in stands(step, objective=False):
        line = found.setdefault(stand.row.objective_id, dict.fromkeys(_WORDS, 0))
        line[stand.standing.word.value] += 1
    return found


def _stand(
    step: base.Step,
    strategy: Strategy,
    about: tuple[Indicator, dict[str, Any]],
    reports: tuple[list[dict[str, Any]], list[tuple[str, str]]],
    period: str | None,
) -> Stand:
    row, sheet = about
    aim = _aim(sheet, period)
    total = rollup.total(reports[0], rollup.Rule.of(sheet), reports[1])
    is_shown = not row.counts_persons or step.reader.has(
        step.taskforce.id, Role.CUSTODIAN
    )
    word = StatusWord.NO_STATUS
    if is_shown:
        due, is_over = _due(sheet, aim, strategy, period, step.taskforce.today)
        word = standing(
            total.value, aim, due=due, is_over=is_over, thresholds=thresholds(step)
        )
    override = StatusWord(row.label) if row.label else None
    judged = Standing(word, override, row.label_reason)
    return Stand(row, sheet, aim, total, judged, is_shown)


def _aim(sheet: dict[str, Any], period: str | None) -> Aim:
    if period is None:
        return Aim.of(sheet)
    target = sheet["targets"].get(period)
    return Aim.of({**sheet, "target": None} if target is None else sheet, target)


def _due(
    sheet: dict[str, Any],
    aim: Aim,
    strategy: Strategy,
    period: str | None,
    today: date,
) -> tuple[float, bool]:
    """Return how much is due by now, and whether the time for the target is over."""
    if period is not None:
        return 100.0, periods.parse(period).end < today
    if aim.target is None:
        return 100.0, today > strategy.ends
    due = due_by_now(aim, sheet["targets"], strategy.starts, strategy.ends, today)
    return due, today > strategy.ends


def _rows(
    known: Iterable[Indicator], found: Iterable[Any]
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each indicator as the roll-up reads them."""
    by_id = {row.id: row for row in known}
    said: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        if one.indicator_id in by_id:
            row = _row(by_id[one.indicator_id], one)
            said.setdefault(one.indicator_id, []).append(row)
    return said


def _row(indicator: Indicator, one: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "agency": one.agency_id,
        "period": one.period,
        "codes": {"place": one.place} if one.place else {},
    }
    if one.value is None and one.numerator is None:
        return {**row, "nothing_to_report": True}
    if indicator.kind == IndicatorKind.PER_CENT:
        parts = {"numerator": one.numerator, "denominator": one.denominator}
        return {**row, **{name: plain(part) for name, part in parts.items()}}
    # Of a milestone the value is how far up its ladder it stands.
    return {**row, "value": plain(one.value)}


def _asked(found: Iterable[Any]) -> dict[str, list[tuple[str, str]]]:
    asked: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        asked.setdefault(one.indicator_id, []).append((one.agency_id, one.period))
    return asked


_WORDS = [word.value for word in StatusWord]
