"""Accepted input of task forces."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    needed,
    optional,
    paged,
    versioned,
)

LEAST_K = 10
SETTINGS: dict[str, Any] = {
    "k": v.whole(LEAST_K, 1000),
    "zeros": v.one_of_words("hide", "show"),
    "time_zone": v.time_zone,
    "languages": v.list_of_text,
    # What the levels of places are called here, the coarsest first.
    "place_levels": v.list_of_text,
    "ccpm_words": v.yes_no,
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
        title=optional(v.line, v.no_contact),
        full_title=optional(v.line, v.no_contact),
        description=optional(v.paragraph, v.about_work),
        contact=optional(v.line),
        settings=optional(settings),
        **confirmable(),
    )


def taskforce_show() -> Schema:
    """Nothing but its slug or id."""
    return {"id": needed(v.line)}


def taskforce_list() -> Schema:
    """The list takes no filter."""
    return paged()
