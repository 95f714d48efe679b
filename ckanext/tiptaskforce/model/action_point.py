"""Action points: what a meeting asked an agency to do, until it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from ckanext.tiptaskforce.model import deliverable
from ckanext.tiptaskforce.model.agency import is_excused
from ckanext.tiptaskforce.model.base import (
    Query,
    Row,
    Scope,
    Shape,
    first,
    rows,
    scalars,
)
from ckanext.tiptaskforce.model.body import OfBody
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.meeting import MET, Meeting
from ckanext.tiptaskforce.model.violation import Touching
from ckanext.tiptaskforce.vocabulary import ActionPointState as State


class ActionPoint(Row, OfBody, Touching):
    """One action point, owed by one agency.

    Who owes it knows of it at once and also where it is confidential; the others of
    the body know of what is not.
    """

    __tablename__ = "tiptaskforce_action_point"
    __table_args__ = (
        sa.Index("idx_tiptaskforce_action_point_due", "taskforce_id", "state", "due"),
    )

    meeting_id: Mapped[str] = mapped_column(sa.Text, index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    agency_id: Mapped[str] = mapped_column(sa.Text, index=True)
    due: Mapped[date] = mapped_column(sa.Date)
    state: Mapped[str] = mapped_column(sa.Text, server_default=State.OPEN.value)
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    is_confidential: Mapped[bool] = mapped_column(
        sa.Boolean, default=False, server_default="false"
    )
    # The function with half or less in place that asked for it.
    core_function: Mapped[int | None] = mapped_column(sa.Integer)
    decision_note: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter of the action points that the reader may know of."""
        if not scope.is_member:
            return sa.false()
        own = cls.agency_id == sa.any_(scope.ids("agency_ids"))
        plain = sa.and_(cls.is_confidential.is_(False), super().visible_to(scope))
        return sa.or_(plain, own, cls.kept_by(scope))

    @classmethod
    def is_overdue(cls, today: Any) -> sa.ColumnElement[bool]:
        """Return the filter of open ones whose day has passed.

        Who has no reporting duty is never late.
        """
        is_past = sa.and_(cls.state == State.OPEN.value, cls.due < today)
        return sa.and_(is_past, sa.not_(is_excused(cls.agency_id)))

    def dictize(self) -> dict[str, Any]:
        """Return the action point as plain data, its agency still as an id."""
        return {
            **self.dictize_base(),
            "meeting": self.meeting_id,
            "title": self.title,
            "due": self.due.isoformat(),
            "state": self.state,
            "closed_on": self.closed_on.isoformat() if self.closed_on else None,
            "is_confidential": self.is_confidential,
            "core_function": self.core_function,
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
            "decision_note": self.decision_note or None,
        }


def visible(taskforce_id: str, scope: Scope) -> Query:
    """Return the select of the action points that a reader may see, by due date."""
    own = ActionPoint.taskforce_id == taskforce_id
    query = sa.select(ActionPoint).where(own, ActionPoint.visible_to(scope))
    return query.order_by(ActionPoint.due, ActionPoint.id)


def listed(
    taskforce_id: str,
    scope: Scope,
    today: date,
    *,
    body: tuple[str | None] | None = None,
    is_overdue: bool = False,
    **columns: str | None,
) -> Query:
    """Return the select of a list call, the first due on top."""
    query = visible(taskforce_id, scope)
    if body is not None:
        query = query.where(ActionPoint.is_of(body[0]))
    if is_overdue:
        query = query.where(ActionPoint.is_overdue(today))
    asked = {name: value for name, value in columns.items() if value is not None}
    return query.filter_by(**asked)


def proposed(taskforce_id: str, scope: Scope) -> dict[int, ActionPoint]:
    """Return the open action points that core functions asked for, by function."""
    query = visible(taskforce_id, scope).where(
        ActionPoint.core_function.is_not(None), ActionPoint.state == State.OPEN.value
    )
    return {row.core_function: row for row in scalars(query) if row.core_function}


def owes(taskforce_id: str, scope: Scope, core_function: int) -> str | None:
    """Return the agency that owes the oldest open work of a function, or None."""
    own = deliverable.visible(taskforce_id, scope).where(
        Deliverable.core_function == core_function, Deliverable.is_open()
    )
    found = first(own.order_by(Deliverable.due, Deliverable.id))
    return found.agency_id if found else None


def touching(query: Query, violation: str | None) -> Query:
    """Return a select of the action points, of those alone that touch a violation."""
    return query if violation is None else query.where(ActionPoint.touches(violation))


def carried_to(meeting: Meeting, scope: Scope) -> Query:
    """Return the select of what was still open when its body met at this meeting.

    It was agreed at an earlier one and was not closed before this day.
    """
    return visible(meeting.taskforce_id, scope).where(_was_carried(meeting))


def before(meeting: Meeting, scope: Scope) -> Query:
    """Return the select of what was carried to a meeting, and what it agreed on."""
    agreed = ActionPoint.meeting_id == meeting.id
    query = visible(meeting.taskforce_id, scope)
    return query.where(sa.or_(agreed, _was_carried(meeting)))


def _was_carried(meeting: Meeting) -> sa.ColumnElement[bool]:
    agreed = sa.select(Meeting.id).where(
        Meeting.id == ActionPoint.meeting_id, Meeting.day < meeting.day
    )
    lasted = sa.or_(
        ActionPoint.closed_on.is_(None), ActionPoint.closed_on >= meeting.day
    )
    own = ActionPoint.is_of(meeting.subcommittee_id)
    return sa.and_(own, lasted, agreed.exists())


def open_of(agency_id: str) -> list[ActionPoint]:
    """Return the open action points of an agency, the first due on top."""
    own = ActionPoint.agency_id == agency_id
    is_open = ActionPoint.state == State.OPEN.value
    query = sa.select(ActionPoint).where(own, is_open)
    return scalars(query.order_by(ActionPoint.due, ActionPoint.id))


def told_of(ids: list[str]) -> dict[str, tuple[date, int]]:
    """Return of each action point the day of its meeting, and over how many meetings
    of its body it was carried since."""
    agreed, later = aliased(Meeting), aliased(Meeting)
    carried = (
        sa.select(sa.func.count())
        .where(
            later.taskforce_id == agreed.taskforce_id,
            later.subcommittee_id.is_not_distinct_from(agreed.subcommittee_id),
            later.state.in_(MET),
            later.day > agreed.day,
            sa.or_(ActionPoint.closed_on.is_(None), ActionPoint.closed_on >= later.day),
        )
        .scalar_subquery()
    )
    query = (
        sa.select(ActionPoint.id, agreed.day, carried)
        .join(agreed, agreed.id == ActionPoint.meeting_id)
        .where(ActionPoint.id.in_(ids))
    )
    return {row[0]: (row[1], row[2]) for row in rows(query)}
