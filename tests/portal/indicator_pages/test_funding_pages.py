"""The page of the money, its form, and its file."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.model.seat import Seat

BASE = "/taskforce/borno/funding"


@pytest.fixture
def enter(browser, fields_of):
    """Return the function that fills in and sends a form of the money."""

    def send(who, address=f"{BASE}/new", **typed):
        at = browser(who)
        soup = BeautifulSoup(at.get(address).get_data(as_text=True), "html.parser")
        fields = {**fields_of(soup), **{k: [v] for k, v in typed.items()}}
        answer = at.post(address, data=fields, follow_redirects=True)
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return send


def rows_of(soup):
    """Return the cells of the table of money, row by row."""
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in soup.select("#t-money ~ tbody tr")
    ]


def test_the_secretariat_enters_money_and_all_read_it(measured, enter, browser, read):
    enter("secretariat", objective="A.2", year="2026", required="1000", received="400")

    (row,) = rows_of(read(browser("observer"), "/funding"))

    assert row[:6] == ["A.2 Line A.2", "2026", "600", "1,000", "400", "USD"]


def test_what_is_not_known_is_a_dash(measured, enter, browser, read):
    enter("secretariat", objective="A.2", year="2026", required="1000")

    (row,) = rows_of(read(browser("observer"), "/funding"))

    assert row[2].startswith("–")
    assert row[4].startswith("–")


def test_a_wrong_amount_comes_back_in_the_form(measured, enter):
    soup = enter("secretariat", objective="A.2", year="2026", required="a lot")

    assert soup.find("input", {"name": "required"})["value"] == "a lot"
    assert soup.find(id="error-required")
    assert len(soup.select(".tf-summary")) == 1


def test_an_amount_is_changed_and_emptied(measured, enter, browser, read, act):
    about = {"taskforce": measured.slug, "objective": "A.2", "year": 2026}
    made = act("funding_create", measured.secretariat, **about, required=9, received=4)

    enter("secretariat", f"{BASE}/{made['id']}/edit", required="12", received="")

    (row,) = rows_of(read(browser("observer"), "/funding"))
    assert row[3] == "12"
    assert row[4].startswith("–")


def test_a_closed_entry_is_for_coordination_alone(measured, enter, browser, read):
    enter(
        "secretariat", objective="A.2", year="2026", required="7", visibility="agency"
    )

    assert len(rows_of(read(browser("secretariat"), "/funding"))) == 1
    assert len(rows_of(read(browser("coordinator"), "/funding"))) == 1
    assert rows_of(read(browser("observer"), "/funding")) == []


def test_others_find_no_form(measured, browser, read, faults):
    read(browser("coordinator"), "/funding/new", 403)
    soup = read(browser("coordinator"), "/funding")

    assert not soup.select("a[href$='/funding/new']")
    assert faults(soup) == []


def test_the_file_is_what_the_screen_shows(measured, enter, browser):
    enter("secretariat", objective="A.2", year="2026", required="1000", received="400")

    answer = browser("observer").get(f"{BASE}?format=csv&year=2026")

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    own = next(row for row in rows if row[:1] == ["A.2"])
    assert own[1:7] == ["Line A.2", "2026", "USD", "1000", "400", "600"]
    assert own[8] == "All members"


def test_the_page_costs_the_same_for_one_and_for_many(
    measured, act, browser, read, queries
):
    def fill(year):
        about = {"taskforce": measured.slug, "objective": "A.2", "year": year}
        act("funding_create", measured.secretariat, **about, required=1)

    at = browser("secretariat")
    fill(2020)
    read(at, "/funding")
    with queries() as few:
        read(at, "/funding")
    for year in range(2021, 2041):
        fill(year)
    with queries() as many:
        read(at, "/funding")

    assert len(few) == len(many) <= 15


def test_what_named_persons_see_is_there_for_them_and_for_its_writer_alone(
    measured, enter, browser, read
):
    named = measured.seat["custodian"]["id"]
    enter(
        "secretariat",
        objective="A.2",
        year="2026",
        required="1000",
        visibility="named",
        seats=named,
    )

    for who in ("custodian", "secretariat"):
        assert len(rows_of(read(browser(who), "/funding"))) == 1, who
    for who in ("observer", "coordinator"):
        assert rows_of(read(browser(who), "/funding")) == [], who


class TestOfMorePeopleThanAListHolds:
    @pytest.fixture(autouse=True)
    def crowd(self, measured):
        """A hundred seats more, all of them of one organisation."""
        user = model.User.get(measured.observer["id"])
        about = {"user_id": user.id, "role": "observer", "starts": dt.date(2020, 1, 1)}
        agency = measured.agency["MIN"]["id"]
        rows = [
            Seat(taskforce_id=measured.id, agency_id=agency, **about)
            for _ in range(100)
        ]
        model.Session.add_all(rows)
        model.Session.commit()

    def test_those_of_one_organisation_are_shown_and_the_ticked_stay(
        self, measured, enter
    ):
        ticked = measured.seat["focal_point"]["id"]
        about = {"objective": "A.2", "year": "2026", "visibility": "named"}
        soup = enter("secretariat", **about, seats=ticked, of="BRN", do="people")

        boxes = soup.find_all("input", {"name": "seats"})
        assert [b["value"] for b in boxes if b.has_attr("checked")] == [ticked]
        assert measured.seat["other_focal_point"]["id"] in {b["value"] for b in boxes}
        assert len(boxes) < 10
        assert soup.find("input", {"name": "year"})["value"] == "2026"

    def test_nothing_is_saved_by_looking(self, measured, enter, browser, read):
        about = {"objective": "A.2", "year": "2026", "required": "1000"}
        enter("secretariat", **about, of="BRN", do="people")
        assert rows_of(read(browser("secretariat"), "/funding")) == []

        enter("secretariat", **about, of="BRN")
        assert len(rows_of(read(browser("secretariat"), "/funding"))) == 1
