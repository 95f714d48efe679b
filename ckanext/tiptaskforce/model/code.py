"""Versioned code lists: the closed vocabulary of a task force's forms and tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Json, Row


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

    def dictize(self) -> dict[str, Any]:
        """Return the code as plain data."""
        return {
            "list": self.list,
            "list_version": self.list_version,
            "code": self.code,
            "labels": dict(self.labels),
            "retired": self.retired,
        }
