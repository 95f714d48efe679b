"""One table for the screen and the files: baseline, target, actual, per cent."""

import csv
import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange import iptt
from ckanext.tiptaskforce.exchange.export import shown, to_csv
from ckanext.tiptaskforce.exchange.quoting import unquoted
from ckanext.tiptaskforce.exchange.workbook import to_xlsx

PERIODS = {"2026-Q1": "Q1 2026", "2026-Q2": "Q2 2026", "whole": "2026–2028"}
HIDDEN = "not released"


def an_indicator(**more):
    return {
        "code": "A.2-1",
        "title": "Persons referred",
        "unit": "persons",
        "kind": "number",
        "across_agencies": "sum",
        "across_places": "sum",
        "across_periods": "sum",
        "milestones": [],
        "direction": "up",
        "baseline": 0,
        "target": 400,
        "targets": {"2026-Q1": 120},
        **more,
    }


def a_row(agency, period, value, **codes):
    return {"agency": agency, "period": period, "value": value, "codes": codes}


ROWS = [
    a_row("NNGO-01", "2026-Q1", 60, sex="F"),
    a_row("NNGO-01", "2026-Q1", 31, sex="M"),
    a_row("NNGO-02", "2026-Q2", 40),
]
DUE = [(a, p) for a in ("NNGO-01", "NNGO-02") for p in ("2026-Q1", "2026-Q2")]


def table(*lines):
    return iptt.sheet("Strategy A", lines, PERIODS, HIDDEN)


def test_a_line_holds_the_figures_of_each_period_and_of_all():
    lines = shown(table(iptt.Line.of(an_indicator(), ROWS, DUE)))
    assert lines[0][4:8] == [
        "Q1 2026: Target",
        "Q1 2026: Actual",
        "Q1 2026: % of target",
        "Q1 2026: Reports in",
    ]
    assert lines[1] == [
        *("A.2-1", "Persons referred", "persons", "0"),
        *("120", "91", "76", "1 / 2"),
        *("–", "40", "–", "1 / 2"),
        *("400", "131", "33", "2 / 4"),
    ]


def test_what_is_not_released_is_neither_a_number_nor_missing():
    line = iptt.Line.of(an_indicator(), ROWS, DUE, is_hidden=True)
    assert shown(table(line))[1][4:8] == ["120", "not released", "–", "1 / 2"]


def test_parts_stand_below_with_what_was_not_split():
    words = {"F": "Female", "M": "Male"}
    parts = iptt.parts(an_indicator(), ROWS, "sex", words, "Not split")
    found = [(line[2], line[6], line[14]) for line in shown(table(*parts))[1:]]
    assert found == [
        ("Female", "60", "60"),
        ("Male", "31", "31"),
        ("Not split", "–", "40"),
    ]


def test_a_milestone_stands_in_words():
    ladder = ["Not begun", "Drafted", "In force"]
    indicator = an_indicator(
        kind="milestone",
        milestones=ladder,
        baseline="Not begun",
        target="In force",
        targets={"2026-Q1": "Drafted"},
    )
    rows = [a_row("NNGO-01", "2026-Q1", "Drafted")]
    line = iptt.Line.of(indicator, rows, [("NNGO-01", "2026-Q1")])
    cells = shown(table(line))[1]
    assert cells[4:8] == ["Drafted", "Drafted", "100", "1 / 1"]
    assert cells[12:] == ["In force", "Drafted", "50", "1 / 1"]


TITLES = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=40)
NASTY = st.sampled_from(["=1+1", "+cmd", "-2", "@x", "\t=x", "'=1", "1,5"]) | TITLES


@settings(deadline=None, max_examples=40)
@given(NASTY, st.integers(0, 10**9) | st.floats(0, 1e6), st.integers(1, 10**6))
def test_screen_and_files_are_equal_cell_by_cell(title, actual, target):
    figure = iptt.Figure(target, actual, 100 * actual / target, 1, 2)
    line = iptt.Line("=A1", title, figures={"2026-Q1": figure})
    sheet = table(line)
    screen = [[" ".join(c.split()) for c in line] for line in shown(sheet)]
    text = to_csv(sheet).decode()
    found = [[unquoted(c) for c in row] for row in csv.reader(io.StringIO(text))]
    assert [[" ".join(c.split()) for c in line] for line in found] == screen

    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(sheet))).worksheets[0]
    cells = [[unquoted(str(cell.value)) for cell in row] for row in page.iter_rows()]
    assert [[" ".join(c.split()) for c in line] for line in cells] == screen
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
