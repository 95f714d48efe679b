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
from ckanext.tiptaskforce.logic.standings import Span, total_of
from ckanext.tiptaskforce.model import report_total, report_value
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
    """An indicator: its sheet, and what the reports come to that are shown of it."""

    row: Indicator
    sheet: Shown
    view: View
    # The agencies whose reports those are; None are all.
    agencies: frozenset[str] | None
    total: Total
    totals: Mapping[str, Total]
    periods: list[Period]
    span: Span
    released: released.Released

    @property
    def rule(self) -> Rule:
        """How its reports come together."""
        return Rule.of(self.sheet)

    def shows(self, agency_id: str) -> bool:
        """Tell whether the reports of an organisation are shown to the reader."""
        return self.agencies is None or agency_id in self.agencies

    def of_period(self, period: Period) -> Shown:
        """Return what its reports come to in one period, beside the period's target."""
        found = self.totals.get(period.code, Total())
        told = self.released.on((period.starts, period.ends))
        target = self.sheet["targets"].get(period.code)
        return self._shown(found, told, target, period.code)

    def whole(self) -> Shown:
        """Return what all its reports come to, beside the target of the strategy."""
        days, rule = (self.span.starts, self.span.ends), self.rule
        told = self.released.whole(days, self.sheet["frequency"], rule.across_periods)
        shown = self._shown(self.total, told, self.sheet["target"])
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
    parts = _Parts(step, told, split) if split else None
    return {
        "taskforce": step.taskforce.slug,
        "items": [_item(one, parts) for one in told],
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
    strategy, today = references.chosen_strategy(step), step.taskforce.today
    if strategy is None:
        return []
    every = [
        one
        for one in Period.every(step.taskforce.id)
        if strategy.covers(one.starts, one.ends) and one.starts <= today
    ]
    span = Span.of(step, strategy)
    views = {row.id: _view(step, row) for row in found}
    totals = _Totals(views)
    sheets = indicators.shower(step)(list(found))
    public = released.of(step.taskforce.id, found)
    return [
        Told(
            row,
            sheet,
            *views[row.id],
            *totals.of(row, Rule.of(sheet)),
            periods=[o for o in every if o.frequency == row.frequency][-MOST_PERIODS:],
            span=span,
            released=public.get(row.id, released.Released()),
        )
        for row, sheet in zip(found, sheets, strict=True)
    ]


class _Totals:
    """What reports come to, of all organisations or of those that a view names."""

    def __init__(self, views: Mapping[str, tuple[View, frozenset[str] | None]]) -> None:
        whole = [id_ for id_, (_, agencies) in views.items() if agencies is None]
        pairs = [(id_, one) for id_, (_, own) in views.items() for one in own or ()]
        found = report_total.by_period(report_total.Shown(whole, pairs))
        self.totals: dict[str, dict[str | None, Any]] = {}
        for (indicator_id, period), row in found.items():
            self.totals.setdefault(indicator_id, {})[period] = row

    def of(self, row: Indicator, rule: Rule) -> tuple[Total, dict[str, Total]]:
        """Return the total of an indicator, and those of its periods by their codes."""
        by_period = dict(self.totals.get(row.id, {}))
        whole = total_of(by_period.pop(None, None), rule)
        return whole, {str(c): total_of(r, rule) for c, r in by_period.items()}


def _view(step: base.Step, row: Indicator) -> tuple[View, frozenset[str] | None]:
    """Return how much of an indicator is shown, and of which agencies, None for all."""
    if not row.counts_persons or _may_read(step, row, None):
        return View.ALL, None
    own = {one for one in step.own_agency_ids if _may_read(step, row, one)}
    if own & set(row.agency_ids):
        return View.OWN, frozenset(own)
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


def _item(told: Told, parts: _Parts | None) -> Shown:
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
        "split": parts.of(told) if parts else [],
    }


class _Parts:
    """The figures of a call one by one, for a row of each code or organisation."""

    def __init__(self, step: base.Step, told: Sequence[Told], split: str) -> None:
        self.step, self.split = step, split
        self.names = references.Names.of(step.taskforce.id)
        ids = [one.row.id for one in told]
        self.counting = _by_indicator(report_value.counting(step.taskforce.id, ids))

    def of(self, told: Told) -> list[Shown]:
        """Return a row for each code of a split, or each agency, by period."""
        if told.view is View.RELEASED:
            return []
        if self.split == AGENCY:
            return self._by_agency(told)
        is_split = self.split in told.sheet["disaggregations"]
        return self._by_code(told) if is_split else []

    def _rows(self, told: Told) -> Rows:
        """Return the figures that are shown, as the roll-up reads them."""
        every, names = self.counting.get(told.row.id, ()), self.names.agencies
        shown = (one for one in every if one.is_in and told.shows(one.agency_id))
        return [_row(told.row, one, names) for one in shown]

    def _by_agency(self, told: Told) -> list[Shown]:
        rows = self._rows(told)
        return [
            {
                "key": name,
                "labels": {"en": name},
                "cells": [_of_agency(told, rows, one, name) for one in told.periods],
            }
            for name in self._agencies(told, rows)
        ]

    def _agencies(self, told: Told, rows: Rows) -> list[str]:
        """Return who reported or was asked to, by name."""
        owing = {
            self.names.agencies.get(r.agency_id, "")
            for r in self.counting.get(told.row.id, ())
            if told.shows(r.agency_id)
            and (r.is_in or r.agency_id not in self.names.excused)
        }
        return sorted(owing | {row["agency"] for row in rows})

    def _by_code(self, told: Told) -> list[Shown]:
        (listed,) = indicators.splits_of(self.step, [self.split])
        codes = {code["code"]: code["labels"] for code in listed["codes"]}
        rows, by_period = self._rows(told), []
        for period in told.periods:
            own = [row for row in rows if row["period"] == period.code]
            by_period.append(rollup.by_code(own, told.rule, self.split, codes))
        return [
            {
                "key": key,
                "labels": codes.get(key, {"en": key}),
                "cells": [_figures(found.get(key, Total())) for found in by_period],
            }
            for key in _used(by_period, codes)
        ]


def _used(found: Sequence[Mapping[str, Total]], codes: Mapping[str, Any]) -> list[str]:
    """Return the codes with a figure in any period, those of the list first."""
    used = dict.fromkeys(
        key
        for of_period in found
        for key, total in of_period.items()
        if total.value is not None or total.numerator is not None
    )
    return [*(c for c in codes if c in used), *(k for k in used if k not in codes)]


def _of_agency(told: Told, rows: Rows, period: Period, name: str) -> Shown:
    own = [r for r in rows if (r["agency"], r["period"]) == (name, period.code)]
    return _figures(rollup.total(own, told.rule))


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
