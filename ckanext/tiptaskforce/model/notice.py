"""Notices: what happened to somebody's things, in the app and by mail.

A notice is written in the transaction of what it tells, so that none is lost; the mail
goes out afterwards, and its state stands here, so that none goes out twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Json, Query, Row, count, now, scalars
from ckanext.tiptaskforce.vocabulary import MailState


class Notice(Row):
    """One thing that one person is told."""

    __tablename__ = "tiptaskforce_notice"
    __table_args__ = (
        sa.Index("idx_tiptaskforce_notice_user", "taskforce_id", "user_id", "created"),
        sa.Index(
            "idx_tiptaskforce_notice_waiting",
            "created",
            postgresql_where=sa.text("mail = 'waiting'"),
        ),
    )

    # Blank for somebody who has no account yet; the invitation knows the address.
    user_id: Mapped[str] = mapped_column(sa.Text, server_default="")
    kind: Mapped[str] = mapped_column(sa.Text)
    noun: Mapped[str] = mapped_column(sa.Text)
    object_id: Mapped[str] = mapped_column(sa.Text)
    # Codes alone, such as a role: neither a title, a figure nor a name of a person.
    said: Mapped[Json] = mapped_column(default=dict)
    read_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    mail: Mapped[str] = mapped_column(sa.Text, server_default="none")
    tries: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    sent_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    @classmethod
    def listed(cls, taskforce_id: str, user_id: str, *, unread: bool = False) -> Query:
        """Return the select of a person's notices, newest first."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id == user_id)
        query = sa.select(cls).where(own)
        if unread:
            query = query.where(cls.read_at.is_(None))
        return query.order_by(cls.created.desc(), cls.id)

    @classmethod
    def number_unread(cls, taskforce_id: str, user_id: str) -> int:
        """Return how many notices a person has not read."""
        return count(cls.listed(taskforce_id, user_id, unread=True))

    @classmethod
    def mark_read(cls, taskforce_id: str, user_id: str) -> int:
        """Note that a person has read every notice; return how many were new."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id == user_id)
        unread = sa.update(cls).where(own, cls.read_at.is_(None))
        done: Any = model.Session.execute(unread.values(read_at=now()))
        return done.rowcount

    @classmethod
    def waiting(cls, before: datetime) -> list[str]:
        """Return the ids of those whose mail waits since before a moment."""
        is_waiting = cls.mail == MailState.WAITING.value
        query = sa.select(cls.id).where(is_waiting, cls.created < before)
        return scalars(query.order_by(cls.created, cls.id))

    @classmethod
    def give_up(cls, before: datetime) -> None:
        """Send no mail any more that waits since before a moment; it stays here."""
        is_waiting = cls.mail == MailState.WAITING.value
        late = sa.update(cls).where(is_waiting, cls.created < before)
        model.Session.execute(late.values(mail=MailState.FAILED.value))

    def dictize(self) -> dict[str, Any]:
        """Return the notice as plain data."""
        return {
            **self.dictize_base(),
            "kind": self.kind,
            "noun": self.noun,
            "object_id": self.object_id,
            "said": dict(self.said),
            "is_read": self.read_at is not None,
        }


def addressed(user_ids: Iterable[str]) -> list[model.User]:
    """Return the active accounts of these people, by name."""
    ids = sorted(set(user_ids))
    query = sa.select(model.User).where(model.User.id.in_(ids))
    return scalars(query.where(model.User.state == "active").order_by(model.User.name))


def forget_older(before: datetime) -> int:
    """Delete the notices that were made before a moment; return how many."""
    gone: Any = model.Session.execute(sa.delete(Notice).where(Notice.created < before))
    return gone.rowcount
