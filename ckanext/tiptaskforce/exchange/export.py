"""A table to take away, as CSV and as JSON; ``workbook.to_xlsx`` is its third form."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ckanext.tiptaskforce.exchange.quoting import quoted
from ckanext.tiptaskforce.exchange.tracker import Column

Translate = Callable[[str], str]
Plain = str | int | float | bool | dt.date | None


@dataclass(frozen=True)
class Sheet:
    """A table to hand out: rows by key, and what a reader should know (``about``).

    ``blank`` stands where there is no value: nothing, or a dash in a wide sheet.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, object]] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    blank: str = ""


def plain_value(value: object) -> Plain:
    """Return a value as a cell may hold it; several entries become one text."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    if isinstance(value, (list, tuple)):
        value = "; ".join(str(part) for part in value)
    if value is None or isinstance(value, (bool, int, float, dt.date)):
        return value
    return str(value) or None


def shown(sheet: Sheet, translate: Translate = str) -> list[list[str]]:
    """Return headers and cells as a screen shows them: those of the files, as text."""
    lines = [[translate(column.label) for column in sheet.columns]]
    for row in sheet.rows:
        cells = [plain_value(row.get(column.key)) for column in sheet.columns]
        lines.append([_as_said(cell, sheet.blank) for cell in cells])
    return lines


def to_csv(sheet: Sheet, translate: Translate = str) -> bytes:
    """Return the table as CSV in UTF-8: ISO dates, plain numbers, safe text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([quoted(translate(column.label)) for column in sheet.columns])
    for row in sheet.rows:
        cells = [plain_value(row.get(column.key)) for column in sheet.columns]
        writer.writerow([_as_text(cell, sheet.blank) for cell in cells])
    return out.getvalue().encode()


def to_json(sheet: Sheet, translate: Translate = str) -> bytes:
    """Return the table as JSON: title, about, columns with meaning, rows by key."""
    content = {
        "title": sheet.title,
        "about": dict(sheet.about),
        "columns": [
            {
                "key": column.key,
                "label": translate(column.label),
                "meaning": translate(column.meaning) if column.meaning else "",
            }
            for column in sheet.columns
        ],
        "rows": [
            {column.key: _as_json(row.get(column.key)) for column in sheet.columns}
            for row in sheet.rows
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _as_text(value: object, blank: str) -> str:
    return quoted(value) if isinstance(value, str) else _as_said(value, blank)


def _as_said(value: object, blank: str) -> str:
    if value is None:
        return blank
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _as_json(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_as_json(part) for part in value]
    shown = plain_value(value)
    return shown.isoformat() if isinstance(shown, dt.date) else shown
