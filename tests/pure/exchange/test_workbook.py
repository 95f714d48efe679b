"""What we hand out: safe as text, the same bytes each time, readable again."""

import csv
import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange.cells import Code, Date, Text, WholeNumber
from ckanext.tiptaskforce.exchange.export import Sheet, to_csv, to_json
from ckanext.tiptaskforce.exchange.quoting import quoted, unquoted
from ckanext.tiptaskforce.exchange.table import read_table
from ckanext.tiptaskforce.exchange.tracker import Column, parse
from ckanext.tiptaskforce.exchange.workbook import build_template, read_about, to_xlsx

COLUMNS = (
    Column("title", "Title", Text(), required=True, meaning="What it is."),
    Column("due", "Due", Date()),
    Column("state", "State", Code({"planned": "Planned", "delivered": "Delivered"})),
    Column("n", "Number", WholeNumber(least=-99)),
)
ABOUT = {"Task force": "Borno", "Period": "2026-Q3", "Version": "1"}
ROW = {"title": "Plan", "due": dt.date(2026, 8, 3), "state": "planned", "n": -3}


def sheet(*rows, **options):
    return Sheet("Deliverables", COLUMNS, rows, ABOUT, **options)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_template_offers_the_closed_lists_and_explains_itself():
    book = opened(build_template(sheet()))
    assert book.sheetnames == ["Deliverables", "lists", "dictionary", "about"]
    assert all(page.sheet_state == "visible" for page in book.worksheets)
    (rule,) = book["Deliverables"].data_validations.dataValidation
    assert rule.formula1 == "lists!$A$2:$A$3"
    assert str(rule.sqref) == "C2:C1001"
    assert [cell.value for cell in book["lists"]["A"]] == [
        "state",
        "Planned",
        "Delivered",
    ]
    assert [cell.value for cell in book["dictionary"][2]] == [
        "Title",
        "title",
        "What it is.",
        "yes",
        None,
    ]
    assert book["Deliverables"].column_dimensions["A"].number_format == "@"


def test_a_filled_template_is_read_and_says_where_it_comes_from():
    data = build_template(sheet(ROW))
    (row,) = parse(COLUMNS, read_table(data, "t.xlsx")).rows
    assert row.values == ROW
    assert read_about(data, "t.xlsx") == ABOUT


@pytest.mark.parametrize("make", [build_template, to_xlsx, to_csv, to_json])
def test_the_same_table_gives_the_same_bytes(make):
    assert make(sheet(ROW)) == make(sheet(ROW))


def test_a_workbook_holds_no_time_name_macro_or_formula():
    with zipfile.ZipFile(io.BytesIO(to_xlsx(sheet(ROW)))) as archive:
        assert {part.date_time for part in archive.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
        content = b"".join(archive.read(name) for name in archive.namelist())
    for trace in (b"openpyxl", b"creator", b"vba", b"<f>", b"<f "):
        assert trace not in content


def test_values_keep_their_kind():
    page = opened(to_xlsx(sheet(ROW)))["Deliverables"]
    values = [cell.value for cell in page[2]]
    assert values == ["Plan", dt.datetime(2026, 8, 3), "planned", -3]  # noqa: DTZ001
    assert to_csv(sheet(ROW)).decode().splitlines() == [
        "Title,Due,State,Number",
        "Plan,2026-08-03,planned,-3",
    ]
    assert json.loads(to_json(sheet(ROW)))["rows"] == [{**ROW, "due": "2026-08-03"}]


def test_blanks_are_empty_or_what_the_caller_says():
    assert to_csv(sheet({})).decode().splitlines()[1] == ",,,"
    assert to_csv(sheet({}, blank="–")).decode().splitlines()[1] == "–,–,–,–"
    page = opened(to_xlsx(sheet({"n": 0}, blank="–")))["Deliverables"]
    assert [cell.value for cell in page[2]] == ["–", "–", "–", 0]


def test_lists_moments_and_strange_numbers_are_plain():
    rows = {
        "title": ("a", "b"),
        "n": float("nan"),
        "due": dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC),
    }  # noqa: E501
    assert to_csv(sheet(rows)).decode().splitlines()[1] == (
        "a; b,2026-01-02T03:04:00+00:00,,"
    )
    assert json.loads(to_json(sheet(rows)))["rows"][0]["title"] == ["a", "b"]


def test_headers_are_translated_and_quoted():
    text = to_csv(sheet(), lambda text: f"={text}").decode()
    assert text.startswith("'=Title,'=Due,")


DANGEROUS = [
    "=1+1", "+1-1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "\uff1d1",
    "\uff0b1+1", "\uff0d1+1", "\uff20x", "  =1", "=cmd|' /C calc'!A0", "'=1", "\u2212x",
    "=", "-", "+234 803",
]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_goes_out_as_text(text):
    (found,) = list(csv.reader(io.StringIO(to_csv(sheet({"title": text})).decode())))[
        1:
    ]
    assert found[0].startswith("'")
    cell = opened(to_xlsx(sheet({"title": text})))["Deliverables"]["A2"]
    assert cell.value.startswith("'")
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", ["-3", "3", "+3", "a=b", "a-b", "#N/A", "–", "'tis"])
def test_harmless_text_goes_out_as_it_is(text):
    assert quoted(text) == text
    assert (
        opened(to_xlsx(sheet({"title": text})))["Deliverables"]["A2"].data_type == "s"
    )


TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() and not text.startswith("#"))


@given(st.one_of(TEXTS, st.sampled_from(DANGEROUS)))
def test_quoting_can_be_taken_back(text):
    if "\x00" not in text:
        assert unquoted(quoted(text)) == text


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_is_exported_as_csv_is_read_back(texts):
    table = read_table(to_csv(sheet(*({"title": t, "n": 1} for t in texts))), "t.csv")
    assert [row.cells["Title"] for row in table.rows] == texts


@settings(max_examples=12, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_what_is_exported_as_a_workbook_is_read_back(texts):
    table = read_table(to_xlsx(sheet(*({"title": t, "n": 1} for t in texts))), "t.xlsx")
    assert [row.cells["Title"] for row in table.rows] == texts
