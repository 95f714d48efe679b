"""The workbook of published figures, as a donor opens it who has nothing else."""

from __future__ import annotations

import io

import pytest
from ckan import model
from openpyxl import load_workbook

pytestmark = pytest.mark.usefixtures("clean_index")


@pytest.fixture
def workbook(app, publish):
    """Return the function that publishes and takes the workbook from its address."""

    def taken(**words):
        (name,) = (
            file["name"]
            for file in publish(**words)["files"]
            if file["name"].endswith(".xlsx")
        )
        model.Session.remove()
        app.set_session_user(None)
        answer = app.client.get(f"/taskforce/borno/data/referrals/v1/{name}")
        assert answer.status_code == 200
        return load_workbook(io.BytesIO(answer.get_data()))

    return taken


def told(book):
    return dict([cell.value for cell in row] for row in book["about"].iter_rows())


def test_it_says_the_finding_and_what_to_know_before_use(counted, workbook):
    book = workbook(caveats="Two organisations count here.", next_update="2027-02-01")

    said = told(book)
    assert said["Title"] == "Referrals, July to September 2026"
    # A secret seed chooses whether the place with most of them is shown, and named.
    assert said["Sentence"].startswith(
        "310 referrals were recorded by 2 organisations in Jul–Sep 2026."
    )
    assert said["Period"] == "Jul–Sep 2026"
    assert said["Caveats"] == "Two organisations count here."
    assert said["Next release"] == "2027-02-01"
    assert (
        "It does not speak of combinations that no table counts"
        in (said["What is not claimed"])
    )
    assert "Coarser columns than asked for" in said
    assert book.sheetnames == ["about", "state-quarter", "lga-quarter", "sex-age-group"]
    rows = [[c.value for c in row] for row in book["lga-quarter"].iter_rows()]
    assert ["NG008011", "2026-Q3", "withheld"] in rows
    assert ["TOTAL", "TOTAL", 310] in rows


def test_the_custodian_s_own_sentence_stands_in_it(counted, workbook):
    words = "All 310 referrals were recorded within a week."

    assert told(workbook(sentence=words))["Sentence"] == words


def test_what_nobody_wrote_is_no_empty_line(counted, workbook):
    assert not {"Caveats", "Next release"} & told(workbook()).keys()
