"""Guessing passwords ends after ten tries: CKAN 2.12.0 never stops anybody.

50 wrong passwords took 1.9 seconds there, and the right one was accepted next. Only
failed tries count, so that many people behind one address can work. While an account
is locked its right password is refused too, in the same words as an account that does
not exist. `tests/portal/middleware/test_login.py` tells when this can go.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from ckan.lib import signals
from flask import Flask, abort, current_app, g, has_request_context, request
from flask_limiter import Limiter
from passlib.hash import pbkdf2_sha512  # type: ignore[attr-defined]

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.model import account

PER_ACCOUNT = "10 per 15 minutes"
PER_ADDRESS = "20 per 5 minutes"
RESETS = "10 per 15 minutes"
EXTENSION = "tiptaskforce_sign_in"
ACCOUNT, FAILED = "tiptaskforce_account", "tiptaskforce_sign_in_failed"
LONGEST = 300


def install(app: Flask) -> None:
    """Count failed tries in Redis, in memory while Redis is away."""
    limiter = Limiter(
        _address,
        app=app,
        storage_uri=config.limits_storage(),
        storage_options={"socket_connect_timeout": 2},
        strategy="moving-window",
        in_memory_fallback_enabled=True,
        swallow_errors=True,
        key_prefix=config.site_id(),
    )
    counted: Any = {"scope": EXTENSION, "deduct_when": lambda _: g.get(FAILED, False)}
    check = limiter.shared_limit(PER_ADDRESS, **counted)(_pass)
    check = limiter.shared_limit(PER_ACCOUNT, key_func=_account, **counted)(check)
    app.extensions[EXTENSION] = check
    reset = limiter.limit(RESETS, methods=["POST"])
    view = "user.request_reset"
    views: dict[str, Any] = app.view_functions
    views[view] = reset(views[view])
    app.before_request(_check_form)
    signals.failed_login.connect(_failed)


class Limits:
    """The part of the plugin that CKAN asks before it looks at a password."""

    def authenticate(self, identity: dict[str, Any]) -> None:
        """Refuse a try too many; otherwise leave the answer to CKAN.

        :raises TooManyRequests: in the same words for known and unknown accounts
        """
        text, password = identity.get("login"), identity.get("password")
        if not isinstance(text, str) or not isinstance(password, str):
            abort(400)
        if len(text) > LONGEST or len(password) > LONGEST:
            abort(400)
        user = account.user_by_sign_in(text)
        setattr(g, ACCOUNT, user.id if user else text.strip().lower())
        check: Callable[[], None] = current_app.extensions[EXTENSION]
        check()
        if user is None or not user.is_active:
            _take_as_long(password)


def _pass() -> None:
    """Nothing; the limits hang on it."""


def _take_as_long(password: str) -> None:
    """Hash as for a known account: a quick answer would tell who has one."""
    pbkdf2_sha512.hash(password)


def _address() -> str:
    """Return from where a request comes; one household has a whole /64 of IPv6."""
    try:
        found = ip_address((request.remote_addr or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def _account() -> str:
    return str(g.get(ACCOUNT, ""))


def _failed(_login: Any) -> None:
    if has_request_context():
        setattr(g, FAILED, True)


def _check_form() -> None:
    """Answer 400 where CKAN would stumble over the wish to be remembered."""
    wish = request.form.get("remember", "") if request.endpoint == "user.login" else ""
    if wish and not (wish.isascii() and wish.isdigit() and len(wish) <= 12):
        abort(400)
