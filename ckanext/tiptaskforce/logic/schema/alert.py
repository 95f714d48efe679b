"""Accepted input of alerts: codes and days. No field takes a word of one's own."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    needed,
    optional,
    paged,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import (
    AcknowledgingBody,
    AlertChannel,
    AlertState,
    Violation,
)

_MONTH = re.compile(r"(199[0-9]|20[0-9]{2})-(0[1-9]|1[0-2])")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_KEY = re.compile(r"[0-9a-f]{32}")


def month(value: Any) -> str:
    """Accept a month as year-month, with the digits of any script."""
    found = v.fold_digits(v.text(value))
    if not _MONTH.fullmatch(found):
        raise tk.Invalid(tk._("Not a month. Write it like 2026-03."))
    return found


def code(value: Any) -> str:
    """Accept what can be the code of a place; the action looks it up.

    No refusal repeats what came: CKAN writes each refusal into its log.
    """
    found = v.text(value)
    if not _CODE.fullmatch(found):
        raise tk.Invalid(tk._("Not a P-code of the list of places."))
    return found


def key(value: Any) -> str:
    """Accept a key that only a machine makes: nobody can write a name with it."""
    found = v.text(value).lower()
    if not _KEY.fullmatch(found) and not v.is_uuid(found):
        raise tk.Invalid(tk._("Send a uuid, or 32 of the digits 0 to 9 and a to f."))
    return found


def alert_create() -> Schema:
    """Six codes and days, all needed."""
    return {
        "violation": needed(v.one_of(Violation)),
        "month": needed(month),
        "place": needed(code),
        "passed_on": needed(v.day),
        "channel": needed(v.one_of(AlertChannel)),
        "idempotency_key": optional(key),
    }


def alert_acknowledge() -> Schema:
    """The day, and the body that said so."""
    return versioned(
        acknowledged_on=needed(v.day),
        acknowledged_by=needed(v.one_of(AcknowledgingBody)),
    )


def alert_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def alert_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        violation=optional(v.one_of(Violation)),
        month=optional(month),
        state=optional(v.one_of(AlertState)),
    )
