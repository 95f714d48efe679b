"""Which body a row belongs to: the task force as a whole, or one subcommittee."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Scope, Shape, Veiled


class OfBody(Veiled):
    """The column and the predicates of what a body meets about.

    What belongs to a subcommittee is there for its members and for coordinators; to
    everybody else it does not exist, the secretariat included.
    """

    subcommittee_id: Mapped[str | None] = mapped_column(sa.Text, index=True)

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter that keeps what bodies of the reader meet about."""
        if not scope.is_member:
            return sa.false()
        if scope.is_coordinator:
            return sa.true()
        own = cls.subcommittee_id == sa.any_(scope.ids("subcommittee_ids"))
        return sa.or_(cls.subcommittee_id.is_(None), own)

    @classmethod
    def kept_by(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter that keeps what the reader keeps the minutes of."""
        if scope.is_coordinator:
            return sa.true()
        chaired = cls.subcommittee_id == sa.any_(scope.ids("chaired_ids"))
        if scope.is_secretariat:
            return sa.or_(chaired, cls.subcommittee_id.is_(None))
        return chaired

    @classmethod
    def is_of(cls, subcommittee_id: str | None) -> sa.ColumnElement[bool]:
        """Return the filter of one body; None is the task force as a whole."""
        return cls.subcommittee_id.is_not_distinct_from(subcommittee_id)
