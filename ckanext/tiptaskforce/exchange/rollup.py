"""What the reports of several organisations, places and periods come to.

The rule stands with each indicator, in three parts:

* across organisations: the sum, or the largest;
* across places: the sum, or the largest of each place and then the sum, so that a
  person whom two organisations met in one place is not counted twice. This part
  decides about organisations too;
* across periods: the sum, or the latest report of each organisation.

A per cent is rolled up by numerator and denominator and divided last, so that no
per cents are ever averaged; where the largest is asked for, it is the report with the
largest denominator, and its numerator stays with it. Of a milestone the sum is the
step that all who reported have reached, and the largest is the furthest step of any.

A missing report is missing and never 0: a total says how many reports it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ckanext.tiptaskforce.exchange.period import parse
from ckanext.tiptaskforce.phrase import N_, Phrase

NUMBER, PER_CENT, MILESTONE = "number", "per_cent", "milestone"
SUM, MAX, LATEST = "sum", "max", "latest"
PLACE = "place"
# Where a report gives its total alone, its figure belongs to no code.
UNSPLIT = ""

# Whole numbers, floats or decimals; one column never mixes the last two.
Number = Any
Row = Mapping[str, Any]
Due = tuple[str, str]


@dataclass(frozen=True)
class Rule:
    """How the reports of one indicator come together."""

    kind: str = NUMBER
    across_agencies: str = SUM
    across_places: str = SUM
    across_periods: str = SUM
    milestones: Sequence[str] = ()

    @classmethod
    def of(cls, indicator: Mapping[str, Any]) -> Rule:
        """Return the rule of an indicator as its action shows it."""
        keys = ("across_agencies", "across_places", "across_periods", "milestones")
        return cls(indicator["kind"], **{k: indicator[k] for k in keys})

    def rung(self, value: Any) -> int:
        """Return how far up the ladder a step is, from 0, by its words or its number.

        :raises ValueError: where it is no step of the ladder
        """
        return self.milestones.index(value) if isinstance(value, str) else int(value)

    @property
    def words(self) -> list[Phrase]:
        """The rule, said beside every total."""
        return [Phrase(text) for text in _said(self)]


@dataclass(frozen=True)
class Figure:
    """A number, a numerator with its denominator, or a step of a ladder."""

    amount: Number
    whole: Number = 0

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.amount + other.amount, self.whole + other.whole)


@dataclass(frozen=True)
class Total:
    """A rolled-up figure; ``value`` is None where nobody reported.

    For a per cent, ``value`` is the per cent, and None where the denominator is 0; for
    a milestone it is how far up the ladder, from 0. ``reported`` of ``expected``
    reports are in it; ``n_earlier`` organisations count by an earlier report.
    """

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    milestone: str | None = None
    reported: int = 0
    expected: int = 0
    agencies: int = 0
    agencies_expected: int = 0
    n_earlier: int = 0

    @property
    def words(self) -> list[Phrase]:
        """How much of what was asked for is in the figure."""
        return _coverage(self)


def total(rows: Iterable[Row], rule: Rule, expected: Iterable[Due] = ()) -> Total:
    """Return what accepted reports come to.

    :param rows: one for each value: ``agency``, ``period``, ``codes`` by dimension,
        and ``value`` (of a milestone its words, or how far up the ladder from 0) or
        ``numerator`` with ``denominator``; a report that there was nothing is one row
        with ``nothing_to_report``
    :param expected: agency and period of each report that was asked for
    """
    reports = _reports(rows, rule)
    chosen = _latest(reports) if _is_latest(rule) else reports
    due = {*expected, *reports}
    last = max((_ends(period) for _, period in due), default=None)
    found = _said_by(_result(_rolled(chosen, rule), rule), reports, due)
    earlier = sum(_ends(period) != last for _, period in chosen)
    return replace(found, n_earlier=earlier if _is_latest(rule) else 0)


def rolled(figure: Figure | None, rule: Rule, **coverage: int) -> Total:
    """Return the total that a figure is, where the rule was applied elsewhere.

    :param coverage: ``reported``, ``expected`` and the other counts of a total
    """
    return replace(_result(figure, rule), **coverage)


def by_code(
    rows: Iterable[Row],
    rule: Rule,
    dimension: str,
    codes: Iterable[str] = (),
    expected: Iterable[Due] = (),
) -> dict[str, Total]:
    """Return a total per code of one dimension, those of the list first.

    What reports gave without this split stands under ``UNSPLIT``, where there is any.
    By the rule of the largest, the parts need not add up to the whole.
    """
    found: dict[str, list[Row]] = {code: [] for code in codes}
    counted = _counted(_without_doubles(rows), rule)
    for row in counted:
        if not row.get("nothing_to_report"):
            code = (row.get("codes") or {}).get(dimension, UNSPLIT)
            found.setdefault(code, []).append(row)
    nothing = [row for row in counted if row.get("nothing_to_report")]
    due = list(expected)
    return {code: total([*some, *nothing], rule, due) for code, some in found.items()}


def by(
    rows: Iterable[Row], rule: Rule, key: str, expected: Iterable[Due] = ()
) -> dict[str, Total]:
    """Return a total per ``agency`` or per ``period``, those that owe one included."""
    place = ("agency", "period").index(key)
    found: dict[str, list[Row]] = {}
    due: dict[str, list[Due]] = {}
    for pair in expected:
        due.setdefault(pair[place], []).append(pair)
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return {
        name: total(found.get(name, ()), rule, due.get(name, ()))
        for name in dict.fromkeys([*due, *found])
    }


def _is_latest(rule: Rule) -> bool:
    return rule.kind == MILESTONE or rule.across_periods == LATEST


Parts = dict[str, Figure]
Reports = dict[Due, Parts]


def _without_doubles(rows: Iterable[Row]) -> list[Row]:
    """Leave out the total of a report that gives its cells as well."""
    every = list(rows)
    split = {(row["agency"], row["period"]) for row in every if row.get("codes")}
    return [
        row
        for row in every
        if row.get("codes") or (row["agency"], row["period"]) not in split
    ]


def _reports(rows: Iterable[Row], rule: Rule) -> Reports:
    """Return place → figure of each report; all other splits are added up."""
    found: Reports = {}
    joined = _join(rule)
    for row in _without_doubles(rows):
        parts = found.setdefault((row["agency"], row["period"]), {})
        figure = _figure(row, rule)
        if figure is None:
            continue
        place = (row.get("codes") or {}).get(PLACE, UNSPLIT)
        parts[place] = joined(parts[place], figure) if place in parts else figure
    return found


def _figure(row: Row, rule: Rule) -> Figure | None:
    if row.get("nothing_to_report"):
        return None if rule.kind == MILESTONE else Figure(0)
    if rule.kind == MILESTONE:
        return Figure(rule.rung(row["value"]))
    if rule.kind == PER_CENT:
        return Figure(row["numerator"], row["denominator"])
    return Figure(row["value"])


def _counted(rows: Sequence[Row], rule: Rule) -> Sequence[Row]:
    """Leave out reports that a later one of their organisation takes the place of."""
    if not _is_latest(rule):
        return rows
    last = _latest(_reports(rows, rule))
    return [row for row in rows if (row["agency"], row["period"]) in last]


def _latest(reports: Reports) -> Reports:
    """Return the last report of each organisation.

    Of milestones one without a step says that nothing is new: the one before counts.
    """
    last: dict[str, str] = {}
    for (agency, period), parts in reports.items():
        if parts and (agency not in last or _ends(period) > _ends(last[agency])):
            last[agency] = period
    return {pair: reports[pair] for pair in last.items()}


@lru_cache(maxsize=4096)
def _ends(period: str) -> Any:
    return parse(period).end


def _rolled(reports: Reports, rule: Rule) -> Figure | None:
    if _is_latest(rule):
        return _across(list(reports.values()), rule)
    by_period: dict[str, list[Parts]] = {}
    for (_, period), parts in reports.items():
        by_period.setdefault(period, []).append(parts)
    found = [_across(group, rule) for group in by_period.values()]
    return _joined([figure for figure in found if figure is not None], _add)


def _across(group: Sequence[Parts], rule: Rule) -> Figure | None:
    """Return one figure for the reports of one period, or the latest of each agency."""
    join = _join(rule)
    if rule.across_places == MAX and rule.kind != MILESTONE:
        places: Parts = {}
        for parts in group:
            for place, figure in parts.items():
                known = places.get(place)
                places[place] = figure if known is None else _larger(known, figure)
        return _joined(list(places.values()), _add)
    wholes = [_joined(list(parts.values()), join) for parts in group]
    said = [figure for figure in wholes if figure is not None]
    return _joined(said, _larger if rule.across_agencies == MAX else join)


Join = Callable[[Figure, Figure], Figure]


def _join(rule: Rule) -> Join:
    return _nearer if rule.kind == MILESTONE else _add


def _add(one: Figure, other: Figure) -> Figure:
    return one + other


def _larger(one: Figure, other: Figure) -> Figure:
    return max(one, other, key=lambda figure: (figure.whole, figure.amount))


def _nearer(one: Figure, other: Figure) -> Figure:
    return min(one, other, key=lambda figure: figure.amount)


def _joined(figures: Sequence[Figure], join: Join) -> Figure | None:
    found: Figure | None = None
    for figure in figures:
        found = figure if found is None else join(found, figure)
    return found


def _result(figure: Figure | None, rule: Rule) -> Total:
    if figure is None:
        return Total()
    if rule.kind == PER_CENT:
        part, whole = figure.amount, figure.whole
        return Total(_per_cent(part, whole), numerator=part, denominator=whole)
    if rule.kind == MILESTONE:
        return Total(figure.amount, milestone=rule.milestones[int(figure.amount)])
    return Total(figure.amount)


def _per_cent(part: Number, whole: Number) -> float | None:
    return float(100 * part / whole) if whole else None


def _said_by(found: Total, reports: Iterable[Due], due: Iterable[Due]) -> Total:
    said, asked = list(reports), list(due)
    return replace(
        found,
        reported=len(said),
        expected=len(asked),
        agencies=len({agency for agency, _ in said}),
        agencies_expected=len({agency for agency, _ in asked}),
    )


def _coverage(found: Total) -> list[Phrase]:
    values = {"part": found.reported, "whole": found.expected}
    is_one_period = found.expected == found.agencies_expected
    if is_one_period and found.expected == 1:
        one = N_("The organisation reported."), N_("The organisation did not report.")
        return [Phrase(one[0] if found.reported else one[1])]
    if is_one_period:
        return [
            Phrase(N_("%(part)s of %(whole)s organisations reported."), values),
            *_earlier(found),
        ]
    text = N_("%(part)s of %(whole)s reports are in.")
    return [Phrase(text, values), *_earlier(found)]


def _earlier(found: Total) -> list[Phrase]:
    if not found.n_earlier:
        return []
    if found.n_earlier == 1:
        return [Phrase(N_("1 organisation counts by an earlier report."))]
    text = N_("%(number)s organisations count by an earlier report.")
    return [Phrase(text, {"number": found.n_earlier})]


_AGENCIES = {
    (NUMBER, SUM): N_("Added over organisations."),
    (NUMBER, MAX): N_("The largest figure of any organisation."),
    (PER_CENT, SUM): N_(
        "Numerators and denominators are added over organisations, then divided."
    ),
    (PER_CENT, MAX): N_("The organisation with the largest denominator."),
    (MILESTONE, SUM): N_("The step that all organisations that reported have reached."),
    (MILESTONE, MAX): N_("The furthest step that any organisation has reached."),
}
_PLACES = {
    NUMBER: N_(
        "The largest figure of each place, then added over places, so that nobody is "
        "counted twice in one place."
    ),
    PER_CENT: N_(
        "The report with the largest denominator of each place; numerators and "
        "denominators are then added over places and divided."
    ),
}
_PERIODS = {
    (NUMBER, SUM): N_("Added over periods."),
    (NUMBER, LATEST): N_("The latest report of each organisation."),
    (PER_CENT, SUM): N_("Numerators and denominators are added over periods."),
    (PER_CENT, LATEST): N_("The latest report of each organisation."),
}


def _said(rule: Rule) -> list[str]:
    kind = rule.kind
    if kind == MILESTONE:
        return [_PERIODS[NUMBER, LATEST], _AGENCIES[kind, rule.across_agencies]]
    periods = _PERIODS[kind, rule.across_periods]
    if rule.across_places == MAX:
        return [_PLACES[kind], periods]
    return [_AGENCIES[kind, rule.across_agencies], periods]
