"""What of a table may wait in the database: nothing that points to a person."""

import datetime as dt
import json

from ckanext.tiptaskforce.exchange.kept import packed, parted, safe_headers, unpacked
from ckanext.tiptaskforce.exchange.table import BadCell, Row, Table

MOMENT = dt.datetime(2026, 8, 3, 10, 30)  # noqa: DTZ001 - a cell has no zone
PHONE = "+234 803 123 4567"


def table(*cells, headers=("A", "B", "C")):
    rows = [
        Row(number, dict(zip(headers, row, strict=True)))
        for number, row in enumerate(cells, start=2)
    ]
    return Table(headers, tuple(rows))


def packed_rows(*cells, contacts=()):
    return [*packed(table(*cells), contacts)]


def test_a_table_comes_back_as_it_was():
    made = table(
        ["text", 3, 2.5],
        [True, None, dt.date(2026, 8, 3)],
        [BadCell("formula", "A4"), MOMENT, ""],
    )
    lines = json.loads(json.dumps([*packed(made)]))
    assert tuple(unpacked(made.headers, lines).rows) == made.rows


def test_a_detail_of_a_person_is_left_out_in_whichever_column_it_stands():
    lines = packed_rows(["Ring " + PHONE, 2348031234567, "x@example.org"])
    assert "803" not in json.dumps(lines)
    assert "example.org" not in json.dumps(lines)
    assert [cell["bad"] for cell in lines[0][1:]] == ["personal"] * 3
    assert [cell["cell"] for cell in lines[0][1:]] == ["A2", "B2", "C2"]


def test_a_column_for_contacts_keeps_them():
    lines = packed_rows(["a", PHONE, PHONE], contacts={"B"})
    assert lines[0][2] == PHONE
    assert lines[0][3]["bad"] == "personal"


def test_signs_that_no_database_keeps_are_marked():
    lines = packed_rows(["a\x00b", float("nan"), "\ud800"])
    assert [cell["bad"] for cell in lines[0][1:]] == ["signs"] * 3


def test_a_header_with_a_phone_number_gets_a_plain_name():
    made = table(["a", "b", "c"], headers=("A", "Ring " + PHONE, "C"))
    kept = safe_headers(made)
    assert kept.headers == ("A", "Column B", "C")
    assert [row.cells["Column B"] for row in kept.rows] == ["b"]


def test_a_column_parts_the_rows_by_what_its_cells_mean():
    made = table(["q1", 1, ""], ["q2", 2, ""], ["Q1 ", 3, ""])
    lines = [*packed(made)]
    found = parted(made.headers, lines, "A", lambda cell: str(cell).strip().upper())
    assert [(word, [row.number for row in t.rows]) for word, t in found] == [
        ("Q1", [2, 4]),
        ("Q2", [3]),
    ]
