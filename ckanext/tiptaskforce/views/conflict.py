"""Two editors of one form: what the other one saved stands beside what was typed.

Every edit form comes back through ``beside``. The macros of the fields then show both
values where they differ, the typed one chosen, and ``typed`` reads what was chosen when
the form is sent again. Nothing is saved over a value that its writer did not see.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views.reopening import is_reopened

KEEP, THEIRS = "keep-", "theirs-"
NOW = "saved_meanwhile"
# What a form carries along, and nobody types.
_CARRIED = frozenset({"version", "key", "confirm", "do", NOW})
Form = dict[str, Any]
Errors = dict[str, list[str]]


def beside(form: Form, now: Form, errors: Errors) -> Form:
    """Return a form that was refused, as it comes back.

    ``now`` is the form as it would be opened at this moment. The version goes on only
    where somebody saved first, for then what was saved is shown.
    """
    if "version" not in errors:
        return form
    return {**form, "version": now["version"], NOW: now}


def differing(form: Form) -> dict[str, Form]:
    """Return the fields in which a form differs from what was saved meanwhile.

    Each holds its ``values`` as a form would send them, and whether they are chosen.
    """
    if is_reopened():
        return _chosen_before()
    now = form.get(NOW)
    if now is None:
        return {}
    names = [*now, *(name for name in form if name not in now)]
    return {
        name: {"values": _sent(now.get(name)), "is_taken": False}
        for name in names
        if name not in _CARRIED and _sent(now.get(name)) != _sent(form.get(name))
    }


def said(errors: Errors) -> Errors:
    """Return the errors of a form with what its writer can do about the version."""
    words = tk._(
        "Somebody saved this first. Yours is kept: where the two differ, both stand "
        "below to choose from."
    )
    return {**errors, "version": [words]}


def typed(name: str) -> list[str]:
    """Return what a form sent for a field: what was typed, or the other if chosen."""
    is_taken = request.form.get(KEEP + name) == "theirs"
    return request.form.getlist(THEIRS + name if is_taken else name)


def _chosen_before() -> dict[str, Form]:
    """Return what stood beside the fields when the sign-in was lost."""
    return {
        field.removeprefix(KEEP): {
            "values": request.form.getlist(THEIRS + field.removeprefix(KEEP)),
            "is_taken": chosen == "theirs",
        }
        for field, chosen in request.form.items()
        if field.startswith(KEEP)
    }


def _sent(value: Any) -> list[str]:
    """Return the values that a form would send for a field, in one order."""
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    if value is None or value is False:
        return []
    if value is True:
        return ["true"]
    text = "\n".join(str(value).splitlines()).strip()
    return [text] if text else []
