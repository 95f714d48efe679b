"""Counts that were not received: their number beside all that is owed, and each one."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

OWED = "/taskforce/borno/owed"


@pytest.fixture
def told(owing, act):
    """Return the function that reads what coordination is told of an agency."""

    def find(agency):
        found = act("agency_overview", owing.coordinator, taskforce=owing.slug)
        return next(i for i in found["items"] if i["agency"] == agency)

    return find


@pytest.fixture
def page(app, owing):
    """Return the function that reads a page as coordination does."""

    def read(address):
        app.set_session_user(owing.coordinator["id"])
        return BeautifulSoup(app.get(address).text, "html.parser")

    return read


def table(soup, name):
    body = soup.find(id=name).find_parent("table").find("tbody")
    cells = (row.find_all(["th", "td"]) for row in body.find_all("tr"))
    return [[" ".join(cell.text.split()) for cell in row] for row in cells]


class TestWhatIsMissing:
    def test_is_told_by_period_and_day(self, told):
        assert told("RP")["tallies"] == 4
        assert told("RP")["missing_tallies"] == [
            {"period": "2025-Q4", "due": "2026-01-30", "days_late": 300},
            {"period": "2026-Q1", "due": "2026-04-30", "days_late": 210},
            {"period": "2026-Q2", "due": "2026-07-30", "days_late": 119},
            {"period": "2026-Q3", "due": "2026-10-30", "days_late": 27},
        ]

    def test_goes_as_soon_as_it_was_sent(self, owing, told, count, say):
        say("submit", owing.focal_point, count(period="2026-Q1"))
        left = [item["period"] for item in told("RP")["missing_tallies"]]
        assert left == ["2025-Q4", "2026-Q2", "2026-Q3"]

    def test_is_nothing_of_who_never_endorsed(self, told):
        assert (told("POL")["tallies"], told("POL")["missing_tallies"]) == (0, [])


class TestPages:
    def test_the_organisation_has_a_row_for_each_period(self, page):
        assert table(page(f"{OWED}/RP"), "t-tallies") == [
            ["Q4 2025 (Oct–Dec 2025)", "300", "30 Jan 2026"],
            ["Q1 2026 (Jan–Mar 2026)", "210", "30 Apr 2026"],
            ["Q2 2026 (Apr–Jun 2026)", "119", "30 Jul 2026"],
            ["Q3 2026 (Jul–Sep 2026)", "27", "30 Oct 2026"],
        ]

    def test_who_owes_what_has_the_number_in_its_column(self, page):
        grid = page(OWED).find("th", string="Counts").find_parent("table")
        heads = [" ".join(th.text.split()) for th in grid.thead.find_all("th")]
        (row,) = [tr for tr in grid.tbody.find_all("tr") if tr.th.a.text == "RP"]
        cell = row.find_all(["th", "td"])[heads.index("Counts")]
        assert " ".join(cell.text.split()) == "4 counts not received, RP"
        assert cell.a["href"] == f"{OWED}/RP"
