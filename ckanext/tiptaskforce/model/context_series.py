"""Context series: yearly figures of others about a country, apart from our own."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Codes, Json, Query, Row, first
from ckanext.tiptaskforce.vocabulary import Licence


class ContextSeries(Row):
    """One measure of one source for one country, a figure for each year.

    ``points`` holds for each year ``{value, low?, high?}``.
    """

    __tablename__ = "tiptaskforce_context_series"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "slug"),)

    slug: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    unit: Mapped[str] = mapped_column(sa.Text)
    country: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.Text)
    url: Mapped[str] = mapped_column(sa.Text, server_default="")
    licence: Mapped[str] = mapped_column(sa.Text)
    as_of: Mapped[date] = mapped_column(sa.Date)
    violations: Mapped[Codes] = mapped_column(default=list)
    points: Mapped[Json] = mapped_column(default=dict)

    @classmethod
    def get(cls, taskforce_id: str, slug: str) -> ContextSeries | None:
        """Return the series of this name, or None."""
        match = sa.and_(cls.taskforce_id == taskforce_id, cls.slug == slug)
        return first(sa.select(cls).where(match))

    @classmethod
    def listed(
        cls, taskforce_id: str, *, is_open: bool, violation: str | None = None
    ) -> Query:
        """Return the select of the series; of the open ones alone, for strangers."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if is_open:
            query = query.where(cls.licence != Licence.NOT_OPEN.value)
        if violation:
            query = query.where(sa.literal(violation) == sa.any_(cls.violations))
        return query.order_by(cls.source, cls.title, cls.id)

    def dictize(self) -> dict[str, Any]:
        """Return the series as plain data, its latest year first."""
        return {
            **self.dictize_base(),
            "slug": self.slug,
            "title": self.title,
            "unit": self.unit,
            "country": self.country,
            "source": self.source,
            "url": self.url or None,
            "licence": self.licence,
            "is_open": self.licence != Licence.NOT_OPEN.value,
            "as_of": self.as_of.isoformat(),
            "violations": list(self.violations),
            "points": [
                {"year": int(year), "low": None, "high": None, **self.points[year]}
                for year in sorted(self.points, reverse=True)
            ],
        }
