"""What was released of indicators that count persons: the totals of public releases.

A released figure stands for the very days that its release tells of. Figures of several
periods are never added here: a total over several is a release of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.exchange import rollup
from ckanext.tiptaskforce.exchange.rollup import Total
from ckanext.tiptaskforce.logic import base, nouns, references, remembered
from ckanext.tiptaskforce.model import publication
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.publication import Outline
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import IndicatorKind, ReleaseKind

Days = tuple[date, date]


@dataclass(frozen=True)
class Told:
    """What one public release says of an indicator: its total, None if withheld."""

    days: Days
    value: int | None
    series: str
    number: int
    title: str

    @classmethod
    def of(cls, row: Any) -> Told:
        """Return what a release says; of its tables the total of all alone."""
        told = row.snapshot["period"]
        first, last = (date.fromisoformat(told[end]) for end in ("from", "to"))
        value = row.snapshot.get("total")
        return cls((first, last), value, row.series, row.number or 0, row.title)

    def dictize(self) -> dict[str, Any]:
        """Return the figure as plain data, with the release that it leads to."""
        return {
            "from": self.days[0].isoformat(),
            "to": self.days[1].isoformat(),
            "value": self.value,
            "series": self.series,
            "number": self.number,
            "title": self.title,
        }


@dataclass(frozen=True)
class Released:
    """Everything that is public about one indicator, one release for the same days."""

    every: tuple[Told, ...] = ()

    def on(self, days: Days) -> Told | None:
        """Return what was released for exactly these days, or None."""
        return next((told for told in self.every if told.days == days), None)

    def whole(self, days: Days, frequency: str, across_periods: str) -> Told | None:
        """Return what stands for the whole strategy, or None.

        That is a release about all of it; of what counts by its latest period, also
        the newest of one period.
        """
        found = self.on(days)
        if found is not None or across_periods != rollup.LATEST:
            return found
        of_one = [told for told in self.every if _is_period(told.days, frequency)]
        return max(of_one, key=lambda told: told.days, default=None)

    def dictize(self) -> list[dict[str, Any]]:
        """Return all of it as plain data, the latest days first."""
        ordered = sorted(self.every, key=lambda told: told.days, reverse=True)
        return [told.dictize() for told in ordered]


def _is_period(days: Days, frequency: str) -> bool:
    one = periods.containing(days[0], frequency)
    return (one.start, one.end) == days


def of(taskforce_id: str, rows: Iterable[Indicator]) -> dict[str, Released]:
    """Return what is public about each of these indicators, by its id."""
    ids = sorted(row.id for row in rows if row.counts_persons)
    if not ids:
        return {}
    found: dict[str, dict[Days, Told]] = {one: {} for one in ids}
    # Newest first, and whoever came first stays.
    for release in public(taskforce_id):
        told = Told.of(release)
        for one in set(release.indicator_ids) & set(ids):
            found[one].setdefault(told.days, told)
    return {one: Released(tuple(days.values())) for one, days in found.items()}


def read(step: base.Step) -> list[dict[str, Any]]:
    """Return what anybody may know of the indicators that a call asks for."""
    query = Indicator.listed(
        step.taskforce.id,
        objective_ids=references.branch_ids(step),
        code=step.data.get("indicator"),
    )
    found = scalars(query)
    told = of(step.taskforce.id, found)
    lines = references.lines_by_id(step.taskforce.id, {r.objective_id for r in found})
    # One below a line that is followed no more leaves the strategy with it.
    return [
        {
            "code": row.code,
            "title": row.title,
            "objective": lines[row.objective_id].code,
            "objective_title": lines[row.objective_id].title,
            "published": told.get(row.id, Released()).dictize(),
        }
        for row in found
        if not lines[row.objective_id].retired
    ]


def public(taskforce_id: str) -> list[Any]:
    """Return the outlines of what speaks now, newest first, read once a request."""
    key = ("public", taskforce_id)
    return remembered.once(key, lambda: publication.speaking_now(taskforce_id))


def newest(taskforce_id: str, series: str | None = None) -> list[Any]:
    """Return the newest outline of each series in public, or of one, newest first."""
    # The list runs by time, and a series by number, which is the same.
    every: dict[str, Any] = {}
    for row in public(taskforce_id):
        every.setdefault(row.series, row)
    return [row for name, row in every.items() if series in (None, name)]


def said(total: Total, told: Told | None) -> Total:
    """Return a total with the released figure in the place of the raw one."""
    value = told.value if told else None
    blank = dict.fromkeys(("numerator", "denominator", "milestone"))
    return replace(total, value=value, n_earlier=0, **blank)


def chosen(step: base.Step) -> list[str]:
    """Return the ids of the indicators that a release of figures is to tell.

    :raises ValidationError: naming a code that may not be told, and why
    """
    codes = step.data.get("indicators") or []
    row = step.row
    chosen = step.data.get("specification") or (row.specification if row else {})
    if codes and nouns.made_as(chosen["kind"], chosen) != ReleaseKind.FIGURES:
        message = tk._("Only figures tell an indicator that counts persons.")
        raise base.invalid("indicators", message)
    known = {row.code: row for row in offered(step.taskforce.id)}
    unknown = [code for code in codes if code not in known]
    if unknown:
        message = tk._("{codes}: counts no persons, or is not there. There are: {all}.")
        words = {"codes": ", ".join(unknown)[:100], "all": ", ".join(known) or "–"}
        raise base.invalid("indicators", message.format(**words))
    return [known[code].id for code in dict.fromkeys(codes)]


def offered(taskforce_id: str) -> list[Indicator]:
    """Return the indicators that a release may tell: those of numbers of persons."""
    return [
        row
        for row in Indicator.live(taskforce_id)
        if row.counts_persons and row.kind == IndicatorKind.NUMBER
    ]


def told_by(releases: Iterable[Release | Outline]) -> dict[str, list[Indicator]]:
    """Return for each release, by its id, the indicators that it tells."""
    every = list(releases)
    ids = sorted({one for row in every for one in row.indicator_ids})
    found = Indicator.by_ids(ids)
    return {
        row.id: [found[one] for one in row.indicator_ids if one in found]
        for row in every
    }


def codes_of(release: Release) -> list[str]:
    """Return the codes of the indicators that a release tells."""
    return [row.code for row in told_by([release])[release.id]]
