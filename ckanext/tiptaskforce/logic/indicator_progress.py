"""How indicators went on: what their accepted reports come to, period by period.

Counts of persons have two views here as everywhere: the custodian is shown all, a
member of an organisation its own, and whoever is neither, what was released of it: the
totals of public releases, as they are and never added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import rollup
from ckanext.tiptaskforce.exchange.aim import Aim
from ckanext.tiptaskforce.exchange.rollup import Rule, Total
from ckanext.tiptaskforce.logic import (
    base,
    indicators,
    references,
    released,
    reports,
)
from ckanext.tiptaskforce.logic.standings import Span
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.base import plain, scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import Report

AGENCY = "agency"
# So many of the newest periods stand side by side.
MOST_PERIODS = 12
Shown = dict[str, Any]
Rows = list[Shown]


class View(StrEnum):
    """How much of an indicator a reader is shown."""

    ALL = "all"
    OWN = "own"
    RELEASED = "released"


@dataclass(frozen=True)
class Told:
    """An indicator: its sheet, its rows as far as they are shown, who owes them."""

    sheet: Shown
    view: View
    rows: Rows
    expected: list[tuple[str, str]]
    periods: list[Period]
    span: Span
    released: released.Released

    @property
    def rule(self) -> Rule:
        """How its reports come together."""
        return Rule.of(self.sheet)

    def of_period(self, period: Period) -> Shown:
        """Return what its reports come to in one period, beside the period's target."""
        own = [row for row in self.rows if row["period"] == period.code]
        due = [pair for pair in self.expected if pair[1] == period.code]
        found = rollup.total(own, self.rule, due)
        told = self.released.on((period.starts, period.ends))
        target = self.sheet["targets"].get(period.code)
        return self._shown(found, told, target, period.code)

    def whole(self) -> Shown:
        """Return what all its reports come to, beside the target of the strategy."""
        found = rollup.total(self.rows, self.rule, self.expected)
        days, rule = (self.span.starts, self.span.ends), self.rule
        told = self.released.whole(days, self.sheet["frequency"], rule.across_periods)
        shown = self._shown(found, told, self.sheet["target"])
        label = self.sheet["label"] or shown["label"]
        return {**shown, "label": label, "label_computed": shown["label"]}

    def _shown(
        self,
        found: Total,
        told: released.Told | None,
        target: Any,
        period: str | None = None,
    ) -> Shown:
        is_hidden = self.view is View.RELEASED
        if is_hidden:
            found = released.said(found, told)
        # An own part is not held against the target of all.
        is_judged = target is not None and self.view is not View.OWN
        # Of what was not released, no word tells either.
        is_judged = is_judged and not (is_hidden and found.value is None)
        judged = self.span.judge(self.sheet, found, period) if is_judged else None
        percent = judged.percent if judged else None
        return {
            "target": target,
            **_figures(found),
            "released": told.dictize() if told and is_hidden else None,
            "percent": None if percent is None else round(percent, 1),
            "label": judged.word.value if judged else None,
            "reported": found.reported,
            "expected": found.expected,
            "words": [phrase.render(tk._) for phrase in found.words],
        }


def of(step: base.Step) -> Shown:
    """Return the indicators that a call asks for, with their figures by period."""
    found = _asked(step)
    told = _told(step, found)
    split = step.data.get("split")
    return {
        "taskforce": step.taskforce.slug,
        "items": [_item(step, one, split) for one in told],
    }


def _asked(step: base.Step) -> list[Indicator]:
    code = step.data.get("indicator")
    query = Indicator.listed(
        step.taskforce.id,
        objective_ids=references.branch_ids(step),
        code=code,
        is_retired=bool(step.data.get("retired")),
        strategy_id=references.chosen_id(step),
    )
    return scalars(query)


def _told(step: base.Step, found: Sequence[Indicator]) -> list[Told]:
    ids = [row.id for row in found]
    strategy, today = references.chosen_strategy(step), step.taskforce.today
    if strategy is None:
        return []
    every = [
        one
        for one in Period.every(step.taskforce.id)
        if strategy.covers(one.starts, one.ends) and one.starts <= today
    ]
    span = Span.of(step, strategy)
    counting = _by_indicator(report_value.counting(step.taskforce.id, ids))
    due = _by_indicator(Report.asked(step.taskforce.id, ids))
    sheets = indicators.shower(step)(list(found))
    public = released.of(step.taskforce.id, found)
    return [
        _one(
            step,
            (row, sheet),
            (counting.get(row.id, ()), due.get(row.id, ())),
            ([o for o in every if o.frequency == row.frequency][-MOST_PERIODS:], span),
            public.get(row.id, released.Released()),
        )
        for row, sheet in zip(found, sheets, strict=True)
    ]


