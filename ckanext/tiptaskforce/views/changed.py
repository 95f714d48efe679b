"""What a release says otherwise than the one before it in its series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Shown = Mapping[str, Any]


def since(shown: Shown, before: Shown | None) -> dict[str, Any] | None:
    """Return what changed, or None for the first release of a series.

    Of the same period the figures are compared cell by cell; those of another period
    stand side by side, and no difference between them is made here.
    """
    if before is None:
        return None
    found: dict[str, Any] = {
        "number": before["number"],
        "published_at": before["published_at"],
        "period": before["period"],
        "is_same_period": before["period"] == shown["period"],
        "added": sorted(set(shown["tables"]) - set(before["tables"])),
        "gone": sorted(set(before["tables"]) - set(shown["tables"])),
        "tables": [],
    }
    if found["is_same_period"]:
        found["tables"] = [
            _compared(name, table, before["tables"][name])
            for name, table in shown["tables"].items()
            if name in before["tables"]
        ]
    found["n_changed"] = sum(one["n_changed"] for one in found["tables"])
    return found


def _compared(name: str, table: Shown, before: Shown) -> dict[str, Any]:
    now, then = _cells(table), _cells(before)
    keys = set(now) | set(then)
    n_changed = sum(now.get(key) != then.get(key) for key in keys)
    return {"name": name, "n_changed": n_changed, "n": len(keys)}


def _cells(table: Shown) -> dict[tuple[str, ...], Any]:
    """Return the counts by the names and codes of their columns."""
    columns = table["columns"][:-1]
    named = (
        tuple(map("=".join, zip(columns, row[:-1], strict=True)))
        for row in table["rows"]
    )
    return dict(zip(named, (row[-1] for row in table["rows"]), strict=True))
