"""Requests: what somebody without an account asks of a task force."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row, scalars
from ckanext.tiptaskforce.vocabulary import RequestState

OPEN = RequestState.OPEN.value


class Request(Row):
    """A question with its purpose, or a concern about a figure, and the answer."""

    __tablename__ = "tiptaskforce_request"
    # Events outlive what was asked; the address and the words of strangers must not.
    UNRECORDED: ClassVar[frozenset[str]] = frozenset(
        {"address", "text", "answer", "cell", "series"}
    )

    kind: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    # Which figure a concern is about, as its address names it.
    series: Mapped[str] = mapped_column(sa.Text, server_default="")
    number: Mapped[int | None] = mapped_column(sa.Integer)
    cell: Mapped[str] = mapped_column(sa.Text, server_default="")
    address: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, server_default=OPEN)
    answer: Mapped[str] = mapped_column(sa.Text, server_default="")
    # Until its writer has confirmed it by mail, it is there for nobody.
    confirmed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    @classmethod
    def listed(
        cls, taskforce_id: str, state: str | None = None, kind: str | None = None
    ) -> Query:
        """Return the select of what was confirmed, the oldest open one first."""
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id, cls.confirmed_at.is_not(None)
        )
        asked = {n: v for n, v in (("state", state), ("kind", kind)) if v}
        is_open = cls.state == OPEN
        ordered = (is_open.desc(), cls.confirmed_at, cls.id)
        return query.filter_by(**asked).order_by(*ordered)

    @classmethod
    def n_unconfirmed(cls, taskforce_id: str, address: str) -> int:
        """Return how many requests from an address its owner has not confirmed."""
        query = sa.select(sa.func.count()).where(
            cls.taskforce_id == taskforce_id,
            cls.address == address,
            cls.confirmed_at.is_(None),
        )
        return model.Session.scalar(query) or 0

    @classmethod
    def unconfirmed(cls, before: datetime) -> list[Request]:
        """Return those that nobody confirmed since a moment."""
        is_old = sa.and_(cls.confirmed_at.is_(None), cls.modified < before)
        return scalars(sa.select(cls).where(is_old))

    @classmethod
    def stale(cls, before: datetime) -> list[Request]:
        """Return the open ones that were confirmed before a moment, for this work."""
        is_open = sa.and_(cls.state == OPEN, cls.confirmed_at < before)
        return scalars(sa.select(cls).where(is_open).with_for_update(skip_locked=True))

    @classmethod
    def ended(cls, before: datetime) -> list[Request]:
        """Return those that ended before a moment and still hold an address."""
        is_over = sa.and_(cls.ended_at < before, cls.address != "")
        return scalars(sa.select(cls).where(is_over))

    def dictize(self) -> dict[str, Any]:
        """Return the request as coordination reads it: never the address."""
        return {
            **self.dictize_base(),
            "kind": self.kind,
            "text": self.text,
            "series": self.series or None,
            "number": self.number,
            "cell": self.cell or None,
            "state": self.state,
            "answer": self.answer or None,
            "asked_at": self.confirmed_at.isoformat() if self.confirmed_at else None,
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
        }
