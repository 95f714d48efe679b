"""Workbooks from outside: checked before they are parsed, read in a process apart."""

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile

import pytest

from ckanext.tiptaskforce.exchange import confined
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.exchange.table import BadCell, read_table

ROWS = [["title", "due", "n"], ["Plan", dt.date(2026, 8, 1), 3]]


def reason(data, name="tracker.xlsx", **options):
    with pytest.raises(FileRefused) as refusal:
        read_table(data, name, **options)
    assert "%(" not in str(refusal.value)
    return refusal.value.reason


def test_values_keep_their_kind(make_book):
    moment = dt.datetime(2026, 8, 1, 14, 30)  # noqa: DTZ001 - workbooks know no zones
    rows = [
        ["a", "b", "c", "d", "e", "f"],
        ["x", 3, 2.5, True, dt.date(2026, 8, 1), moment],
    ]
    (row,) = read_table(make_book(rows), "t.xlsx").rows
    assert list(row.cells.values()) == rows[1]
    assert row.number == 2


def test_rows_keep_their_number_and_blank_ones_vanish(make_book):
    table = read_table(make_book([*ROWS, [], [None, " "], ["Map", None, 1]]), "t.xlsx")
    assert [row.number for row in table.rows] == [2, 5]


def test_a_title_above_the_headers_is_left_out_and_said(make_book):
    table = read_table(make_book([["Our tracker"], [], *ROWS]), "t.xlsx")
    assert table.headers == ("title", "due", "n")
    assert [str(note) for note in table.notes] == [
        "Rows above the headers were not read: 1."
    ]


def test_a_formula_is_marked_and_never_evaluated(make_book):
    table = read_table(make_book([["a", "b"], ["x", "=1+1"], ["y", "#REF!"]]), "t.xlsx")
    assert [row.cells["b"] for row in table.rows] == [
        BadCell("formula", "B2"),
        BadCell("error", "B3", "#REF!"),
    ]


def test_other_sheets_are_named_and_can_be_chosen(make_book):
    def add(book):
        book.create_sheet("Old").append(["x"])
        book["Old"].append(["1"])

    data = make_book(ROWS, change=add)
    assert str(read_table(data, "t.xlsx").notes[0]) == (
        'Read: sheet "Sheet1". Not read: Old.'
    )
    assert read_table(data, "t.xlsx", sheet="Old").headers == ("x",)
    assert reason(data, sheet="None") == "no_sheet"


def test_hidden_rows_are_read_and_reported(make_book):
    def hide(book):
        book.active.row_dimensions[2].hidden = True

    table = read_table(make_book(ROWS, change=hide), "t.xlsx")
    assert len(table.rows) == 1
    assert "hidden in the file were read too: 2" in str(table.notes[0])


def _hide(book):
    book.create_sheet("h").sheet_state = "hidden"


def _very_hide(book):
    book.create_sheet("h").sheet_state = "veryHidden"


def _merge(book):
    book.active.merge_cells("A2:B2")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [(_hide, "hidden_sheet"), (_very_hide, "hidden_sheet"), (_merge, "merged")],
)
def test_what_hides_data_is_refused(make_book, change, wanted):
    assert reason(make_book(ROWS, change=change)) == wanted


RELATION = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://x/%s" Target="http://evil" '
    b'TargetMode="External"/>'
    b"</Relationships>"
)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "macros"),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "external"),
        ({"xl/connections.xml": b"<x/>"}, "external"),
        ({"xl/embeddings/oleObject1.bin": b"x"}, "embedded"),
        ({"xl/activeX/activeX1.xml": b"<x/>"}, "embedded"),
        ({"xl/worksheets/_rels/sheet1.xml.rels": RELATION % b"image"}, "external"),
        ({"../evil.xml": b"<x/>"}, "parts"),
        ({"/evil.xml": b"<x/>"}, "parts"),
        ({"XL/workbook.xml": b"<x/>"}, "parts"),
        ({"xl/x.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}, "entities"),
        ({f"xl/p{n}.xml": b"<x/>" for n in range(201)}, "entries"),
        ({"xl/big.bin": b"\0" * (51 * 1024**2)}, "unpacked"),
        ({"xl/big.bin": b"\0" * (20 * 1024**2)}, "ratio"),
        ({"xl/workbook.xml": b"no xml"}, "damaged"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}, "damaged"),
    ],
)
def test_a_workbook_with_a_trap_is_refused_by_reason(
    make_book, with_parts, parts, wanted
):
    assert reason(with_parts(make_book(ROWS), parts)) == wanted


