"""Accepted input of the money of the strategy."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    needed,
    optional,
    paged,
    restricted,
    versioned,
)

MOST = 10**12


def currency(value: Any) -> str:
    """Accept the code of a currency: three capital letters."""
    found = v.text(value)
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise tk.Invalid(tk._("Write the currency as three capital letters: USD."))
    return found


def _money() -> Schema:
    return {
        "required": clearable(v.figure(0, MOST)),
        "received": clearable(v.figure(0, MOST)),
        "source": clearable(v.line, v.about_work),
        **restricted(),
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
