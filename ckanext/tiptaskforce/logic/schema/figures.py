"""The caller's part of a release of figures: step, window, tables; the server's is not.

Here it is checked by itself; ``logic/figures/columns.py`` holds it against the tally
design of the task force.
"""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind, Step

SPECIFICATION = ("kind", "step", "window", "tables", "coarsen", "zeros")
NEEDED = ("step", "window", "tables")
MOST_TABLES, MOST_COLUMNS, MOST_PERIODS = 20, 3, 24
WORDS = {"coarsen": ("refuse", "auto"), "zeros": ("hide", "show")}
TABLE_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
RESERVED = ("about", "release", "report")
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,40}(@[a-z][a-z0-9_]{0,40})?")


def specification(found: dict[str, Any]) -> dict[str, Any]:
    """Accept ``{kind, step, window, tables, coarsen?, zeros?}``, each by its key."""
    for key in NEEDED:
        if key not in found:
            raise tk.Invalid(tk._("{key}: missing.").format(key=key))
    checked: dict[str, Any] = {
        "kind": ReleaseKind.FIGURES.value,
        "step": _word("step", found["step"], [*(step.value for step in Step), ALERTS]),
        "window": window(found["window"]),
        "tables": _tables(found["tables"]),
    }
    for key, allowed in WORDS.items():
        if found.get(key) is not None:
            checked[key] = _word(key, found[key], list(allowed))
    return checked


def window(value: Any) -> dict[str, list[str]]:
    """Accept ``{period: [codes]}``: periods of one length that follow each other."""
    if not isinstance(value, dict) or set(value) != {"period"}:
        raise tk.Invalid(tk._('window: write it like {"period": ["2026-Q3"]}.'))
    codes = value["period"]
    codes = [codes] if isinstance(codes, str) else codes
    is_list = isinstance(codes, list) and 0 < len(codes) <= MOST_PERIODS
    if not is_list or not all(isinstance(code, str) for code in codes):
        message = tk._("window: name 1 to {most} periods, such as 2026-Q3.")
        raise tk.Invalid(message.format(most=MOST_PERIODS))
    try:
        found = sorted((period.parse(code) for code in codes), key=lambda p: p.start)
    except ValueError as problem:
        raise tk.Invalid(f"window: {problem}") from problem
    for one, other in zip(found, found[1:], strict=False):
        if period.following(one) != other:
            message = tk._("window: the periods must follow each other without a gap.")
            raise tk.Invalid(message)
    return {"period": [one.code for one in found]}


def _tables(value: Any) -> Any:
    """Accept a list of lists of columns, or names with their lists of columns."""
    found = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list) or not 0 < len(value) <= MOST_TABLES:
        message = tk._(
            "tables: name 1 to {most} tables, each by its columns, like "
            '[["sex", "age_group"]].'
        )
        raise tk.Invalid(message.format(most=MOST_TABLES))
    tables = [_columns(columns) for columns in found]
    if not isinstance(value, dict):
        return tables
    for name in value:
        if not TABLE_ID.fullmatch(str(name)) or name in RESERVED:
            message = tk._("tables: {name} is no name for a table.")
            raise tk.Invalid(message.format(name=str(name)[:60]))
    return dict(zip(value, tables, strict=True))


def _columns(value: Any) -> list[str]:
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_COLUMNS:
        message = tk._("tables: a table has 1 to {most} columns.")
        raise tk.Invalid(message.format(most=MOST_COLUMNS))
    for column in value:
        if not isinstance(column, str) or not COLUMN.fullmatch(column):
            message = tk._("tables: {name} is no column.")
            raise tk.Invalid(message.format(name=str(column)[:60]))
    return list(value)


def _word(key: str, value: Any, allowed: list[str]) -> str:
    if value not in allowed:
        message = tk._("{key}: not one of the allowed values: {words}.")
        raise tk.Invalid(message.format(key=key, words=", ".join(allowed)))
    return str(value)
