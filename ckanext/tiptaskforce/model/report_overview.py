"""The reports that were not sent, a page of each agency in one query, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Query,
    Texts,
    columns,
    prepared,
    rows,
)
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import OPEN, Report, owed_of
from ckanext.tiptaskforce.vocabulary import ReportState


@dataclass(frozen=True)
class Page:
    """Which of the rows of each agency, or of one; the first page is 1."""

    number: int
    size: int
    agency_id: str | None = None


def missing(
    taskforce_id: str,
    agency_ids: list[str],
    today: date,
    subcommittee_ids: Iterable[str],
    page: Page,
) -> list[Any]:
    """Return a page of what each agency owes, the first due on top.

    ``of`` is how many reports the agency of a row owes in all.

    :param subcommittee_ids: also what these subcommittees review, whoever owes it
    """
    first_row = (page.number - 1) * page.size
    about = {
        "taskforce_id": taskforce_id,
        "today": today,
        "owing": agency_ids,
        "groups": sorted(subcommittee_ids),
        "agency": page.agency_id,
        "first": first_row,
        "last": first_row + page.size,
    }
    return rows(_missing(is_of_one=page.agency_id is not None), **about)


@prepared
def _missing(*, is_of_one: bool) -> Query:
    is_asked = Report.agency_id == sa.any_(sa.bindparam("owing", type_=Texts))
    groups = sa.bindparam("groups", type_=Texts)
    is_reviewed = sa.func.coalesce(Report.subcommittee_id == sa.any_(groups), False)
    either = sa.or_(is_asked, is_reviewed)
    if is_of_one:
        either = sa.and_(either, Report.agency_id == sa.bindparam("agency"))
    numbered = _numbered(either)
    first_row, last_row = (
        sa.bindparam(name, type_=sa.Integer) for name in ("first", "last")
    )
    place = numbered.c.place
    of_period = sa.and_(
        Period.taskforce_id == Report.taskforce_id, Period.code == Report.period
    )
    return (
        sa.select(
            Report.id,
            Report.period,
            Report.state,
            Indicator.code.label("indicator"),
            Indicator.title,
            Agency.acronym.label("agency"),
            Period.due_on.label("due"),
            numbered.c.of,
        )
        .join(numbered, numbered.c.id == Report.id)
        .join(Indicator, Indicator.id == Report.indicator_id)
        .join(Agency, Agency.id == Report.agency_id)
        .join(Period, of_period)
        .where(place > first_row, place <= last_row)
        .order_by(Period.due_on, Indicator.code, Agency.acronym, Report.period)
    )


def _numbered(is_wanted: sa.ColumnElement[bool]) -> sa.Subquery:
    """Return the place of each report among those of its agency, and their number.

    Tens of thousands are sorted, and a page shows a few: their words are read later.
    """
    found = owed_of(is_wanted, TASKFORCE, TODAY).order_by(None).subquery()
    order = (found.c.due, found.c.indicator, found.c.period, found.c.id)
    place = sa.func.row_number().over(partition_by=found.c.agency_id, order_by=order)
    of = sa.func.count().over(partition_by=found.c.agency_id)
    said = (found.c.id, place.label("place"), of.label("of"))
    return sa.select(*said).subquery("numbered")


def completeness(
    taskforce_id: str, agency_ids: list[str], today: date
) -> dict[str, int]:
    """Return how many reports of the periods that take some stand in each state.

    Those of the first two states that are past their day are ``overdue`` as well.
    """
    about = {"taskforce_id": taskforce_id, "today": today, "owing": agency_ids}
    found = {row.state: row for row in columns(_complete(), **about)}
    counts = {s.value: found[s].total if s in found else 0 for s in ReportState}
    return {**counts, "overdue": sum(row.overdue for row in found.values())}


@prepared
def _complete() -> Query:
    is_open = Report.state.in_(OPEN)
    takes = sa.or_(Period.locks_on > TODAY, Period.unlocked_until >= TODAY)
    own = sa.and_(
        Period.taskforce_id == Report.taskforce_id, Period.code == Report.period
    )
    count = sa.func.count()
    return (
        sa.select(
            Report.state,
            count.label("total"),
            count.filter(is_open, Period.due_on < TODAY).label("overdue"),
        )
        .join(Period, own)
        .join(Indicator, Indicator.id == Report.indicator_id)
        .where(Report.taskforce_id == TASKFORCE, Indicator.retired == "")
        .where(Report.agency_id == sa.any_(sa.bindparam("owing", type_=Texts)))
        .where(Period.opens_on <= TODAY, takes)
        .group_by(Report.state)
    )
