"""Tallies: that an agency counted a period, and where its tally stands.

What it counted is not here: the rows stand apart in ``tally_row.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row, first, scalars
from ckanext.tiptaskforce.vocabulary import TallyState


class Tally(Row):
    """One agency's tally of one period, through all its editions.

    A correction goes on in the same row, as the next edition, so that the database
    itself keeps a second live tally out.
    """

    __tablename__ = "tiptaskforce_tally"
    __table_args__ = (
        sa.UniqueConstraint("agency_id", "period"),
        sa.Index("idx_tiptaskforce_tally_period", "taskforce_id", "period"),
    )
    # "Nothing to report" is a count, and a note may speak of counts: neither may
    # stand in the event log.
    UNRECORDED = frozenset({"nothing_to_report", "note"})

    agency_id: Mapped[str] = mapped_column(sa.Text)
    period: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, server_default="draft")
    edition: Mapped[int] = mapped_column(sa.Integer, server_default="1")
    accepted_edition: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    nothing_to_report: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    note: Mapped[str] = mapped_column(sa.Text, server_default="")
    submitted_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    submitted_by: Mapped[str] = mapped_column(sa.Text, server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    decided_by: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def of_period(cls, agency_id: str, period: str) -> Tally | None:
        """Return the tally of an agency for a period, or None."""
        match = sa.and_(cls.agency_id == agency_id, cls.period == period)
        return first(sa.select(cls).where(match))

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        *,
        period: str | None = None,
        agency_id: str | None = None,
        state: str | None = None,
    ) -> Query:
        """Return the select of the tallies, the newest period first."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if period:
            query = query.where(cls.period == period)
        if agency_id:
            query = query.where(cls.agency_id == agency_id)
        if state:
            query = query.where(cls.state == state)
        return query.order_by(cls.period.desc(), cls.agency_id, cls.id)

    @classmethod
    def accepted_since(
        cls, taskforce_id: str, periods: Sequence[str], moment: datetime
    ) -> Query:
        """Return the select of the tallies of periods that were accepted later on."""
        return (
            sa.select(cls)
            .where(cls.taskforce_id == taskforce_id, cls.period.in_(periods))
            .where(cls.state == TallyState.ACCEPTED, cls.decided_at > moment)
            .order_by(cls.period, cls.agency_id)
        )

    @classmethod
    def periods(cls, taskforce_id: str) -> list[str]:
        """Return the periods for which there is a tally."""
        query = sa.select(cls.period).where(cls.taskforce_id == taskforce_id)
        return scalars(query.distinct().order_by(cls.period))

    @property
    def is_accepted(self) -> bool:
        """Whether the newest edition counts."""
        return self.state == TallyState.ACCEPTED

    def dictize(self) -> dict[str, Any]:
        """Return where the tally stands: what every member may know, and no count."""
        return {
            **self.dictize_base(),
            "period": self.period,
            "state": self.state,
            "edition": self.edition,
            "accepted_edition": self.accepted_edition or None,
            "submitted_at": _moment(self.submitted_at),
            "decided_at": _moment(self.decided_at),
        }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
