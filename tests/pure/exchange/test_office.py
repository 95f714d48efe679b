"""The workbook of due reports in LibreOffice, where that is installed.

It opens the file, calculates it and saves it again: cells, the sheet that says what the
file is for, drop-downs and locked headers are as they were.
"""

from __future__ import annotations

import io
import shutil
import subprocess

import openpyxl
import pytest

from ckanext.tiptaskforce.exchange.amount import Amount
from ckanext.tiptaskforce.exchange.report_table import (
    Asked,
    Origin,
    columns,
    origin_of,
    rows,
    template,
)
from ckanext.tiptaskforce.exchange.table import read_table
from ckanext.tiptaskforce.exchange.tally import Dimension

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
SEX = Dimension("sex", "Sex", {"F": "Female", "M": "Male"})
DIMENSIONS = {"sex": SEX}
SOURCES = {"register": "Register"}
ASKED = [
    Asked("A.1-1", "Sessions held", values={(): Amount(12.25)}, version=3, note="=1"),
    Asked("A.1-2", "Referrals", splits=("sex",), values={(("sex", "F"),): Amount(0)}),
    Asked("A.1-3", "Share", kind="per_cent", values={(): Amount(None, 3, 4)}),
    Asked("C.1-1", "Plan", kind="milestone", milestones=("Begun", "In force")),
]


@pytest.fixture(scope="module")
def book() -> bytes:
    """The workbook as it is handed out."""
    offered = columns(ASKED, DIMENSIONS, SOURCES)
    filled = rows(ASKED, DIMENSIONS, SOURCES)
    return template(offered, filled, Origin("Borno", "NNGO-01", "2026-Q3"))


@pytest.fixture(scope="module")
def saved(book, tmp_path_factory) -> bytes:
    """The workbook as LibreOffice saves it."""
    place = tmp_path_factory.mktemp("office")
    (place / "reports.xlsx").write_bytes(book)
    profile = f"-env:UserInstallation=file://{place}/profile"
    words = ["--headless", "--convert-to", "xlsx", "--outdir", f"{place}/out"]
    subprocess.run(
        [str(OFFICE), profile, *words, f"{place}/reports.xlsx"],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return (place / "out" / "reports.xlsx").read_bytes()


def cells_of(data: bytes) -> list[list[object]]:
    table = read_table(data, "reports.xlsx")
    filled = [
        [number.cells.get(header) for header in table.headers] for number in table.rows
    ]
    return [list(table.headers), *filled]


def test_every_cell_is_as_it_was(book, saved):
    assert cells_of(saved) == cells_of(book)
    assert len(cells_of(saved)) == 7


def test_it_still_says_what_it_is_for(saved):
    about = read_table(saved, "reports.xlsx").about
    assert origin_of(about) == {"period": "2026-Q3", "organisation": "NNGO-01"}


def test_drop_downs_and_locked_headers_are_kept(book, saved):
    before, after = (openpyxl.load_workbook(io.BytesIO(d)) for d in (book, saved))
    kept = [
        one.worksheets[0].data_validations.dataValidation for one in (before, after)
    ]
    assert len(kept[1]) == len(kept[0]) > 0
    page = after.worksheets[0]
    assert page.protection.sheet
    heads = {str(cell.value): cell.column for cell in page[1]}
    assert page.cell(1, 1).protection.locked
    assert not page.cell(2, heads["Value"]).protection.locked
    assert page.cell(2, heads["At the download"]).protection.locked
