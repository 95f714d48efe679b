"""API tokens speak for one seat and die with it.

CKAN 2.12.0 gives a token all rights of its owner for ever: it outlives a new password
and has no end. Here a token is bound to a seat when it is made, ends after 90 days,
with its seat and with the password that its owner had. An account without a seat may
hold one too; it carries the rights that the account has without a seat.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import api_token
from ckan.types import Schema
from flask import g, has_request_context

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.logic.base import is_name
from ckanext.tiptaskforce.middleware.sessions import fingerprint
from ckanext.tiptaskforce.model import account, seat
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import now

LIFETIME = timedelta(days=90)
NO_SEAT = ""
BOUND = "tiptaskforce_token_seat"
READ = "tiptaskforce_token"


class SeatTokens:
    """The part of the plugin that makes and reads tokens."""

    def create_api_token_schema(self, schema: Schema) -> Schema:
        """Take the seat that the token speaks for."""
        schema["seat"] = [_seat]
        return schema

    def postprocess_api_token(
        self, data: dict[str, Any], jti: str, data_dict: dict[str, Any]
    ) -> dict[str, Any]:
        """Bind a new token to its seat, its owner's password and its last day."""
        token = _token(jti)
        ends = now() + LIFETIME
        user = token.owner
        extras = {
            "seat": data_dict["seat"],
            "key": fingerprint(user.password if user else None),
            "expires": ends.isoformat(),
        }
        token.set_extra(account.PLUGIN, extras, commit=True)
        return {**data, "exp": api_token.into_seconds(ends)}

    def preprocess_api_token(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the token's claims, or none where it does not hold any more."""
        token, is_seated = account.token(data.get("jti"))
        bound = (token.plugin_extras or {}).get(account.PLUGIN) if token else None
        if token is None or bound is None:
            return {}
        if not _holds(token, bound, is_seated=is_seated):
            model.Session.delete(token)
            model.Session.commit()
            return {}
        if has_request_context():
            setattr(g, BOUND, bound["seat"])
            # The session forgets what nobody holds, and CKAN would read it again.
            setattr(g, READ, token)
        return data


def own_seats() -> list[dict[str, str]]:
    """Return the seats of the reader as the options of a select."""
    held = seat.held_by(tk.current_user.id)
    return [{"value": found.id, "text": _name(found)} for found in held]


def _name(found: seat.Held) -> str:
    agency = Agency.get(found.taskforce_id, found.agency_id or "")
    word = labels.word("role", found.role)
    return f"{word}, {agency.acronym}" if agency else word


def _token(jti: str) -> model.ApiToken:
    token = model.ApiToken.get(jti)
    if token is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return token


def _holds(token: model.ApiToken, bound: dict[str, str], *, is_seated: bool) -> bool:
    user = token.owner
    if user is None or not user.is_active:
        return False
    is_late = now() >= datetime.fromisoformat(bound["expires"])
    if is_late or bound["key"] != fingerprint(user.password):
        return False
    return bound["seat"] == NO_SEAT or is_seated


def _seat(key: Any, data: Any, errors: Any, _context: Any) -> None:
    """Fill in the only seat of the token's owner; ask where there are several."""
    user = model.User.get(data.get(("user",)))
    held = [found.id for found in seat.held_by(user.id)] if user else []
    sent = data.get(key)
    if not is_name(sent):
        data[key] = held[0] if len(held) == 1 else NO_SEAT
        if len(held) > 1:
            message = tk._("You hold several seats. Name one of them: {seats}")
            errors[key].append(message.format(seats=", ".join(held)))
    elif sent not in held:
        errors[key].append(tk._("This is not a seat of yours."))
