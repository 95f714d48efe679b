"""Invitations: a seat that waits for somebody who opens the link of a mail.

The link holds a key of 256 bits that works once and for some days. The database holds
its digest alone; the mail's sender makes the key anew from the site's secret.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Moment, Query, Row, first, now
from ckanext.tiptaskforce.vocabulary import InvitationState


class Invitation(Row):
    """One seat offered to one mail address."""

    __tablename__ = "tiptaskforce_invitation"

    address: Mapped[str] = mapped_column(sa.Text)
    role: Mapped[str] = mapped_column(sa.Text)
    agency_id: Mapped[str | None] = mapped_column(sa.Text)
    subcommittee_id: Mapped[str | None] = mapped_column(sa.Text)
    seat_until: Mapped[date | None] = mapped_column(sa.Date)
    key_hash: Mapped[str] = mapped_column(sa.Text, unique=True)
    expires_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(sa.Text, server_default="open")
    accepted_by: Mapped[str] = mapped_column(sa.Text, server_default="")
    # The log keeps who was invited for what; the address and the key are not for it.
    UNRECORDED = frozenset({"address", "key_hash"})

    @classmethod
    def by_hash(cls, key_hash: str) -> Invitation | None:
        """Return the invitation of a key that still works, held for a change."""
        query = sa.select(cls).where(cls.key_hash == key_hash, cls.is_open(now()))
        return first(query.with_for_update())

    @classmethod
    def is_open(cls, moment: datetime) -> sa.ColumnElement[bool]:
        """Return the filter of those that can be accepted at a moment."""
        is_open = cls.state == InvitationState.OPEN.value
        return sa.and_(is_open, cls.expires_at > moment)

    @classmethod
    def listed(cls, taskforce_id: str, agency_ids: list[str] | None) -> Query:
        """Return the select of the open ones, of some agencies or of all."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.is_open(now()))
        query = sa.select(cls).where(own)
        if agency_ids is not None:
            query = query.where(cls.agency_id.in_(agency_ids))
        return query.order_by(cls.created.desc(), cls.id)

    def dictize(self) -> dict[str, Any]:
        """Return the invitation as plain data, references still as ids."""
        return {
            **self.dictize_base(),
            "address": self.address,
            "role": self.role,
            "until": self.seat_until.isoformat() if self.seat_until else None,
            "expires_at": self.expires_at.isoformat(),
            "state": self.state,
        }
