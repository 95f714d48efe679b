"""How each person wants to be told by mail, and the day of the last daily one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Row, first, made_if_new, scalars
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.vocabulary import MailChoice


class Digest(Row):
    """One person's choice about the mails of a task force; what they said is not kept.

    A blank language is the one of the site.
    """

    __tablename__ = "tiptaskforce_digest"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "user_id"),)

    user_id: Mapped[str] = mapped_column(sa.Text)
    mail: Mapped[str] = mapped_column(
        sa.Text, default=MailChoice.DAILY.value, server_default="daily"
    )
    language: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    sent_on: Mapped[date | None] = mapped_column(sa.Date)

    @classmethod
    def of(cls, taskforce_id: str, user_id: str) -> Digest | None:
        """Return the row of a person, or None before the first mail or choice."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id == user_id)
        return first(sa.select(cls).where(own))

    @classmethod
    def chosen(cls, taskforce_id: str, user_ids: Iterable[str]) -> dict[str, Digest]:
        """Return the rows of these people that there are, by their id."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id.in_(list(user_ids)))
        return {row.user_id: row for row in scalars(sa.select(cls).where(own))}

    @classmethod
    def held(cls, taskforce_id: str, user_id: str) -> Digest:
        """Return the row of a person for this transaction alone; it is made if new."""
        named = {"taskforce_id": taskforce_id, "user_id": user_id}
        return made_if_new(cls, named)

    def dictize(self) -> dict[str, Any]:
        """Return the choice as plain data."""
        return {
            **self.dictize_base(),
            "mail": self.mail,
            "language": self.language or None,
        }


def seated(taskforce_id: str, today: date) -> list[model.User]:
    """Return the people with a seat and an account that were not told today."""
    own = Seat.taskforce_id == taskforce_id
    held = sa.select(Seat.user_id).where(own, Seat.live(today))
    told = sa.select(Digest.user_id).where(
        Digest.taskforce_id == taskforce_id, Digest.sent_on == today
    )
    return scalars(
        sa.select(model.User)
        .where(model.User.id.in_(held), model.User.id.not_in(told))
        .where(model.User.state == "active")
        .order_by(model.User.name)
    )
