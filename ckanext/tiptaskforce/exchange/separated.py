"""Rows of a CSV text: a delimiter that is sure, and a line for each fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.exchange.walk import Walk
from ckanext.tiptaskforce.phrase import N_

_DELIMITERS = ",;\t|"

_EMPTY = N_("This file holds no rows.")
_UNSURE = N_(
    "It is not clear what separates the columns in line %(line)s. "
    "Save the file as CSV with commas."
)
_RAGGED = N_(
    "Line %(line)s has %(found)s columns, the first line has %(wanted)s. "
    "Lines with this fault: %(lines)s."
)
_QUOTES = N_("A quotation mark that opens in line %(line)s does not close properly.")
_ENDLESS = N_("Line %(line)s is too long to be a row of a table.")
_ROWS = N_("This file has more than %(limit)s rows.")
_COLUMNS = N_("This file has more than %(limit)s columns.")
_CELL = N_("A cell in line %(line)s has more than %(limit)s characters.")

Record = tuple[int, list[str]]


def records(text: str, limits: Limits) -> Walk[Record]:
    """Return the filled rows of ``text`` with the line where each begins.

    :raises FileRefused: with the line; nothing is guessed and nothing is dropped.
    """
    said, text = _said_delimiter(text)
    _stop_endless(text, limits)
    delimiter = said or _sure_delimiter(text, limits)
    widths = [(line, len(row)) for line, row in _parse(text, delimiter, limits)]
    if not widths:
        raise FileRefused("empty", _EMPTY)
    _check_widths(widths)
    return Walk(lambda: _parse(text, delimiter, limits), len(widths))


def _said_delimiter(text: str) -> tuple[str | None, str]:
    """Take the line ``sep=;`` with which Excel names the delimiter."""
    first, _, rest = text.partition("\n")
    mark = first.strip("\r\"' ").lower()
    if mark.startswith("sep=") and len(mark) == 5 and mark[4] in _DELIMITERS:
        return mark[4], "\n" + rest
    return None, text


def _stop_endless(text: str, limits: Limits) -> None:
    longest = limits.cell * 20
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > longest:
            raise FileRefused("endless", _ENDLESS, line=number)


def _sure_delimiter(text: str, limits: Limits) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    present = [sign for sign in _DELIMITERS if sign in _outside_quotes(first)]
    if len(present) <= 1:
        return present[0] if present else ","
    even = [sign for sign in present if _is_even(text, sign, limits)]
    if len(even) != 1:
        raise FileRefused("delimiter", _UNSURE, line=1)
    return even[0]


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _is_even(text: str, delimiter: str, limits: Limits) -> bool:
    try:
        widths = {len(row) for _, row in _parse(text, delimiter, limits)}
    except FileRefused:
        return False
    return len(widths) == 1


def _parse(text: str, delimiter: str, limits: Limits) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(max(limits.cell * 20, 131_072))
    line, n_rows = 1, 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                n_rows += 1
                _check_row(line, row, n_rows, limits)
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused("quotes", _QUOTES, line=line) from error


def _check_row(line: int, row: list[str], n_rows: int, limits: Limits) -> None:
    if n_rows > limits.rows + 1:
        raise FileRefused("rows", _ROWS, limit=limits.rows)
    if len(row) > limits.columns:
        raise FileRefused("columns", _COLUMNS, limit=limits.columns)
    if any(len(cell) > limits.cell for cell in row):
        raise FileRefused("cell", _CELL, line=line, limit=limits.cell)


def _check_widths(widths: list[tuple[int, int]]) -> None:
    wanted = widths[0][1]
    wrong = [(line, width) for line, width in widths if width != wanted]
    if wrong:
        line, found = wrong[0]
        lines = ", ".join(str(number) for number, _ in wrong[:20])
        if len(wrong) > 20:
            lines += ", …"
        raise FileRefused(
            "ragged", _RAGGED, line=line, found=found, wanted=wanted, lines=lines
        )
