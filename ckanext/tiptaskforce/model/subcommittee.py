"""Subcommittees: prevention, protection, prosecution, and what else a preset names."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Codes, Query, Row, first


class Subcommittee(Row):
    """A working group of the task force; several agencies sit on it."""

    __tablename__ = "tiptaskforce_subcommittee"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "slug"),)

    slug: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    fields: Mapped[Codes] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(sa.Integer, server_default="0")

    @classmethod
    def get(cls, taskforce_id: str, id_or_slug: str) -> Subcommittee | None:
        """Return the subcommittee with this id or slug in a task force, or None."""
        match = sa.or_(cls.id == id_or_slug, cls.slug == id_or_slug)
        return first(sa.select(cls).where(cls.taskforce_id == taskforce_id, match))

    @classmethod
    def of(cls, taskforce_id: str, one: str | None = None) -> Query:
        """Return the select of a task force's subcommittees in order, or of one id."""
        match = cls.taskforce_id == taskforce_id
        query = sa.select(cls).where(match).order_by(cls.position, cls.slug)
        return query.where(cls.id == one) if one else query

    def dictize(self) -> dict[str, Any]:
        """Return the subcommittee as plain data."""
        return {
            **self.dictize_base(),
            "slug": self.slug,
            "title": self.title,
            "fields": list(self.fields),
        }
