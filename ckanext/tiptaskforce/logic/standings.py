"""How the indicators of the strategy stand: figure, per cent of the target, and word.

What counts persons is totalled for the custodian alone; everybody else is shown what
was released of it, and a word that follows from that figure or none at all.
"""

from __future__ import annotations

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
from ckanext.tiptaskforce.logic import base, references, released
from ckanext.tiptaskforce.logic.indicators import judged_by, shower
from ckanext.tiptaskforce.model import report_total
from ckanext.tiptaskforce.model.base import plain
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.vocabulary import Role, StatusWord

SETTING = "standing"


@dataclass(frozen=True)
class Judged:
    """A figure beside what it is to reach: how far it came, and the word for it."""

    aim: Aim
    percent: float | None
    word: StatusWord


@dataclass(frozen=True)
class Span:
    """The time of the strategy, the day, and the rule by which words are given."""

    starts: date
    ends: date
    today: date
    thresholds: Thresholds

    @classmethod
    def of(cls, step: base.Step, strategy: Strategy) -> Span:
        """Return the span by which figures are judged in this call."""
        today, rule = step.taskforce.today, thresholds(step)
        return cls(strategy.starts, strategy.ends, today, rule)

    def judge(
        self, sheet: dict[str, Any], found: rollup.Total, period: str | None = None
    ) -> Judged:
        """Hold a figure against the target of its period, or of the whole strategy."""
        aim = _aim(sheet, period)
        due, is_over = self._due(sheet, aim, period)
        word = standing(
            found.value, aim, due=due, is_over=is_over, thresholds=self.thresholds
        )
        return Judged(aim, aim.percent(found.value), word)

    def released(
        self, row: Indicator, public: released.Released, period: str | None
    ) -> released.Told | None:
        """Return what was released for a period, or for the whole strategy."""
        if period is None:
            days = (self.starts, self.ends)
            return public.whole(days, row.frequency, row.across_periods)
        one = periods.parse(period)
        return public.on((one.start, one.end))

    def _due(
        self, sheet: dict[str, Any], aim: Aim, period: str | None
    ) -> tuple[float, bool]:
        """Return how much is due by now, and whether the time for it is over."""
        if period is not None:
            return 100.0, periods.parse(period).end < self.today
        is_over = self.ends < self.today
        if aim.target is None:
            return 100.0, is_over
        targets = sheet["targets"]
        return due_by_now(aim, targets, self.starts, self.ends, self.today), is_over


@dataclass(frozen=True)
class Stand:
    """One indicator with what its reports come to."""

    row: Indicator
    sheet: dict[str, Any]
    total: rollup.Total
    judged: Judged
    is_shown: bool
    released: released.Told | None = None

    @property
    def standing(self) -> Standing:
        """The word by the rule, and the one that somebody put in its place."""
        word = self.judged.word if self.is_shown else StatusWord.NO_STATUS
        override = StatusWord(self.row.label) if self.row.label else None
        return Standing(word, override, self.row.label_reason)

    def dictize(self) -> dict[str, Any]:
        """Return what an overview shows; figures only where the reader may see them."""
        rule = rollup.Rule.of(self.sheet)
        total = self.total
        actual = total.milestone if self.row.milestones else total.value
        shown = {
            "actual": actual,
            "numerator": total.numerator,
            "denominator": total.denominator,
            "percent": self.judged.percent,
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
            "released": self.released.dictize() if self.released else None,
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
        aim = self.judged.aim
        if aim.ladder and aim.target is not None:
            return aim.ladder[int(aim.target)]
        return aim.target


def stands(
    step: base.Step,
    *,
    period: str | None = None,
    objective: bool = True,
    is_told: bool = True,
) -> list[Stand]:
    """Return how the live indicators stand: in one period, or over the strategy.

    :param objective: whether the call's line filters
    :param is_told: whether the whole sheets are wanted, or the words alone
    """
    strategy = references.chosen_strategy(step)
    if strategy is None:
        return []
    lines = references.branch_ids(step) if objective else None
    every = Indicator.live_of(strategy)
    kept = [row for row in every if lines is None or row.objective_id in lines]
    totals = report_total.over_time([row.id for row in kept], period=period)
    sheets = shower(step)(kept) if is_told else [judged_by(row) for row in kept]
    span = Span.of(step, strategy)
    is_custodian = step.reader.has(step.taskforce.id, Role.CUSTODIAN)
    public = {} if is_custodian else released.of(step.taskforce.id, kept)
    shown = []
    for row, sheet in zip(kept, sheets, strict=True):
        total = total_of(totals.get(row.id), rollup.Rule.of(sheet))
        told = None
        if row.id in public:
            told = span.released(row, public[row.id], period)
            total = released.said(total, told)
        judged = span.judge(sheet, total, period)
        is_shown = row.id not in public or total.value is not None
        shown.append(Stand(row, sheet, total, judged, is_shown, told))
    return shown


def total_of(found: Any, rule: rollup.Rule) -> rollup.Total:
    """Return as a total what the database rolled up; None is what nobody was asked."""
    if found is None:
        return rollup.Total()
    figure = None
    if found.amount is not None:
        figure = rollup.Figure(plain(found.amount), plain(found.whole))
    coverage = {name: getattr(found, name) for name in _COVERAGE}
    return rollup.rolled(figure, rule, **coverage)


def thresholds(step: base.Step) -> Thresholds:
    """Return from how many per cent on each word holds here."""
    return Thresholds.of(step.taskforce.settings.get(SETTING))


def labels(step: base.Step) -> dict[str, dict[str, int]]:
    """Return how many indicators of each line have each word, by the line's id."""
    found: dict[str, dict[str, int]] = {}
    for stand in stands(step, objective=False, is_told=False):
        line = found.setdefault(stand.row.objective_id, dict.fromkeys(_WORDS, 0))
        line[stand.standing.word.value] += 1
    return found


def _aim(sheet: dict[str, Any], period: str | None) -> Aim:
    if period is None:
        return Aim.of(sheet)
    target = sheet["targets"].get(period)
    return Aim.of({**sheet, "target": None} if target is None else sheet, target)


_COVERAGE = (*("reported", "expected", "agencies", "agencies_expected", "n_earlier"),)
_WORDS = [word.value for word in StatusWord]