def _one(
    step: base.Step,
    about: tuple[Indicator, Shown],
    known: tuple[Iterable[Any], Iterable[Any]],
    when: tuple[list[Period], Span],
    public: released.Released,
) -> Told:
    row, sheet = about
    names = references.Names.of(step.taskforce.id)
    view, agencies = _view(step, row)

    def is_shown(agency_id: str) -> bool:
        return agencies is None or agency_id in agencies

    counting, asked = known
    return Told(
        sheet=sheet,
        view=view,
        rows=[_row(row, r, names.agencies) for r in counting if is_shown(r.agency_id)],
        expected=[
            (names.agencies.get(r.agency_id, ""), r.period)
            for r in asked
            if is_shown(r.agency_id)
            and (r.accepted_edition or r.agency_id not in names.excused)
        ],
        periods=when[0],
        span=when[1],
        released=public,
    )


def _view(step: base.Step, row: Indicator) -> tuple[View, set[str] | None]:
    """Return how much of an indicator is shown, and of which agencies, None for all."""
    if not row.counts_persons or _may_read(step, row, None):
        return View.ALL, None
    own = {one for one in step.own_agency_ids if _may_read(step, row, one)}
    if own & set(row.agency_ids):
        return View.OWN, own
    # The statuses of the reports are no secret; their figures are left out later.
    return View.RELEASED, None


def _may_read(step: base.Step, row: Indicator, agency_id: str | None) -> bool:
    """Ask the policy as for a report of this agency."""
    as_if = Report(
        taskforce_id=row.taskforce_id,
        agency_id=agency_id,
        subcommittee_id=row.subcommittee_id,
        counts_persons=row.counts_persons,
    )
    return reports.may(step, "read_accepted", as_if)


def _row(indicator: Indicator, found: Any, names: Mapping[str, str]) -> Shown:
    is_nothing = found.value is None and found.numerator is None
    return {
        "agency": names.get(found.agency_id, ""),
        "period": found.period,
        "codes": found.codes or {},
        "value": plain(found.value),
        "numerator": plain(found.numerator),
        "denominator": plain(found.denominator),
        "milestone": indicators.figure_of(indicator, found.value),
        "nothing_to_report": is_nothing,
    }


def _item(step: base.Step, told: Told, split: str | None) -> Shown:
    sheet = told.sheet
    return {
        **sheet,
        "view": told.view.value,
        "published": told.released.dictize(),
        "rule": [phrase.render(tk._) for phrase in told.rule.words],
        "formula": Aim.of(sheet).formula.render(tk._),
        "periods": [one.code for one in told.periods],
        "cells": [told.of_period(one) for one in told.periods],
        "whole": told.whole(),
        "split": _split(step, told, split) if split else [],
    }


def _split(step: base.Step, told: Told, split: str) -> list[Shown]:
    """Return a row for each code of a split, or each agency, by period."""
    if told.view is View.RELEASED:
        return []
    if split == AGENCY:
        return [
            {
                "key": name,
                "labels": {"en": name},
                "cells": [_of_agency(told, period, name) for period in told.periods],
            }
            for name in _agencies(told)
        ]
    if split not in told.sheet["disaggregations"]:
        return []
    return _by_code(step, told, split)


def _agencies(told: Told) -> list[str]:
    named = [name for name, _ in told.expected] + [r["agency"] for r in told.rows]
    return sorted(set(named))


def _of_agency(told: Told, period: Period, name: str) -> Shown:
    own = [r for r in told.rows if (r["agency"], r["period"]) == (name, period.code)]
    return _figures(rollup.total(own, told.rule))


def _by_code(step: base.Step, told: Told, split: str) -> list[Shown]:
    (listed,) = indicators.splits_of(step, [split])
    codes = {code["code"]: code["labels"] for code in listed["codes"]}
    by_period = []
    for period in told.periods:
        own = [row for row in told.rows if row["period"] == period.code]
        by_period.append(rollup.by_code(own, told.rule, split, codes))
    used = dict.fromkeys(
        key
        for found in by_period
        for key, total in found.items()
        if total.value is not None or total.numerator is not None
    )
    order = [
        *(code for code in codes if code in used),
        *(k for k in used if k not in codes),
    ]
    return [
        {
            "key": key,
            "labels": codes.get(key, {"en": key}),
            "cells": [_figures(found.get(key, Total())) for found in by_period],
        }
        for key in order
    ]


def _figures(found: Total | None) -> Shown:
    """Return a rolled-up figure as plain data; None is one that is not shown."""
    if found is None:
        found = Total()
    return {
        "value": _plain(found.value) if found.milestone is None else None,
        "numerator": _plain(found.numerator),
        "denominator": _plain(found.denominator),
        "milestone": found.milestone,
    }


def _plain(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else round(float(value), 4)


def _by_indicator(found: Iterable[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for row in found:
        grouped.setdefault(row.indicator_id, []).append(row)
    return grouped
