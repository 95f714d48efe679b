"""Second factors of accounts: what a phone shows beside the password.

The secret itself is in no table: it follows from the site's secret and the nonce, so
that a copy of the database opens no account.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from ckan import model
from ckan.model.base import BaseModel
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    Codes,
    Moment,
    first,
    made_if_new,
    new_id,
    now,
)


class Factor(BaseModel):
    """The second factor of one account; it is asked for once it is confirmed."""

    __tablename__ = "tiptaskforce_factor"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(sa.Text, unique=True)
    nonce: Mapped[str] = mapped_column(sa.Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    # The newest time step whose code was taken: no code is taken twice.
    last_step: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")
    recovery: Mapped[Codes] = mapped_column(default=list)
    created: Mapped[Moment] = mapped_column(default=now, server_default=sa.func.now())

    @classmethod
    def held(cls, user_id: str) -> Factor | None:
        """Return the factor of an account for this transaction alone, or None."""
        query = sa.select(cls).where(cls.user_id == user_id).with_for_update()
        return first(query.execution_options(populate_existing=True))

    @classmethod
    def begin(cls, user_id: str, nonce: str) -> Factor:
        """Return the factor of an account; a first call makes it, unconfirmed."""
        return made_if_new(cls, {"user_id": user_id}, nonce=nonce)

    @classmethod
    def forget(cls, user_id: str) -> None:
        """Take the factor of an account away; the caller commits."""
        model.Session.execute(sa.delete(cls).where(cls.user_id == user_id))
