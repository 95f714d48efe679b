"""To follow something no longer, and say why: one form for all that is retired."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base

Shown = dict[str, Any]


@dataclass(frozen=True)
class Retiring:
    """The noun, the words of its form, and the page that its reader comes back to."""

    noun: str
    lead: str
    button: str
    done: str
    endpoint: str
    address: dict[str, str] = field(default_factory=dict)
    verb: str = "retire"


def page(taskforce: Shown, row: Shown, words: Retiring) -> Any:
    """Show the form, or retire what it is about."""
    form: Shown = {"version": row["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "note", many=("confirm",))
        try:
            base.call(f"{words.noun}_{words.verb}", id=row["id"], **form)
            base.say(words.done)
            return base.go(words.endpoint, **words.address)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = row["version"]
    return base.page(
        "retire", taskforce, row=row, words=words, form=form, errors=errors
    )
