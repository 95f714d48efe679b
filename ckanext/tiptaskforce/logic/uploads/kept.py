"""What an upload's row holds while it waits: the table, and what was found in it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce.exchange import kept as packing
from ckanext.tiptaskforce.exchange.cells import CellProblem
from ckanext.tiptaskforce.exchange.cells import Kind as Cells
from ckanext.tiptaskforce.exchange.evidence import filename
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.pages import Pages
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.exchange.table import Cell, Table, read_table
from ckanext.tiptaskforce.exchange.tracker import (
    Problem,
    match_headers,
    suggest_headers,
)
from ckanext.tiptaskforce.labels import languages
from ckanext.tiptaskforce.logic.base import Step, invalid
from ckanext.tiptaskforce.logic.uploads import lists
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
    columns = lists.understood(kind.columns(step))
    mapping = match_headers(columns, table.headers, row.mapping)
    contacts = {mapping[key] for key in kind.contacts if key in mapping}
    row.headers = list(table.headers)
    row.cells = Pages(packing.packed(table, contacts)).texts()


def unpack(row: Upload) -> Table:
    """Return the table that waits in a row."""
    return packing.unpacked(row.headers, Pages.of(row.cells))


def parts(step: Step, kind: Kind, row: Upload) -> Iterator[tuple[str, Table]]:
    """Yield the table that waits in a row, or what it is parted into, each named."""
    every = lists.understood(kind.columns(step))
    columns = {column.key: column for column in every}
    mapping = match_headers([*columns.values()], row.headers, row.mapping)
    header = mapping.get(kind.parted_by)
    if header is None:
        yield "", unpack(row)
        return
    read = _reader(columns[kind.parted_by].kind)
    yield from packing.parted(row.headers, Pages.of(row.cells), header, read)


def _reader(cells: Cells) -> packing.Read:
    @lru_cache(maxsize=1_000)
    def read(cell: Cell) -> str:
        try:
            return str(cells.read(cell))
        except CellProblem:
            return ""

    return read


class Found:
    """What the plans of a table found, as plain data for the row."""

    def __init__(self, headers: Sequence[str], earlier: dict[str, Any]) -> None:
        about = ("notes", "sheet", "sheets")
        self.headers = headers
        self.result = {key: earlier[key] for key in about if key in earlier}
        self.counts: Counter[str] = Counter()
        self.changes = Pages()
        self.problems: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        self.signatures: dict[str, list[str]] = {}

    def add(self, part: str, plan: Plan) -> None:
        """Keep what the plan of a part found; the plan itself may go."""
        self._columns(plan)
        self.counts.update(counts(plan))
        self.changes.extend(_change(plan.kind, one) for one in plan.rows if one.calls)
        self.problems += _problems(plan.problems)
        self.warnings += _problems(plan.warnings)
        self.signatures[part] = Pages(plan.signatures().items()).texts()

    def told(self) -> dict[str, Any]:
        """Return all of it."""
        return {
            **self.result,
            "counts": dict(self.counts),
            "changes": self.changes.texts(),
            "problems": sorted(self.problems, key=lambda p: (p["row"], p["column"])),
            "warnings": self.warnings,
            "signatures": self.signatures,
        }

    def _columns(self, plan: Plan) -> None:
        mapping = dict(plan.parsed.mapping)
        ours = languages.in_all(PROBLEM_HEADER)
        free = [name for name in self.headers if name not in ours]
        self.result |= {
            "mapping": mapping,
            "missing": list(plan.parsed.missing),
            "unused": [name for name in plan.parsed.unused_columns if name in free],
            "suggested": suggest_headers(plan.columns, free, mapping),
        }


def changes(row: Upload) -> Pages:
    """Return what saving a row would change, a line of the file each."""
    return Pages.of(row.result["changes"])


def signatures(row: Upload, part: str) -> dict[str, str]:
    """Return what the preview told of each line of a part of the table."""
    return dict(Pages.of(row.result["signatures"].get(part, ())))


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
