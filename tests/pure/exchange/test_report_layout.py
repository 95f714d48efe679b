"""How the values of a report stand on a page, and which of them is which."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ckanext.tiptaskforce.exchange.report_layout import (
    TOTAL,
    Change,
    Layout,
    Split,
    changes,
    figure,
    total,
)

PLACE = Split("place", "Area", {"NG008011": "Gwoza", "NG008013": "Jere"})
SEX = Split("sex", "Sex", {"F": "Female", "M": "Male"})
AGE = Split("age_group", "Age group", {"child": "Under 18", "adult": "18 and over"})
FORM = Split("form", "Form", {f"f{n}": f"Form {n}" for n in range(1, 7)})
WORDS = {"F.child": "Girls", "F.adult": "Women", "M.child": "Boys", "M.adult": "Men"}


class TestLayout:
    def test_places_stand_down_and_sex_with_age_across_in_plain_words(self):
        layout = Layout("number", (PLACE, SEX, AGE), WORDS)

        assert layout.columns == ["Girls", "Women", "Boys", "Men"]
        (row,) = layout.rows(["NG008013"])
        assert (row.key, row.label) == ("NG008013", "Jere")
        assert [cell.key for cell in row.cells] == [
            "NG008013~F~child",
            "NG008013~F~adult",
            "NG008013~M~child",
            "NG008013~M~adult",
        ]

    def test_only_chosen_places_are_shown_in_the_order_of_the_list(self):
        layout = Layout("number", (PLACE,))

        rows = layout.rows(["NG008013", "NG008011", "NG000000"])

        assert [row.label for row in rows] == ["Gwoza", "Jere"]
        assert layout.rows() == []

    def test_keys_keep_the_order_of_the_splits_wherever_the_place_is(self):
        layout = Layout("number", (SEX, PLACE))

        (row,) = layout.rows(["NG008011"])

        assert [cell.key for cell in row.cells] == ["F~NG008011", "M~NG008011"]

    def test_many_columns_turn_the_first_split_down(self):
        layout = Layout("number", (SEX, FORM))

        assert [row.label for row in layout.rows()] == ["Female", "Male"]
        assert layout.columns == [f"Form {n}" for n in range(1, 7)]

    def test_without_a_split_there_is_one_cell_and_it_is_the_total(self):
        layout = Layout("number")

        (row,) = layout.rows()

        assert [cell.key for cell in row.cells] == [TOTAL]
        assert layout.codes_of(TOTAL) == {}

    def test_a_cell_has_a_name_in_words(self):
        layout = Layout("number", (PLACE, SEX, AGE), WORDS)

        assert layout.named("NG008013~F~adult") == "Jere · Women"
        assert layout.named(TOTAL) == ""
        assert Layout("number", (PLACE,)).named("NG008011") == "Gwoza"

    def test_a_key_of_unknown_codes_names_no_cell(self):
        layout = Layout("number", (SEX, AGE))

        assert layout.codes_of("F~old") is None
        assert layout.codes_of("F") is None
        assert layout.codes_of("F~child~x") is None

    def test_a_retired_code_that_was_reported_stays_readable(self):
        layout = Layout("number", (SEX,)).holding([{"sex": "X", "value": 3}])

        assert layout.columns == ["Female", "Male", "X"]


class TestValues:
    def test_they_come_back_as_they_went_in(self):
        layout = Layout("number", (PLACE, SEX))
        values = [
            {"place": "NG008013", "sex": "F", "value": 31},
            {"place": "NG008011", "sex": "M", "value": 0},
        ]

        assert layout.values(layout.filled(values)) == values

    def test_a_total_alone_has_no_codes(self):
        layout = Layout("per_cent", (SEX,))
        values = [{"numerator": 3, "denominator": 7}]

        assert layout.filled(values) == {TOTAL: {"numerator": 3, "denominator": 7}}
        assert layout.values(layout.filled(values)) == values

    def test_a_blank_cell_is_no_value_and_a_zero_is_one(self):
        layout = Layout("number", (SEX,))

        filled = layout.filled([{"sex": "F", "value": None}, {"sex": "M", "value": 0}])

        assert layout.values(filled) == [{"sex": "M", "value": 0}]

    def test_a_total_skips_blanks_and_there_is_none_of_blanks_alone(self):
        filled = {"F": {"value": 31}, "M": {}, "UNK": {"value": "0.5"}}

        assert total(filled, ["F", "M", "UNK"], "value") == Decimal("31.5")
        assert total(filled, ["M"], "value") is None

    def test_two_copies_differ_where_one_is_blank_or_other(self):
        old = {"F": {"value": 31}, "M": {"value": 9}, "UNK": {"value": 0}}
        new = {"F": {"value": 31}, "M": {"value": 8}}

        assert changes(old, new, ("value",)) == [
            Change("M", "value", 9, 8),
            Change("UNK", "value", 0, None),
        ]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("31", "31"),
        ("0", "0"),
        ("1,377", "1377"),
        ("٣١", "31"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1000000000000", "1000000000000"),
    ],
)
def test_a_figure_is_read_as_people_write_it(typed, number):
    assert figure(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["", "-3", "about 30", "3 persons", "1.23456", "1e5", "12²", "9" * 14]
)
def test_what_is_no_figure_is_not_guessed(typed):
    assert figure(typed) is None
