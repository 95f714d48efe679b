"""Reporting periods: when they open, fall due and lock, and who unlocked one."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Query,
    Row,
    first,
    prepared,
    scalars,
)
from ckanext.tiptaskforce.vocabulary import PeriodState


class Period(Row):
    """One period of a task force; its state follows from its days and the date."""

    __tablename__ = "tiptaskforce_period"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "code"),)

    code: Mapped[str] = mapped_column(sa.Text)
    frequency: Mapped[str] = mapped_column(sa.Text)
    starts: Mapped[date] = mapped_column(sa.Date)
    ends: Mapped[date] = mapped_column(sa.Date)
    opens_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date] = mapped_column(sa.Date)
    # The first day on which nothing can be changed any more.
    locks_on: Mapped[date] = mapped_column(sa.Date)
    # The last day of an unlock, which closes by itself.
    unlocked_until: Mapped[date | None] = mapped_column(sa.Date)
    unlock_reason: Mapped[str] = mapped_column(sa.Text, server_default="")
    unlocked_by: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def get(cls, taskforce_id: str, code: str) -> Period | None:
        """Return the period with this code, or None."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.code == code)
        return first(sa.select(cls).where(own))

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        *,
        frequency: str | None = None,
        taking: date | None = None,
    ) -> Query:
        """Return the select of the periods, the newest first.

        :param taking: only those of which reports can be changed on this day
        """
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if taking:
            is_open = sa.or_(cls.locks_on > taking, cls.unlocked_until >= taking)
            query = query.where(cls.opens_on <= taking, is_open)
        if frequency:
            query = query.where(cls.frequency == frequency)
        return query.order_by(cls.starts.desc(), cls.ends.desc(), cls.id)

    @classmethod
    def every(cls, taskforce_id: str) -> list[Period]:
        """Return the periods of a task force, the oldest first."""
        return scalars(_every(), taskforce_id=taskforce_id)

    def state(self, today: date) -> str:
        """Return where the period stands on a day where the task force works."""
        if today < self.opens_on:
            return PeriodState.AHEAD.value
        if self.is_locked(today):
            return PeriodState.LOCKED.value
        return (PeriodState.DUE if today > self.due_on else PeriodState.OPEN).value

    def is_locked(self, today: date) -> bool:
        """Tell whether nothing of the period may be changed on a day."""
        return today >= self.locks_on and not self.is_unlocked(today)

    def is_unlocked(self, today: date) -> bool:
        """Tell whether an unlock holds on a day, its last one included."""
        return self.unlocked_until is not None and today <= self.unlocked_until

    def takes_reports(self, today: date) -> bool:
        """Tell whether reports of the period may be changed on a day."""
        return today >= self.opens_on and not self.is_locked(today)

    def dictize(self, today: date) -> dict[str, Any]:
        """Return the period as plain data, with where it stands on a day."""
        is_unlocked = today >= self.locks_on and self.is_unlocked(today)
        return {
            **self.dictize_base(),
            "code": self.code,
            "frequency": self.frequency,
            "from": self.starts.isoformat(),
            "to": self.ends.isoformat(),
            "opens_on": self.opens_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "locks_on": self.locks_on.isoformat(),
            "state": self.state(today),
            "unlocked_until": (
                self.unlocked_until.isoformat()
                if is_unlocked and self.unlocked_until
                else None
            ),
            "unlock_reason": self.unlock_reason or None if is_unlocked else None,
        }


@prepared
def _every() -> Query:
    query = sa.select(Period).where(Period.taskforce_id == TASKFORCE)
    return query.order_by(Period.starts, Period.ends, Period.id)
