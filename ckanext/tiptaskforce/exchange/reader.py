"""The process that opens a workbook: it reads values and evaluates nothing.

Started by ``table.py`` as a program of its own; it imports openpyxl only after its
limits are set, and nothing of CKAN.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from ckanext.tiptaskforce.exchange.confined import Answer, serve
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

ABOUT = "about"
_ABOUT_ROWS = 30
_WIDEST = 16_384  # Columns of a sheet; formatted empty cells may fill them all.

_DAMAGED = N_("This workbook is damaged: it cannot be read.")
_HIDDEN = N_('The sheet "%(sheet)s" is hidden. Show it or delete it.')
_MERGED = N_('The sheet "%(sheet)s" has merged cells (%(cells)s). Split them.')
_NO_SHEET = N_('There is no sheet "%(sheet)s" in this workbook.')
_TOO_MANY_ROWS = N_("This sheet has more than %(limit)s rows.")
_TOO_MANY_COLUMNS = N_("This sheet has more than %(limit)s columns.")
_LONG_CELL = N_("Cell %(cell)s has more than %(limit)s characters.")


def read(order: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    """Return the cells of one sheet, or with ``peek`` some cells of all sheets."""
    book = _load(data)
    titles = [sheet.title for sheet in book.worksheets]
    if order.get("peek"):
        sheets = [_peek(sheet, order["peek"]) for sheet in book.worksheets]
        return {"sheets": sheets}, b""
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            raise FileRefused("hidden_sheet", _HIDDEN, sheet=sheet.title)
    wanted = order.get("sheet") or titles[0]
    if wanted not in titles:
        raise FileRefused("no_sheet", _NO_SHEET, sheet=wanted)
    sheet = book.worksheets[titles.index(wanted)]
    answer = _structure(data, sheet, limits)
    # A line of JSON for each row, which the other side reads one after the other.
    body = "".join(
        json.dumps([number, row]) + "\n"
        for number, row in _rows(sheet, limits)
        if any(map(_is_filled, row))
    )
    answer |= {"sheet": wanted, "sheets": titles, "about": _about(book, wanted)}
    return answer, body.encode()


def _about(book: Any, wanted: str) -> dict[str, str]:
    """Return what a template of ours says it is for; other files say nothing."""
    sheets = [s for s in book.worksheets if s.title == ABOUT and s.title != wanted]
    if not sheets:
        return {}
    pairs = [row[:2] for row in _peek(sheets[0], _ABOUT_ROWS) if len(row) > 1]
    return {key: value for key, value in pairs if key and value}


def _load(data: bytes) -> Any:
    # numpy costs openpyxl a tenth of a second and much address space for nothing.
    sys.modules["numpy"] = None  # pyright: ignore[reportArgumentType]
    import openpyxl

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, keep_links=False
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever openpyxl makes of a bad file
        raise FileRefused("damaged", _DAMAGED) from error
    if not book.worksheets:
        raise FileRefused("damaged", _DAMAGED)
    return book


def _structure(data: bytes, sheet: Any, limits: Limits) -> dict[str, Any]:
    """Find merged cells and hidden rows, which the read-only mode does not tell."""
    from defusedxml.ElementTree import iterparse

    hidden: list[int] = []
    number = n_cells = 0
    path = sheet._worksheet_path  # noqa: SLF001 - openpyxl has no public name for it
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as part:
        for _, element in iterparse(part):
            name = element.tag.rpartition("}")[2]
            if name == "mergeCell":
                cells = element.get("ref")
                raise FileRefused("merged", _MERGED, sheet=sheet.title, cells=cells)
            if name == "c":
                n_cells += 1
                _stop_cells(n_cells, limits)
            elif name == "row":
                number, n_cells = int(element.get("r") or number + 1), 0
                _stop_rows(number, limits)
                is_hidden = element.get("hidden") in ("1", "true")
                hidden += [number] if is_hidden else []
                element.clear()
    return {"hidden_rows": hidden[:1000], "n_hidden_rows": len(hidden)}


def _stop_cells(n_cells: int, limits: Limits) -> None:
    if n_cells > _WIDEST:
        raise FileRefused("columns", _TOO_MANY_COLUMNS, limit=limits.columns)


def _stop_rows(number: int, limits: Limits) -> None:
    if number > limits.rows + 50:
        raise FileRefused("rows", _TOO_MANY_ROWS, limit=limits.rows)


def _rows(sheet: Any, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    # A sheet may claim a million rows and fill three: what it claims is forgotten.
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, _row(number, row, limits)
    except (FileRefused, MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever openpyxl makes of a bad sheet
        raise FileRefused("damaged", _DAMAGED) from error


def _row(number: int, row: Any, limits: Limits) -> list[Any]:
    _stop_rows(number, limits)
    cells = [_plain(cell, limits) for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    if len(cells) > limits.columns:
        raise FileRefused("columns", _TOO_MANY_COLUMNS, limit=limits.columns)
    return cells


def _plain(cell: Any, limits: Limits) -> Any:
    """Make plain data of a cell: text, number, truth, or a marked dictionary."""
    value = cell.value
    if cell.data_type == "e":
        return {"bad": "error", "cell": cell.coordinate, "shown": str(value)}
    if cell.data_type == "f":
        return {"bad": "formula", "cell": cell.coordinate}
    if isinstance(value, str) and len(value) > limits.cell:
        raise FileRefused("cell", _LONG_CELL, cell=cell.coordinate, limit=limits.cell)
    return _as_json(value)


def _as_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return str(value)


def _is_filled(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _peek(sheet: Any, n_rows: int) -> list[list[str]]:
    """Return the first filled rows of a sheet as text."""
    rows: list[list[str]] = []
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=n_rows * 5, max_col=60, values_only=True):
        if any(_is_filled(value) for value in row):
            rows.append(["" if value is None else str(value)[:300] for value in row])
        if len(rows) >= n_rows:
            break
    return rows


if __name__ == "__main__":
    serve(read)
