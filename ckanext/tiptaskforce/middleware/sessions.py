"""Sessions that can end: CKAN 2.12.0 forgets none before its year is over.

A copied cookie of CKAN works after logout and after a new password. Here the session
stands on the server (`SESSION_TYPE`, demanded by the self-check) and holds only while
the password is the one that opened it, no seat of the person ended since, 30 minutes
passed at most since the last page and 12 hours since sign-in. "Remember me" is a
second, endless cookie that nothing can call back, so it is thrown away on sight.
`tests/portal/middleware/test_sessions.py` tells when this can go.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_login import user_logged_in

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.middleware.headers import STATIC
from ckanext.tiptaskforce.model import account
from ckanext.tiptaskforce.model.base import now

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# A page a minute is fine enough to measure 30 idle ones, and spares a write per page.
NOTED = timedelta(minutes=1)
# How the account of a session stands, for the question of the second factor.
STANDING = "tiptaskforce_standing"
SINCE, SEEN, KEY = "tiptaskforce_since", "tiptaskforce_seen", "tiptaskforce_key"


def install(app: Flask) -> None:
    """Check every session before CKAN asks who is there."""
    app.url_value_preprocessor(_check)
    app.after_request(_forget_strangers)
    user_logged_in.connect(_begin)


def fingerprint(password_hash: str | None) -> str:
    """Return what changes with the password and tells nothing of it."""
    secret, text = config.secret_key().encode(), (password_hash or "").encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


def _begin(_app: Flask, user: Any, **_: Any) -> None:
    session[SINCE] = session[SEEN] = now().isoformat()
    session[KEY] = fingerprint(user.password)
    session.pop("_remember", None)
    session.pop("_remember_seconds", None)


def _check(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if current_app.config["REMEMBER_COOKIE_NAME"] in request.cookies:
        session["_remember"] = "clear"
    user_id = session.get("_user_id")
    if user_id is None or endpoint in STATIC:
        return
    if not _holds(user_id):
        g.pop(STANDING, None)
        session.clear()


def _holds(user_id: str) -> bool:
    found = account.standing(user_id, _moment(SINCE))
    if found is None or not _is_fresh():
        return False
    setattr(g, STANDING, found)
    if KEY not in session:
        # Made by code that signs in without Flask-Login's own function.
        session[SINCE] = session[SEEN] = now().isoformat()
        session[KEY] = fingerprint(found.password_hash)
        return True
    if now() - _moment(SEEN) > NOTED:
        session[SEEN] = now().isoformat()
    is_same = hmac.compare_digest(session[KEY], fingerprint(found.password_hash))
    return is_same and not found.lost_a_seat


def _is_fresh() -> bool:
    moment = now()
    return moment - _moment(SEEN) <= IDLE and moment - _moment(SINCE) <= LONGEST


def _moment(name: str) -> datetime:
    text = session.get(name)
    return datetime.fromisoformat(text) if text else now()


def _forget_strangers(response: Response) -> Response:
    """Keep no session of somebody who has nothing in it but a CSRF key.

    The file store holds a limited number and drops the oldest beyond it: strangers
    who only read would push members out. Their posts are exempt from the check.
    """
    trivial = {config.csrf_field_name(), "_permanent"}
    if session and set(session) <= trivial:
        session.clear()
        session.modified = False
    return response
