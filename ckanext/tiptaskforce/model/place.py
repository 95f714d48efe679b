"""Places with their P-codes, as the preset gives them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Codes, Query, Row, first, rows, scalars


class Place(Row):
    """An administrative area; level 1 is the coarsest."""

    __tablename__ = "tiptaskforce_place"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "code"),)

    code: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text)
    level: Mapped[int] = mapped_column(sa.Integer)
    parent: Mapped[str] = mapped_column(sa.Text, server_default="")
    names: Mapped[Codes] = mapped_column(default=list)
    retired: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")

    @classmethod
    def get(cls, taskforce_id: str, code: str) -> Place | None:
        """Return the place with this P-code in a task force, or None."""
        match = sa.and_(cls.taskforce_id == taskforce_id, cls.code == code)
        return first(sa.select(cls).where(match))

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        *,
        level: int | None = None,
        parent: str | None = None,
        q: str | None = None,
        code: str | None = None,
    ) -> Query:
        """Return the select of the places, coarsest first, with its filters."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if level:
            query = query.where(cls.level == level)
        if code:
            query = query.where(cls.code == code)
        if parent:
            query = query.where(cls.parent == parent)
        if q:
            spellings = sa.func.array_to_string(cls.names, "|")
            query = query.where(
                sa.or_(
                    cls.name.icontains(q, autoescape=True),
                    spellings.icontains(q, autoescape=True),
                )
            )
        return query.order_by(cls.level, cls.code, cls.id)

    @classmethod
    def in_use(cls, taskforce_id: str) -> list[Place]:
        """Return the places of a task force that are not retired, coarsest first."""
        return scalars(cls.listed(taskforce_id).where(cls.retired.is_(False)))

    @classmethod
    def down_to(cls, taskforce_id: str, level: int, *, within: str) -> list[Place]:
        """Return the places in use of an area, no finer than a level of 1 or 2."""
        query = cls.listed(taskforce_id).where(
            cls.retired.is_(False), cls.level <= level
        )
        if within:
            query = query.where(sa.or_(cls.code == within, cls.parent == within))
        return scalars(query)

    @classmethod
    def named(cls, taskforce_id: str, codes: set[str]) -> dict[str, str]:
        """Return the names of places by their codes."""
        query = sa.select(cls.code, cls.name).where(cls.taskforce_id == taskforce_id)
        found = rows(query.where(cls.code.in_(sorted(codes))))
        return {row.code: row.name for row in found}

    def dictize(self) -> dict[str, Any]:
        """Return the place as plain data."""
        return {
            "code": self.code,
            "name": self.name,
            "level": self.level,
            "parent": self.parent or None,
            "names": list(self.names),
            "retired": self.retired,
        }
