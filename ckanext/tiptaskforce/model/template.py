"""The standing deliverables of the six core functions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.accounted import Succeeded
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Query,
    Row,
    first,
    prepared,
    scalars,
)


class Template(Row, Succeeded):
    """A deliverable that the cluster's core functions ask for again and again."""

    __tablename__ = "tiptaskforce_template"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "code"),)

    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    core_function: Mapped[int | None] = mapped_column(sa.Integer)
    position: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    subcommittee_id: Mapped[str | None] = mapped_column(sa.Text)
    objective_code: Mapped[str] = mapped_column(sa.Text, server_default="")
    review_months: Mapped[int | None] = mapped_column(sa.Integer)
    is_scored: Mapped[bool] = mapped_column(sa.Boolean, server_default="true")
    kind: Mapped[str] = mapped_column(sa.Text, server_default="general")
    not_applicable: Mapped[str] = mapped_column(sa.Text, server_default="")
    # Added by the task force itself: a preset that does not know it leaves it alone.
    is_own: Mapped[bool] = mapped_column(
        sa.Boolean, default=False, server_default="false"
    )
    retired: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")

    @classmethod
    def get(cls, taskforce_id: str, code: str) -> Template | None:
        """Return the template with this code in a task force, or None."""
        match = sa.and_(cls.taskforce_id == taskforce_id, cls.code == code)
        return first(sa.select(cls).where(match))

    @classmethod
    def codes(cls, taskforce_id: str) -> list[str]:
        """Return the codes of a task force's templates."""
        return scalars(sa.select(cls.code).where(cls.taskforce_id == taskforce_id))

    @classmethod
    def every(cls, taskforce_id: str) -> list[Template]:
        """Return all of them, those in use and the retired ones, in their order."""
        own = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        return scalars(own.order_by(cls.position, cls.id))

    @classmethod
    def live(cls, taskforce_id: str, core_function: int | None = None) -> Query:
        """Return the select of the templates in use, in the order of the source."""
        match = sa.and_(cls.taskforce_id == taskforce_id, cls.retired.is_(False))
        if core_function:
            match = sa.and_(match, cls.core_function == core_function)
        return sa.select(cls).where(match).order_by(cls.position, cls.id)

    @classmethod
    def in_use(cls, taskforce_id: str) -> list[Template]:
        """Return the templates in use, in the order of the source."""
        return scalars(_in_use(), taskforce_id=taskforce_id)

    @classmethod
    def with_line(cls, taskforce_id: str) -> Query:
        """Return the select of the templates that serve a line of the strategy."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.objective_code != "")
        return sa.select(cls).where(own).order_by(cls.position, cls.id)

    @classmethod
    def rename_line(cls, taskforce_id: str, before: str, after: str) -> None:
        """Tell the templates of a line its new code; their own versions stay."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.objective_code == before)
        told = sa.update(cls).where(own).values(objective_code=after)
        model.Session.execute(told)

    def dictize(self) -> dict[str, Any]:
        """Return the template as plain data, without its subcommittee's slug."""
        return {
            **self.dictize_base(),
            "code": self.code,
            "title": self.title,
            "core_function": self.core_function,
            "objective": self.objective_code or None,
            "review_months": self.review_months,
            "is_scored": self.is_scored,
            "not_applicable": self.not_applicable or None,
            "retired": self.retired,
            "kind": self.kind,
            **self.told_successor(),
        }


@prepared
def _in_use() -> Query:
    return Template.live(TASKFORCE)
