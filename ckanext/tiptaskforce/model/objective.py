"""The objective tree of a strategy, with codes such as A and A.2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Query,
    Row,
    first,
    prepared,
    rows,
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
    # The line of an earlier strategy which this one goes on with.
    follows_id: Mapped[str | None] = mapped_column(sa.Text)

    @classmethod
    def of(cls, strategy_id: str) -> Query:
        """Return the select of a strategy's lines, retired ones too, in their order."""
        query = sa.select(cls).where(cls.strategy_id == strategy_id)
        return query.order_by(cls.position, cls.id)

    @classmethod
    def current(cls, taskforce_id: str) -> Query:
        """Return the select of the lines of the current strategy, in their order."""
        return _followed(taskforce_id).where(cls.retired == "")

    @classmethod
    def followed(cls, taskforce_id: str) -> tuple[Strategy | None, list[Objective]]:
        """Return the current strategy, or None, and all its lines in their order.

        Most pages need both, so that they come in one query.
        """
        found = rows(_followed_whole(), taskforce_id=taskforce_id)
        lines = [line for _, line in found if line is not None]
        return (found[0][0] if found else None), lines

    @classmethod
    def get(cls, taskforce_id: str, code: str) -> Objective | None:
        """Return the line with this code in the current strategy, or None."""
        return first(cls.current(taskforce_id).where(cls.code == code))

    @classmethod
    def codes(cls, taskforce_id: str) -> list[str]:
        """Return the codes of the current strategy's lines, in their order."""
        return scalars(cls.current(taskforce_id).with_only_columns(cls.code))

    @classmethod
    def by_ids(cls, ids: Iterable[str]) -> dict[str, Objective]:
        """Return the lines with these ids, of whatever strategy, by id."""
        wanted = sorted(ids)
        found = scalars(sa.select(cls).where(cls.id.in_(wanted))) if wanted else []
        return {row.id: row for row in found}

    @classmethod
    def place(cls, ordered: Iterable[Objective]) -> None:
        """Give lines their places in this order; the caller commits.

        No version changes: whoever edits the words of a line is not in the way of
        somebody who moves its neighbour.
        """
        found = [(row, n) for n, row in enumerate(ordered) if row.position != n]
        if not found:
            return
        table: Any = cls.__table__
        told = sa.update(table).where(table.c.id == sa.bindparam("line"))
        values = [{"line": row.id, "position": place} for row, place in found]
        model.Session.connection().execute(told, values)
        for row, place in found:
            set_committed_value(row, "position", place)

    def dictize(self) -> dict[str, Any]:
        """Return the objective as plain data."""
        return {
            **self.dictize_base(),
            "code": self.code,
            "source_code": self.source_code or self.code,
            "title": self.title,
            "parent": self.parent_code or None,
            "retired": self.retired or None,
        }


def _followed(taskforce_id: Any) -> Query:
    return (
        sa.select(Objective)
        .join(Strategy, Strategy.id == Objective.strategy_id)
        .where(Objective.taskforce_id == taskforce_id, Strategy.is_current.is_(True))
        .order_by(Objective.position, Objective.id)
    )


@prepared
def _followed_whole() -> Query:
    return (
        sa.select(Strategy, Objective)
        .outerjoin(Objective, Objective.strategy_id == Strategy.id)
        .where(Strategy.taskforce_id == TASKFORCE, Strategy.is_current.is_(True))
        .order_by(Objective.position, Objective.id)
    )
