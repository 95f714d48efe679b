"""Decisions: what a meeting agreed on, as its minutes have it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row, Scope, Shape
from ckanext.tiptaskforce.model.body import OfBody
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.violation import Touching
from ckanext.tiptaskforce.vocabulary import DecisionState, MeetingState


class Decision(Row, OfBody, Touching):
    """One decision; it is there for members once the minutes are approved."""

    __tablename__ = "tiptaskforce_decision"

    meeting_id: Mapped[str] = mapped_column(sa.Text, index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(
        sa.Text, server_default=DecisionState.RECORDED.value
    )
    is_confidential: Mapped[bool] = mapped_column(
        sa.Boolean, default=False, server_default="false"
    )
    decision_note: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter of what is in minutes that the reader may read."""
        approved = sa.select(Meeting.id).where(
            Meeting.id == cls.meeting_id, Meeting.state == MeetingState.APPROVED.value
        )
        is_told = sa.and_(cls.is_confidential.is_(False), approved.exists())
        return sa.and_(super().visible_to(scope), sa.or_(cls.kept_by(scope), is_told))

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        scope: Scope,
        meeting_id: str | None,
        violation: str | None = None,
    ) -> Query:
        """Return the select of the decisions that stand, in the order of the minutes.

        Without a meeting they are those of all meetings, the newest first.
        """
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id,
            cls.visible_to(scope),
            cls.state == DecisionState.RECORDED.value,
        )
        if violation is not None:
            query = query.where(cls.touches(violation))
        if meeting_id is not None:
            of_one = query.where(cls.meeting_id == meeting_id)
            return of_one.order_by(cls.created, cls.id)
        return query.order_by(cls.created.desc(), cls.id)

    def dictize(self) -> dict[str, Any]:
        """Return the decision as plain data."""
        return {
            **self.dictize_base(),
            "meeting": self.meeting_id,
            "title": self.title,
            "state": self.state,
            "is_confidential": self.is_confidential,
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
        }
