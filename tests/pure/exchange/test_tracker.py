"""The import engine: headers, rows, repeats, differences."""

from functools import partial

import pytest

from ckanext.tiptaskforce.exchange.cells import Code, Date, Text, WholeNumber
from ckanext.tiptaskforce.exchange.table import Row, Table, read_table
from ckanext.tiptaskforce.exchange.tracker import (
    Column,
    diff,
    in_language,
    match_headers,
    parse,
    rows_to_correct,
    suggest_headers,
)
from ckanext.tiptaskforce.scan import scan

PLACES = {"NG008011": "Gwoza", "NG008015": "Jere", "NG008019": "Maiduguri"}
COLUMNS = (
    Column(
        "title", "Title", Text(60, partial(scan)), ("Activity name",), required=True
    ),
    Column("due", "Due", Date(), ("Deadline", "Due date")),
    Column("place", "LGA", Code(PLACES)),
    Column("n", "Number", WholeNumber()),
)


def read(text, **options):
    options.setdefault("unique", ("title", "place"))
    return parse(COLUMNS, read_table(text.encode(), "t.csv"), **options)


def test_rows_come_out_typed_with_their_numbers():
    parsed = read('Title,due date,LGA,Number\nPlan,2026-08-03,jere,"1,200"\n')
    (row,) = parsed.rows
    assert row.number == 2
    assert row.values["due"].isoformat() == "2026-08-03"
    assert (row.values["place"], row.values["n"]) == ("NG008015", 1200)
    assert not parsed.problems


def test_headers_are_found_by_key_label_and_alias_whatever_their_dress():
    heads = ("ACTIVITY_name", " lga*", "dead-line")
    assert match_headers(COLUMNS, heads) == {"title": heads[0], "place": heads[1]}


def test_what_a_person_has_chosen_comes_before_what_was_found():
    heads = ("Title", "What", "Due")
    chosen = {"title": "What", "due": None}
    assert match_headers(COLUMNS, heads, chosen) == {"title": "What"}


def test_a_choice_that_the_file_does_not_have_is_no_choice():
    assert match_headers(COLUMNS, ("What",), {"title": "Other"}) == {}


def test_the_nearest_header_is_suggested_and_not_taken():
    heads = ("Titel", "Colour")
    assert match_headers(COLUMNS, heads) == {}
    assert suggest_headers(COLUMNS, heads, {}) == {"title": "Titel"}


def test_headers_in_another_language_and_in_english_both_match():
    french = in_language(COLUMNS, lambda text: {"Title": "Titre"}.get(text, text))
    assert match_headers(french, ("Titre",)) == {"title": "Titre"}
    assert match_headers(french, ("Title",)) == {"title": "Title"}


def test_a_missing_required_column_leaves_no_good_row():
    parsed = read("LGA,Colour\nJere,red\n")
    assert parsed.missing == ("title",)
    assert parsed.rows == ()
    assert parsed.unused_columns == ("Colour",)


def test_each_problem_names_row_column_value_and_nearest():
    parsed = read("Title,LGA,Number\nPlan,Gwozza,3\nMap,Jere,-1\n,Jere,1\n")
    told = [
        (item.row, item.column, item.shown, item.nearest) for item in parsed.problems
    ]
    assert told == [
        (2, "LGA", "Gwozza", ("Gwoza",)),
        (3, "Number", "-1", ()),
        (4, "Title", "", ()),
    ]
    assert parsed.rows == ()
    assert parsed.bad_rows == {2, 3, 4}
    assert parsed.n_rows == 3


def test_good_rows_remain_beside_bad_ones():
    parsed = read("Title,LGA\nPlan,Nowhere\nMap,Jere\n")
    assert [row.number for row in parsed.rows] == [3]


def test_repeats_inside_the_file_name_all_their_rows():
    parsed = read("Title,LGA\nPlan,Jere\nMap,Jere\n plan ,NG008015\nPlan,Gwoza\n")
    assert [item.row for item in parsed.problems] == [2, 4]
    assert "2, 4" in str(parsed.problems[0].phrase)
    assert [row.number for row in parsed.rows] == [3, 5]


