"""The one import engine: a table and a list of columns give rows, or say what is wrong.

It is pure: it compares with what the caller says exists, and saves nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from ckanext.tiptaskforce.exchange.cells import CellProblem, Kind, Text, plain
from ckanext.tiptaskforce.exchange.table import BadCell, Cell, Row, Table, is_blank
from ckanext.tiptaskforce.phrase import N_, Phrase

_MISSING = N_("This cell is empty.")
_TWICE = N_("Rows %(rows)s are the same entry. Keep one of them.")


@dataclass(frozen=True)
class Column:
    """One field of a kind of row: its key, its header, and what a cell may hold."""

    key: str
    label: str
    kind: Kind = field(default_factory=Text)
    aliases: tuple[str, ...] = ()
    required: bool = False
    meaning: str = ""

    @property
    def names(self) -> set[str]:
        """The headers under which this column is found."""
        return {_name(text) for text in (self.key, self.label, *self.aliases)}


def in_language(
    columns: Sequence[Column], translate: Callable[[str], str]
) -> list[Column]:
    """Return the columns with headers in one language; the English ones still match."""
    return [
        replace(
            column,
            label=translate(column.label),
            aliases=(*column.aliases, column.label),
        )
        for column in columns
    ]


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell, for the table of problems of the preview."""

    row: int
    key: str
    column: str
    shown: str
    phrase: Phrase
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row without problems: its number in the file, and its values by key.

    A column that the file does not have is no key here; an empty cell is None.
    """

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True)
class Parsed:
    """What the file says; ``rows`` may be saved, the rows of ``problems`` may not.

    ``warnings`` are to be confirmed by the person; ``missing`` are required columns
    that were not found, and with one of them no row is good.
    """

    rows: tuple[GoodRow, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    mapping: Mapping[str, str]
    missing: tuple[str, ...]
    unused_columns: tuple[str, ...]
    n_rows: int

    @property
    def bad_rows(self) -> set[int]:
        """Numbers of the rows that cannot be saved."""
        return {problem.row for problem in self.problems}


def match_headers(
    columns: Sequence[Column],
    headers: Sequence[str],
    chosen: Mapping[str, str | None] | None = None,
) -> dict[str, str]:
    """Return which header serves which key; what a person has chosen comes first.

    In ``chosen`` None says that the file has no such column. Each header serves once.
    """
    given = {key: header for key, header in (chosen or {}).items() if header in headers}
    mapping: dict[str, str] = {}
    for column in columns:
        if column.key in given:
            mapping[column.key] = str(given[column.key])
    free = [header for header in headers if header not in mapping.values()]
    for column in columns:
        if column.key in mapping or column.key in (chosen or {}):
            continue
        found = next((header for header in free if _name(header) in column.names), None)
        if found is not None:
            mapping[column.key] = found
            free.remove(found)
    return mapping


def suggest_headers(
    columns: Sequence[Column], headers: Sequence[str], mapping: Mapping[str, str]
) -> dict[str, str]:
    """Return for columns without a header the free one that is most like them."""
    free = {_name(head): head for head in headers if head not in mapping.values()}
    suggested: dict[str, str] = {}
    for column in columns:
        if column.key in mapping:
            continue
        for name in sorted(column.names):
            close = get_close_matches(name, list(free), n=1, cutoff=0.7)
            if close:
                suggested[column.key] = free.pop(close[0])
                break
    return suggested


def parse(
    columns: Sequence[Column],
    table: Table,
    *,
    chosen: Mapping[str, str | None] | None = None,
    unique: Sequence[str] = (),
) -> Parsed:
    """Read each cell of ``table`` by its column; ``unique`` keys name one entry."""
    mapping = match_headers(columns, table.headers, chosen)
    used = [column for column in columns if column.key in mapping]
    kinds = {
        column.key: column.kind.informed(_cells(table, mapping[column.key]))
        for column in used
    }
    reading = _Reading(used, mapping, kinds)
    rows = [reading.row(row) for row in table.rows]
    reading.problems.extend(_repeats(rows, unique, columns))
    missing = tuple(
        column.key
        for column in columns
        if column.required and column.key not in mapping
    )
    bad = {problem.row for problem in reading.problems}
    return Parsed(
        rows=() if missing else tuple(row for row in rows if row.number not in bad),
        problems=tuple(sorted(reading.problems, key=lambda problem: problem.row)),
        warnings=tuple(item for item in reading.warnings if item.row not in bad),
        mapping=mapping,
        missing=missing,
        unused_columns=tuple(
            header for header in table.headers if header not in mapping.values()
        ),
        n_rows=len(table.rows),
    )


class _Reading:
    """One pass over a table; problems and warnings gather here."""

    def __init__(
        self,
        columns: Sequence[Column],
        mapping: Mapping[str, str],
        kinds: Mapping[str, Kind],
    ) -> None:
        self.columns = columns
        self.mapping = mapping
        self.kinds = kinds
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def row(self, row: Row) -> GoodRow:
        values = {
            column.key: self._value(
                column, row, row.cells.get(self.mapping[column.key])
            )
            for column in self.columns
        }
        return GoodRow(row.number, values)

    def _value(self, column: Column, row: Row, cell: Cell) -> object:
        if is_blank(cell):
            if column.required:
                self.problems.append(_problem(column, row, "", Phrase(_MISSING)))
            return None
        kind = self.kinds[column.key]
        try:
            value = kind.read(cell)
        except CellProblem as problem:
            shown = _shown(kind, cell)
            self.problems.append(
                _problem(column, row, shown, problem.phrase, problem.nearest)
            )
            return None
        for finding in kind.warnings(value):
            self.warnings.append(_problem(column, row, "", finding.message))
        return value


def _shown(kind: Kind, cell: Cell) -> str:
    """Return what was written, but never a refused detail of a person."""
    if isinstance(cell, BadCell):
        return cell.shown
    return "" if isinstance(kind, Text) else str(cell)[:100]


def _problem(
    column: Column,
    row: Row,
    shown: str,
    phrase: Phrase,
    nearest: tuple[str, ...] = (),
) -> Problem:
    return Problem(row.number, column.key, column.label, shown, phrase, nearest)


def _cells(table: Table, header: str) -> Iterator[Cell]:
    return (row.cells.get(header) for row in table.rows)


def _name(header: str) -> str:
    kept = "".join(sign if sign.isalnum() else " " for sign in plain(header))
    return " ".join(kept.split())


def _repeats(
    rows: Sequence[GoodRow], unique: Sequence[str], columns: Sequence[Column]
) -> list[Problem]:
    """Name all rows of each entry that stands in the file more than once."""
    labels = {column.key: column.label for column in columns}
    seen: dict[tuple[object, ...], list[int]] = {}
    for row in rows:
        key = _key(row.values, unique)
        if key is not None:
            seen.setdefault(key, []).append(row.number)
    label = ", ".join(labels[key] for key in unique)
    return [
        Problem(
            number, unique[0], label, "", Phrase(_TWICE, {"rows": _listed(numbers)})
        )
        for numbers in seen.values()
        if len(numbers) > 1
        for number in numbers
    ]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers[:10])


def _key(
    values: Mapping[str, object], keys: Sequence[str]
) -> tuple[object, ...] | None:
    """Return the key of a row, or None where a part of it is empty."""
    key = tuple(comparable(values.get(name)) for name in keys)
    return key if key and None not in key else None


def comparable(value: object) -> object:
    """Return ``value`` so that what was stored and what was read can be compared."""
    if isinstance(value, str):
        return plain(value) or None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(sorted(str(comparable(part)) for part in value)) or None
    return value


@dataclass(frozen=True)
class Change:
    """A row that alters an entry: ``fields`` maps each key to (old, new)."""

    row: GoodRow
    entry: Mapping[str, object]
    fields: Mapping[str, tuple[object, object]]


@dataclass(frozen=True)
class Difference:
    """What saving the rows would do."""

    created: tuple[GoodRow, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[GoodRow, ...]


def diff(
    existing: Iterable[Mapping[str, object]],
    rows: Iterable[GoodRow],
    key: Sequence[str],
) -> Difference:
    """Compare rows with what exists, by ``key``; columns not in the file do not count.

    Case and blanks find an entry, but a new spelling of a value is a change.
    """
    entries = {_key(entry, key): entry for entry in existing}
    created, changed, unchanged = [], [], []
    for row in rows:
        row_key = _key(row.values, key)
        entry = entries.get(row_key) if row_key is not None else None
        if entry is None:
            created.append(row)
            continue
        fields = {
            name: (entry.get(name), value)
            for name, value in row.values.items()
            if _stored(entry.get(name)) != _stored(value)
        }
        if fields:
            changed.append(Change(row, entry, fields))
        else:
            unchanged.append(row)
    return Difference(tuple(created), tuple(changed), tuple(unchanged))


def _stored(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    return comparable(value)


def rows_to_correct(
    table: Table, parsed: Parsed
) -> tuple[tuple[str, ...], list[list[Cell | str]]]:
    """Return headers and rows, as they were, with what is wrong in a last column."""
    wrong: dict[int, list[str]] = {}
    for problem in parsed.problems:
        wrong.setdefault(problem.row, []).append(f"{problem.column}: {problem.phrase}")
    rows: list[list[Cell | str]] = [
        [*(row.cells[header] for header in table.headers), " ".join(wrong[row.number])]
        for row in table.rows
        if row.number in wrong
    ]
    return (*table.headers, N_("Problem")), rows
