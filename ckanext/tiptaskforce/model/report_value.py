"""The figures of reports, edition by edition, apart from everything else of them.

What counts persons is as sensitive as a tally. Whoever reads this table must have
asked ``permissions`` first. No message of the database goes further than this module,
because it would quote the row that it refuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.base import BaseModel
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    Figure,
    insert,
    new_id,
    plain,
    rows,
)
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.tally_row import NotStoredError

Codes = tuple[tuple[str, str], ...]


class ReportValue(BaseModel):
    """One cell of one edition; empty codes stand for the total alone.

    A blank cell is no row, and a typed zero is one.
    """

    __tablename__ = "tiptaskforce_report_value"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "edition", "codes"),
        sa.CheckConstraint(
            "num_nonnulls(value, numerator) > 0"
            " AND (numerator IS NULL) = (denominator IS NULL)",
            name="tiptaskforce_report_value_whole",
        ),
    )

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    taskforce_id: Mapped[str] = mapped_column(sa.Text, index=True)
    report_id: Mapped[str] = mapped_column(sa.Text)
    edition: Mapped[int] = mapped_column(sa.Integer)
    codes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    value: Mapped[Figure | None]
    numerator: Mapped[Figure | None]
    denominator: Mapped[Figure | None]


@dataclass(frozen=True)
class Amount:
    """What a cell says: a value, or a numerator out of a denominator."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def dictize(self) -> dict[str, Any]:
        """Return the amount as the API writes it."""
        if self.numerator is None:
            return {"value": plain(self.value)}
        return {
            "numerator": plain(self.numerator),
            "denominator": plain(self.denominator),
        }


Values = dict[Codes, Amount]
# A report and which edition of it.
Edition = tuple[str, int]


def key(codes: dict[str, str]) -> Codes:
    """Return codes in one order, in whatever order they came."""
    return tuple(sorted(codes.items()))


def of_report(report_id: str, edition: int) -> Values:
    """Return the figures of one edition of a report."""
    return of_editions([(report_id, edition)]).get(report_id, {})


def of_editions(editions: Iterable[Edition]) -> dict[str, Values]:
    """Return the figures of one edition of each of these reports, by report."""
    every = each_of(editions).items()
    return {report_id: values for (report_id, _), values in every if values}


def each_of(editions: Iterable[Edition]) -> dict[Edition, Values]:
    """Return the figures of these editions, of which a report may have several."""
    found: dict[Edition, Values] = {edition: {} for edition in editions}
    wanted = [edition for edition in found if edition[1]]
    if not wanted:
        return found
    named = (ReportValue.report_id, ReportValue.edition)
    query = sa.select(*named, ReportValue.codes, *_AMOUNT)
    query = query.where(sa.tuple_(*named).in_(wanted))
    for report_id, edition, codes, *amount in rows(query):
        found[report_id, edition][key(codes)] = Amount(*amount)
    return found


def accepted_in(taskforce_id: str, periods: list[str]) -> dict[str, Values]:
    """Return the accepted figures of all reports of some periods, by report."""
    own = sa.and_(
        ReportValue.report_id == Report.id,
        ReportValue.edition == Report.accepted_edition,
    )
    query = (
        sa.select(ReportValue.report_id, ReportValue.codes, *_AMOUNT)
        .join(Report, own)
        .where(Report.taskforce_id == taskforce_id, Report.period.in_(periods))
    )
    found: dict[str, Values] = {}
    for report_id, codes, *amount in rows(query):
        found.setdefault(report_id, {})[key(codes)] = Amount(*amount)
    return found


def begun(taskforce_id: str, periods: list[str]) -> set[str]:
    """Return the ids of the reports of which an edition under way holds figures."""
    newer = sa.and_(
        ReportValue.report_id == Report.id,
        ReportValue.edition > Report.accepted_edition,
    )
    query = sa.select(ReportValue.report_id).join(Report, newer).distinct()
    match = sa.and_(Report.taskforce_id == taskforce_id, Report.period.in_(periods))
    return {row[0] for row in rows(query.where(match))}


def add(said: Iterable[tuple[Any, int, Values]]) -> None:
    """Write the figures of new editions of many reports, which may be light rows."""
    try:
        insert(
            ReportValue,
            (line for one in said for line in _lines(*one)),
        )
    except SQLAlchemyError as error:
        # Without the cause: both SQLAlchemy and PostgreSQL quote the refused row.
        raise NotStoredError(type(error).__name__) from None


def _lines(report: Any, edition: int, values: Values) -> Iterable[dict[str, Any]]:
    return (
        {
            "taskforce_id": report.taskforce_id,
            "report_id": report.id,
            "edition": edition,
            "codes": dict(codes),
            "value": amount.value,
            "numerator": amount.numerator,
            "denominator": amount.denominator,
        }
        for codes, amount in values.items()
    )


def counting(taskforce_id: str, indicator_ids: list[str]) -> list[Any]:
    """Return (indicator, agency, period, is_in, codes, amounts) of all reports.

    ``is_in`` tells whether an edition was accepted, and of others there is no figure.
    A report that says there is nothing to report gives one row without codes and
    amounts, so that it is told apart from a missing one.
    """
    kept = (Report.indicator_id, Report.agency_id, Report.period)
    is_in = (Report.accepted_edition > 0).label("is_in")
    query = (
        sa.select(*kept, is_in, ReportValue.codes, *_AMOUNT)
        .outerjoin(ReportValue, _is_counting())
        .where(Report.taskforce_id == taskforce_id)
        .where(Report.indicator_id.in_(indicator_ids))
        .order_by(Report.period, Report.agency_id)
    )
    return rows(query)


def _is_counting() -> sa.ColumnElement[bool]:
    """Return the join of a report with the figures of its accepted edition."""
    return sa.and_(
        ReportValue.report_id == Report.id,
        ReportValue.edition == Report.accepted_edition,
    )


def replace(report: Report, values: Values) -> None:
    """Let the edition under way say this and nothing else; the caller commits."""
    own = (
        ReportValue.report_id == report.id,
        ReportValue.edition == report.edition,
    )
    try:
        model.Session.execute(sa.delete(ReportValue).where(*own))
        insert(ReportValue, _lines(report, report.edition, values))
    except SQLAlchemyError as error:
        # Without the cause: both SQLAlchemy and PostgreSQL quote the refused row.
        raise NotStoredError(type(error).__name__) from None


_AMOUNT = (ReportValue.value, ReportValue.numerator, ReportValue.denominator)
