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
    figures, earlier = _figures(chosen, names), _earlier(chosen, counts, names)
    is_same = [
        sa.and_(*(counts.c[name] == other.c[name] for name in names))
        for other in (figures, earlier)
    ]
    period = counts.c.period if is_by_period else sa.cast(sa.null(), sa.Text)
    return (
        sa.select(
            counts.c.indicator_id,
            period.label("period"),
            *(counts.c[name] for name in _COVERAGE),
            figures.c.amount,
            figures.c.whole,
            sa.func.coalesce(earlier.c.n_earlier, 0).label("n_earlier"),
        )
        .select_from(counts)
        .outerjoin(figures, is_same[0])
        .outerjoin(earlier, is_same[1])
    )


def _known() -> Query:
    """Return the reports that are in a total, and those that it should hold.

    Who reports without a duty is in the total, and not missing from it.
    """
    is_milestone = Indicator.kind == IndicatorKind.MILESTONE.value
    is_latest = Indicator.across_periods == OverTime.LATEST.value
    by_place = Indicator.across_places == Combining.MAX.value
    is_in, asked = Report.accepted_edition > 0, _asked()
    is_asked = sa.and_(
        asked.c.indicator_id == Report.indicator_id,
        asked.c.agency_id == Report.agency_id,
    )
    of_period = sa.and_(
        Period.taskforce_id == Report.taskforce_id, Period.code == Report.period
    )
    return (
        sa.select(
            Report.id,
            Report.indicator_id,
            Report.agency_id,
            Report.period,
            Report.accepted_edition,
            Period.ends,
            is_in.label("is_in"),
            is_milestone.label("is_milestone"),
            (Indicator.kind == IndicatorKind.PER_CENT.value).label("is_per_cent"),
            sa.or_(is_milestone, is_latest).label("is_latest"),
            sa.and_(by_place, sa.not_(is_milestone)).label("is_by_place"),
            (Indicator.across_agencies == Combining.MAX.value).label("is_largest"),
        )
        .join(Indicator, Indicator.id == Report.indicator_id)
        .outerjoin(asked, is_asked)
        .outerjoin(Period, of_period)
        .where(Report.indicator_id == sa.any_(_EVERY))
        .where(sa.or_(is_in, asked.c.agency_id.is_not(None)))
    )


def _asked() -> sa.Subquery:
    """Return which agencies are asked for an indicator, looked up once for each."""
    return (
        sa.select(Indicator.id.label("indicator_id"), Agency.id.label("agency_id"))
        .join(Agency, Agency.id == sa.any_(Indicator.agency_ids))
        .where(Indicator.id == sa.any_(_EVERY))
        .where(Agency.reporting_duty, Agency.left_on.is_(None))
        .subquery("asked")
    )


def _counts(known: sa.CTE, names: tuple[str, ...]) -> sa.CTE:
    """Return how many reports and organisations there are, by organisation first.

    To count the organisations of all reports at once would sort the reports.
    """
    group, n_reports = [known.c[name] for name in names], sa.func.count()
    one = (
        sa.select(
            *group,
            n_reports.filter(known.c.is_in).label("reported"),
            n_reports.label("expected"),
            sa.func.max(known.c.ends).label("last"),
        )
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
            sa.func.max(one.c.last).label("last"),
        )
        .group_by(*group)
        .cte("_".join(("counts", *names)))
    )


def _said(known: sa.CTE) -> sa.Subquery:
    """Return the figure of each report, or of each place where the rule asks for it.

    A report that there was nothing is none; of milestones it says that nothing is new.
    """
    value, part, whole = _AMOUNT
    place = sa.case((known.c.is_by_place, ReportValue.codes["place"].astext), else_="")
    amount = sa.case(
        (known.c.is_milestone, sa.func.min(value)),
        (known.c.is_per_cent, sa.func.coalesce(sa.func.sum(part), 0)),
        else_=sa.func.coalesce(sa.func.sum(value), 0),
    )
    wholes = sa.func.coalesce(sa.func.sum(whole), 0)
    is_own = sa.and_(
        ReportValue.report_id == known.c.id,
        ReportValue.edition == known.c.accepted_edition,
    )
    kept = ("indicator_id", "agency_id", "period", "ends", *_RULE)
    group = [known.c[name] for name in kept]
    place = sa.func.coalesce(place, "").label("place")
    return (
        sa.select(
            *group,
            place,
            amount.label("amount"),
            sa.case((known.c.is_per_cent, wholes), else_=0).label("whole"),
        )
        .select_from(known)
        .outerjoin(ReportValue, is_own)
        .where(known.c.is_in)
        .group_by(*group, known.c.is_per_cent, place)
        .subquery("said")
    )


def _chosen(known: sa.CTE, *, is_by_period: bool) -> sa.CTE:
    """Return the figures that count: all, or those of the latest report of each."""
    said = _said(known)
    every = sa.select(said).where(said.c.amount.is_not(None))
    if is_by_period:
        # Of one period every report is the latest.
        return every.cte("chosen_by_period")
    order = (said.c.ends.desc().nulls_last(), said.c.period)
    newest = sa.func.first_value(said.c.period).over(
        partition_by=(said.c.indicator_id, said.c.agency_id), order_by=order
    )
    latest = every.where(said.c.is_latest).add_columns(newest.label("newest"))
    named = latest.subquery("latest")
    own = [named.c[column.key] for column in said.c]
    last = sa.select(*own).where(named.c.period == named.c.newest)
    return every.where(sa.not_(said.c.is_latest)).union_all(last).cte("chosen")


def _figures(chosen: sa.CTE, names: tuple[str, ...]) -> sa.Subquery:
    """Return what the figures of each group come to."""
    picked = _largest(chosen, is_by_period="period" in names).subquery("picked")
    group = [picked.c[name] for name in names]
    lowest, added = sa.func.min(picked.c.amount), sa.func.sum(picked.c.amount)
    is_milestone = sa.func.bool_or(picked.c.is_milestone)
    return (
        sa.select(
            *group,
            sa.case((is_milestone, lowest), else_=added).label("amount"),
            sa.func.sum(picked.c.whole).label("whole"),
        )
        .group_by(*group)
        .subquery("figures")
    )


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


def _earlier(chosen: sa.CTE, counts: sa.CTE, names: tuple[str, ...]) -> sa.Subquery:
    """Return how many organisations count by a report before the last period."""
    group = [chosen.c[name] for name in names]
    is_same = sa.and_(*(counts.c[name] == chosen.c[name] for name in names))
    n_agencies = sa.func.count(chosen.c.agency_id.distinct())
    return (
        sa.select(*group, n_agencies.label("n_earlier"))
        .join(counts, is_same)
        .where(chosen.c.is_latest, chosen.c.ends != counts.c.last)
        .group_by(*group)
        .subquery("earlier")
    )


_SEPARATOR = ":"
_EVERY: Any = sa.bindparam("every", type_=Texts)
_COVERAGE = ("reported", "expected", "agencies", "agencies_expected")
_AMOUNT = (ReportValue.value, ReportValue.numerator, ReportValue.denominator)
_RULE = ("is_milestone", "is_latest", "is_by_place", "is_largest")
