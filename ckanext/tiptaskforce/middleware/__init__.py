"""Remedies for the holes of CKAN 2.12.0 that every request passes.

Order of a request: proxy headers, session, CKAN's own identification and CSRF check,
then what came in. Order of an answer: what other sites may read, headers, compression.
"""

from __future__ import annotations

from typing import Any

from ckan.types import CKANApp

from ckanext.tiptaskforce.middleware import (
    cross_origin,
    csrf,
    errors,
    gathering,
    headers,
    inputs,
    log_paths,
    passwords,
    proxy,
    public_forms,
    resets,
    second_factor,
    sessions,
    sign_in,
    tokens,
)

MARK = "tiptaskforce"


class Remedies(tokens.SeatTokens, sign_in.Limits, resets.Resets):
    """What the plugin answers where CKAN asks about accounts."""

    def get_validators(self) -> dict[str, Any]:
        """Return the check of passwords that replaces CKAN's own."""
        return passwords.get_validators()


def close_holes(app: CKANApp) -> CKANApp:
    """Return the app with every remedy in place; a second call changes nothing."""
    flask_app: Any = app
    if MARK in flask_app.extensions:
        return app
    flask_app.extensions[MARK] = True
    for remedy in (
        gathering,
        proxy,
        log_paths,
        csrf,
        sessions,
        inputs,
        sign_in,
        public_forms,
        second_factor,
        errors,
        headers,
        cross_origin,
    ):
        remedy.install(flask_app)
    return app


def get_helpers() -> dict[str, Any]:
    """Return what error pages and the page of API tokens call."""
    return {
        "tiptaskforce_error": errors.words,
        "tiptaskforce_token_seats": tokens.own_seats,
    }
