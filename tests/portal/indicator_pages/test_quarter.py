"""The report of a quarter: what it tells, what it leaves out, and what it costs."""

from __future__ import annotations

import csv
import io

import pytest
from ckan import model

MOST_QUERIES = 15


@pytest.fixture
def address(measured):
    """Where the report of the last quarter stands."""
    return f"/quarter/{measured.period}"


def row_of(soup, code):
    """Return the cells of an indicator in the table of progress."""
    rows = soup.select("#t-progress ~ tbody tr.tf-level2")
    found = next(row for row in rows if row.th.text.strip().startswith(code))
    return [cell.get_text(" ", strip=True) for cell in found.find_all("td")]


def test_it_tells_progress_by_objective_with_words(
    accepted, browser, read, address, faults
):
    accepted("A.2-1", [{"value": 9}])

    soup = read(browser("observer"), address)

    assert row_of(soup, "A.2-1") == ["On track", "10", "9", "90", "1 of 2"]
    assert faults(soup) == []


def test_who_reported_is_told_as_m_of_n(accepted, browser, read, address, measured):
    for code, values in (
        ("A.2-1", [{"value": 9}]),
        ("A.1-1", [{"numerator": 1, "denominator": 2}]),
        ("B.1-1", [{"milestone": "Drafted"}]),
    ):
        accepted(code, values)
    accepted("A.2-1", [{"value": 1}], agency="BRN")

    soup = read(browser("coordinator"), address)

    assert "4 of 6 reports are in, 4 of them accepted." in soup.text
    assert "0 of 2 organisations have sent all their reports;" in soup.text


def test_no_organisation_is_named_unless_asked(
    accepted, browser, read, address, measured
):
    accepted("A.2-1", [{"value": 9}])

    plain = read(browser("coordinator"), address)
    full = read(browser("coordinator"), f"{address}?confidential=true")

    assert "BRN" not in plain.find(id="content").text
    assert [a.text for a in full.select("#t-reporting ~ tbody th a")] == ["RP", "BRN"]
    assert "Confidential." in full.text


def test_counts_of_persons_are_raw_for_the_custodian_in_confidence_alone(
    accepted, browser, read, address
):
    cell = {"place": "NG008013", "sex": "F", "age_group": "adult", "value": 23}
    accepted("A.2-2", [cell])

    plain = read(browser("custodian"), address)
    full = read(browser("custodian"), f"{address}?confidential=true")
    others = read(browser("coordinator"), f"{address}?confidential=true")

    assert row_of(plain, "A.2-2")[2] == "not released"
    assert row_of(full, "A.2-2")[2] == "23"
    assert row_of(others, "A.2-2")[2] == "not released"


def test_closed_work_is_counted_in_confidence_alone(
    measured, act, browser, read, address, in_days
):
    act(
        "deliverable_create",
        measured.reporter,
        taskforce=measured.slug,
        title="Map of safe houses",
        template="1.2",
        status="planned",
        due=in_days(9),
        visibility="agency",
    )

    plain = read(browser("coordinator"), address)
    full = read(browser("coordinator"), f"{address}?confidential=true")

    def planned(soup):
        row = soup.select("#t-functions ~ tbody tr")[0]
        return row.find_all("td")[2].text

    assert (planned(plain), planned(full)) == ("0", "1")


def test_the_file_is_what_the_screen_shows(accepted, browser, address):
    accepted("A.2-1", [{"value": 9}])

    answer = browser("observer").get(f"/taskforce/borno{address}?format=csv")

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    own = next(row for row in rows if "A.2-1" in row)
    assert own[1:] == [
        "A.2-1",
        "Trainings held",
        "trainings",
        "10",
        "9",
        "90",
        "On track",
        "1",
        "2",
    ]


@pytest.mark.parametrize("code", ["2026", "2026-03", "2026-Q5", "x"])
def test_what_is_no_quarter_is_not_there(browser, read, code):
    read(browser("observer"), f"/quarter/{code}", 404)


def test_without_a_quarter_it_leads_to_the_last_one(measured, browser, address):
    answer = browser("observer").get("/taskforce/borno/quarter", follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(address)


@pytest.mark.parametrize("more", ["", "?confidential=true"])
def test_it_costs_the_same_however_much_there_is(
    measured, accepted, browser, read, address, queries, more
):
    at = browser("coordinator")
    read(at, address + more)
    with queries() as few:
        read(at, address + more)
    accepted("A.2-1", [{"value": 9}])
    accepted("A.1-1", [{"numerator": 1, "denominator": 2}])
    model.Session.remove()
    with queries() as many:
        read(at, address + more)

    assert len(few) == len(many) <= MOST_QUERIES
