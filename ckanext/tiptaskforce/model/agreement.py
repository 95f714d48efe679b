"""Endorsements of the information sharing protocol: one row per agency."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row, first, scalars


class Agreement(Row):
    """An agency's endorsement, from when until when; its log tells the earlier ones."""

    __tablename__ = "tiptaskforce_agreement"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "agency_id"),)

    agency_id: Mapped[str] = mapped_column(sa.Text)
    endorsed_on: Mapped[date] = mapped_column(sa.Date)
    expires_on: Mapped[date | None] = mapped_column(sa.Date)
    # Which text the agency has endorsed; the text stands in the settings.
    protocol_version: Mapped[str] = mapped_column(sa.Text, server_default="")
    document_id: Mapped[str | None] = mapped_column(sa.Text)

    @classmethod
    def of_agency(cls, taskforce_id: str, agency_id: str) -> Agreement | None:
        """Return the endorsement of an agency, valid or not, or None."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.agency_id == agency_id)
        return first(sa.select(cls).where(own))

    @classmethod
    def listed(cls, taskforce_id: str, *, agency_id: str | None = None) -> Query:
        """Return the select of the endorsements, the first to expire on top."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if agency_id:
            query = query.where(cls.agency_id == agency_id)
        return query.order_by(cls.expires_on.asc().nulls_last(), cls.id)

    @classmethod
    def ending(cls, taskforce_id: str, first_day: date, last_day: date) -> list[Any]:
        """Return the endorsements that end from one day to another."""
        own = cls.taskforce_id == taskforce_id
        query = sa.select(cls).where(own, cls.expires_on.between(first_day, last_day))
        return scalars(query.order_by(cls.expires_on, cls.id))

    def is_valid(self, today: date) -> bool:
        """Tell whether the endorsement holds on this day, its last one included."""
        has_begun = self.endorsed_on <= today
        return has_begun and (self.expires_on is None or today <= self.expires_on)

    def dictize(self, today: date) -> dict[str, Any]:
        """Return the endorsement as plain data, the agency still as id."""
        return {
            **self.dictize_base(),
            "endorsed_on": self.endorsed_on.isoformat(),
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "protocol_version": self.protocol_version or None,
            "document": self.document_id,
            "is_valid": self.is_valid(today),
        }
