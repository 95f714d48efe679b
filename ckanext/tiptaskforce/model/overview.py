"""The counts of the overviews; each page of the site needs one query of these.

All of them count what the reader may see, and count a deliverable with all its
editions once: a new edition under way never counts beside the delivered one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Query,
    Scope,
    Shape,
    Texts,
    columns,
    count,
    prepared,
    rows,
)
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.vocabulary import Cell, Visibility
from ckanext.tiptaskforce.vocabulary import DeliverableState as State


def is_delivered(today: date) -> sa.ColumnElement[bool]:
    """Return the filter of accepted editions that are not outdated."""
    is_fresh = sa.or_(Deliverable.review_by.is_(None), Deliverable.review_by >= today)
    return sa.and_(Deliverable.state == State.DELIVERED.value, is_fresh)


def _of(scope: Shape) -> tuple[sa.ColumnElement[bool], ...]:
    return (Deliverable.taskforce_id == TASKFORCE, Deliverable.visible_to(scope))


def _is_live() -> sa.ColumnElement[bool]:
    return Deliverable.state != State.DROPPED.value


def by_objective(
    taskforce_id: str, scope: Scope, today: date, strategy_id: str
) -> dict[str, tuple[int, int]]:
    """Return (delivered, live) of each line code of a strategy; live is not dropped."""
    about = {"taskforce_id": taskforce_id, "today": today, "strategy_id": strategy_id}
    found = columns(_by_objective(scope.shape), **about, **scope.values)
    return {row.objective: (row.delivered, row.live) for row in found}


@prepared
def _by_objective(scope: Shape) -> Query:
    """Return the select of the counts; the index has the roots of a line in order."""
    roots = sa.func.count(Deliverable.root_id.distinct())
    return (
        sa.select(
            Deliverable.objective,
            roots.filter(is_delivered(TODAY)).label("delivered"),
            roots.filter(_is_live()).label("live"),
        )
        .where(*_of(scope))
        .where(Deliverable.strategy_id == sa.bindparam("strategy_id", type_=sa.Text))
        .group_by(Deliverable.objective)
    )


def by_template(
    taskforce_id: str, scope: Scope, today: date, subcommittee_id: str | None = None
) -> dict[str, tuple[Cell, bool]]:
    """Return what the best live entry of each standing deliverable says.

    The second part tells whether an entry of it waits for review.
    """
    query = _by_template(scope.shape, is_of_group=bool(subcommittee_id))
    about = {"taskforce_id": taskforce_id, "today": today, "group": subcommittee_id}
    order = (Cell.DELIVERED, Cell.IN_PROGRESS, Cell.OUTDATED, Cell.PLANNED)
    found: dict[str, tuple[Cell, bool]] = {}
    for code, *said, is_in_review in columns(query, **about, **scope.values):
        best = (cell for cell, is_so in zip(order, said, strict=True) if is_so)
        found[code] = (next(best, Cell.NONE), bool(is_in_review))
    return found


@prepared
def _by_template(scope: Shape, *, is_of_group: bool) -> Query:
    working = Deliverable.state.in_((State.IN_PROGRESS.value, State.SUBMITTED.value))
    query = (
        sa.select(
            Deliverable.template,
            sa.func.bool_or(is_delivered(TODAY)),
            sa.func.bool_or(working),
            sa.func.bool_or(Deliverable.is_outdated(TODAY)),
            sa.func.bool_or(Deliverable.state == State.PLANNED.value),
            sa.func.bool_or(Deliverable.state == State.SUBMITTED.value),
        )
        .where(*_of(scope), Deliverable.template != "")
        .group_by(Deliverable.template)
    )
    if is_of_group:
        return query.where(Deliverable.subcommittee_id == sa.bindparam("group"))
    return query


def by_agency(
    taskforce_id: str,
    scope: Scope,
    today: date,
    subcommittee_ids: frozenset[str] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return what each agency owes; ``since`` is the oldest date that has passed.

    Whether an agency is excused from reporting is for the caller to say.
    """
    query = _by_agency(scope.shape, is_of_groups=subcommittee_ids is not None)
    about = {
        "taskforce_id": taskforce_id,
        "today": today,
        "soon": today + timedelta(days=14),
        "groups": sorted(subcommittee_ids or ()),
    }
    found = columns(query, **about, **scope.values)
    return {row.agency_id: dict(row._mapping) for row in found}


