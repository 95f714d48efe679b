"""A form that was sent after the sign-in ran out: carried along, and opened again.

The typed fields travel in hidden inputs of the sign-in page: in this browser only,
never stored. ``sign_in.py`` leads back to the form afterwards.
"""

from __future__ import annotations

import json
from typing import Any

from flask import render_template, request
from flask_wtf.csrf import CSRFError

from ckanext.tiptaskforce import config

REOPEN = "tiptaskforce_reopen"
CARRIED, ADDRESS = "tiptaskforce_carried", "tiptaskforce_address"


def carrying() -> tuple[str, int]:
    """Answer a post of nobody with the sign-in page that carries its fields."""
    page = render_template(
        "user/login.html",
        error_summary=None,
        carried={"address": request.path, "fields": json.dumps(_typed())},
    )
    return page, 401


def outdated(_error: CSRFError) -> tuple[str, int]:
    """Answer a form whose token is too old: nothing is done, and it comes back."""
    return leading_back(request.path, _typed()), 400


def leading_back(address: str, fields: list[tuple[str, str]]) -> str:
    """Return the page whose one button opens a form filled as it was sent."""
    return render_template(
        "tiptaskforce/sign_in/again.html",
        address=address,
        fields=fields,
        reopen=REOPEN,
        taskforce=None,
    )


def _typed() -> list[tuple[str, str]]:
    left_out = {config.csrf_field_name(), REOPEN}
    return [(k, v) for k, v in request.form.items(multi=True) if k not in left_out]


def carried() -> list[tuple[str, str]]:
    """Return the fields that this sign-in carries; anything malformed is nothing."""
    try:
        found = json.loads(request.form.get(CARRIED, ""))
    except ValueError:
        return []
    return [
        (pair[0], pair[1])
        for pair in (found if isinstance(found, list) else [])
        if isinstance(pair, list) and [type(part) for part in pair] == [str, str]
    ]


def posting() -> bool:
    """Tell whether a form was sent; one that a lost sign-in brought back was not."""
    return request.method == "POST" and not is_reopened()


def is_reopened() -> bool:
    """Tell whether a form comes back filled after its writer signed in again."""
    return request.method == "POST" and REOPEN in request.form


def reopened(form: dict[str, Any]) -> dict[str, Any]:
    """Return the form with what its writer had typed before the sign-in was lost."""
    if not is_reopened():
        return form
    filled = dict(form)
    for name, typed in request.form.lists():
        is_many = len(typed) > 1 or isinstance(form.get(name), list)
        filled[name] = typed if is_many else typed[0]
    return filled
