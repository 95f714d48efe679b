"""A table that waits for its commit: plain data, without details of persons.

A phone number, mail address, identity number or coordinates is left out before the
table is stored anywhere, in whichever column it stands; only columns that are made
for contacts keep theirs.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ckanext.tiptaskforce.exchange.pages import Pages
from ckanext.tiptaskforce.exchange.table import BadCell, Cell, Row, Table, letters
from ckanext.tiptaskforce.exchange.walk import Walk
from ckanext.tiptaskforce.scan import refused, scan

PERSONAL, SIGNS = "personal", "signs"
Line = list[Any]
Read = Callable[[Cell], str]


def packed(table: Table, contacts: Collection[str] = ()) -> Iterator[Line]:
    """Yield the rows as JSON: the number first, then the cells by header.

    ``contacts`` are the headers of columns that may hold a phone number or mail.
    """
    is_refused = _memory()
    for row in table.rows:
        yield [
            row.number,
            *(
                _packed(
                    row.cells.get(header),
                    f"{letters(place)}{row.number}",
                    None if header in contacts else is_refused,
                )
                for place, header in enumerate(table.headers)
            ),
        ]


def unpacked(headers: Sequence[str], lines: Collection[Line]) -> Table:
    """Return the table that ``packed`` made plain data of, without its notes."""

    def rows() -> Iterator[Row]:
        for line in lines:
            cells = dict(zip(headers, map(_cell, line[1:]), strict=True))
            yield Row(line[0], cells)

    return Table(tuple(headers), Walk(rows, len(lines)))


def parted(
    headers: Sequence[str], lines: Iterable[Line], header: str, read: Read
) -> Iterator[tuple[str, Table]]:
    """Yield what stands in a column with the table of the rows where it does.

    :param read: gives the same word for what means the same
    """
    place = 1 + headers.index(header)
    parts: dict[str, Pages] = {}
    for line in lines:
        parts.setdefault(read(_cell(line[place])), Pages()).add(line)
    for word, part in parts.items():
        yield word, unpacked(headers, part)


def safe_headers(table: Table) -> Table:
    """Return the table with plain names for columns whose header cannot be kept."""
    is_refused = _memory()
    names = {
        header: f"Column {letters(place)}"
        for place, header in enumerate(table.headers)
        if _is_no_text(header) or is_refused(header)
    }
    if not names:
        return table

    def rows() -> Iterator[Row]:
        for row in table.rows:
            cells = {names.get(key, key): cell for key, cell in row.cells.items()}
            yield Row(row.number, cells)

    headers = tuple(names.get(header, header) for header in table.headers)
    return replace(table, headers=headers, rows=Walk(rows, len(table.rows)))


def _memory() -> Callable[[str], bool]:
    """Return the scan for refused details, which looks at each text once."""
    return lru_cache(maxsize=20_000)(lambda text: bool(refused(scan(text))))


def _packed(cell: Cell, place: str, is_refused: Callable[[str], bool] | None) -> Any:
    if isinstance(cell, BadCell):
        return {"bad": cell.reason, "cell": cell.cell, "shown": _shown(cell)}
    if isinstance(cell, dt.date):
        name = "moment" if isinstance(cell, dt.datetime) else "date"
        return {name: cell.isoformat()}
    if cell is None or isinstance(cell, bool):
        return cell
    written = _as_written(cell)
    if _is_no_text(written):
        return {"bad": SIGNS, "cell": place}
    # A number is looked at as well: a spreadsheet makes one of a phone number.
    if is_refused and is_refused(written):
        return {"bad": PERSONAL, "cell": place}
    return cell


def _as_written(cell: str | float) -> str:
    if isinstance(cell, float) and not math.isfinite(cell):
        return "\x00"  # No number, and no text either.
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    return str(cell)


def _shown(cell: BadCell) -> str:
    return "" if _is_no_text(cell.shown) else cell.shown[:100]


def _is_no_text(text: str) -> bool:
    """Tell whether a text holds signs that no database and no page can keep."""
    return any(
        unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\r\n"
        for sign in text
        if sign < " " or sign > "~"
    )


def _cell(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        return dt.datetime.fromisoformat(value["moment"])
    if "date" in value:
        return dt.date.fromisoformat(value["date"])
    return BadCell(value["bad"], value["cell"], value.get("shown", ""))
