"""The calendar of inputs: what the task force sends to plans and reports of others."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row
from ckanext.tiptaskforce.vocabulary import InputState


class Input(Row):
    """One input of one cycle; ``retired`` says why nobody asks for it any more."""

    __tablename__ = "tiptaskforce_input"

    # How the preset names what it brought; blank for all that people added.
    code: Mapped[str] = mapped_column(sa.Text, server_default="")
    kind: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    cycle: Mapped[int | None] = mapped_column(sa.Integer)
    core_function: Mapped[int | None] = mapped_column(sa.Integer)
    due: Mapped[date | None] = mapped_column(sa.Date)
    sent_on: Mapped[date | None] = mapped_column(sa.Date)
    document_id: Mapped[str | None] = mapped_column(sa.Text)
    retired: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def listed(  # noqa: PLR0913  a filter each, by keyword
        cls,
        taskforce_id: str,
        *,
        kind: str | None = None,
        cycle: int | None = None,
        core_function: int | None = None,
        is_open: bool = False,
        is_retired: bool = False,
    ) -> Query:
        """Return the select of the inputs, what is due first; those sent come last."""
        gone = cls.retired != ""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        query = query.where(gone if is_retired else sa.not_(gone))
        same = {cls.kind: kind, cls.cycle: cycle, cls.core_function: core_function}
        for column, value in same.items():
            query = query.where(column == value) if value else query
        if is_open:
            query = query.where(cls.sent_on.is_(None))
        order = (cls.sent_on.desc().nulls_first(), cls.due.asc().nulls_last())
        return query.order_by(*order, cls.title, cls.id)

    def state(self, today: date) -> InputState:
        """Tell how it stands on a day."""
        if self.sent_on:
            return InputState.SENT
        if self.due is None:
            return InputState.UNDATED
        return InputState.OVERDUE if self.due < today else InputState.DUE

    def dictize(self) -> dict[str, Any]:
        """Return the input as plain data."""
        return {
            **self.dictize_base(),
            "code": self.code or None,
            "kind": self.kind,
            "title": self.title,
            "cycle": self.cycle,
            "core_function": self.core_function,
            "due": self.due.isoformat() if self.due else None,
            "sent_on": self.sent_on.isoformat() if self.sent_on else None,
            "retired": self.retired or None,
        }
