"""Accepted input of uploads."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed, optional, versioned
from ckanext.tiptaskforce.logic.schema.document import as_sent

KINDS = ("deliverable", "agency", "seat", "tally", "report", "past_report")
LONGEST_HEADER = 5_000
_ = tk._


def mapping(value: Any) -> dict[str, str | None]:
    """Accept column key → header, or null where the file has no such column.

    A form that carries a file sends it as JSON text.
    """
    found = _from_json(value) if isinstance(value, str) else value
    if not isinstance(found, dict) or len(found) > 100:
        raise tk.Invalid(_("Must be an object of column keys and headers."))
    for header in found.values():
        if header is not None and not isinstance(header, str):
            raise tk.Invalid(_("Must be an object of column keys and headers."))
    return {v.line(key): _header(header) for key, header in found.items()}


def upload_create() -> Schema:
    """The file, what its rows are, and which of its columns is which."""
    return {
        "kind": needed(v.one_of_words(*KINDS)),
        "tally": optional(v.identifier),
        "period": optional(v.line),
        "agency": optional(v.line),
        "upload": needed(as_sent),
        "sheet": optional(v.line),
        "mapping": optional(mapping),
    }


def upload_show() -> Schema:
    """Which page of the changes, the problems and the warnings."""
    pages = ("page", "problem_page", "warning_page")
    number = optional(v.whole(1, 1_000_000))
    return {"page_size": optional(v.whole(1, 100)), **dict.fromkeys(pages, number)}


def upload_update() -> Schema:
    """Which column is which."""
    return versioned(mapping=needed(mapping))


def upload_commit() -> Schema:
    """Whether bad rows are left out, and whether the warnings were read."""
    return versioned(skip_bad=optional(v.yes_no), confirm=optional(v.yes_no))


def upload_drop() -> Schema:
    """Nothing but the version."""
    return versioned()


def upload_correct() -> Schema:
    """Nothing but the id."""
    return {}


def upload_template() -> Schema:
    """What the rows are."""
    return {
        "kind": needed(v.one_of_words(*KINDS)),
        "tally": optional(v.identifier),
        "period": optional(v.line),
        "agency": optional(v.line),
        "form": optional(v.one_of_words("xlsx", "csv")),
    }


def _header(value: str | None) -> str | None:
    if not value:
        return None
    if len(value) > LONGEST_HEADER:
        raise tk.Invalid(_("There is no column with this header."))
    return v.text(value)


def _from_json(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
