"""A file that somebody uploads, as a table: headers, and rows with their numbers."""

from __future__ import annotations

import datetime as dt
import io
import json
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce.exchange import confined
from ckanext.tiptaskforce.exchange.container import OLE, open_container
from ckanext.tiptaskforce.exchange.encoding import decode
from ckanext.tiptaskforce.exchange.limits import STANDARD, Limits
from ckanext.tiptaskforce.exchange.quoting import unquoted
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.exchange.separated import records
from ckanext.tiptaskforce.exchange.walk import Walk, count
from ckanext.tiptaskforce.phrase import N_, Phrase

READER = "ckanext.tiptaskforce.exchange.reader"

_EMPTY = N_("This file is empty.")
_LARGE = N_("This file is larger than %(limit)s MB.")
_TYPE = N_("Only .xlsx and .csv files are read here.")
_CONTENT = N_("The content of this file is not that of a %(ending)s file.")
_NO_ROWS = N_("This file has headers and no rows.")
_TWICE = N_('Two columns have the header "%(header)s". Rename one of them.')
_NO_HEADER = N_("Column %(column)s holds values and has no header.")

_NOTE_SHEETS = N_('Read: sheet "%(sheet)s". Not read: %(others)s.')
_NOTE_ROWS = N_("Rows that are hidden in the file were read too: %(rows)s.")
_NOTE_ABOVE = N_("Rows above the headers were not read: %(rows)s.")
_NOTE_TAGS = N_("Row %(row)s holds tags and no values. It was not read.")
_NOTE_ENCODING = N_("The file was read as %(encoding)s.")


@dataclass(frozen=True)
class BadCell:
    """A cell whose value cannot be taken.

    ``reason``: a formula, an error of the spreadsheet, signs that are no text, or a
    personal detail that was not kept.
    """

    reason: str
    cell: str
    shown: str = ""

    def __str__(self) -> str:
        return self.shown or f"({self.reason} in {self.cell})"


Cell = str | int | float | bool | dt.date | dt.datetime | BadCell | None
Line = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file as people see it, and its cells by header."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Table:
    """What was read, and what a person should know about it (``notes``)."""

    headers: tuple[str, ...]
    rows: Collection[Row]
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[Phrase, ...] = field(default=())
    # What the sheet `about` of a template of ours says.
    about: Mapping[str, str] = field(default_factory=dict)


def read_table(
    source: bytes | Path,
    filename: str,
    limits: Limits = STANDARD,
    *,
    sheet: str | None = None,
) -> Table:
    """Read an uploaded CSV or XLSX file; formulas are never evaluated.

    :raises FileRefused: naming line, sheet or cell; then nothing was read.
    """
    data = _bytes(source, limits)
    ending = Path(filename.strip().lower()).suffix
    if ending in (".xls", ".xlsx") and data.startswith((OLE, b"PK")):
        return _from_workbook(data, limits, sheet)
    if ending == ".csv":
        return _from_csv(data, limits)
    if ending == ".xlsx":
        raise FileRefused("content", _CONTENT, ending=ending)
    raise FileRefused("type", _TYPE)


def is_blank(value: Cell) -> bool:
    """Tell whether a cell holds nothing that a reader would see."""
    return value is None or (isinstance(value, str) and not value.strip())


