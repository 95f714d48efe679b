"""Subscriptions: an address that wants to know of releases, and nothing else of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Row, made_if_new, scalars


class Subscription(Row):
    """One address for one series, or for all; it counts once its owner confirmed it."""

    __tablename__ = "tiptaskforce_subscription"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "series", "address"),)
    # Events outlive the row, and the address must not.
    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"address"})

    series: Mapped[str] = mapped_column(sa.Text, server_default="")
    address: Mapped[str] = mapped_column(sa.Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    @classmethod
    def held(cls, taskforce_id: str, series: str, address: str) -> Subscription:
        """Return the row of an address for this transaction; it is made if new."""
        named = {"taskforce_id": taskforce_id, "series": series, "address": address}
        return made_if_new(cls, named)

    @classmethod
    def following(cls, taskforce_id: str, series: str) -> list[str]:
        """Return the ids of those who want to know of a series."""
        query = sa.select(cls.id).where(
            cls.taskforce_id == taskforce_id,
            cls.series.in_(("", series)),
            cls.confirmed_at.is_not(None),
        )
        # Who follows one series and all of them gets one letter.
        one = query.distinct(cls.address).order_by(cls.address, cls.series.desc())
        return scalars(one)

    @classmethod
    def unconfirmed(cls, before: datetime) -> list[Subscription]:
        """Return those that nobody confirmed since a moment."""
        is_old = sa.and_(cls.confirmed_at.is_(None), cls.modified < before)
        return scalars(sa.select(cls).where(is_old))

    def dictize(self) -> dict[str, Any]:
        """Return what may be told: never the address."""
        return {**self.dictize_base(), "series": self.series or None}
