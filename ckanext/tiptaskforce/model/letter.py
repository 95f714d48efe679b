"""Letters: a mail to somebody without an account, which is owed, sent, or given up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Row, first, new_id, scalars
from ckanext.tiptaskforce.vocabulary import LetterKind, ReminderState

WAITING = ReminderState.WAITING.value


class Letter(Row):
    """One mail about one thing; neither its words nor its address are kept here."""

    __tablename__ = "tiptaskforce_letter"
    __table_args__ = (sa.UniqueConstraint("about_id", "kind", "release_id"),)

    noun: Mapped[str] = mapped_column(sa.Text)
    about_id: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.Text)
    release_id: Mapped[str] = mapped_column(sa.Text, server_default="")
    state: Mapped[str] = mapped_column(sa.Text, server_default="waiting")
    sent_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    @classmethod
    def owe(
        cls,
        taskforce_id: str,
        noun: str,
        about_ids: Iterable[str],
        kind: LetterKind,
        release_id: str = "",
    ) -> None:
        """Note that a letter is owed about each of these; one that is there stays."""
        common = {"taskforce_id": taskforce_id, "noun": noun, "kind": kind.value}
        rows = [
            {"id": new_id(), "about_id": one, "release_id": release_id, **common}
            for one in about_ids
        ]
        if rows:
            made = postgresql.insert(cls).values(rows)
            model.Session.execute(made.on_conflict_do_nothing())

    @classmethod
    def waiting(cls) -> list[str]:
        """Return the ids of the letters that are owed, oldest first."""
        query = sa.select(cls.id).where(cls.state == WAITING)
        return scalars(query.order_by(cls.created, cls.id))

    @classmethod
    def taken(cls, letter_id: str) -> Letter | None:
        """Return a letter that waits and that nobody else is sending, or None."""
        own = sa.and_(cls.id == letter_id, cls.state == WAITING)
        query = sa.select(cls).where(own).with_for_update(skip_locked=True)
        return first(query.execution_options(populate_existing=True))

    @classmethod
    def of(cls, about_id: str, kind: LetterKind) -> Letter | None:
        """Return the letter of a kind that is about no release, or None."""
        own = sa.and_(cls.about_id == about_id, cls.kind == kind.value)
        return first(sa.select(cls).where(own, cls.release_id == ""))

    @classmethod
    def forget(cls, about_ids: list[str]) -> None:
        """Delete the letters about things that are gone."""
        model.Session.execute(sa.delete(cls).where(cls.about_id.in_(about_ids)))
