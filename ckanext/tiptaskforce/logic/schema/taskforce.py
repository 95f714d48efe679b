"""Accepted input of task forces."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.exchange.standing import Thresholds
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import Frequency

LEAST_K = 10


def calendar(value: Any) -> list[dict[str, Any]]:
    """Accept a rule for each length of period: days after its end for due and lock."""
    found = []
    for row in v.rows_of_values(value):
        if set(row) != {"kind", "due_days", "lock_days"}:
            raise tk.Invalid(tk._("Give kind, due_days and lock_days of each length."))
        due = v.whole(0, 366)(row["due_days"])
        kind = v.one_of(Frequency)(row["kind"])
        lock = v.whole(due, 366)(row["lock_days"])
        found.append({"kind": kind, "due_days": due, "lock_days": lock})
    if len({row["kind"] for row in found}) != len(found):
        raise tk.Invalid(tk._("Names a length twice."))
    return found


def standing(value: Any) -> dict[str, float]:
    """Accept from how many per cent on the words of progress hold."""
    given = v.mapping(value)
    try:
        return asdict(Thresholds.of(given))
    except (ValueError, TypeError):
        message = tk._("Give met, on_track and constrained, each below the one before.")
        raise tk.Invalid(message) from None


SETTINGS: dict[str, Any] = {
    "k": v.whole(LEAST_K, 1000),
    "zeros": v.one_of_words("hide", "show"),
    "time_zone": v.time_zone,
    "languages": v.list_of_text,
    # What the levels of places are called here, the coarsest first.
    "place_levels": v.list_of_text,
    "ccpm_words": v.yes_no,
    # The finest level of a place that an alert may name: never below the second.
    "alert_place_level": v.whole(1, 2),
    "calendar": calendar,
    "standing": standing,
}


def settings(value: Any) -> dict[str, Any]:
    """Accept the settings of a task force; each is checked by name."""
    checked = {}
    for key, found in v.mapping(value).items():
        if key not in SETTINGS:
            message = tk._("There is no setting {name}.")
            raise tk.Invalid(message.format(name=str(key)[:60]))
        try:
            checked[key] = SETTINGS[key](found)
        except tk.Invalid as problem:
            raise tk.Invalid(f"{key}: {problem.error}") from problem
    return checked


def taskforce_create() -> Schema:
    """What a new task force must say; its content comes with a preset."""
    return {
        "slug": needed(v.slug),
        "title": needed(v.line, v.no_contact),
        "full_title": optional(v.line, v.no_contact),
        "description": optional(v.paragraph, v.about_work),
        "contact": optional(v.line),
        "settings": optional(settings),
        **confirmable(),
    }


def taskforce_update() -> Schema:
    """What may change."""
    return versioned(
        title=kept(v.line, v.no_contact),
        full_title=clearable(v.line, v.no_contact),
        description=clearable(v.paragraph, v.about_work),
        contact=clearable(v.line),
        settings=kept(settings),
        **confirmable(),
    )


def taskforce_show() -> Schema:
    """Nothing but its slug or id."""
    return {"id": needed(v.line)}


def taskforce_hand_over() -> Schema:
    """Nothing but the task force."""
    return {}


def taskforce_list() -> Schema:
    """The list takes no filter."""
    return paged()
