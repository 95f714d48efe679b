"""Files that wait for their form: checked, private to one person, gone after a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from ckan.model.base import BaseModel
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Moment, first, new_id, now, scalars

LIFE = timedelta(days=1)


class Staged(BaseModel):
    """The file of one form of one user; an error in another field must not lose it."""

    __tablename__ = "tiptaskforce_staged"
    __table_args__ = (sa.UniqueConstraint("user_id", "key"),)

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(sa.Text)
    key: Mapped[str] = mapped_column(sa.Text)
    file_name: Mapped[str] = mapped_column(sa.Text)
    media_type: Mapped[str] = mapped_column(sa.Text)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.Text)
    location: Mapped[str] = mapped_column(sa.Text)
    created: Mapped[Moment] = mapped_column(default=now, server_default=sa.func.now())

    @classmethod
    def get(cls, user_id: str, key: str) -> Staged | None:
        """Return the file that this user's form left, or None."""
        mine = sa.and_(cls.user_id == user_id, cls.key == key)
        return first(sa.select(cls).where(mine, cls.created > now() - LIFE))

    @classmethod
    def stale(cls, user_id: str, key: str) -> list[Staged]:
        """Return what the user's form left before, and what any form left too long."""
        mine = sa.and_(cls.user_id == user_id, cls.key == key)
        return scalars(
            sa.select(cls).where(sa.or_(mine, cls.created <= now() - LIFE)).limit(50)
        )

    @classmethod
    def older_than(cls, before: datetime) -> list[Staged]:
        """Return what was left before a moment, whoever left it."""
        return scalars(sa.select(cls).where(cls.created < before))
