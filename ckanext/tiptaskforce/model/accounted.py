"""What a deliverable says beside itself: its kind's own fields, whom it consulted, who
goes on with it when the humanitarian response ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Json


class Succeeded:
    """Columns of what a national body is to go on with, and from which day."""

    successor: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    handover_on: Mapped[date | None] = mapped_column(sa.Date)

    def told_successor(self) -> dict[str, Any]:
        """Return them as plain data."""
        day = self.handover_on.isoformat() if self.handover_on else None
        return {"successor": self.successor or None, "handover_on": day}


class Accounted(Succeeded):
    """Columns of accountability, and of what belongs to a kind of deliverable."""

    consulted: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    consulted_on: Mapped[date | None] = mapped_column(sa.Date)
    consulted_how: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # By field; which ones a kind has is said in ``vocabulary``.
    details: Mapped[Json] = mapped_column(default=dict)

    def told_beside(self, fields: tuple[str, ...]) -> dict[str, Any]:
        """Return all of it as plain data, the details under their own names."""
        day = self.consulted_on.isoformat() if self.consulted_on else None
        return {
            **self.told_successor(),
            "consulted": self.consulted or None,
            "consulted_on": day,
            "consulted_how": self.consulted_how or None,
            **{name: self.details.get(name) for name in fields},
        }
