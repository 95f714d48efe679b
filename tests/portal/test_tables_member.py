"""A table page as a file says what the screen says, with the filters of the screen."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.views import tables

BASE = "/taskforce/borno"


@pytest.fixture
def get(app, house):
    """Return a function that reads a page as somebody who is signed in."""

    def read(who: str, page: str) -> Any:
        user = model.User.get(getattr(house, who)["id"])
        return app.test_client(user=user).get(BASE + page)

    return read


def lines_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


@pytest.fixture
def three(log, in_days):
    """Three deliverables: one open, one late, one with a name like a formula."""
    log(title="Open", due=in_days(5))
    log(title="Late", due=in_days(-5))
    log(title="=SUM(A1:A9)", due=in_days(9), template="2.1")


class TestDeliverables:
    def test_csv_xlsx_json_and_screen_hold_the_same_rows(self, get, three):
        screen = BeautifulSoup(
            get("observer", "/deliverable").get_data(), "html.parser"
        )
        shown = [tag.get_text(strip=True) for tag in screen.select("tbody th")]

        text = lines_of(get("observer", "/deliverable?format=csv"))
        book = openpyxl.load_workbook(
            io.BytesIO(get("observer", "/deliverable?format=xlsx").get_data())
        )
        rows = list(book.worksheets[0].values)
        data = json.loads(get("observer", "/deliverable?format=json").get_data())

        assert shown == ["Late", "Open", "=SUM(A1:A9)"]
        assert [line[0] for line in text[1:]] == ["Late", "Open", "'=SUM(A1:A9)"]
        assert [row[0] for row in rows[1:]] == ["Late", "Open", "'=SUM(A1:A9)"]
        assert [row["title"] for row in data["rows"]] == shown
        assert text[1][1] == rows[1][1] == data["rows"][0]["state"] == "In progress"

    def test_the_filters_of_the_page_hold(self, get, three):
        text = lines_of(get("observer", "/deliverable?overdue=true&format=csv"))

        assert [line[0] for line in text[1:]] == ["Late"]

    def test_the_workbook_explains_its_columns(self, get, three):
        answer = get("observer", "/deliverable?core_function=2&format=xlsx")
        book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))

        assert book.sheetnames == ["Deliverables", "dictionary", "about"]
        about = {row[0]: row[1] for row in book["about"].values}
        assert about["filters"] == "core_function=2"
        assert book["Deliverables"].max_row == 2

    def test_more_rows_than_a_page_holds_are_all_there(self, get, log, in_days):
        for number in range(27):
            log(title=f"Piece {number}", due=in_days(number))

        text = lines_of(get("observer", "/deliverable?page=2&format=csv"))

        assert len(text) == 28

    def test_what_a_reader_may_not_see_is_in_no_file(self, get, log):
        log(title="Hidden piece", visibility="agency")

        for kind in ("csv", "json"):
            answer = get("other_reporter", f"/deliverable?format={kind}")
            assert "Hidden" not in answer.get_data(as_text=True)

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
    def test_a_list_that_no_file_holds_is_refused_and_never_cut(
        self, get, three, monkeypatch, kind
    ):
        monkeypatch.setattr(tables, "MOST_ROWS", 2)

        answer = get("observer", f"/deliverable?format={kind}")

        assert answer.status_code == 400
        assert "has 3 rows, and a file holds 2" in answer.get_data(as_text=True)
        late = get("observer", f"/deliverable?overdue=true&format={kind}")
        assert late.status_code == 200

    def test_an_unknown_format_is_named(self, get):
        assert get("observer", "/deliverable?format=pdf").status_code == 400


@pytest.mark.parametrize(
    ("who", "page", "first"),
    [
        ("observer", "/overview", ["A", "Line A"]),
        ("observer", "/function", ["1", "1.1"]),
        ("observer", "/subcommittee", ["Prevention"]),
        ("observer", "/agency", ["BRN", "Agency BRN"]),
        ("coordinator", "/owed", ["RP", "Agency RP"]),
        ("coordinator", "/audit", []),
    ],
)
def test_every_table_page_is_a_file_too(get, three, who, page, first):
    text = lines_of(get(who, f"{page}?format=csv"))

    assert len({len(line) for line in text}) == 1
    assert text[1][: len(first)] == first
