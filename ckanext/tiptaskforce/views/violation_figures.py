"""What released figures say of the grave violations; withheld ones say nothing."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.exchange.figures import TOTAL, WITHHELD
from ckanext.tiptaskforce.views import figure_exhibit
from ckanext.tiptaskforce.vocabulary import ALERTS

VIOLATION = "violation"
Shown = dict[str, Any]


def alerts(published: list[Shown]) -> Shown | None:
    """Return what the newest release of alerts tells of each violation, or None."""
    for shown in published:
        counts = _counts(shown) if shown["step"] == ALERTS else None
        if counts is not None:
            return {"release": shown, "counts": counts}
    return None


def persons(published: list[Shown], violation: str) -> list[Shown]:
    """Return ``{release, unit, number, whole}`` of each series that counts by it.

    A number is None where it is withheld; ``whole`` are all persons of the release.
    """
    found = []
    for shown in published:
        counts = None if shown["step"] == ALERTS else _counts(shown)
        if counts is None:
            continue
        found.append(
            {
                "release": shown,
                "unit": figure_exhibit.unit_words(shown["manifest"]),
                "number": counts.get(violation),
                "whole": counts.get(TOTAL),
            }
        )
    return found


def _counts(shown: Shown) -> dict[str, int | None] | None:
    """Return the counts of the first table by violation, over all its other columns."""
    for table in shown["tables"].values():
        columns = table["columns"][:-1]
        if VIOLATION not in columns:
            continue
        place = columns.index(VIOLATION)
        return {
            row[place]: None if row[-1] == WITHHELD else row[-1]
            for row in table["rows"]
            if {code for i, code in enumerate(row[:-1]) if i != place} <= {TOTAL}
        }
    return None
