"""The counts of the overviews; each page of the site needs one query of these.

All of them count what the reader may see, and count a deliverable with all its
editions once: a new edition under way never counts beside the delivered one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.base import Scope, count, rows
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.vocabulary import Cell, Visibility
from ckanext.tiptaskforce.vocabulary import DeliverableState as State

_ROOTS = sa.func.count(sa.distinct(Deliverable.root_id))


def is_delivered(today: date) -> sa.ColumnElement[bool]:
    """Return the filter of accepted editions that are not outdated."""
    return sa.and_(
        Deliverable.state == State.DELIVERED.value,
        sa.not_(sa.func.coalesce(Deliverable.is_outdated(today), False)),
    )


def _of(taskforce_id: str, scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    return (Deliverable.taskforce_id == taskforce_id, Deliverable.visible_to(scope))


def by_objective(
    taskforce_id: str, scope: Scope, today: date
) -> dict[str, tuple[int, int]]:
    """Return (delivered, live) of each line code; live is all that is not dropped."""
    live = Deliverable.state != State.DROPPED.value
    query = (
        sa.select(
            Deliverable.objective,
            _ROOTS.filter(is_delivered(today)),
            _ROOTS.filter(live),
        )
        .where(*_of(taskforce_id, scope))
        .group_by(Deliverable.objective)
    )
    return {row[0]: (row[1], row[2]) for row in rows(query)}


def by_template(
    taskforce_id: str, scope: Scope, today: date, subcommittee_id: str | None = None
) -> dict[str, tuple[Cell, bool]]:
    """Return what the best live entry of each standing deliverable says.

    The second part tells whether an entry of it waits for review.
    """
    working = Deliverable.state.in_((State.IN_PROGRESS.value, State.SUBMITTED.value))
    query = (
        sa.select(
            Deliverable.template,
            sa.func.bool_or(is_delivered(today)),
            sa.func.bool_or(working),
            sa.func.bool_or(Deliverable.is_outdated(today)),
            sa.func.bool_or(Deliverable.state == State.PLANNED.value),
            sa.func.bool_or(Deliverable.state == State.SUBMITTED.value),
        )
        .where(*_of(taskforce_id, scope), Deliverable.template != "")
        .group_by(Deliverable.template)
    )
    if subcommittee_id:
        query = query.where(Deliverable.subcommittee_id == subcommittee_id)
    order = (Cell.DELIVERED, Cell.IN_PROGRESS, Cell.OUTDATED, Cell.PLANNED)
    found: dict[str, tuple[Cell, bool]] = {}
    for code, *said, is_in_review in rows(query):
        best = (cell for cell, is_so in zip(order, said, strict=True) if is_so)
        found[code] = (next(best, Cell.NONE), bool(is_in_review))
    return found


def by_agency(
    taskforce_id: str,
    scope: Scope,
    today: date,
    subcommittee_ids: frozenset[str] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return what each agency owes; ``since`` is the oldest date that has passed."""
    is_late = Deliverable.is_overdue(today)
    owed = Deliverable.owed_by()
    soon = sa.and_(
        Deliverable.is_open(), owed >= today, owed <= today + timedelta(days=14)
    )
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
        .where(*_of(taskforce_id, scope), Deliverable.agency_id.is_not(None))
        .group_by(Deliverable.agency_id)
    )
    if subcommittee_ids is not None:
        query = query.where(Deliverable.subcommittee_id.in_(sorted(subcommittee_ids)))
    return {row.agency_id: dict(row._mapping) for row in rows(query)}


def by_subcommittee(
    taskforce_id: str, scope: Scope, today: date
) -> dict[str, dict[str, int]]:
    """Return (delivered, live, overdue, waiting) of each subcommittee."""
    live = Deliverable.state != State.DROPPED.value
    count = sa.func.count()
    query = (
        sa.select(
            Deliverable.subcommittee_id,
            _ROOTS.filter(is_delivered(today)).label("delivered"),
            _ROOTS.filter(live).label("live"),
            count.filter(Deliverable.is_overdue(today)).label("overdue"),
            count.filter(Deliverable.state == State.SUBMITTED.value).label("waiting"),
        )
        .where(*_of(taskforce_id, scope), Deliverable.subcommittee_id.is_not(None))
        .group_by(Deliverable.subcommittee_id)
    )
    return {row.subcommittee_id: dict(row._mapping) for row in rows(query)}


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
