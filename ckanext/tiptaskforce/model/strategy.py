"""Strategies of a task force; several over time, one current."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Codes,
    Json,
    Query,
    Row,
    one,
    prepared,
)


class Strategy(Row):
    """A strategy with its period, vision, principles and SWOT."""

    __tablename__ = "tiptaskforce_strategy"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "slug"),)

    slug: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    starts: Mapped[date] = mapped_column(sa.Date)
    ends: Mapped[date] = mapped_column(sa.Date)
    vision: Mapped[str] = mapped_column(sa.Text, server_default="")
    principles: Mapped[Codes] = mapped_column(default=list)
    swot: Mapped[Json] = mapped_column(default=dict)
    is_current: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    is_sample: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")

    @classmethod
    def current(cls, taskforce_id: str) -> Strategy | None:
        """Return the strategy that the task force follows now, or None."""
        return one(_current(), taskforce_id=taskforce_id)

    def dictize(self) -> dict[str, Any]:
        """Return the strategy as plain data."""
        return {
            **self.dictize_base(),
            "slug": self.slug,
            "title": self.title,
            "from": self.starts.isoformat(),
            "until": self.ends.isoformat(),
            "vision": self.vision,
            "principles": list(self.principles),
            "swot": dict(self.swot),
            "is_current": self.is_current,
            "is_sample": self.is_sample,
        }


@prepared
def _current() -> Query:
    is_it = sa.and_(Strategy.taskforce_id == TASKFORCE, Strategy.is_current.is_(True))
    query = sa.select(Strategy).where(is_it)
    return query.order_by(Strategy.starts.desc(), Strategy.id).limit(1)
