"""Channels by which affected people give feedback, and how much came by quarter.

Numbers alone: what somebody said, and who, stands with the organisation and not here.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Json, Query, Row


class FeedbackChannel(Row):
    """One channel of one agency; ``counts`` are {quarter: [received, answered]}."""

    __tablename__ = "tiptaskforce_feedback_channel"

    kind: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    agency_id: Mapped[str] = mapped_column(sa.Text, index=True)
    counts: Mapped[Json] = mapped_column(default=dict)
    retired: Mapped[bool] = mapped_column(
        sa.Boolean, default=False, server_default="false"
    )

    @classmethod
    def listed(cls, taskforce_id: str, agency_id: str | None = None) -> Query:
        """Return the select of the channels, those in use on top."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if agency_id:
            query = query.where(cls.agency_id == agency_id)
        return query.order_by(cls.retired, cls.title, cls.id)

    def dictize(self) -> dict[str, Any]:
        """Return the channel as plain data, its agency still as an id."""
        return {
            **self.dictize_base(),
            "kind": self.kind,
            "title": self.title,
            "retired": self.retired,
            "counts": [
                {"period": period, "received": pair[0], "answered": pair[1]}
                for period, pair in sorted(self.counts.items(), reverse=True)
            ],
        }
