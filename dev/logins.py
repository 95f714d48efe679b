"""The sample logins of the demo, as a short table for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

COLUMNS = ("role", "agency", "name", "password")


def read(path: Path) -> list[dict[str, Any]]:
    """Return the logins that the last start has written; empty where there are none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["logins"]
    except (OSError, ValueError, KeyError):
        return []


def table(path: Path) -> list[str]:
    """Return one line per role: the first login of each is enough to look around."""
    first: dict[str, list[str]] = {}
    for login in read(path):
        cells = [str(login.get(column) or "-") for column in COLUMNS]
        first.setdefault(cells[0], cells)
    if not first:
        return []
    rows = [list(COLUMNS), *first.values()]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
