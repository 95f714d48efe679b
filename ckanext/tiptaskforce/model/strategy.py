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
    first,
    one,
    prepared,
    scalars,
)
from ckanext.tiptaskforce.vocabulary import StrategyState


class Strategy(Row):
    """A strategy with its period, vision, principles and SWOT."""

    __tablename__ = "tiptaskforce_strategy"
    __table_args__ = (
        sa.UniqueConstraint("taskforce_id", "slug"),
        # The database itself lets a task force follow one strategy at a time.
        sa.Index(
            "idx_tiptaskforce_strategy_current",
            "taskforce_id",
            unique=True,
            postgresql_where=sa.text("is_current"),
        ),
    )

    slug: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    starts: Mapped[date] = mapped_column(sa.Date)
    ends: Mapped[date] = mapped_column(sa.Date)
    vision: Mapped[str] = mapped_column(sa.Text, server_default="")
    principles: Mapped[Codes] = mapped_column(default=list)
    swot: Mapped[Json] = mapped_column(default=dict)
    is_current: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    is_sample: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    # The day on which it became the current one; one in preparation has none.
    adopted_on: Mapped[date | None] = mapped_column(sa.Date)
    # Why one that was only begun was given up; it leaves the lists, and keeps its log.
    dropped: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def current(cls, taskforce_id: str) -> Strategy | None:
        """Return the strategy that the task force follows now, or None."""
        return one(_current(), taskforce_id=taskforce_id)

    @classmethod
    def listed(cls, taskforce_id: str) -> Query:
        """Return the select of all strategies but those given up, the newest first."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        query = query.where(cls.dropped == "")
        return query.order_by(cls.starts.desc(), cls.slug)

    @classmethod
    def every(cls, taskforce_id: str) -> list[Strategy]:
        """Return all strategies of a task force, the newest first."""
        return scalars(cls.listed(taskforce_id))

    @classmethod
    def followed(cls, taskforce_id: str) -> list[Strategy]:
        """Return the strategies that are or were current, the newest first."""
        is_it = sa.or_(cls.is_current.is_(True), cls.adopted_on.is_not(None))
        return scalars(cls.listed(taskforce_id).where(is_it))

    @classmethod
    def named(cls, taskforce_id: str, name: str) -> Strategy | None:
        """Return the strategy with this slug or id, or None."""
        is_it = sa.or_(cls.slug == name, cls.id == name)
        return first(cls.listed(taskforce_id).where(is_it))

    def covers(self, starts: date, ends: date) -> bool:
        """Tell whether a period is one of its own.

        The current one is followed beyond its last day until another is adopted.
        """
        return ends >= self.starts and (self.is_current or starts <= self.ends)

    def state_on(self, today: date) -> StrategyState:
        """Return where it stands: it is followed, was, or may be once."""
        if self.is_current:
            return StrategyState.CURRENT
        if self.dropped:
            return StrategyState.DROPPED
        is_past = self.adopted_on is not None or self.ends < today
        return StrategyState.FORMER if is_past else StrategyState.IN_PREPARATION

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
            "adopted_on": self.adopted_on.isoformat() if self.adopted_on else None,
            "dropped": self.dropped or None,
        }


@prepared
def _current() -> Query:
    is_it = sa.and_(Strategy.taskforce_id == TASKFORCE, Strategy.is_current.is_(True))
    return sa.select(Strategy).where(is_it)
