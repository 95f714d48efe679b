"""What an upload's row holds while it waits: the table, and what was found in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce.exchange import kept as packing
from ckanext.tiptaskforce.exchange.evidence import filename
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.exchange.table import Table, read_table
from ckanext.tiptaskforce.exchange.tracker import (
    Problem,
    match_headers,
    suggest_headers,
)
from ckanext.tiptaskforce.logic.base import Step, invalid
from ckanext.tiptaskforce.logic.uploads.kind import Kind
from ckanext.tiptaskforce.logic.uploads.plan import Plan, Planned
from ckanext.tiptaskforce.model.upload import Upload
from ckanext.tiptaskforce.model.upload import expire as expire_all
from ckanext.tiptaskforce.phrase import N_, Phrase
from ckanext.tiptaskforce.scan import refused, scan

PROBLEM_HEADER = N_("Problem")


def read(upload: Any, sheet: str | None, limits: Limits) -> tuple[Table, str, str]:
    """Return an uploaded file as a table, the name to show, and its digest.

    :raises ValidationError: with the reason; then nothing of the file was kept
    """
    name = getattr(upload, "filename", None)
    stream = getattr(upload, "stream", None)
    if not isinstance(name, str) or stream is None:
        raise invalid("upload", tk._("Not a file."))
    shown = filename.shown_name(name)
    try:
        data = stream.read(limits.size + 1)
        table = read_table(data, shown, limits, sheet=sheet)
    except FileRefused as refusal:
        raise invalid("upload", refusal.phrase.render(tk._)) from refusal
    if refused(scan(shown.rpartition(".")[0])):
        shown = "file." + shown.rpartition(".")[2]
    return packing.safe_headers(table), shown, hashlib.sha256(data).hexdigest()


def pack(step: Step, kind: Kind, row: Upload, table: Table) -> None:
    """Put a table into the row of its upload, without details of persons."""
    mapping = match_headers(kind.columns(step), table.headers, row.mapping)
    contacts = {mapping[key] for key in kind.contacts if key in mapping}
    row.headers = list(table.headers)
    row.cells = packing.packed(table, contacts)


def unpack(row: Upload) -> Table:
    """Return the table that waits in a row."""
    return packing.unpacked(row.headers, row.cells)


def result(
    plan: Plan, headers: Sequence[str], earlier: dict[str, Any]
) -> dict[str, Any]:
    """Return what a plan found, as plain data for the row."""
    mapping = dict(plan.parsed.mapping)
    free = [header for header in headers if header != tk._(PROBLEM_HEADER)]
    return {
        **{key: earlier[key] for key in ("notes", "sheet", "sheets") if key in earlier},
        "mapping": mapping,
        "missing": list(plan.parsed.missing),
        "unused": [name for name in plan.parsed.unused_columns if name in free],
        "suggested": suggest_headers(plan.columns, free, mapping),
        "counts": counts(plan),
        "changes": [_change(plan.kind, one) for one in plan.rows if one.calls],
        "problems": _problems(plan.problems),
        "warnings": _problems(plan.warnings),
        "signatures": plan.signatures(),
    }


def about(table: Table) -> dict[str, Any]:
    """Return what a reader should know of the file as a whole."""
    return {
        "notes": [[note.text, dict(note.values)] for note in table.notes],
        "sheet": table.sheet,
        "sheets": list(table.sheets),
    }


def counts(plan: Plan) -> dict[str, int]:
    """Return how many rows there are of each sort."""
    return {
        "rows": plan.parsed.n_rows,
        "new": plan.count("new"),
        "changed": plan.count("changed"),
        "unchanged": plan.count("unchanged"),
        "repeated": plan.n_repeated,
        "bad": len({problem.row for problem in plan.problems}),
        "warnings": len(plan.warnings),
    }


def expire() -> int:
    """Clear what waited longer than a day in any task force; return how many."""
    n_cleared = expire_all()
    model.Session.commit()
    return n_cleared


def rendered(text: str, values: dict[str, Any]) -> str:
    """Return a kept sentence in the reader's language."""
    return Phrase(text, values).render(tk._)


def _change(kind: Kind, planned: Planned) -> dict[str, Any]:
    values = {k: v for k, v in planned.changed.items() if v not in (None, "", ())}
    return {
        "row": planned.row.number,
        "what": planned.what,
        "id": (planned.entry or {}).get("id"),
        "version": (planned.entry or {}).get("version"),
        "name": planned.row.values.get(kind.named_by),
        "fields": {key: _plain(value) for key, value in values.items()},
    }


def _problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "row": item.row,
            "key": item.key,
            "column": item.column,
            "shown": item.shown,
            "text": item.phrase.text,
            "values": dict(item.phrase.values),
            "nearest": list(item.nearest),
        }
        for item in problems
    ]


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
