"""What each kind of cell takes, and what it refuses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange.cells import (
    Address,
    CellProblem,
    Code,
    Codes,
    Date,
    Text,
    Truth,
    WholeNumber,
)
from ckanext.tiptaskforce.exchange.table import BadCell

DAY = dt.date(2026, 8, 23)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        dt.datetime(2026, 8, 23, 14, 0),  # noqa: DTZ001 - workbooks know no zones
        46257,
        46257.0,
        "2026-08-23",
        " 2026/8/23 ",
        "2026-08-23T00:00:00",
        "23/08/2026",
        "23.8.2026",
        "23-08-2026",
        "08/23/2026",
        "23 Aug 2026",
        "23 August 2026",
        "23rd August, 2026",
        "23 août 2026",
        "٢٠٢٦-٠٨-٢٣",
        "２０２６-０８-２３",
        "2026–08–23",
    ],
)
def test_a_date_is_read_where_it_is_sure(value):
    assert Date().read(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        "03/08/2026",
        "0000-00-00",
        "2026-02-31",
        "31 February 2026",
        "9999-12-31",
        "1447-03-01",
        "1898-01-01",
        "soon",
        "2026",
        "23/08/26",
        "2026-08-23T14:00:00",
        True,
        12,
        1e300,
        float("nan"),
        "1e5",
        BadCell("formula", "B2"),
    ],
)
def test_a_date_that_is_not_sure_is_refused(value):
    with pytest.raises(CellProblem):
        Date().read(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3),
        (3.0, 3),
        ("0", 0),
        (" 12 ", 12),
        ("1,234", 1234),
        ("1,234,567", 1234567),
        ("1 234", 1234),
        ("1\u00a0234\u00a0567", 1234567),
        ("1\u202f234", 1234),
        ("1'234", 1234),
        ("1.234.567", 1234567),
        ("١٢٣", 123),
        ("۱٬۲۳۴", 1234),
        ("１２", 12),
    ],
)
def test_a_whole_number_is_folded_where_it_is_sure(value, number):
    assert WholeNumber().read(value) == number


@pytest.mark.parametrize(
    "value",
    [
        "NaN", "inf", "1e400", "1e3", float("nan"), float("inf"), 1e400, -1, "-1", "−1",
        0.1, "0.1", "1.234", "1,2", "1,23,456", "1 23", "12a", "+5", "", "½", "²",
        "9" * 30, 10**12, True, DAY, BadCell("error", "B2", "#N/A"), "Ⅷ", "0x10",
        "1_000", "12²",
    ],
)  # fmt: skip
def test_a_number_that_is_not_sure_is_refused(value):
    with pytest.raises(CellProblem):
        WholeNumber().read(value)


@given(st.integers(0, 999_999_999))
def test_every_count_is_read_as_people_write_it(number):
    for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " ")):
        assert WholeNumber().read(text) == number


OPTIONS = {"1.1": "Mapping", "1.2": "Plan", "NG1": "Bassa", "NG2": "Bassa"}
CODE = Code(OPTIONS, {"Carte": "1.1"})


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1.1", "1.1"),
        (1.1, "1.1"),
        (" mapping ", "1.1"),
        ("ｍａｐｐｉｎｇ", "1.1"),
        ("carte", "1.1"),
        ("Bassa · NG1", "NG1"),
        ("ng2", "NG2"),
        ("1.2 Plan", "1.2"),
    ],
)
def test_a_code_is_found_by_code_word_or_alias(value, code):
    assert CODE.read(value) == code


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("Maping", ("Mapping",)),
        ("Bassa", ("Bassa · NG1", "Bassa · NG2")),
        ("\u039dG1", ("Bassa · NG1",)),
        ("zzz", ()),
    ],
)
def test_an_unknown_or_doubtful_code_is_refused_with_the_nearest(value, nearest):
    with pytest.raises(CellProblem) as problem:
        CODE.read(value)
    assert problem.value.nearest == nearest


def test_a_month_that_became_a_date_is_still_the_month():
    assert Code({"2026-03": "March 2026"}).read(dt.date(2026, 3, 1)) == "2026-03"


def test_several_codes_stand_in_one_cell():
    assert Codes(CODE).read("Plan; 1.1\nplan") == ("1.2", "1.1")
    with pytest.raises(CellProblem):
        Codes(CODE).read("Plan; Plam")


@pytest.mark.parametrize(
    ("value", "truth"), [("Yes", True), (True, True), ("non", False), (0, False)]
)
def test_yes_and_no_are_read(value, truth):
    assert Truth().read(value) is truth


def test_other_answers_than_yes_and_no_are_refused():
    with pytest.raises(CellProblem):
        Truth().read("perhaps")


def test_text_is_stripped_and_bounded():
    assert Text(5).read(" ab ") == "ab"
    with pytest.raises(CellProblem):
        Text(5).read("abcdef")


def test_links_are_checked():
    assert Address().read("https://example.org") == "https://example.org"
    with pytest.raises(CellProblem):
        Address().read("javascript:alert(1)")
