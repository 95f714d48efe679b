"""What the reports of indicators come to, rolled up by the database.

The rules are those of ``exchange/rollup.py``, which also says them in words. Here they
are one statement, because a strategy of three years holds tens of thousands of figures
and a page shows a few dozen of them. A test holds both against a third recomputation.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import Query, Texts, columns, prepared
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.report_value import ReportValue
from ckanext.tiptaskforce.vocabulary import Combining, IndicatorKind, OverTime


@dataclass(frozen=True)
class Shown:
    """The reports that a reader is shown: of whole indicators, or single ones."""

    indicator_ids: list[str]
    # (indicator, agency) of the others.
    pairs: Collection[tuple[str, str]] = ()

    @property
    def values(self) -> dict[str, list[str]]:
        """The parameters of a statement."""
        pairs = [_SEPARATOR.join(pair) for pair in self.pairs]
        some = {indicator_id for indicator_id, _ in self.pairs}
        every = sorted({*self.indicator_ids, *some})
        return {"every": every, "whole": self.indicator_ids, "pairs": pairs}


def over_time(indicator_ids: list[str], *, period: str | None = None) -> dict[str, Any]:
    """Return what all reports of each indicator come to, or those of one period.

    A row has ``amount`` and ``whole`` (of a per cent the numerator and denominator, of
    a milestone how far up its ladder), both null where nobody reported; ``reported``
    of ``expected`` reports, ``agencies`` of ``agencies_expected`` organisations, and
    ``n_earlier`` of them that count by a report before the last period.
    """
    query = _over_time(is_of_period=period is not None)
    found = columns(query, period=period, **Shown(indicator_ids).values)
    return {row.indicator_id: row for row in found}


def by_period(shown: Shown) -> dict[tuple[str, str | None], Any]:
    """Return the same by indicator and period; without a period, of all of them."""
    found = columns(_by_period(), **shown.values)
    return {(row.indicator_id, row.period): row for row in found}


@prepared
def _over_time(*, is_of_period: bool) -> Query:
    known = _known()
    if is_of_period:
        known = known.where(Report.period == sa.bindparam("period", type_=sa.Text))
    return _totals(known.cte("known"), is_by_period=False)


@prepared
def _by_period() -> Query:
    shown = sa.bindparam("whole", type_=Texts), sa.bindparam("pairs", type_=Texts)
    pair = sa.func.concat_ws(_SEPARATOR, Report.indicator_id, Report.agency_id)
    is_whole = Report.indicator_id == sa.any_(shown[0])
    known = _known().where(sa.or_(is_whole, pair == sa.any_(shown[1]))).cte("known")
    both = sa.union_all(
        _totals(known, is_by_period=False), _totals(known, is_by_period=True)
    )
    return sa.select(both.subquery())


def _totals(known: sa.CTE, *, is_by_period: bool) -> Query:
    names = ("indicator_id", "period") if is_by_period else ("indicator_id",)
    counts = _counts(known, names)
    chosen = _chosen(known, is_by_period=is_by_period)
    figures = _plain(known, names).union_all(_figures(chosen, names)).subquery()
    is_same = sa.and_(*(counts.c[name] == figures.c[name] for name in names))
    said = [counts.c.indicator_id, *(counts.c[name] for name in _COVERAGE)]
    query = sa.select(*said, figures.c.amount, figures.c.whole)
    query = query.select_from(counts)
    if is_by_period:
        # Of one period no report is an earlier one.
        more = (counts.c.period, sa.literal(0).label("n_earlier"))
        return query.add_columns(*more).outerjoin(figures, is_same)
    earlier = _earlier(known, chosen)
    n_earlier = sa.func.coalesce(earlier.c.n_earlier, 0).label("n_earlier")
    return (
        query.add_columns(sa.cast(sa.null(), sa.Text).label("period"), n_earlier)
        .outerjoin(figures, is_same)
        .outerjoin(earlier, counts.c.indicator_id == earlier.c.indicator_id)
    )


def _known() -> Query:
    """Return the reports that are in a total, and those that it should hold.

    Who reports without a duty is in the total, and not missing from it. There are very
    many of them: what the rule of an indicator says is looked up where it is needed.
    """
    is_in, asked = Report.accepted_edition > 0, _asked()
    is_asked = sa.and_(
        asked.c.indicator_id == Report.indicator_id,
        asked.c.agency_id == Report.agency_id,
    )
    return (
        sa.select(
            Report.id,
            Report.indicator_id,
            Report.agency_id,
            Report.period,
            Report.accepted_edition,
            is_in.label("is_in"),
            _IS_MILESTONE.label("is_milestone"),
            _IS_LATEST.label("is_latest"),
            sa.or_(_IS_BY_PLACE, _IS_LARGEST).label("is_picked"),
        )
        .join(Indicator, Indicator.id == Report.indicator_id)
        .outerjoin(asked, is_asked)
        .where(Report.indicator_id == sa.any_(_EVERY))
        .where(sa.or_(is_in, asked.c.agency_id.is_not(None)))
    )


def _asked() -> sa.Subquery:
    """Return which agencies are asked for an indicator, looked up once for each."""
    return (
        sa.select(Indicator.id.label("indicator_id"), Agency.id.label("agency_id"))
        .join(Agency, Agency.id == sa.any_(Indicator.agency_ids))
        .where(Indicator.id == sa.any_(_EVERY))
        .where(Agency.reporting_duty, Agency.stays())
        .subquery("asked")
    )


def _counts(known: sa.CTE, names: tuple[str, ...]) -> sa.CTE:
    """Return how many reports and organisations there are, by organisation first.

    To count the organisations of all reports at once would sort the reports. Of a
    period each organisation has one report.
    """
    group, n_reports = [known.c[name] for name in names], sa.func.count()
    n_in = n_reports.filter(known.c.is_in)
    if "period" in names:
        every = (n_in, n_reports) * 2
        said = (n.label(name) for n, name in zip(every, _COVERAGE, strict=True))
        return sa.select(*group, *said).group_by(*group).cte("counts_by_period")
    one = (
        sa.select(*group, n_in.label("reported"), n_reports.label("expected"))
        .group_by(*group, known.c.agency_id)
        .subquery("of_agency")
    )
    group, n_agencies = [one.c[name] for name in names], sa.func.count()
    reported, expected = sa.func.sum(one.c.reported), sa.func.sum(one.c.expected)
    return (
        sa.select(
            *group,
            sa.cast(reported, sa.Integer).label("reported"),
            sa.cast(expected, sa.Integer).label("expected"),
            n_agencies.filter(one.c.reported > 0).label("agencies"),
            n_agencies.label("agencies_expected"),
        )
        .group_by(*group)
        .cte("counts")
    )


def _plain(known: sa.CTE, names: tuple[str, ...]) -> Query:
    """Return the figures of the groups that are plain sums of all their reports.

    Most indicators are added up, and to add up their cells needs no figure for each
    report, of which there are tens of thousands.
    """
    value, part, whole = _AMOUNT
    group = [known.c[name] for name in names]
    return (
        sa.select(
            *group,
            sa.func.coalesce(sa.func.sum(sa.func.coalesce(value, part)), 0).label(
                "amount"
            ),
            sa.func.coalesce(sa.func.sum(whole), 0).label("whole"),
        )
        .select_from(known)
        .outerjoin(ReportValue, _is_own(known))
        .where(known.c.is_in, sa.not_(_is_careful(known, names)))
        .group_by(*group)
    )


def _is_careful(known: sa.CTE, names: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Tell the reports of which some count alone, or which are no sum."""
    # Of one period every report is the latest.
    is_other = known.c.is_milestone if "period" in names else known.c.is_latest
    return sa.or_(is_other, known.c.is_picked)


