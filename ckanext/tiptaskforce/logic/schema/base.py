"""Parts of schemas that many nouns share."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v

Rule = list[Any]


def optional(*checks: Any) -> Rule:
    """Accept the field to be absent; check it where it stands."""
    return [tk.get_validator("ignore_missing"), *checks]


def needed(*checks: Any) -> Rule:
    """Want the field."""
    return [v.required, *checks]


def versioned(**fields: Any) -> Schema:
    """Return the schema of a call on an object: its version, and these fields."""
    return {"version": optional(v.whole(0, 2_000_000_000)), **fields}


def noted(*, is_obligatory: bool) -> Schema:
    """Return the schema of a transition with a note about the work."""
    rule = needed if is_obligatory else optional
    return versioned(note=rule(v.paragraph, v.about_work), **confirmable())


def confirmable() -> Schema:
    """Return the field by which a caller confirms doubtful words."""
    return {"confirm": optional(v.list_of_text)}


def paged(**filters: Any) -> Schema:
    """Return the schema of a list: its closed filters, and which page."""
    return {
        "page": optional(v.whole(1, 1_000_000)),
        "page_size": optional(v.whole(1, 100)),
        **filters,
    }
