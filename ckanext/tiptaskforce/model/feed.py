"""Calendar feeds: a person's meetings at a secret address that can be revoked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Row, first, made_if_new


class Feed(Row):
    """The feed of one person in one task force; of its secret the digest is kept.

    Nothing stands in it by itself: what it tells follows from the seats of its person
    whenever somebody asks.
    """

    __tablename__ = "tiptaskforce_feed"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "user_id"),)
    UNRECORDED = frozenset({"digest"})

    user_id: Mapped[str] = mapped_column(sa.Text)
    # Nothing where it is revoked.
    digest: Mapped[str] = mapped_column(sa.Text, server_default="", index=True)
    is_wanted: Mapped[bool] = mapped_column(
        sa.Boolean, default=False, server_default="false"
    )

    @classmethod
    def of(cls, taskforce_id: str, user_id: str) -> Feed | None:
        """Return the feed of a person, revoked or not, or None."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.user_id == user_id)
        return first(sa.select(cls).where(own))

    @classmethod
    def held(cls, taskforce_id: str, user_id: str) -> Feed:
        """Return the feed of a person for this transaction alone; it is made if new."""
        named = {"taskforce_id": taskforce_id, "user_id": user_id}
        return made_if_new(cls, named)

    @classmethod
    def opened_by(cls, taskforce_id: str, digest: str) -> Feed | None:
        """Return the feed that this digest of a secret opens, or None."""
        match = sa.and_(cls.taskforce_id == taskforce_id, cls.digest == digest)
        return first(sa.select(cls).where(match, cls.is_wanted.is_(True)))

    def dictize(self) -> dict[str, Any]:
        """Return whether there is one; its secret is told once and never again."""
        return {**self.dictize_base(), "is_wanted": self.is_wanted}
