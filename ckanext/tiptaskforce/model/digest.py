"""Digests: who wants the daily mail, and on which day it went out last."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Row, first, made_if_new, scalars
from ckanext.tiptaskforce.model.seat import Seat


class Digest(Row):
    """One person's daily mail about a task force; what it said is not kept."""

    __tablename__ = "tiptaskforce_digest"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "user_id"),)

    user_id: Mapped[str] = mapped_column(sa.Text)
    is_wanted: Mapped[bool] = mapped_column(
        sa.Boolean, default=True, server_default="true"
    )
    sent_on: Mapped[date | None] = mapped_column(sa.Date)

    @classmethod
    def of(cls, taskforce_id: str, user_id: str) -> Digest | None:
        """Return the row of a person, or None before the first mail or choice."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id == user_id)
        return first(sa.select(cls).where(own))

    @classmethod
    def held(cls, taskforce_id: str, user_id: str) -> Digest:
        """Return the row of a person for this transaction alone; it is made if new."""
        named = {"taskforce_id": taskforce_id, "user_id": user_id}
        return made_if_new(cls, named)

    def dictize(self) -> dict[str, Any]:
        """Return the choice as plain data."""
        return {**self.dictize_base(), "is_wanted": self.is_wanted}


def readers(taskforce_id: str, today: date) -> list[model.User]:
    """Return the people with a seat, an account and an address, who want the mail."""
    own = Seat.taskforce_id == taskforce_id
    seated = sa.select(Seat.user_id).where(own, Seat.live(today))
    declined = sa.select(Digest.user_id).where(
        Digest.taskforce_id == taskforce_id,
        sa.or_(Digest.is_wanted.is_(False), Digest.sent_on == today),
    )
    return scalars(
        sa.select(model.User)
        .where(model.User.id.in_(seated), model.User.id.not_in(declined))
        .where(model.User.state == "active")
        .where(sa.func.coalesce(model.User.email, "") != "")
        .order_by(model.User.name)
    )
