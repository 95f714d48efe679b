"""The register of forums and of agreements with partners; no person stands in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    Codes,
    Query,
    Restricted,
    Row,
    Scope,
    scalars,
)
from ckanext.tiptaskforce.vocabulary import PartnershipState

_LATEST = date.max


class Partnership(Row, Restricted):
    """A forum that the task force takes part in, or an agreement that binds members.

    Its agency keeps contact with it; the parties are agencies of the task force, and
    ``others`` names the bodies outside. ``ended`` says why it is over.
    """

    __tablename__ = "tiptaskforce_partnership"

    kind: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    others: Mapped[str] = mapped_column(sa.Text, server_default="")
    objective: Mapped[str] = mapped_column(sa.Text, server_default="")
    party_ids: Mapped[Codes] = mapped_column(default=list)
    starts_on: Mapped[date | None] = mapped_column(sa.Date)
    ends_on: Mapped[date | None] = mapped_column(sa.Date)
    review_by: Mapped[date | None] = mapped_column(sa.Date)
    last_contact: Mapped[date | None] = mapped_column(sa.Date)
    next_item: Mapped[str] = mapped_column(sa.Text, server_default="")
    document_id: Mapped[str | None] = mapped_column(sa.Text)
    ended: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def listed(  # noqa: PLR0913  a filter each, by keyword
        cls,
        taskforce_id: str,
        scope: Scope,
        *,
        kind: str | None = None,
        agency_id: str | None = None,
        objectives: list[str] | None = None,
        is_ended: bool = False,
        words: str | None = None,
    ) -> Query:
        """Return the select of what a reader may see, filtered, by the next day."""
        over = cls.ended != ""
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id,
            cls.visible_to(scope),
            over if is_ended else sa.not_(over),
        )
        if kind:
            query = query.where(cls.kind == kind)
        if agency_id:
            is_party = cls.party_ids.contains([agency_id])
            query = query.where(sa.or_(cls.agency_id == agency_id, is_party))
        if objectives is not None:
            query = query.where(cls.objective.in_(objectives))
        if words:
            texts = (cls.title, cls.others)
            found = (text.icontains(words, autoescape=True) for text in texts)
            query = query.where(sa.or_(*found))
        return query.order_by(cls.next_day().asc().nulls_last(), cls.title, cls.id)

    @classmethod
    def of_agency(cls, agency_id: str) -> list[Partnership]:
        """Return what is not over and an agency keeps contact with or is party of."""
        is_party = cls.party_ids.contains([agency_id])
        mine = sa.or_(cls.agency_id == agency_id, is_party)
        return scalars(sa.select(cls).where(mine, cls.ended == "").order_by(cls.id))

    @classmethod
    def waiting(
        cls, taskforce_id: str, scope: Scope, first_day: date, last_day: date
    ) -> list[Partnership]:
        """Return what a reader knows of with its review or end between two days."""
        days = (cls.review_by, cls.ends_on)
        near = sa.or_(*(day.between(first_day, last_day) for day in days))
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id,
            cls.visible_to(scope),
            cls.ended == "",
            near,
        )
        return scalars(query.order_by(cls.next_day(), cls.id))

    @classmethod
    def next_day(cls) -> sa.ColumnElement[Any]:
        """Return the day on which somebody must look at it: its review or its end."""
        return sa.func.least(cls.review_by, cls.ends_on)

    def state(self, today: date) -> PartnershipState:
        """Tell how it stands on a day."""
        if self.ended:
            return PartnershipState.ENDED
        if (self.ends_on or _LATEST) < today:
            return PartnershipState.EXPIRED
        if (self.review_by or _LATEST) < today:
            return PartnershipState.REVIEW_DUE
        is_begun = self.starts_on is None or self.starts_on <= today
        return PartnershipState.IN_FORCE if is_begun else PartnershipState.TO_COME

    def dictize(self) -> dict[str, Any]:
        """Return it as plain data; parties and paper are named by the action."""
        return {
            **self.dictize_base(),
            "kind": self.kind,
            "title": self.title,
            "others": self.others or None,
            "objective": self.objective or None,
            "starts_on": _day(self.starts_on),
            "ends_on": _day(self.ends_on),
            "review_by": _day(self.review_by),
            "last_contact": _day(self.last_contact),
            "next_item": self.next_item or None,
            "ended": self.ended or None,
            "visibility": self.visibility,
            "sensitivity": self.sensitivity,
        }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
