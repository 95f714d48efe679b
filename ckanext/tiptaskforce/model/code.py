"""Versioned code lists: the closed vocabulary of a task force's forms and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Json,
    Query,
    Row,
    prepared,
    scalars,
)


class Code(Row):
    """One code of one list; a code is retired, never deleted."""

    __tablename__ = "tiptaskforce_code"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "list", "code"),)

    list: Mapped[str] = mapped_column(sa.Text)
    list_version: Mapped[str] = mapped_column(sa.Text, server_default="1")
    code: Mapped[str] = mapped_column(sa.Text)
    position: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    labels: Mapped[Json] = mapped_column(default=dict)
    retired: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")

    @classmethod
    def listed(cls, taskforce_id: str, name: str | None = None) -> Query:
        """Return the select of all codes, or of those of one list, in their order."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if name:
            query = query.where(cls.list == name)
        return query.order_by(cls.list, cls.position, cls.id)

    @classmethod
    def of_list(cls, taskforce_id: str, name: str) -> Sequence[Code]:
        """Return the codes of one list, in their order."""
        return scalars(_of_list(name), taskforce_id=taskforce_id)

    def label(self, language: str) -> str:
        """Return the words of the code in a language, else in English."""
        labels = self.labels
        return labels.get(language) or labels.get("en") or self.code

    def dictize(self) -> dict[str, Any]:
        """Return the code as plain data."""
        return {
            "list": self.list,
            "list_version": self.list_version,
            "code": self.code,
            "labels": dict(self.labels),
            "retired": self.retired,
        }


@prepared
def _of_list(name: str) -> Query:
    return Code.listed(TASKFORCE, name)
