"""Accepted input of releases; the server fills in all that is not named here."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema import figures
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    touching,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import (
    ALERTS,
    ProgressTable,
    ReleaseKind,
    ReleaseState,
    Sensitivity,
    WithdrawReason,
)

SPECIFICATION = ("kind", "window", "tables")
# What is severe is for named persons; it is never published.
LEVELS = tuple(s.value for s in Sensitivity if s != Sensitivity.SEVERE)


def specification(value: Any) -> dict[str, Any]:
    """Accept the caller's part of a specification, as its kind has it.

    A path, a dimension, a k or an epoch is no part of it and is refused by name.
    """
    found = v.mapping(value)
    if found.get("kind") not in list(ReleaseKind):
        words = ", ".join(kind.value for kind in ReleaseKind)
        message = tk._("kind: not one of the allowed values: {words}.")
        raise tk.Invalid(message.format(words=words))
    if found["kind"] == ReleaseKind.FIGURES:
        _only(found, figures.SPECIFICATION)
        return figures.specification(found)
    _only(found, SPECIFICATION)
    return {
        "kind": ReleaseKind.PROGRESS.value,
        "window": _window(found.get("window")),
        "tables": _tables(found.get("tables")),
    }


def _only(found: dict[str, Any], allowed: tuple[str, ...]) -> None:
    unknown = sorted(str(key) for key in set(found) - set(allowed))
    if unknown:
        message = tk._("Leave out {keys}: the server sets what is not {allowed}.")
        keys = ", ".join(unknown)[:200]
        raise tk.Invalid(message.format(keys=keys, allowed=", ".join(allowed)))


def _window(value: Any) -> dict[str, list[str]]:
    if not isinstance(value, dict) or set(value) != {"period"}:
        raise tk.Invalid(tk._('window: write it like {"period": ["2026-Q3"]}.'))
    codes = value["period"]
    codes = [codes] if isinstance(codes, str) else codes
    if not isinstance(codes, list) or len(codes) != 1 or not isinstance(codes[0], str):
        raise tk.Invalid(tk._("window: name one period, such as 2026-Q3."))
    try:
        period.parse(codes[0])
    except ValueError as problem:
        raise tk.Invalid(f"window: {problem}") from problem
    return {"period": codes}


def _tables(value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise tk.Invalid(tk._("tables: name at least one table."))
    allowed = [table.value for table in ProgressTable]
    for name in value:
        if name not in allowed:
            message = tk._("tables: not one of the allowed values: {words}.")
            raise tk.Invalid(message.format(words=", ".join(allowed)))
    if len(set(value)) != len(value):
        raise tk.Invalid(tk._("tables: names a table twice."))
    return [name for name in allowed if name in value]


def _words() -> Schema:
    return {
        "sentence": clearable(v.paragraph, v.about_work),
        "caveats": clearable(v.paragraph, v.about_work),
        "next_update": clearable(v.day),
        **touching(),
        "sensitivity": kept(v.one_of_words(*LEVELS)),
        "indicators": clearable(v.list_of_text),
        **confirmable(),
    }


def release_create() -> Schema:
    """What a new release says and holds."""
    return {
        **_words(),
        "title": needed(v.line, v.about_work),
        "series": needed(v.slug),
        "specification": needed(specification),
    }


def release_update() -> Schema:
    """What may change before it is proposed; the check starts anew."""
    return versioned(
        **_words(),
        title=kept(v.line, v.about_work),
        specification=kept(specification),
    )


def release_step() -> Schema:
    """The version, and perhaps a note."""
    return noted(is_obligatory=False)


def release_propose() -> Schema:
    """The version, perhaps a note, and the tables that show little but are wanted."""
    return {**release_step(), "little": optional(v.list_of_text)}


def release_noted() -> Schema:
    """The version and a note."""
    return noted(is_obligatory=True)


def release_withdraw() -> Schema:
    """The class of reason; it is public, so it is a closed list."""
    return {
        **noted(is_obligatory=False),
        "reason": needed(v.one_of(WithdrawReason)),
    }


def release_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        state=optional(v.one_of(ReleaseState)),
        series=optional(v.line),
        kind=optional(v.one_of(ReleaseKind)),
    )


def release_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def release_preview() -> Schema:
    """Nothing but the identifier."""
    return {}


def release_share() -> Schema:
    """Nothing but the identifier."""
    return {}


def release_offer() -> Schema:
    """The task force, and whether alerts are to be counted."""
    return {"step": optional(v.one_of_words(ALERTS))}


def release_pending() -> Schema:
    """Nothing but which page."""
    return paged()


# Steps that say nothing but their version, and perhaps a note or a reason.
release_protect = release_cancel = release_approve = release_step
release_send_back = release_drop = release_object = release_noted
