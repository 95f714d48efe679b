"""The public files of a release: CSV, XLSX and JSON with the same cells."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment

from ckanext.tiptaskforce.disclosure.grid import Grid
from ckanext.tiptaskforce.disclosure.spec import Spec

ABOUT = "about"
_FIXED = (1980, 1, 1, 0, 0, 0)
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b"/>"
)


def csv_of(grid: Grid) -> bytes:
    """Return a table as CSV: level names, then ``count``; no quotes, LF."""
    lines = [",".join((*grid.levels, "count"))]
    lines += [",".join((*key, str(count))) for key, count in grid.lines()]
    return ("\n".join(lines) + "\n").encode()


def data_of(spec: Spec, found: Sequence[Grid]) -> bytes:
    """Return all tables as JSON for programs."""
    tables = {
        grid.table.id: {
            "columns": [*grid.levels, "count"],
            "rows": [[*key, count] for key, count in grid.lines()],
        }
        for grid in found
    }
    content = {
        "schema": "tiptaskforce-data/1",
        "release": spec.release,
        "unit": spec.unit,
        "tables": tables,
    }
    return json_of(content)


def xlsx_of(about: Sequence[tuple[str, str]], found: Sequence[Grid]) -> bytes:
    """Return all tables as a workbook: ``about`` first, then a sheet for each.

    Every count has the same style, shown or not: a style would tell what is hidden.
    """
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = ABOUT
    for number, line in enumerate(about, start=1):
        for place, words in enumerate(line, start=1):
            # Text whatever it begins with: no formula comes out of a title.
            cell = page.cell(number, place, ILLEGAL_CHARACTERS_RE.sub("", words))
            cell.data_type = "s"
    for grid in found:
        page = book.create_sheet(grid.table.id)
        page.append([*grid.levels, "count"])
        for number, (key, count) in enumerate(grid.lines(), start=2):
            for place, code in enumerate(key, start=1):
                cell = page.cell(number, place, code)
                cell.data_type = "s"
            cell = page.cell(number, len(key) + 1, count)
            cell.alignment = Alignment(horizontal="right")
    out = io.BytesIO()
    book.save(out)
    return _with_fixed_times(out.getvalue())


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


def json_of(content: Mapping[str, Any]) -> bytes:
    """Return JSON in UTF-8 with two spaces and LF."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def sha256(content: bytes) -> str:
    """Return the checksum of a file."""
    return hashlib.sha256(content).hexdigest()
