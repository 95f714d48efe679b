"""The first sheet of the workbook: for a reader who has nothing else."""

from __future__ import annotations

import openpyxl
import pytest

ROWS = [("l1", "F", 9), ("l1", "M", 12), ("l2", "F", 8), ("l2", "M", 2)]


@pytest.fixture
def about(bench):
    """Return the function that makes a release and reads its first sheet."""

    def read(more=(), **content):
        spec = bench.spec(
            dimensions={
                "lga": {"codes": ["l1", "l2"], "labels": {"l1": "Jere"}},
                "sex": {"codes": ["F", "M"]},
            },
            tables={
                "t": ["lga", "sex"],
                "by-sex": {"columns": ["sex"], "title": "Sex"},
            },
            k=5,
            **content,
        )
        given = {"about": more} if more else {}
        out = bench.protect(spec, bench.tallies("lga,sex,n", ROWS), **given)
        book = openpyxl.load_workbook(out / "public" / f"{spec.stem}.xlsx")
        return [tuple(cell.value for cell in row) for row in book["about"].iter_rows()]

    return read


def test_it_says_what_it_is_and_how_to_read_it(about):
    lines = about(title="Persons by place", date="2026-04-15", unit="referral")
    told = dict(lines)

    assert lines[:5] == [
        ("What", "Text"),
        ("Title", "Persons by place"),
        ("Release", "first-release"),
        ("Date", "2026-04-15"),
        ("Unit", "referral"),
    ]
    assert "below 5" in told["How to read a withheld cell"]
    assert "use the printed total" in told["How to read a withheld cell"]
    assert "it does not speak" in told["What is not claimed"].lower()
    assert told["Sheet t"] == "Counts by lga and sex"
    assert told["Sheet by-sex"] == "Sex"
    assert told["Code l1"] == "Jere (lga)"
    assert told["Code TOTAL"] == "All codes of the column together"


def test_what_is_added_is_told_what_the_tables_show(about):
    def more(tables, manifest):
        (total,) = (row[-1] for row in tables["by-sex"]["rows"] if row[0] == "TOTAL")
        return [("Sentence", f"{total} {manifest['unit']}s were counted.")]

    assert ("Sentence", "31 persons were counted.") in about(more)


def test_words_that_look_like_a_formula_are_words(about):
    lines = about(title="=1+1", unit="@person")

    assert ("Title", "=1+1") in lines
    assert ("Unit", "@person") in lines
