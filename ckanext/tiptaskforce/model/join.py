"""Requests to join: an account without a seat asks for one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row, first
from ckanext.tiptaskforce.vocabulary import JoinState


class Join(Row):
    """What one person asks for, and what was decided."""

    __tablename__ = "tiptaskforce_join"

    user_id: Mapped[str] = mapped_column(sa.Text, index=True)
    # In the words of the asker: who is a member is not told to strangers.
    organisation: Mapped[str] = mapped_column(sa.Text, server_default="")
    note: Mapped[str] = mapped_column(sa.Text, server_default="")
    state: Mapped[str] = mapped_column(sa.Text, server_default="open")

    @classmethod
    def listed(cls, taskforce_id: str) -> Query:
        """Return the select of those that wait for an answer, the oldest first."""
        is_open = cls.state == JoinState.OPEN.value
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id, is_open)
        return query.order_by(cls.created, cls.id)

    @classmethod
    def open_of(cls, taskforce_id: str, user_id: str) -> Join | None:
        """Return what a person asks for and nobody has answered, or None."""
        return first(cls.listed(taskforce_id).where(cls.user_id == user_id))

    def dictize(self) -> dict[str, Any]:
        """Return the request as plain data."""
        return {
            **self.dictize_base(),
            "organisation": self.organisation or None,
            "note": self.note or None,
            "state": self.state,
        }
