"""What decides whether a session or a token of an account still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from ckan import model
from sqlalchemy import orm

from ckanext.tiptaskforce.model.base import (
    TODAY,
    Query,
    columns,
    now,
    prepared,
    rows,
    scalars,
)
from ckanext.tiptaskforce.model.factor import Factor
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.vocabulary import Role

PLUGIN = "tiptaskforce"
# Seats that open, decide or give what a stolen password must not.
STRICT = (Role.COORDINATOR, Role.SECRETARIAT, Role.CUSTODIAN, Role.MRM_FOCAL)


class Seen(NamedTuple):
    """How a person is called, when last seen, and whether a second factor is asked."""

    name: str
    last_seen: date | None
    has_factor: bool


def seen(user_ids: set[str]) -> dict[str, Seen]:
    """Return this of each of these users, in one query."""
    confirmed = Factor.confirmed_at.is_not(None)
    query = (
        sa.select(model.User, confirmed)
        .outerjoin(Factor, Factor.user_id == model.User.id)
        .where(model.User.id.in_(sorted(user_ids)))
    )
    return {
        user.id: Seen(
            user.fullname or user.name,
            user.last_active.date() if user.last_active else None,
            bool(has_factor),
        )
        for user, has_factor in rows(query)
    }


@dataclass(frozen=True)
class Standing:
    """The password that an account has now, and whether it lost a seat since."""

    password_hash: str | None
    lost_a_seat: bool
    factor_id: str | None = None
    needs_factor: bool = False


def standing(user_id: str, since: datetime) -> Standing | None:
    """Return how an active account stands, in one query; None if there is none."""
    when = {"today": now().date(), "since": since, "since_day": since.date()}
    found = columns(_standing(), user_id=user_id, **when)
    if not found:
        return None
    password, lost, factor_id, needs = found[0]
    return Standing(password, bool(lost), factor_id, bool(needs))


@prepared
def _standing() -> Query:
    user_id = sa.bindparam("user_id", type_=sa.Text)
    since = sa.bindparam("since", type_=sa.DateTime(timezone=True))
    since_day = sa.bindparam("since_day", type_=sa.Date)
    lost = sa.exists().where(
        Seat.user_id == user_id,
        Seat.ends <= TODAY,
        # A seat ends in the night before its day, or when somebody ended it.
        sa.or_(Seat.ends > since_day, Seat.modified > since),
    )
    own = sa.and_(Factor.user_id == user_id, Factor.confirmed_at.is_not(None))
    factor = sa.select(Factor.id).where(own).scalar_subquery()
    strict = Seat.role.in_([role.value for role in STRICT])
    needs = sa.exists().where(Seat.user_id == user_id, strict, Seat.live(TODAY))
    shown = (sa.literal_column("password"), lost, factor, needs)
    query = sa.select(*shown).select_from(model.User)
    return query.where(model.User.id == user_id, model.User.state == "active")


def token(token_id: str | None) -> tuple[model.ApiToken | None, bool]:
    """Return an API token with its owner, and whether its seat holds today."""
    today = now().date()
    found = rows(_token(), token_id=token_id, today=today) if token_id else []
    return (found[0][0], bool(found[0][1])) if found else (None, False)


@prepared
def _token() -> Query:
    bound = model.ApiToken.plugin_extras[PLUGIN]["seat"].astext
    is_seated = sa.exists().where(Seat.id == bound, Seat.live(TODAY))
    query = sa.select(model.ApiToken, is_seated)
    query = query.options(orm.joinedload(model.ApiToken.owner))
    return query.where(model.ApiToken.id == sa.bindparam("token_id"))


def tokens(user_id: str) -> list[model.ApiToken]:
    """Return the API tokens of an account."""
    query = sa.select(model.ApiToken).where(model.ApiToken.user_id == user_id)
    return scalars(query)


def revoke_tokens(user_id: str, seat_id: str | None = None) -> None:
    """Delete the tokens of an account, or of one seat of it; the caller commits."""
    for token in tokens(user_id):
        bound = (token.plugin_extras or {}).get(PLUGIN, {}).get("seat")
        if seat_id is None or bound == seat_id:
            model.Session.delete(token)


def user_by_sign_in(text: str) -> model.User | None:
    """Return the account that CKAN would try for what was typed at sign-in."""
    return model.User.by_name(text) or model.User.by_email(text)
