"""Answers already given to a create call that carried an idempotency key."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from ckan import model
from ckan.model.base import BaseModel
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Moment, first, new_id, now


class Idempotency(BaseModel):
    """One key of one user for one action, with a digest of the body that came."""

    __tablename__ = "tiptaskforce_idempotency"
    __table_args__ = (sa.UniqueConstraint("user_id", "action", "key"),)

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(sa.Text)
    action: Mapped[str] = mapped_column(sa.Text)
    key: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    object_id: Mapped[str] = mapped_column(sa.Text)
    created: Mapped[Moment] = mapped_column(default=now, server_default=sa.func.now())

    @classmethod
    def get(cls, user_id: str, action: str, key: str) -> Idempotency | None:
        """Return what was answered to this key before, or None."""
        return first(
            sa.select(cls).where(
                cls.user_id == user_id, cls.action == action, cls.key == key
            )
        )

    @classmethod
    def forget_older(cls, before: datetime) -> int:
        """Delete the keys of calls from before a moment; return how many.

        The caller commits.
        """
        gone = sa.delete(cls).where(cls.created < before)
        done = model.Session.execute(gone)
        return done.rowcount  # pyright: ignore[reportAttributeAccessIssue] - of a delete
