"""The objective tree of a strategy, with codes such as A and A.2."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Query,
    Row,
    first,
    prepared,
    scalars,
)
from ckanext.tiptaskforce.model.strategy import Strategy


class Objective(Row):
    """An objective, or a line of action below one."""

    __tablename__ = "tiptaskforce_objective"
    __table_args__ = (sa.UniqueConstraint("strategy_id", "code"),)

    strategy_id: Mapped[str] = mapped_column(sa.Text, index=True)
    code: Mapped[str] = mapped_column(sa.Text)
    source_code: Mapped[str] = mapped_column(sa.Text, server_default="")
    title: Mapped[str] = mapped_column(sa.Text)
    parent_code: Mapped[str] = mapped_column(sa.Text, server_default="")
    position: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    retired: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def current(cls, taskforce_id: str) -> Query:
        """Return the select of the lines of the current strategy, in their order."""
        return (
            sa.select(cls)
            .join(Strategy, Strategy.id == cls.strategy_id)
            .where(
                cls.taskforce_id == taskforce_id,
                Strategy.is_current.is_(True),
                cls.retired == "",
            )
            .order_by(cls.position, cls.id)
        )

    @classmethod
    def lines(cls, taskforce_id: str) -> list[Objective]:
        """Return the lines of the current strategy, in their order."""
        return scalars(_lines(), taskforce_id=taskforce_id)

    @classmethod
    def get(cls, taskforce_id: str, code: str) -> Objective | None:
        """Return the line with this code in the current strategy, or None."""
        return first(cls.current(taskforce_id).where(cls.code == code))

    @classmethod
    def codes(cls, taskforce_id: str) -> list[str]:
        """Return the codes of the current strategy's lines, in their order."""
        return scalars(cls.current(taskforce_id).with_only_columns(cls.code))

    def dictize(self) -> dict[str, Any]:
        """Return the objective as plain data."""
        return {
            **self.dictize_base(),
            "code": self.code,
            "source_code": self.source_code or self.code,
            "title": self.title,
            "parent": self.parent_code or None,
        }


@prepared
def _lines() -> Query:
    return Objective.current(TASKFORCE)
