"""Counts of a period: rows, lines and table say the same, whichever way they go."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange.gazetteer import Gazetteer, Known
from ckanext.tiptaskforce.exchange.table import read_table
from ckanext.tiptaskforce.exchange.tally import Dimension, Layout, changes, doubts
from ckanext.tiptaskforce.exchange.tally_table import (
    Origin,
    columns,
    lacking,
    origin_of,
    said,
    template,
)
from ckanext.tiptaskforce.exchange.tracker import parse
from ckanext.tiptaskforce.exchange.workbook import read_about

PLACES = {"NG008001": "Abadam", "NG008021": "Maiduguri", "NG008099": "Jere"}
STEPS = {
    "presumed": "Presumed",
    "referred": "Referred",
    "referral_completed": "Referral completed",
}
FORMS = {"forced_labour": "Forced labour", "ritual": "Use in rituals", "UNK": "UNK"}
SEXES = {"F": "Female", "M": "Male", "UNK": "Not known"}
BANDS = {"0-11": "0 to 11", "12-17": "12-17", "60+": "60 and over", "UNK": "Not known"}
ORIGIN = Origin("Borno", "RP", "2026-Q3", "7")


def layout_of(*, places=PLACES, across=(("sex", SEXES), ("age_band", BANDS))):
    known = [Known(code, name, 2) for code, name in places.items()]
    return Layout.of(
        [
            Dimension("step", "Step", STEPS),
            Dimension("place", "Area", places, Gazetteer(known)),
            *(Dimension(key, key.title(), options) for key, options in across),
            Dimension("form_of_exploitation", "Form", FORMS),
        ]
    )


LAYOUT = layout_of()
PLAIN = layout_of(across=())
KEYS = ("place", "form_of_exploitation", "step", "sex", "age_band")


def counts_of(rows, layout=LAYOUT):
    keys = [d.key for d in (*layout.line, layout.steps, *layout.across)]
    return {tuple(row[key] for key in keys): row["n"] for row in rows}


def a_row(n=3, **codes):
    return {
        "step": "referred",
        "place": "NG008021",
        "form_of_exploitation": "forced_labour",
        "sex": "F",
        "age_band": "12-17",
        "n": n,
        **codes,
    }


def some_rows(layout):
    """Rows of a design, no cell twice."""
    dimensions = (*layout.line, layout.steps, *layout.across)
    cell = st.tuples(*(st.sampled_from(list(d.options)) for d in dimensions))
    counts = st.dictionaries(cell, st.integers(1, 1_000_000), min_size=1, max_size=30)
    keys = [d.key for d in dimensions]
    return counts.map(
        lambda found: [
            {**dict(zip(keys, codes, strict=True)), "n": n}
            for codes, n in found.items()
        ]
    )


def read_back(data, name, layout=LAYOUT):
    parsed = parse(columns(layout), read_table(data, name))
    assert (parsed.problems, parsed.missing) == ((), ())
    found = {}
    for row in parsed.rows:
        assert lacking(layout, row.values) is None
        found |= said(layout, row.values)
    return found


def as_csv(headers, rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue().encode()


class TestRoundTrip:
    @given(rows=some_rows(LAYOUT))
    @settings(max_examples=15, deadline=None)
    def test_a_filled_template_says_what_was_put_into_it(self, rows):
        assert read_back(template(LAYOUT, ORIGIN, rows), "t.xlsx") == counts_of(rows)

    @given(rows=some_rows(PLAIN))
    @settings(max_examples=8, deadline=None)
    def test_without_sex_and_age_there_is_one_column_of_counts(self, rows):
        data = template(PLAIN, ORIGIN, rows)

        assert read_back(data, "t.xlsx", PLAIN) == counts_of(rows, PLAIN)

    @given(rows=some_rows(LAYOUT))
    @settings(max_examples=60, deadline=None)
    def test_a_row_for_each_count_says_the_same_by_codes(self, rows):
        headers = (*KEYS, "n")
        data = as_csv(headers, [[row[key] for key in headers] for row in rows])

        assert read_back(data, "t.csv") == counts_of(rows)

    @given(rows=some_rows(LAYOUT))
    @settings(max_examples=60, deadline=None)
    def test_lines_and_rows_are_two_sides_of_one_thing(self, rows):
        again = LAYOUT.rows(LAYOUT.lines(rows))

        assert counts_of(again) == counts_of(rows)

    def test_a_name_that_two_places_share_is_found_again_by_its_code(self):
        twins = {"NG008001": "Bassa", "NG023001": "Bassa"}
        kind = layout_of(places=twins).line[0].cells

        assert [kind.read(choice) for choice in kind.choices()] == list(twins)


class TestTemplate:
    @pytest.fixture
    def book(self):
        return openpyxl.load_workbook(io.BytesIO(template(LAYOUT, ORIGIN)))

    def test_lists_are_drop_downs_and_nothing_is_hidden(self, book):
        page = book.worksheets[0]
        rules = page.data_validations.dataValidation
        listed = {
            cell.value: [c.value for c in column[1:] if c.value]
            for column in book["lists"].iter_cols()
            for cell in column[:1]
        }

        assert [str(rule.sqref) for rule in rules] == [
            "A2:A1001",
            "B2:B1001",
            "C2:C1001",
        ]
        assert listed == {
            "place": ["Abadam", "Maiduguri", "Jere"],
            "form_of_exploitation": ["Forced labour", "Use in rituals", "UNK"],
            "step": ["Presumed", "Referred", "Referral completed"],
        }
        assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}

    def test_its_columns_are_one_line_one_step_and_the_counts_across(self, book):
        headers = [cell.value for cell in book.worksheets[0][1]]

        assert headers[:5] == [
            "Area",
            "Form",
            "Step",
            "Female, 0 to 11",
            "Female, 12-17",
        ]
        assert len(headers) == 3 + 3 * 4

    def test_codes_are_text_that_no_spreadsheet_makes_a_date_of(self, book):
        page = book.worksheets[0]

        assert [page.column_dimensions[c].number_format for c in "ABC"] == ["@"] * 3
        assert page.column_dimensions["D"].number_format == "0"

    def test_it_says_what_it_is_for(self):
        about = read_about(template(LAYOUT, ORIGIN), "t.xlsx")

        assert origin_of(about) == {
            "period": "2026-Q3",
            "organisation": "RP",
            "design": "7",
        }

    def test_an_age_that_a_spreadsheet_made_a_date_of_is_read_all_the_same(self):
        kind = LAYOUT.across[1].cells

        assert kind.read(dt.date(2017, 12, 1)) == "12-17"


class TestProblems:
    def test_a_place_that_is_not_in_the_list_names_the_nearest(self):
        headers = ("Area", "Form", "Step", "Female, 12-17")
        data = as_csv(headers, [("Maidugury", "Forced labour", "Referred", 3)])
        (problem,) = parse(columns(LAYOUT), read_table(data, "t.csv")).problems

        assert (problem.row, problem.column, problem.shown) == (2, "Area", "Maidugury")
        assert problem.nearest == ("Maiduguri (NG008021)",)

    @pytest.mark.parametrize("n", ["-1", "1.5", "many", "1e3", "12²", "1000000000001"])
    def test_a_count_is_a_whole_number_of_persons(self, n):
        data = as_csv(
            ("Area", "Form", "Step", "Male, 60 and over"),
            [("Jere", "UNK", "Presumed", n)],
        )
        (problem,) = parse(columns(LAYOUT), read_table(data, "t.csv")).problems

        assert (problem.row, problem.column) == (2, "Male, 60 and over")

    @pytest.mark.parametrize(
        ("lacks", "named"), [("sex", "sex"), ("age_band", "age_band"), ("n", "n")]
    )
    def test_a_single_count_needs_all_its_codes(self, lacks, named):
        values = {**a_row(), lacks: None}

        assert lacking(LAYOUT, values) == named


class TestLines:
    def test_they_follow_the_code_lists(self):
        rows = [a_row(place="NG008099"), a_row(), a_row(form_of_exploitation="UNK")]
        lines = LAYOUT.lines(rows)

        assert [LAYOUT.named(line.codes) for line in lines] == [
            "Maiduguri · Forced labour",
            "Maiduguri · UNK",
            "Jere · Forced labour",
        ]

    def test_a_name_leads_back_to_its_codes_and_a_foreign_one_to_nothing(self):
        key = LAYOUT.key_of(a_row())

        assert LAYOUT.codes_of(key) == {
            "place": "NG008021",
            "form_of_exploitation": "forced_labour",
        }
        assert LAYOUT.codes_of("NG008021") is None
        assert LAYOUT.codes_of("NG999~forced_labour") is None

    def test_a_cell_of_nobody_is_no_row(self):
        (line,) = LAYOUT.lines([a_row()])
        line.counts["referred"]["M.60+"] = 0

        assert LAYOUT.rows([line]) == [a_row()]


class TestDoubts:
    def said(self, rows, before=()):
        return [str(phrase) for phrase in doubts(LAYOUT, rows, before)]

    def test_more_completed_than_made_is_asked_about(self):
        rows = [a_row(2), a_row(3, step="referral_completed")]

        assert self.said(rows) == [
            "Maiduguri · Forced labour: more referrals completed (3) than made (2). "
            "That is right where some were made in an earlier period."
        ]

    def test_a_jump_since_the_last_period_is_asked_about(self):
        assert self.said([a_row(31)], [a_row(20)]) == [
            "Referred: 31 this time, 20 last time. Look whether that is right."
        ]
        assert self.said([a_row(30)], [a_row(20)]) == []
        assert self.said([a_row(9)], [a_row(3)]) == []
        assert self.said([a_row(99)]) == []

    def test_a_very_large_cell_is_asked_about(self):
        assert self.said([a_row(500)]) == []
        assert len(self.said([a_row(501)])) == 1


class TestChanges:
    def test_a_correction_shows_what_stood_and_what_stands(self):
        before = [a_row(3), a_row(5, sex="M")]
        after = [a_row(4), a_row(2, place="NG008099")]
        found = changes(LAYOUT, before, after)

        assert [(c.codes["place"], c.codes["sex"], c.old, c.new) for c in found] == [
            ("NG008021", "F", 3, 4),
            ("NG008021", "M", 5, 0),
            ("NG008099", "F", 0, 2),
        ]

    @given(rows=some_rows(LAYOUT))
    @settings(max_examples=30, deadline=None)
    def test_the_same_counts_change_nothing(self, rows):
        assert changes(LAYOUT, rows, list(reversed(rows))) == []
