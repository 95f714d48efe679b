"""Files made on the spot: workbooks, archives, and what somebody did to them."""

import io
import zipfile

import openpyxl
import pytest


def _book(rows, title="Sheet1", change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _with_parts(data, parts, drop=()):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts and name not in drop:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="session")
def make_book():
    """Make an XLSX of rows; ``change`` may work on the open workbook."""
    return _book


@pytest.fixture(scope="session")
def with_parts():
    """Add or replace parts of an office file."""
    return _with_parts
