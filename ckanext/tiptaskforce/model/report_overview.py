"""The reports that were not sent, a page of each agency in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Query,
    Texts,
    prepared,
    rows,
)
from ckanext.tiptaskforce.model.report import Report, owed_of


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
    found = owed_of(either, TASKFORCE, TODAY).order_by(None).subquery()
    order = (found.c.due, found.c.indicator, found.c.period, found.c.id)
    place = sa.func.row_number().over(partition_by=found.c.agency_id, order_by=order)
    of = sa.func.count().over(partition_by=found.c.agency_id)
    query = sa.select(found, place.label("place"), of.label("of"))
    if is_of_one:
        query = query.where(found.c.agency_id == sa.bindparam("agency"))
    numbered = query.subquery()
    first_row, last_row = (
        sa.bindparam(name, type_=sa.Integer) for name in ("first", "last")
    )
    columns = numbered.c
    return (
        sa.select(numbered)
        .where(columns.place > first_row, columns.place <= last_row)
        .order_by(columns.due, columns.indicator, columns.agency, columns.period)
    )
