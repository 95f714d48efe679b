"""Notices: what happened to somebody's things, in the app and by mail.

A notice is written in the transaction of what it tells, so that none is lost; the mail
goes out afterwards, and its state stands here, so that none goes out twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    Json,
    Query,
    Row,
    first,
    new_id,
    now,
    scalars,
)
from ckanext.tiptaskforce.vocabulary import MailState

_WAITS = "tiptaskforce_mail_waits"
WAITING = MailState.WAITING.value
DAILY = MailState.DAILY.value


class Notice(Row):
    """One thing that one person is told.

    ``once`` is blank, or names what a person is told of a single time, however often
    somebody looks whether it is to be told.
    """

    __tablename__ = "tiptaskforce_notice"
    __table_args__ = (
        sa.Index("idx_tiptaskforce_notice_user", "taskforce_id", "user_id", "created"),
        sa.Index(
            "idx_tiptaskforce_notice_waiting",
            "created",
            postgresql_where=sa.text("mail = 'waiting'"),
        ),
        sa.Index(
            "idx_tiptaskforce_notice_once",
            "taskforce_id",
            "user_id",
            "once",
            unique=True,
            postgresql_where=sa.text("once <> ''"),
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
    once: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    @classmethod
    def listed(cls, taskforce_id: str, user_id: str, *more: Any) -> Query:
        """Return the select of a person's notices, newest first, with its filters."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id == user_id)
        query = sa.select(cls).where(own, *more)
        return query.order_by(cls.created.desc(), cls.id)

    @classmethod
    def mark_read(
        cls, taskforce_id: str, user_id: str, ids: list[str] | None = None
    ) -> int:
        """Note that a person has read these, or all; return how many were new."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id == user_id)
        unread = sa.update(cls).where(own, cls.read_at.is_(None))
        if ids is not None:
            unread = unread.where(cls.id.in_(ids))
        done: Any = model.Session.execute(unread.values(read_at=now()))
        return done.rowcount

    @classmethod
    def waiting(cls) -> list[str]:
        """Return the ids of those whose mail waits.

        What was refused most often comes last, so that it keeps nothing else waiting.
        """
        query = sa.select(cls.id).where(cls.mail == WAITING)
        return scalars(query.order_by(cls.tries, cls.created, cls.id))

    @classmethod
    def taken(cls, notice_id: str) -> Notice | None:
        """Return one whose mail waits and that nobody else is sending, or None."""
        own = sa.and_(cls.id == notice_id, cls.mail == WAITING)
        query = sa.select(cls).where(own).with_for_update(skip_locked=True)
        return first(query.execution_options(populate_existing=True))

    @classmethod
    def daily(cls, taskforce_id: str, user_id: str) -> list[Notice]:
        """Return what a person is told by the next mail of the day, held until then."""
        query = cls.listed(taskforce_id, user_id, cls.mail == DAILY)
        held = query.with_for_update(skip_locked=True)
        return scalars(held.execution_options(populate_existing=True))

    @classmethod
    def was_refused(cls, since: datetime) -> bool:
        """Tell whether a mail that waits was refused since a moment."""
        query = sa.select(cls.id).where(cls.mail == WAITING, cls.tries > 0)
        return first(query.where(cls.modified > since)) is not None

    @classmethod
    def fold(cls, before: datetime, kinds: Iterable[str]) -> None:
        """Leave to one mail of the day what waits for a mail of its own too long."""
        late = sa.and_(cls.mail == WAITING, cls.created < before)
        own = sa.update(cls).where(late, cls.kind.in_(list(kinds)))
        model.Session.execute(own.values(mail=DAILY))

    @classmethod
    def give_up(cls, before: datetime) -> None:
        """Send no mail any more that waits since before a moment; it stays here."""
        late = sa.update(cls).where(cls.mail == WAITING, cls.created < before)
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


def store(told: list[dict[str, Any]]) -> None:
    """Add notices to this transaction; of what is told once, the first one stays."""
    if not told:
        return
    rows = [{"id": new_id(), **one} for one in told]
    made = postgresql.insert(Notice).values(rows)
    model.Session.execute(made.on_conflict_do_nothing())
    if any(one["mail"] == WAITING for one in told):
        model.Session().info[_WAITS] = True


def on_waiting(tell: Callable[[], None]) -> None:
    """Call a function after each commit that leaves a mail to be sent."""

    def committed(session: Any) -> None:
        if session.info.pop(_WAITS, False):
            tell()

    def undone(session: Any, _transaction: Any) -> None:
        session.info.pop(_WAITS, None)

    event.listen(model.Session, "after_commit", committed)
    event.listen(model.Session, "after_soft_rollback", undone)


def addressed(user_ids: Iterable[str]) -> list[model.User]:
    """Return the active accounts of these people, by name."""
    ids = sorted(set(user_ids))
    query = sa.select(model.User).where(model.User.id.in_(ids))
    return scalars(query.where(model.User.state == "active").order_by(model.User.name))


def forget_older(before: datetime) -> int:
    """Delete the notices that were made before a moment; return how many."""
    gone: Any = model.Session.execute(sa.delete(Notice).where(Notice.created < before))
    return gone.rowcount
