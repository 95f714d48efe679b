"""Comments on deliverables: what those who see the work say to each other about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row, Scope, Shape, Veiled
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.vocabulary import CommentState


class Comment(Row, Veiled):
    """One comment; it is there for whoever sees its deliverable, as that is now.

    ``role`` and ``agency_id`` are those of the seat that its writer spoke from, because
    pages name no person. A removed one keeps its place and no words.
    """

    __tablename__ = "tiptaskforce_comment"

    deliverable_id: Mapped[str] = mapped_column(sa.Text, index=True)
    state: Mapped[str] = mapped_column(sa.Text, server_default=CommentState.LIVE.value)
    text: Mapped[str] = mapped_column(sa.Text)
    role: Mapped[str] = mapped_column(sa.Text, server_default="")
    agency_id: Mapped[str | None] = mapped_column(sa.Text)
    edited_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter of the comments on what the reader may know of."""
        owner = sa.select(Deliverable.id).where(Deliverable.id == cls.deliverable_id)
        return owner.where(Deliverable.visible_to(scope)).correlate(cls).exists()

    @classmethod
    def on(cls, deliverable_id: str) -> Query:
        """Return the select of the comments on one deliverable, the newest on top."""
        own = sa.select(cls).where(cls.deliverable_id == deliverable_id)
        return own.order_by(cls.created.desc(), cls.id)

    def dictize(self) -> dict[str, Any]:
        """Return the comment as plain data, its agency still as an id."""
        return {
            **self.dictize_base(),
            "deliverable": self.deliverable_id,
            "state": self.state,
            "text": self.text or None,
            "role": self.role,
            "edited_at": self.edited_at.isoformat() if self.edited_at else None,
        }
