"""Funding: what a line of the strategy needs in a year, and what it received."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    Figure,
    Query,
    Restricted,
    Row,
    Scope,
    Shape,
    first,
    plain,
    rows,
)
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.vocabulary import Visibility


class Funding(Row, Restricted):
    """The money of one line and year, in one currency; the gap follows from it."""

    __tablename__ = "tiptaskforce_funding"
    __table_args__ = (sa.UniqueConstraint("objective_id", "year", "currency"),)

    objective_id: Mapped[str] = mapped_column(sa.Text)
    year: Mapped[int] = mapped_column(sa.Integer)
    currency: Mapped[str] = mapped_column(sa.Text, server_default="USD")
    required: Mapped[Figure | None]
    received: Mapped[Figure | None]
    source: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter as for every noun; who keeps the money sees what it closed.

        All but what is open to named seats alone.
        """
        seen = super().visible_to(scope)
        if not scope.is_secretariat:
            return seen
        return sa.or_(cls.visibility != Visibility.NAMED.value, seen)

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        scope: Scope,
        *,
        objective_id: str | None = None,
        year: int | None = None,
    ) -> Query:
        """Return the select of the current strategy's money that a reader may see."""
        query = (
            sa.select(cls)
            .join(Objective, Objective.id == cls.objective_id)
            .join(Strategy, Strategy.id == Objective.strategy_id)
            .where(cls.taskforce_id == taskforce_id, Strategy.is_current.is_(True))
            .where(cls.visible_to(scope))
        )
        if objective_id:
            query = query.where(cls.objective_id == objective_id)
        if year:
            query = query.where(cls.year == year)
        return query.order_by(Objective.position, cls.year.desc(), cls.id)

    @classmethod
    def totals(cls, query: Query) -> list[Any]:
        """Return (year, currency, required, received, entries, complete) of a list.

        Complete are the entries that say both.
        """
        found = query.order_by(None).subquery()
        both = sa.and_(found.c.required.is_not(None), found.c.received.is_not(None))
        own = (found.c.year, found.c.currency)
        sums = (sa.func.sum(found.c.required), sa.func.sum(found.c.received))
        entries = (sa.func.count(), sa.func.count().filter(both))
        names = ("required", "received", "entries", "complete")
        shown = (c.label(n) for c, n in zip((*sums, *entries), names, strict=True))
        order = (found.c.year.desc(), found.c.currency)
        return rows(sa.select(*own, *shown).group_by(*own).order_by(*order))

    @classmethod
    def is_there(cls, objective_id: str, year: int, currency: str) -> bool:
        """Tell whether the money of a line, year and currency was entered already."""
        own = (cls.objective_id == objective_id, cls.year == year)
        query = sa.select(cls.id).where(*own, cls.currency == currency)
        return first(query) is not None

    @property
    def gap(self) -> Decimal | None:
        """What is missing; None where one of the two was not said."""
        if self.required is None or self.received is None:
            return None
        return self.required - self.received

    def dictize(self) -> dict[str, Any]:
        """Return the money as plain data, its line still as id."""
        return {
            **self.dictize_base(),
            "year": self.year,
            "currency": self.currency,
            "required": plain(self.required),
            "received": plain(self.received),
            "gap": plain(self.gap),
            "source": self.source or None,
            "visibility": self.visibility,
            "sensitivity": self.sensitivity,
        }
