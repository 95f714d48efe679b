"""The rows that could not be saved, to be mended and uploaded again."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange.table import BadCell, Cell
from ckanext.tiptaskforce.labels import languages
from ckanext.tiptaskforce.logic.uploads import kept
from ckanext.tiptaskforce.model.upload import Upload


def lines(row: Upload) -> list[list[Any]]:
    """Return headers and rows as they were, with what is wrong in a last column."""
    wrong: dict[int, list[str]] = {}
    for item in row.result.get("problems", ()):
        words = kept.rendered(item["text"], item["values"])
        sentence = f"{item['column']}: {words}" if item["column"] else words
        wrong.setdefault(item["row"], []).append(sentence)
    table = kept.unpack(row)
    ours = languages.in_all(kept.PROBLEM_HEADER)
    headers = [name for name in table.headers if name not in ours]
    rows = [
        [
            *(_as_was(found.cells[name]) for name in headers),
            " ".join(wrong[found.number]),
        ]
        for found in table.rows
        if found.number in wrong
    ]
    return [[*headers, tk._(kept.PROBLEM_HEADER)], *rows]


def _as_was(cell: Cell) -> Any:
    return cell.shown if isinstance(cell, BadCell) else cell