def _bytes(source: bytes | Path, limits: Limits) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(limits.size + 1)
    if not source:
        raise FileRefused("empty", _EMPTY)
    if len(source) > limits.size:
        raise FileRefused("size", _LARGE, limit=limits.size // 1024**2)
    return source


def _from_csv(data: bytes, limits: Limits) -> Table:
    if data.startswith((OLE, b"PK\x03\x04", b"%PDF", b"\x89PNG")):
        raise FileRefused("content", _CONTENT, ending=".csv")
    text, encoding = decode(data)
    found, notes = records(text, limits), []

    def lines() -> Iterator[Line]:
        return ((line, [unquoted(cell) for cell in row]) for line, row in found)

    if encoding not in ("utf-8", "ascii"):
        notes.append(Phrase(_NOTE_ENCODING, {"encoding": encoding}))
    return _table(Walk(lines, len(found)), notes)


def _from_workbook(data: bytes, limits: Limits, sheet: str | None) -> Table:
    open_container(data, limits).close()
    answer, body = confined.run(READER, {"sheet": sheet}, data, limits)

    def lines() -> Iterator[Line]:
        read = map(json.loads, io.BytesIO(body))
        return ((number, [_cell(value) for value in row]) for number, row in read)

    rows, notes = _below_titles(count(lines))
    others = [name for name in answer["sheets"] if name != answer["sheet"]]
    if others:
        values = {"sheet": answer["sheet"], "others": ", ".join(others)}
        notes.append(Phrase(_NOTE_SHEETS, values))
    if answer["n_hidden_rows"]:
        notes.append(Phrase(_NOTE_ROWS, {"rows": _numbers(answer["hidden_rows"])}))
    found = _table(rows, notes, answer["sheet"], tuple(answer["sheets"]))
    return replace(found, about=answer["about"])


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return unquoted(value)
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        moment = dt.datetime.fromisoformat(value["moment"])
        return moment.date() if moment.time() == dt.time() else moment
    if "date" in value:
        return dt.date.fromisoformat(value["date"])
    return BadCell(value["bad"], value["cell"], value.get("shown", ""))


def _below_titles(rows: Walk[Line]) -> tuple[Walk[Line], list[Phrase]]:
    """Leave out rows of one cell above the headers, where trackers put a title."""
    above = [n for n, _ in takewhile(lambda line: _n_filled(line[1]) <= 1, rows)]
    if not above or len(above) == len(rows):
        return rows, []
    return _after(rows, len(above)), [Phrase(_NOTE_ABOVE, {"rows": _numbers(above)})]


def _after(rows: Walk[Line], n: int) -> Walk[Line]:
    """Return the walk without its first lines."""
    return Walk(lambda: islice(rows, n, None), len(rows) - n)


def _n_filled(row: Sequence[Cell]) -> int:
    return sum(not is_blank(value) for value in row)


def _table(
    rows: Walk[Line],
    notes: list[Phrase],
    sheet: str | None = None,
    sheets: tuple[str, ...] = (),
) -> Table:
    if not rows:
        raise FileRefused("empty", _EMPTY)
    headers, body = _headers(rows), _after(rows, 1)
    number, first = next(iter(body), (0, []))
    if _is_tags(first):
        notes.append(Phrase(_NOTE_TAGS, {"row": number}))
        body = _after(body, 1)
    if not body:
        raise FileRefused("no_rows", _NO_ROWS)

    def kept() -> Iterator[Row]:
        return (Row(number, _by_header(headers, cells)) for number, cells in body)

    named = tuple(header for header in headers if header)
    return Table(named, Walk(kept, len(body)), sheet, sheets, tuple(notes))


def _headers(rows: Walk[Line]) -> list[str]:
    first = next(iter(rows))[1]
    width = max(len(cells) for _, cells in rows)
    cells = [*first, *[None] * (width - len(first))]
    headers = ["" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells]
    seen: set[str] = set()
    for place, header in enumerate(headers):
        if not header and any(_has(row, place) for _, row in _after(rows, 1)):
            raise FileRefused("no_header", _NO_HEADER, column=letters(place))
        name = unicodedata.normalize("NFKC", header).casefold()
        if name and name in seen:
            raise FileRefused("duplicate_header", _TWICE, header=header)
        seen.add(name)
    return headers


def letters(place: int) -> str:
    """Name a column, counted from 0, as spreadsheets do: A, B … Z, AA."""
    head, last = divmod(place, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def _has(row: Sequence[Cell], place: int) -> bool:
    return place < len(row) and not is_blank(row[place])


def _is_tags(cells: Sequence[Cell]) -> bool:
    """Recognise the row of #tags that humanitarian tables carry under their headers."""
    filled = [str(cell) for cell in cells if not is_blank(cell)]
    return bool(filled) and all(text.startswith("#") for text in filled)


def _by_header(headers: Sequence[str], cells: Sequence[Cell]) -> dict[str, Cell]:
    padded = [*cells, *[None] * (len(headers) - len(cells))]
    return {
        header: cell for header, cell in zip(headers, padded, strict=False) if header
    }


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:20])
    return shown + (", …" if len(numbers) > 20 else "")
