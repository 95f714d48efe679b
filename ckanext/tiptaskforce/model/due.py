"""What falls due about now, and what stays late, for those who are reminded of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model import tally_overview
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import Query, Scope, columns, prepared, rows
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.report import Report, owed_of
from ckanext.tiptaskforce.model.task import Duty, Work, of_duties

_FIRST: Any = sa.bindparam("first_day", type_=sa.Date)
_LAST: Any = sa.bindparam("last_day", type_=sa.Date)


def between(
    duties: Iterable[Duty],
    scope: Scope,
    dues: Iterable[tally_overview.Due],
    **values: Any,
) -> list[Any]:
    """Return the tasks of these duties that fall due from one day to another.

    They are the tasks of *My work*, so nobody is reminded of what is not there.
    """
    query = _between(tuple(duties), Work(scope.shape, tuple(dues)))
    return [] if query is None else columns(query, **values, **scope.values)


@prepared
def _between(duties: tuple[Duty, ...], work: Work) -> Query | None:
    selects = of_duties(duties, work)
    if not selects:
        return None
    tasks = sa.union_all(*selects).subquery()
    query = sa.select(tasks, Report.period.label("period"))
    own = sa.and_(tasks.c.kind == "report", Report.id == tasks.c.id)
    query = query.outerjoin(Report, own).where(tasks.c.due.between(_FIRST, _LAST))
    return query.order_by(tasks.c.due, tasks.c.kind, tasks.c.id)


def staying_late(
    taskforce_id: str, scope: Scope, today: date, since: date
) -> dict[str | None, int]:
    """Return how much was due before a day and is open, by subcommittee.

    None stands for the task force as a whole; a reader counts what is known to it.
    """
    before = sa.func.count()
    work = (
        sa.select(Deliverable.subcommittee_id, before)
        .where(Deliverable.taskforce_id == taskforce_id, Deliverable.visible_to(scope))
        .where(Deliverable.is_overdue(since))
        .group_by(Deliverable.subcommittee_id)
    )
    agreed = (
        sa.select(ActionPoint.subcommittee_id, before)
        .where(ActionPoint.taskforce_id == taskforce_id, ActionPoint.visible_to(scope))
        .where(ActionPoint.is_overdue(since))
        .group_by(ActionPoint.subcommittee_id)
    )
    owed = owed_of(sa.true(), taskforce_id, today).order_by(None)
    owed = owed.add_columns(Report.subcommittee_id.label("group")).subquery()
    reports = sa.select(owed.c.group, before).where(owed.c.due < since)
    every = sa.union_all(work, agreed, reports.group_by(owed.c.group))
    found: dict[str | None, int] = {}
    for group, number in rows(sa.select(every.subquery())):
        found[group] = found.get(group, 0) + number
    return found