def test_a_phone_number_in_a_cell_is_refused_and_not_repeated():
    parsed = read("Title,LGA\nRing 08031234567,Jere\n")
    (problem,) = parsed.problems
    assert "phone number" in str(problem.phrase)
    assert "0803" not in repr(problem)


def test_a_likely_name_is_a_warning_on_a_good_row():
    parsed = read("Title,LGA\nVisit of Mrs Aisha Bukar,Jere\n")
    assert len(parsed.rows) == 1
    assert [item.row for item in parsed.warnings] == [2]


def test_a_formula_matters_only_in_a_column_that_is_used(make_book):
    rows = [["Title", "Score"], ["Plan", "=1+1"]]
    table = read_table(make_book(rows), "t.xlsx")
    assert len(parse(COLUMNS, table, unique=("title",)).rows) == 1
    parsed = parse(COLUMNS, table, chosen={"n": "Score"}, unique=("title",))
    assert "B2" in str(parsed.problems[0].phrase)


def test_dates_of_a_column_explain_each_other():
    alone = read("Title,Due\na,03/08/2026\n")
    assert alone.problems[0].nearest == ("2026-08-03", "2026-03-08")
    together = read("Title,Due\na,03/08/2026\nb,25/12/2026\n")
    assert [str(row.values["due"]) for row in together.rows] == [
        "2026-08-03",
        "2026-12-25",
    ]
    american = read("Title,Due\na,03/08/2026\nb,12/25/2026\n")
    assert str(american.rows[0].values["due"]) == "2026-03-08"
    assert read("Title,Due\na,03/08/2026\nb,12/25/2026\nc,25/12/2026\n").problems


OLD = [
    {"title": "Plan", "place": "NG008015", "due": None, "n": 3},
    {"title": "Map", "place": "NG008011", "due": None, "n": 4},
]


def test_the_difference_tells_created_changed_and_unchanged():
    parsed = read("Title,LGA,Number\nPLAN,Jere,3\nMap,Gwoza,5\nNew,Jere,1\n")
    found = diff(OLD, parsed.rows, ("title", "place"))
    assert [row.values["title"] for row in found.created] == ["New"]
    assert [dict(change.fields) for change in found.changed] == [
        {"title": ("Plan", "PLAN")},
        {"n": (4, 5)},
    ]
    assert found.changed[1].entry is OLD[1]
    assert found.unchanged == ()


def test_the_same_file_again_changes_nothing():
    text = "Title,Due,LGA,Number\nPlan,2026-08-03,Jere,3\nMap,,Gwoza,\n"
    rows = read(text).rows
    stored = [dict(row.values) for row in rows]
    stored[0]["due"] = "2026-08-03"
    found = diff(stored, read(text).rows, ("title", "place"))
    assert (found.created, found.changed) == ((), ())
    assert len(found.unchanged) == 2


def test_a_column_that_the_file_lacks_is_left_alone():
    found = diff(OLD, read("Title,LGA\nPlan,Jere\n").rows, ("title", "place"))
    assert len(found.unchanged) == 1


def test_an_emptied_cell_is_a_change():
    found = diff(OLD, read("Title,LGA,Number\nPlan,Jere,\n").rows, ("title", "place"))
    assert dict(found.changed[0].fields) == {"n": (3, None)}


def test_the_rows_to_correct_come_back_as_they_were_with_the_problem():
    table = read_table(b"Title,LGA\nPlan,Nowhere\nMap,Jere\n", "t.csv")
    headers, rows = rows_to_correct(table, parse(COLUMNS, table))
    assert headers == ("Title", "LGA", "Problem")
    assert rows == [["Plan", "Nowhere", "LGA: This is not in the list."]]


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_key_with_an_empty_part_is_no_repeat(n_rows):
    rows = tuple(Row(n, {"Title": "a", "LGA": None}) for n in range(2, 2 + n_rows))
    table = Table(("Title", "LGA"), rows)
    assert len(parse(COLUMNS, table, unique=("title", "place")).rows) == n_rows
