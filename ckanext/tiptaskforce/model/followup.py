"""Follow-up without cases: services facilitated, action plans of parties, advocacy."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Restricted, Row, Scope, rows
from ckanext.tiptaskforce.model.violation import Touching


class Followup(Row, Restricted, Touching):
    """One thing that is followed up about grave violations; no person, and no place.

    Services are counted, by area of support and period. An action plan has a party and
    a day of review, an item of advocacy its status. ``retired`` says why it is followed
    no longer.
    """

    __tablename__ = "tiptaskforce_followup"

    kind: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text, server_default="")
    service_area: Mapped[str] = mapped_column(sa.Text, server_default="")
    period: Mapped[str] = mapped_column(sa.Text, server_default="")
    number: Mapped[int | None] = mapped_column(sa.Integer)
    party_type: Mapped[str] = mapped_column(sa.Text, server_default="")
    status: Mapped[str] = mapped_column(sa.Text, server_default="")
    review_by: Mapped[date | None] = mapped_column(sa.Date)
    retired: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        scope: Scope,
        *,
        kind: str | None = None,
        violation: str | None = None,
        is_retired: bool = False,
    ) -> Query:
        """Return the select of what a reader may see, filtered, newest first."""
        gone = cls.retired != ""
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id,
            cls.visible_to(scope),
            gone if is_retired else sa.not_(gone),
        )
        if kind:
            query = query.where(cls.kind == kind)
        if violation:
            query = query.where(cls.touches(violation))
        return query.order_by(cls.kind, cls.period.desc(), cls.created.desc(), cls.id)

    @classmethod
    def services(cls, query: Query) -> list[Any]:
        """Return (period, violation, number) of the services of a list.

        What touches two violations counts for each of them, so they are never added.
        """
        found = query.order_by(None).subquery()
        said = sa.func.unnest(found.c.violations).table_valued("violation")
        said = said.render_derived()
        own = (found.c.period, said.c.violation)
        return rows(
            sa.select(*own, sa.func.sum(found.c.number).label("number"))
            .select_from(found.join(said, sa.true()))
            .where(found.c.number.is_not(None))
            .group_by(*own)
            .order_by(found.c.period.desc(), said.c.violation)
        )

    def dictize(self) -> dict[str, Any]:
        """Return what is followed up as plain data."""
        return {
            **self.dictize_base(),
            "kind": self.kind,
            "title": self.title or None,
            "service_area": self.service_area or None,
            "period": self.period or None,
            "number": self.number,
            "party_type": self.party_type or None,
            "status": self.status or None,
            "review_by": self.review_by.isoformat() if self.review_by else None,
            "retired": self.retired or None,
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
            "visibility": self.visibility,
            "sensitivity": self.sensitivity,
        }