def _is_own(known: sa.CTE) -> sa.ColumnElement[bool]:
    return sa.and_(
        ReportValue.report_id == known.c.id,
        ReportValue.edition == known.c.accepted_edition,
    )


def _said(known: sa.CTE, names: tuple[str, ...]) -> sa.Subquery:
    """Return the figure of each report, or of each place where the rule asks for it.

    A report that there was nothing is none; of milestones it says that nothing is new.
    """
    value, part, whole = _AMOUNT
    is_per_cent = Indicator.kind == IndicatorKind.PER_CENT.value
    place = sa.case((_IS_BY_PLACE, ReportValue.codes["place"].astext), else_="")
    amount = sa.case(
        (_IS_MILESTONE, sa.func.min(value)),
        (is_per_cent, sa.func.coalesce(sa.func.sum(part), 0)),
        else_=sa.func.coalesce(sa.func.sum(value), 0),
    )
    wholes = sa.func.coalesce(sa.func.sum(whole), 0)
    group = [known.c[name] for name in ("indicator_id", "agency_id", "period")]
    rules = {
        "is_milestone": _IS_MILESTONE,
        "is_latest": _IS_LATEST,
        "is_by_place": _IS_BY_PLACE,
        "is_largest": _IS_LARGEST,
    }
    place = sa.func.coalesce(place, "").label("place")
    return (
        sa.select(
            *group,
            Period.ends,
            *(rule.label(name) for name, rule in rules.items()),
            place,
            amount.label("amount"),
            sa.case((is_per_cent, wholes), else_=0).label("whole"),
        )
        .select_from(known)
        .join(Indicator, Indicator.id == known.c.indicator_id)
        .outerjoin(Period, _is_of(known))
        .outerjoin(ReportValue, _is_own(known))
        .where(known.c.is_in, _is_careful(known, names))
        .group_by(*group, Period.ends, Indicator.id, place)
        .subquery("said")
    )


