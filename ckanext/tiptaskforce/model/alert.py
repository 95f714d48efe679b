"""Alerts: that something was passed on to the CTFMR, and never what it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Query, Row, Scope, Shape, Veiled, rows
from ckanext.tiptaskforce.model.contribution import Contribution
from ckanext.tiptaskforce.vocabulary import ALERTS, AlertState

# So long an alert may wait for its acknowledgement before somebody is reminded.
PATIENCE = timedelta(days=7)


class Alert(Row, Veiled):
    """One handover to the country task force; codes and days, no text and no number.

    Who sees it is decided by two roles and never by rank: some members belong to law
    enforcement, and coordinators open no alert by their seat.
    """

    __tablename__ = "tiptaskforce_alert"

    # The agency whose focal point passed it on; none where an MRM focal seat did.
    agency_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    violation: Mapped[str] = mapped_column(sa.Text)
    month: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str] = mapped_column(sa.Text)
    passed_on: Mapped[date] = mapped_column(sa.Date)
    channel: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(
        sa.Text, default=AlertState.PASSED.value, server_default="passed"
    )
    acknowledged_on: Mapped[date | None] = mapped_column(sa.Date)
    acknowledged_by: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter that keeps the alerts which the reader may know of."""
        own = cls.agency_id == sa.any_(scope.ids("focal_agency_ids"))
        return sa.or_(sa.literal(scope.is_mrm_focal), own)

    @classmethod
    def listed(cls, taskforce_id: str, scope: Scope, **codes: str | None) -> Query:
        """Return the select of the alerts that a reader may know of, newest first."""
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id, cls.visible_to(scope)
        )
        asked = {name: code for name, code in codes.items() if code}
        return query.filter_by(**asked).order_by(cls.passed_on.desc(), cls.id)

    @classmethod
    def counted(cls, taskforce_id: str, epochs: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return (epoch, period, agency id, codes, n) of what focal points passed on.

        What an MRM focal seat passed on is known to no agency, its own included.
        """
        told = (Contribution.epoch, Contribution.period, cls.agency_id)
        query = (
            sa.select(*told, Contribution.codes, sa.func.sum(Contribution.n))
            .join(Contribution, Contribution.tally_id == cls.id)
            .where(cls.taskforce_id == taskforce_id, cls.agency_id.is_not(None))
            .where(Contribution.step == ALERTS, Contribution.epoch.in_(list(epochs)))
            .group_by(*told, Contribution.codes)
            .order_by(*told, Contribution.codes)
        )
        return [(*row[:4], int(row[4])) for row in rows(query)]

    @classmethod
    def is_waiting(cls, today: Any) -> sa.ColumnElement[bool]:
        """Return the filter of what nobody has acknowledged for a week."""
        since = sa.cast(today, sa.Date) - PATIENCE.days
        return sa.and_(cls.state == AlertState.PASSED.value, cls.passed_on <= since)

    def dictize(self) -> dict[str, Any]:
        """Return where the alert stands; refusals, which CKAN logs, say no more."""
        return {**self.dictize_base(), "state": self.state}
