"""Context series: yearly figures of others about a country, apart from our own."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Codes, Json, Query, Row, first
from ckanext.tiptaskforce.vocabulary import Licence

# What is kept of figures when newer ones take their place; the day is one more.
KEPT = ("edition", "source", "licence", "points")


class ContextSeries(Row):
    """One measure of one source for one country, a figure for each year.

    ``points`` holds for each year ``{value, low?, high?}``. ``earlier`` keeps what
    stood before newer figures took their place, the newest first, each with its
    edition, day, source and licence.
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
    edition: Mapped[int] = mapped_column(sa.Integer, default=1, server_default="1")
    earlier: Mapped[list[Any]] = mapped_column(JSONB, default=list)

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

    def put_away(self) -> None:
        """Keep what stands now among what stood before, for newer figures to come."""
        kept = {name: getattr(self, name) for name in KEPT}
        self.earlier = [{**kept, "as_of": self.as_of.isoformat()}, *self.earlier]
        self.edition += 1

    def dictize(self, *, is_open: bool = False) -> dict[str, Any]:
        """Return the series as plain data, its latest year first.

        :param is_open: what was not openly licensed then is left out
        """
        before = [
            {**one, "points": _listed(one["points"])}
            for one in self.earlier
            if not is_open or one["licence"] != Licence.NOT_OPEN.value
        ]
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
            "points": _listed(self.points),
            "edition": self.edition,
            "earlier": before,
        }


def _listed(points: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"year": int(year), "low": None, "high": None, **points[year]}
        for year in sorted(points, reverse=True)
    ]
