"""Workbooks that we hand out: templates to fill in, and tables to take away.

Always the same bytes for the same content: fixed times, no name of a writer.
No macro, no formula; what looks like a formula is text with an apostrophe.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ckanext.tiptaskforce.exchange.cells import Date, WholeNumber
from ckanext.tiptaskforce.exchange.export import Sheet, Translate, plain_value
from ckanext.tiptaskforce.exchange.quoting import quoted
from ckanext.tiptaskforce.exchange.table import is_blank, read_table
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.phrase import N_

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LISTS, DICTIONARY, ABOUT = "lists", "dictionary", "about"
_ROWS_TO_FILL = 1000
_LONGEST_CELL = 32_000
_FIXED = (1980, 1, 1, 0, 0, 0)
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b"/>"
)
_DICTIONARY_HEADERS = (
    N_("Column"),
    N_("Key"),
    N_("Meaning"),
    N_("Obligatory"),
    N_("Allowed"),
)
_YES, _NO = N_("yes"), N_("no")
_A_DATE = N_("a date such as 2026-08-03")
_A_NUMBER = N_("a whole number")
_A_LIST = N_("an entry of the list in the sheet lists")


def build_template(
    sheet: Sheet, translate: Translate = str, *, locked: Collection[str] = ()
) -> bytes:
    """Return an XLSX to fill in: drop-downs, a dictionary, and ``about``.

    :param locked: keys of columns that nobody types into; with one of them the headers
        are locked as well, without a password, against slips and not against people
    """
    book, page = _book(sheet, translate)
    _drop_downs(book, page, sheet.columns)
    if locked:
        _lock(page, sheet.columns, locked)
    return _finished(book, sheet, translate)


def _lock(page: Worksheet, columns: Sequence[Column], locked: Collection[str]) -> None:
    """Let people type below the headers of the other columns, and add rows."""
    is_open = Protection(locked=False)
    for place, column in enumerate(columns, start=1):
        if column.key in locked:
            continue
        page.column_dimensions[get_column_letter(place)].protection = is_open
        for number in range(2, page.max_row + 1):
            page.cell(number, place).protection = is_open
    page.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(page.protection, allowed, False)


def to_xlsx(sheet: Sheet, translate: Translate = str) -> bytes:
    """Return the table as XLSX with a dictionary and ``about``."""
    book, page = _book(sheet, translate)
    page.auto_filter.ref = page.dimensions
    return _finished(book, sheet, translate)


def read_about(source: bytes | Path, filename: str) -> dict[str, str]:
    """Return what the ``about`` sheet of a filled template says.

    :raises FileRefused: as ``read_table``; ``no_sheet`` where it is not a template.
    """
    table = read_table(source, filename, sheet=ABOUT)
    key, value, *_ = (*table.headers, "", "")
    return {
        str(row.cells.get(key)): str(row.cells.get(value))
        for row in table.rows
        if not is_blank(row.cells.get(value))
    }


def _book(sheet: Sheet, translate: Translate) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    page: Worksheet = book.active  # pyright: ignore[reportAssignmentType]
    page.title = _page_title(sheet.title)
    _head(page, [translate(column.label) for column in sheet.columns])
    for place, column in enumerate(sheet.columns, start=1):
        dimension = page.column_dimensions[get_column_letter(place)]
        dimension.number_format = column.kind.number_format
    for number, row in enumerate(sheet.rows, start=2):
        for place, column in enumerate(sheet.columns, start=1):
            value = plain_value(row.get(column.key))
            _put(page, number, place, sheet.blank if value is None else value)
    return book, page


def _page_title(title: str) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31]
    return plain if plain and plain not in (LISTS, DICTIONARY, ABOUT) else "table"


def _head(page: Worksheet, headers: Sequence[str]) -> None:
    for place, header in enumerate(headers, start=1):
        cell = page.cell(1, place, quoted(header))
        cell.data_type = "s"
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6E9EC")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        width = min(max(len(header) + 4, 12), 44)
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"


def _put(page: Worksheet, row: int, place: int, value: object) -> None:
    shown = plain_value(value)
    if shown is None:
        return
    if not isinstance(shown, str):
        cell = page.cell(row, place, shown)
        if isinstance(shown, dt.date):
            cell.number_format = Date.number_format
        return
    cell = page.cell(row, place, quoted(shown)[:_LONGEST_CELL])
    # Said outright, because openpyxl takes "=1" and "#N/A" for more than text.
    cell.data_type = "s"
    cell.number_format = "@"


def _drop_downs(
    book: openpyxl.Workbook, page: Worksheet, columns: Sequence[Column]
) -> None:
    """Put each closed list into a visible sheet, and let its column choose from it."""
    listed = [(place, c) for place, c in enumerate(columns, 1) if c.kind.choices()]
    if not listed:
        return
    lists = book.create_sheet(LISTS)
    _head(lists, [column.key for _, column in listed])
    for list_place, (place, column) in enumerate(listed, start=1):
        choices = column.kind.choices()
        for number, choice in enumerate(choices, start=2):
            _put(lists, number, list_place, choice)
        letter = get_column_letter(list_place)
        rule = DataValidation(
            type="list",
            formula1=f"{LISTS}!${letter}$2:${letter}${len(choices) + 1}",
            allow_blank=not column.required,
            showErrorMessage=True,
        )
        target = get_column_letter(place)
        rule.add(f"{target}2:{target}{_ROWS_TO_FILL + 1}")
        page.add_data_validation(rule)


def _finished(book: openpyxl.Workbook, sheet: Sheet, translate: Translate) -> bytes:
    page = book.create_sheet(DICTIONARY)
    _head(page, [translate(header) for header in _DICTIONARY_HEADERS])
    for number, column in enumerate(sheet.columns, start=2):
        for place, text in enumerate(_described(column, translate), start=1):
            _put(page, number, place, text)
    page = book.create_sheet(ABOUT)
    _head(page, [N_("about"), N_("value")])
    for number, (key, value) in enumerate(sheet.about.items(), start=2):
        _put(page, number, 1, key)
        _put(page, number, 2, value)
    out = io.BytesIO()
    book.save(out)
    return _with_fixed_times(out.getvalue())


def _described(column: Column, translate: Translate) -> tuple[str, ...]:
    allowed = ""
    if column.kind.choices():
        allowed = translate(_A_LIST)
    elif isinstance(column.kind, Date):
        allowed = translate(_A_DATE)
    elif isinstance(column.kind, WholeNumber):
        allowed = translate(_A_NUMBER)
    meaning = translate(column.meaning) if column.meaning else ""
    obligatory = translate(_YES if column.required else _NO)
    return translate(column.label), column.key, meaning, obligatory, allowed


def _with_fixed_times(data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            is_core = part.filename == "docProps/core.xml"
            new.writestr(entry, _CORE if is_core else old.read(part))
    return out.getvalue()


def plain(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook of bare tables: the first row of each sheet is its header."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, lines in sheets.items():
        page = book.create_sheet(_page_title(title) if title != ABOUT else ABOUT)
        _head(page, [str(header) for header in lines[0]])
        for number, line in enumerate(lines[1:], start=2):
            for place, value in enumerate(line, start=1):
                _put(page, number, place, value)
    out = io.BytesIO()
    book.save(out)
    return _with_fixed_times(out.getvalue())