@prepared
def _by_agency(scope: Shape, *, is_of_groups: bool) -> Query:
    owed = Deliverable.owed_by()
    is_late = sa.and_(Deliverable.is_open(), owed < TODAY)
    until = sa.bindparam("soon", type_=sa.Date)
    soon = sa.and_(Deliverable.is_open(), owed >= TODAY, owed <= until)
    sent_back = sa.and_(Deliverable.is_open(), Deliverable.is_sent_back.is_(True))
    count = sa.func.count()
    query = (
        sa.select(
            Deliverable.agency_id,
            count.filter(Deliverable.is_open()).label("owed"),
            count.filter(is_late).label("overdue"),
            count.filter(soon).label("due_soon"),
            count.filter(sent_back).label("sent_back"),
            count.filter(Deliverable.state == State.SUBMITTED.value).label("waiting"),
            sa.func.min(owed).filter(is_late).label("since"),
            sa.func.max(Deliverable.submitted_at).label("last_submitted"),
        )
        .where(*_of(scope), Deliverable.agency_id.is_not(None))
        .group_by(Deliverable.agency_id)
    )
    if not is_of_groups:
        return query
    groups = sa.bindparam("groups", type_=Texts)
    return query.where(Deliverable.subcommittee_id == sa.any_(groups))


def by_subcommittee(
    taskforce_id: str, scope: Scope, today: date
) -> dict[str, dict[str, int]]:
    """Return (delivered, live, overdue, waiting) of each subcommittee."""
    about = {"taskforce_id": taskforce_id, "today": today}
    found = columns(_by_subcommittee(scope.shape), **about, **scope.values)
    return {row.subcommittee_id: dict(row._mapping) for row in found}


@prepared
def _by_subcommittee(scope: Shape) -> Query:
    count = sa.func.count()
    is_waiting = Deliverable.state == State.SUBMITTED.value
    roots = (
        sa.select(
            Deliverable.subcommittee_id,
            sa.func.bool_or(is_delivered(TODAY)).label("delivered"),
            sa.func.bool_or(_is_live()).label("live"),
            count.filter(Deliverable.is_overdue(TODAY)).label("overdue"),
            count.filter(is_waiting).label("waiting"),
        )
        .where(*_of(scope), Deliverable.subcommittee_id.is_not(None))
        .group_by(Deliverable.subcommittee_id, Deliverable.root_id)
        .subquery()
    )
    return sa.select(
        roots.c.subcommittee_id,
        count.filter(roots.c.delivered).label("delivered"),
        count.filter(roots.c.live).label("live"),
        sa.cast(sa.func.sum(roots.c.overdue), sa.Integer).label("overdue"),
        sa.cast(sa.func.sum(roots.c.waiting), sa.Integer).label("waiting"),
    ).group_by(roots.c.subcommittee_id)


def _published(taskforce_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Deliverable.taskforce_id == taskforce_id,
        Deliverable.visibility != Visibility.NAMED.value,
    )


def sources(taskforce_id: str) -> int:
    """Return how many agencies stand behind the counts of a progress release."""
    query = sa.select(Deliverable.agency_id).where(
        *_published(taskforce_id),
        Deliverable.agency_id.is_not(None),
        Deliverable.state != State.DROPPED.value,
    )
    return count(query.distinct())


def line_in(strategy_id: str | None) -> Any:
    """Return the code of the line that a deliverable serves in this strategy."""
    is_of = Deliverable.strategy_id == strategy_id
    return sa.case((is_of, Deliverable.objective), else_="")


def states_by(
    column: Any, taskforce_id: str, today: date
) -> dict[tuple[Any, str], int]:
    """Return how many deliverables stand in each state, by the values of a column.

    This is the frozen count of a progress release: every deliverable once, by its
    best edition; it holds no title, no agency and no person.

    It counts what is closed to some members too (``subcommittee``, ``agency``): that
    there is such work is what a task force owes the public, and only its content is
    closed. It leaves out what is open to named seats alone, the level of severe
    sensitivity: there the rule is that the object does not exist for anybody else, and
    a member could find it by taking the own overview from the published count.
    """
    rank = sa.case(
        (is_delivered(today), 0),
        (Deliverable.state == State.SUBMITTED.value, 1),
        (Deliverable.state == State.IN_PROGRESS.value, 2),
        (Deliverable.is_outdated(today), 3),
        (Deliverable.state == State.PLANNED.value, 4),
        else_=5,
    )
    best = (
        sa.select(
            Deliverable.root_id,
            column.label("value"),
            Deliverable.state,
            Deliverable.is_outdated(today).label("is_outdated"),
        )
        .distinct(Deliverable.root_id)
        .where(*_published(taskforce_id))
        .order_by(Deliverable.root_id, rank, Deliverable.edition.desc())
        .subquery()
    )
    shown = sa.case((best.c.is_outdated, Cell.OUTDATED.value), else_=best.c.state)
    query = sa.select(best.c.value, shown, sa.func.count()).group_by(
        best.c.value, shown
    )
    return {(row[0], row[1]): row[2] for row in rows(query)}
