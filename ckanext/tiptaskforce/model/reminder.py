"""Reminders: when an agency was asked by mail for what it owes, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import TASKFORCE, Query, Row, prepared, scalars
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.vocabulary import ReminderState, Role

# Whoever speaks for the agency is asked first, else whoever reports for it.
_ASKED = (Role.FOCAL_POINT, Role.REPORTER)


class Reminder(Row):
    """One mail to the people of an agency; what it asked for is not kept."""

    __tablename__ = "tiptaskforce_reminder"
    __table_args__ = (
        sa.Index("idx_tiptaskforce_reminder_agency", "agency_id", "created"),
    )

    agency_id: Mapped[str] = mapped_column(sa.Text)
    # The worker sends the mail, and says here what came of it.
    state: Mapped[str] = mapped_column(sa.Text, server_default="waiting")
    sent_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    @classmethod
    def newest(cls, taskforce_id: str) -> dict[str, Reminder]:
        """Return the last reminder of each agency, by its id."""
        found = scalars(_newest(), taskforce_id=taskforce_id)
        return {row.agency_id: row for row in found}

    @classmethod
    def waiting(cls, before: datetime) -> list[Reminder]:
        """Return those that wait since before a moment and that nobody is sending."""
        is_waiting = cls.state == ReminderState.WAITING.value
        query = sa.select(cls).where(is_waiting, cls.created < before)
        return scalars(query.order_by(cls.id).with_for_update(skip_locked=True))

    @property
    def is_counted(self) -> bool:
        """Whether it keeps the next one waiting; one that failed does not."""
        return self.state != ReminderState.FAILED

    def dictize(self) -> dict[str, Any]:
        """Return the reminder as plain data, its agency still as id."""
        return {
            **self.dictize_base(),
            "state": self.state,
            "sent_at": self.sent_at.isoformat() if self.sent_at else None,
        }


def receivers(taskforce_id: str, agency_id: str, today: Any) -> list[model.User]:
    """Return the people of an agency to whom a reminder is written."""
    for role in _ASKED:
        found = scalars(_held(taskforce_id, agency_id, role, today))
        if found:
            return found
    return []


def _held(taskforce_id: str, agency_id: str, role: Role, today: Any) -> Query:
    own = sa.and_(Seat.taskforce_id == taskforce_id, Seat.agency_id == agency_id)
    held = sa.select(Seat.user_id).where(own, Seat.role == role.value, Seat.live(today))
    return (
        sa.select(model.User)
        .where(model.User.id.in_(held), model.User.state == "active")
        .where(sa.func.coalesce(model.User.email, "") != "")
        .order_by(model.User.name)
    )


@prepared
def _newest() -> Query:
    return (
        sa.select(Reminder)
        .where(Reminder.taskforce_id == TASKFORCE)
        .distinct(Reminder.agency_id)
        .order_by(Reminder.agency_id, Reminder.created.desc(), Reminder.id)
    )