def test_a_link_to_a_page_is_no_trap(make_book, with_parts):
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": RELATION % b"hyperlink"}
    assert read_table(with_parts(make_book(ROWS), parts), "t.xlsx").rows


@pytest.mark.parametrize(
    ("data", "name", "wanted"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "t.xlsx", "old_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "t.xls", "old_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "t.xlsx",
            "encrypted",
        ),
        (b"a,b\n1,2\n", "t.xlsx", "content"),
        (b"PK\x03\x04" + b"\0" * 50, "t.xlsx", "damaged"),
        (b"", "t.xlsx", "empty"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(data, name, wanted):
    assert reason(data, name) == wanted


def test_an_archive_with_a_password_is_refused(make_book):
    data = bytearray(make_book(ROWS))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        place = archive.start_dir
    data[place + 8] |= 1
    assert reason(bytes(data)) == "encrypted"


def test_a_sheet_that_claims_or_has_a_million_rows_is_bounded(make_book, with_parts):
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    )
    cell = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    claims = b'<dimension ref="A1:XFD1048576"/><sheetData>'
    few = head + claims + cell % (1, 1) + cell % (2, 2) + b"</sheetData></worksheet>"
    book = make_book(ROWS)
    assert read_table(
        with_parts(book, {"xl/worksheets/sheet1.xml": few}), "t.xlsx"
    ).rows
    far = (
        head
        + claims
        + cell % (1, 1)
        + cell % (1048577, 1048577)
        + (b"</sheetData></worksheet>")
    )
    assert reason(with_parts(book, {"xl/worksheets/sheet1.xml": far})) == "rows"


def test_columns_and_cells_are_bounded(make_book):
    assert reason(make_book([["a"] * 200, ["b"] * 200])) == "columns"
    assert reason(make_book([["a", "b"], ["x", "y" * 6000]])) == "cell"


def test_a_file_that_eats_time_or_memory_is_refused(make_book):
    rows = [["a", "b"], *[[f"x{n}", n] for n in range(3000)]]
    assert reason(make_book(rows), limits=Limits(memory=30 * 1024**2)) == "heavy"
    assert reason(make_book(rows), limits=Limits(seconds=0)) == "heavy"


def test_the_reading_process_gets_no_environment_of_ours(
    make_book, monkeypatch, tmp_path
):
    monkeypatch.setenv("CKAN_SQLALCHEMY_URL", "postgresql://secret")
    program = tmp_path / "python3"
    program.write_text(f'#!/bin/sh\nenv > "{tmp_path}/env"\n')
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(program))
    with pytest.raises(FileRefused):
        confined.run("some.module", {}, make_book(ROWS), Limits())
    assert "secret" not in (tmp_path / "env").read_text()


GREEDY = """
from ckanext.tiptaskforce.exchange.confined import serve
def work(order, data, limits):
    %s
    return {}, b"done"
serve(work)
"""


@pytest.mark.parametrize(
    "deed", ["open('greedy', 'wb', 0).write(b'x' * 9000)", "bytearray(10**9)"]
)
def test_the_reading_process_cannot_eat_the_machine(deed, tmp_path):
    script = GREEDY % deed
    order = json.dumps({"limits": Limits().as_dict()}).encode() + b"\n"
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=order,
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert b"done" not in done.stdout
