"""Due reports as a workbook: what it offers, what is wrong in it, what is older."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange.amount import Amount, Figure, added
from ckanext.tiptaskforce.exchange.cells import CellProblem
from ckanext.tiptaskforce.exchange.report_table import (
    Asked,
    Origin,
    columns,
    merge,
    origin_of,
    rows,
    settle,
    template,
    wrong,
)
from ckanext.tiptaskforce.exchange.table import read_table
from ckanext.tiptaskforce.exchange.tally import Dimension
from ckanext.tiptaskforce.exchange.tracker import parse

SEX = Dimension("sex", "Sex", {"F": "Female", "M": "Male", "UNK": "Not known"})
PLACE = Dimension("place", "Area", {"NG008021": "Maiduguri", "NG008001": "Abadam"})
DIMENSIONS = {"sex": SEX, "place": PLACE}
SOURCES = {"register": "Register", "survey": "Survey"}
ORIGIN = Origin("Borno", "NNGO-01", "2026-Q3")
LADDER = ("Not begun", "Drafted", "In force")

SESSIONS = Asked("A.4-1", "Sessions held", values={(): Amount(12)}, version=3)
REACHED = Asked(
    "A.1-1",
    "Persons met",
    splits=("place", "sex"),
    counts_persons=True,
    values={(("place", "NG008021"), ("sex", "F")): Amount(4)},
)
SHARE = Asked("A.2-2", "Referrals completed", kind="per_cent")
STEP = Asked("C.1-1", "Assessment", kind="milestone", milestones=LADDER)
ASKED = [SESSIONS, REACHED, SHARE, STEP]


def columns_of(asked=ASKED):
    return columns(asked, DIMENSIONS, SOURCES)


def book_of(asked=ASKED, places=("NG008001",)):
    filled = rows(asked, DIMENSIONS, SOURCES, places)
    return template(columns_of(asked), filled, ORIGIN)


def read(data, asked=ASKED):
    return parse(columns_of(asked), read_table(data, "reports.xlsx"))


class TestWorkbook:
    def test_reads_back_what_was_there_without_a_problem(self):
        found = read(book_of())
        assert found.problems == ()
        first = found.rows[0].values
        assert (first["indicator"], first["value"], first["was"]) == ("A.4-1", 12, "12")
        assert first["version"] == 3
        held = [row.values for row in found.rows if row.values["sex"] == "F"]
        assert [(row["place"], row["value"]) for row in held] == [
            ("NG008001", None),
            ("NG008021", 4),
        ]

    def test_says_what_it_is_for(self):
        table = read_table(book_of(), "reports.xlsx")
        assert origin_of(table.about) == {
            "period": "2026-Q3",
            "organisation": "NNGO-01",
        }

    def test_headers_and_what_is_told_are_locked_and_no_macro_is_in_it(self):
        book = openpyxl.load_workbook(io.BytesIO(book_of()))
        page = book.worksheets[0]
        heads = {cell.value: cell.column_letter for cell in page[1]}
        assert page.protection.sheet
        assert page.protection.password is None
        assert page["A1"].protection.locked
        assert page[f"{heads['At the download']}2"].protection.locked
        assert not page[f"{heads['Value']}2"].protection.locked
        assert not page.column_dimensions[heads["Value"]].protection.locked
        assert book.vba_archive is None
        assert book.sheetnames == ["NNGO-01 2026-Q3", "lists", "dictionary", "about"]

    def test_offers_only_the_columns_that_these_reports_need(self):
        keys = {column.key for column in columns_of([SESSIONS])}
        assert "value" in keys
        assert not keys & {"numerator", "denominator", "milestone", "sex", "place"}

    def test_the_same_file_twice_has_the_same_bytes(self):
        assert book_of() == book_of()


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("one", "row", "key"),
        [
            (SHARE, {"value": 80}, "value"),
            (SHARE, {"numerator": 4}, "denominator"),
            (SHARE, {"numerator": 4, "denominator": 0}, "denominator"),
            (STEP, {"milestone": "Raised"}, "milestone"),
            (REACHED, {"sex": "F", "place": "NG008021", "value": 2.5}, "value"),
            (REACHED, {"sex": "F", "place": "NG008021", "note": "x"}, "note"),
            (SESSIONS, {"sex": "F", "value": 3}, "sex"),
        ],
    )
    def test_is_named_by_its_column(self, one, row, key):
        assert [found[0] for found in wrong(one, row, ("place", "sex"))] == [key]

    @pytest.mark.parametrize(
        ("one", "row"),
        [
            (SHARE, {"numerator": 0, "denominator": 0}),
            (SESSIONS, {"value": 2.5, "note": "Half a day each."}),
            (STEP, {"milestone": "Drafted"}),
            (SESSIONS, {}),
        ],
    )
    def test_what_is_right_is_taken(self, one, row):
        assert wrong(one, row, ("place", "sex")) == []


class TestStatedTotals:
    CELLS = {  # noqa: RUF012 - read only
        (("place", "NG008021"), ("sex", "F")): Amount(31),
        (("place", "NG008021"), ("sex", "M")): Amount(9),
    }

    def test_one_that_does_not_add_up_names_both_figures_and_the_difference(self):
        _, bad = settle(REACHED, self.CELLS, {(): Amount(45)})
        ((key, phrase),) = bad[()]
        assert key == "value"
        assert str(phrase) == (
            "The rows below add up to 40, and 45 is stated here; the difference is 5."
        )

    def test_of_a_part_is_compared_with_that_part(self):
        stated = {(("sex", "M"),): Amount(10)}
        _, bad = settle(REACHED, self.CELLS, stated)
        assert list(bad) == [(("sex", "M"),)]

    def test_one_that_adds_up_is_not_kept_beside_its_cells(self):
        found, bad = settle(REACHED, self.CELLS, {(): Amount(40)})
        assert (found, bad) == (self.CELLS, {})

    def test_a_total_alone_is_kept(self):
        assert settle(REACHED, {}, {(): Amount(40)}) == ({(): Amount(40)}, {})

    def test_a_part_alone_is_no_report(self):
        found, bad = settle(REACHED, {}, {(("sex", "M"),): Amount(10)})
        assert (found, list(bad)) == ({}, [(("sex", "M"),)])

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 10**6) | st.decimals(0, 99, places=3), max_size=20))
    def test_sums_are_exact(self, numbers):
        numbers = [n if isinstance(n, int) else float(n) for n in numbers]
        found = added(Amount(n) for n in numbers).value
        assert (found or 0) == pytest.approx(sum(numbers))


class TestAnOlderFile:
    def row(self, value, was="12", version=2):
        return {"value": value, "was": was, "version": version}

    def test_writes_where_nobody_else_did(self):
        assert merge(SESSIONS, (), self.row(15)) == (Amount(15), None, False)

    def test_takes_a_figure_away_where_it_is_empty_now(self):
        assert merge(SESSIONS, (), self.row(None)) == (None, None, False)

    def test_leaves_what_was_changed_since_and_says_so(self):
        amount, phrase, is_bad = merge(SESSIONS, (), self.row(9, was="9"))
        assert (amount, is_bad) == (Amount(12), False)
        assert str(phrase) == (
            "Changed since the download: it was 9 and is 12 now, which stays."
        )

    def test_is_refused_where_both_changed(self):
        amount, phrase, is_bad = merge(SESSIONS, (), self.row(15, was="9"))
        assert (amount, is_bad) == (Amount(12), True)
        assert "it was 9 and is 12 now. The file says 15." in str(phrase)

    def test_says_nothing_where_both_came_to_the_same(self):
        assert merge(SESSIONS, (), self.row(12, was="9")) == (Amount(12), None, False)

    def test_another_program_that_knows_no_version_writes(self):
        row = {"value": 15, "was": None, "version": None}
        assert merge(SESSIONS, (), row) == (Amount(15), None, False)


class TestFigures:
    @pytest.mark.parametrize(
        ("cell", "number"),
        [(12, 12), (12.0, 12), ("12.5", 12.5), ("1,204", 1204), ("٣٤", 34), (0, 0)],
    )
    def test_are_read_as_they_are_written(self, cell, number):
        assert Figure().read(cell) == number

    @pytest.mark.parametrize("cell", ["1,5", "twelve", True, "-1", "1e5", "0.00001"])
    def test_what_may_be_two_things_is_refused(self, cell):
        with pytest.raises(CellProblem):
            Figure().read(cell)


def test_a_comma_separated_file_is_read_the_same_way():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Indicator", "Area", "Sex", "Value"])
    writer.writerow(["A.1-1", "Maiduguri", "Female", "7"])
    table = read_table(out.getvalue().encode(), "reports.csv")
    (row,) = parse(columns_of(), table).rows
    assert REACHED.codes_of(row.values) == (("place", "NG008021"), ("sex", "F"))
