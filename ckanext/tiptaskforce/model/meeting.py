"""Meetings of the task force and of its subcommittees."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from ckanext.tiptaskforce.model.base import (
    Codes,
    Query,
    Row,
    Scope,
    Shape,
    first,
    scalars,
)
from ckanext.tiptaskforce.model.body import OfBody
from ckanext.tiptaskforce.model.violation import Touching
from ckanext.tiptaskforce.vocabulary import MeetingState as State

# Of these somebody came together, or was to.
COUNTED = (State.PLANNED.value, State.HELD.value, State.APPROVED.value)
MET = (State.HELD.value, State.APPROVED.value)


class Meeting(Row, OfBody, Touching):
    """One meeting; attendance is of agencies and never of persons.

    ``prepared`` are the items of the agenda that the site composes, ``agenda`` those
    that people wrote; what is confidential stands apart and never in the event log,
    which others read as well. Minutes are for their keepers until they are approved,
    so no version of them is in the log.
    """

    __tablename__ = "tiptaskforce_meeting"
    __table_args__ = (sa.Index("idx_tiptaskforce_meeting_day", "taskforce_id", "day"),)
    UNRECORDED = frozenset({"closed_agenda", "closed_minutes", "minutes"})

    state: Mapped[str] = mapped_column(sa.Text, server_default=State.PLANNED.value)
    series_id: Mapped[str | None] = mapped_column(sa.Text)
    day: Mapped[date] = mapped_column(sa.Date)
    # Times of the task force's zone, such as 10:00.
    starts: Mapped[str] = mapped_column(sa.Text)
    ends: Mapped[str] = mapped_column(sa.Text, server_default="")
    place_kind: Mapped[str] = mapped_column(sa.Text, server_default="online")
    host_id: Mapped[str | None] = mapped_column(sa.Text)
    room: Mapped[str] = mapped_column(sa.Text, server_default="")
    prepared: Mapped[Codes] = mapped_column(default=list)
    agenda: Mapped[Codes] = mapped_column(default=list)
    closed_agenda: Mapped[Codes] = mapped_column(default=list)
    present_ids: Mapped[Codes] = mapped_column(default=list)
    minutes: Mapped[str] = mapped_column(sa.Text, server_default="")
    closed_minutes: Mapped[str] = mapped_column(sa.Text, server_default="")
    approved_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    decision_note: Mapped[str] = mapped_column(sa.Text, server_default="")

    def dictize(self) -> dict[str, Any]:
        """Return what everybody may know for whom the meeting is there."""
        approved_at = self.approved_at
        return {
            **self.dictize_base(),
            "state": self.state,
            "day": self.day.isoformat(),
            "starts": self.starts,
            "ends": self.ends or None,
            "place_kind": self.place_kind,
            "room": self.room or None,
            "prepared": list(self.prepared),
            "agenda": list(self.agenda),
            "is_of_series": self.series_id is not None,
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
            "approved_at": approved_at.isoformat() if approved_at else None,
            "decision_note": self.decision_note or None,
        }


def visible(taskforce_id: Any, scope: Scope | Shape) -> Query:
    """Return the select of the meetings of a task force that a reader may see."""
    own = Meeting.taskforce_id == taskforce_id
    return sa.select(Meeting).where(own, Meeting.visible_to(scope))


def listed(
    taskforce_id: Any,
    scope: Scope | Shape,
    *,
    body: tuple[Any] | None,
    year: int | None = None,
    since: Any = None,
) -> Query:
    """Return the select of a list call, the newest first.

    :param body: (id of a subcommittee,), (None,) for the task force as a whole, or None
        for all
    :param since: only what is on this day or later and takes place, the next one first
    """
    query = visible(taskforce_id, scope)
    if body is not None:
        query = query.where(Meeting.is_of(body[0]))
    if year is not None:
        query = query.where(sa.extract("year", Meeting.day) == year)
    if since is None:
        return query.order_by(Meeting.day.desc(), Meeting.starts.desc(), Meeting.id)
    coming = query.where(Meeting.day >= since, Meeting.state == State.PLANNED.value)
    return coming.order_by(Meeting.day, Meeting.starts, Meeting.id)


def narrowed(query: Query, state: str | None, violation: str | None) -> Query:
    """Return a select of the meetings in a state, of those that touch a violation."""
    if state is not None:
        query = query.where(Meeting.state == state)
    return query if violation is None else query.where(Meeting.touches(violation))


def days(taskforce_id: str, subcommittee_id: str | None) -> set[date]:
    """Return the days on which a body meets or met; cancelled ones are free again."""
    query = sa.select(Meeting.day).where(
        Meeting.taskforce_id == taskforce_id,
        Meeting.is_of(subcommittee_id),
        Meeting.state.in_(COUNTED),
    )
    return set(scalars(query))


def beside(row: Meeting) -> tuple[Meeting | None, Meeting | None]:
    """Return the meetings of the same body before this one and after it."""
    query = sa.select(Meeting).where(
        Meeting.taskforce_id == row.taskforce_id,
        Meeting.is_of(row.subcommittee_id),
        Meeting.state.in_(COUNTED),
    )
    last = query.where(Meeting.day < row.day)
    last = last.order_by(Meeting.day.desc(), Meeting.id).limit(1).subquery()
    coming = query.where(Meeting.day > row.day)
    coming = coming.order_by(Meeting.day, Meeting.id).limit(1).subquery()
    both = sa.union_all(sa.select(last), sa.select(coming)).subquery()
    found = scalars(sa.select(aliased(Meeting, both)))
    before = next((one for one in found if one.day < row.day), None)
    return before, next((one for one in found if one.day > row.day), None)


def since(taskforce_id: str, scope: Scope, day: date) -> list[Meeting]:
    """Return what a reader's bodies meet at from a day on, the first one on top."""
    query = visible(taskforce_id, scope).where(
        Meeting.day >= day, Meeting.state.in_(COUNTED)
    )
    return scalars(query.order_by(Meeting.day, Meeting.starts, Meeting.id))


def next_for(taskforce_id: str, today: date) -> Meeting | None:
    """Return the meeting of the whole task force that takes a new matter.

    It is the next one planned; without one, the last held whose minutes are open.
    """
    whole = sa.select(Meeting).where(
        Meeting.taskforce_id == taskforce_id, Meeting.is_of(None)
    )
    coming = whole.where(Meeting.state == State.PLANNED.value, Meeting.day >= today)
    open_ = whole.where(Meeting.state == State.HELD.value)
    return first(coming.order_by(Meeting.day, Meeting.starts, Meeting.id)) or first(
        open_.order_by(Meeting.day.desc(), Meeting.id)
    )


def met(
    taskforce_id: str, scope: Scope, subcommittee_id: str | None, year: int
) -> list[Meeting]:
    """Return the meetings that a body held in a year, the first one on top."""
    query = visible(taskforce_id, scope).where(
        Meeting.is_of(subcommittee_id),
        Meeting.state.in_(MET),
        sa.extract("year", Meeting.day) == year,
    )
    return scalars(query.order_by(Meeting.day, Meeting.starts, Meeting.id))
