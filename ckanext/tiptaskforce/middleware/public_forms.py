"""Forms that need no account have a limit for each network address, as the sign-in."""

from __future__ import annotations

from flask import Flask

from ckanext.tiptaskforce.logic.public_forms import EXTENSION

PER_ADDRESS = "20 per 1 hour"


def install(app: Flask) -> None:
    """Count by the limiter of the sign-in: in Redis, in memory while it is away."""
    (limiter,) = app.extensions["limiter"]
    limit = limiter.shared_limit(PER_ADDRESS, scope=EXTENSION)
    app.extensions[EXTENSION] = limit(_pass)


def _pass() -> None:
    """Nothing; the limit hangs on it."""