def _is_of(known: sa.CTE) -> sa.ColumnElement[bool]:
    own = Period.taskforce_id == Indicator.taskforce_id
    return sa.and_(own, Period.code == known.c.period)


def _chosen(known: sa.CTE, *, is_by_period: bool) -> sa.CTE:
    """Return the figures that count: all, or those of the latest report of each."""
    if is_by_period:
        said = _said(known, ("indicator_id", "period"))
        every = sa.select(said).where(said.c.amount.is_not(None))
        return every.cte("chosen_by_period")
    said = _said(known, ("indicator_id",))
    every = sa.select(said).where(said.c.amount.is_not(None))
    order = (said.c.ends.desc().nulls_last(), said.c.period)
    newest = sa.func.first_value(said.c.period).over(
        partition_by=(said.c.indicator_id, said.c.agency_id), order_by=order
    )
    named = every.add_columns(newest.label("newest")).subquery("named")
    own = [named.c[column.key] for column in said.c]
    is_last = sa.or_(sa.not_(named.c.is_latest), named.c.period == named.c.newest)
    return sa.select(*own).where(is_last).cte("chosen")


def _figures(chosen: sa.CTE, names: tuple[str, ...]) -> Query:
    """Return what the chosen figures of each group come to."""
    picked = _largest(chosen, is_by_period="period" in names).subquery("picked")
    group = [picked.c[name] for name in names]
    lowest, added = sa.func.min(picked.c.amount), sa.func.sum(picked.c.amount)
    is_milestone = sa.func.bool_or(picked.c.is_milestone)
    return sa.select(
        *group,
        sa.case((is_milestone, lowest), else_=added).label("amount"),
        sa.func.sum(picked.c.whole).label("whole"),
    ).group_by(*group)


def _largest(chosen: sa.CTE, *, is_by_period: bool) -> sa.CompoundSelect[Any]:
    """Return all figures, and where the rule asks for the largest, those alone.

    Of each place, or of all organisations; of a per cent that is the one with the
    largest denominator, and its numerator stays with it.
    """
    is_of_one = sa.or_(chosen.c.is_by_place, chosen.c.is_largest)
    period = chosen.c.period
    if not is_by_period:
        period = sa.case((chosen.c.is_latest, ""), else_=period)
    by = (chosen.c.indicator_id, period, chosen.c.place)
    shown = [chosen.c[name] for name in ("indicator_id", "period")]
    shown += [chosen.c[name] for name in ("is_milestone", "amount", "whole")]
    one = (
        sa.select(*shown)
        .distinct(*by)
        .where(is_of_one)
        .order_by(*by, chosen.c.whole.desc(), chosen.c.amount.desc())
    )
    rest = sa.select(*shown).where(sa.not_(is_of_one))
    return rest.union_all(sa.select(one.subquery("one")))


def _earlier(known: sa.CTE, chosen: sa.CTE) -> sa.Subquery:
    """Return how many organisations count by a report before the last period."""
    last = (
        sa.select(known.c.indicator_id, sa.func.max(Period.ends).label("ends"))
        .join(Indicator, Indicator.id == known.c.indicator_id)
        .join(Period, _is_of(known))
        .where(known.c.is_latest)
        .group_by(known.c.indicator_id)
        .subquery("last")
    )
    n_agencies = sa.func.count(chosen.c.agency_id.distinct())
    return (
        sa.select(chosen.c.indicator_id, n_agencies.label("n_earlier"))
        .join(last, last.c.indicator_id == chosen.c.indicator_id)
        .where(chosen.c.is_latest, chosen.c.ends != last.c.ends)
        .group_by(chosen.c.indicator_id)
        .subquery("earlier")
    )


_SEPARATOR = ":"
_EVERY: Any = sa.bindparam("every", type_=Texts)
_COVERAGE = ("reported", "expected", "agencies", "agencies_expected")
_AMOUNT = (ReportValue.value, ReportValue.numerator, ReportValue.denominator)
_IS_MILESTONE = Indicator.kind == IndicatorKind.MILESTONE.value
_IS_LATEST = sa.or_(_IS_MILESTONE, Indicator.across_periods == OverTime.LATEST.value)
_IS_BY_PLACE = sa.and_(
    Indicator.across_places == Combining.MAX.value, sa.not_(_IS_MILESTONE)
)
_IS_LARGEST = Indicator.across_agencies == Combining.MAX.value
