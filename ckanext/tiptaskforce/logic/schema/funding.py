"""Accepted input of the money of the strategy."""

from __future__ import annotations

import re
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
from ckanext.tiptaskforce.vocabulary import Sensitivity, Visibility

MOST = 10**12


def currency(value: Any) -> str:
    """Accept the code of a currency: three capital letters."""
    found = v.text(value)
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise tk.Invalid(tk._("Write the currency as three capital letters: USD."))
    return found


def _blank_is_unknown(key: Any, data: Any, _errors: Any, _context: Any) -> None:
    """Take a blank amount as not known, which is not the same as not sent."""
    if data.get(key) is tk.missing:
        data.pop(key)
        raise tk.StopOnError
    if data[key] in (None, ""):
        data[key] = None
        raise tk.StopOnError


def _money() -> Schema:
    return {
        "required": [_blank_is_unknown, v.figure(0, MOST)],
        "received": [_blank_is_unknown, v.figure(0, MOST)],
        "source": optional(v.line, v.about_work),
        "visibility": optional(v.one_of(Visibility)),
        "sensitivity": optional(v.one_of(Sensitivity)),
        "subcommittee": optional(v.line),
        "seats": optional(v.list_of_text),
        **confirmable(),
    }


def funding_create() -> Schema:
    """The line and the year, and as much of the money as is known."""
    return {
        "objective": needed(v.line),
        "year": needed(v.whole(1990, 2100)),
        "currency": optional(currency),
        **_money(),
    }


def funding_update() -> Schema:
    """The money; line, year and currency stay."""
    return versioned(**_money())


def funding_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def funding_list() -> Schema:
    """The closed filters of the list."""
    return paged(objective=optional(v.line), year=optional(v.whole(1990, 2100)))
