"""The handover file: the open work of one organisation, and nothing closed to it."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup
from ckan.plugins import toolkit as tk
from openpyxl import load_workbook

BASE = "/taskforce/borno"


@pytest.fixture
def handed(act, house):
    """Return the function that makes the file of RP and lists (kind, title)."""

    def make(user=None):
        about = {"id": house.agency["RP"]["id"]}
        found = act("agency_hand_over", user or house.focal_point, **about)
        return [(one["kind"], one["title"]) for one in found["items"]]

    return make


class TestContent:
    def test_open_work_stands_in_it_with_its_state_and_day(
        self, act, house, log, forum, in_days
    ):
        log(title="Open work", due=in_days(9))
        forum(title="Sector", review_by=in_days(30))
        said = {"kind": "sop", "title": "Procedures", "url": "https://example.org/a"}
        act("document_create", house.reporter, taskforce="borno", **said)

        found = act("agency_hand_over", house.focal_point, id=house.agency["RP"]["id"])

        told = [(one["kind"], one["title"], one["due"]) for one in found["items"]]
        assert ("deliverable", "Open work", in_days(9)) in told
        assert ("partnership", "Sector", in_days(30)) in told
        assert ("document", "Procedures", None) in told
        assert found["agency"] == "RP"

    def test_what_is_done_or_of_others_is_not(self, act, house, log, handed):
        made = log(title="Dropped")
        about = {"id": made["id"], "version": made["version"]}
        act("deliverable_drop", house.reporter, **about, note="Not needed.")
        log(title="Of others", user=house.other_reporter, agency="BRN")

        assert [title for kind, title in handed() if kind == "deliverable"] == []

    def test_what_named_seats_alone_see_is_not_handed_on(self, act, house, log, handed):
        seats = [house.seat["focal_point"]["id"]]
        log(title="Named", visibility="named", seats=seats)
        log(title="Of the agency", visibility="agency")

        assert [t for k, t in handed() if k == "deliverable"] == ["Of the agency"]

    def test_the_secretariat_hands_on_no_more_than_it_sees(self, log, house, handed):
        log(title="Of the agency", visibility="agency")
        log(title="For all")

        own = [t for k, t in handed(house.secretariat) if k == "deliverable"]
        assert own == ["For all"]

    def test_no_count_is_in_it(self, counting, act):
        said = {"taskforce": counting.slug, "period": "2026-Q1"}
        row = {"step": "referred", "place": "NG008021", "sex": "F"}
        row |= {"age_group": "child", "form_of_exploitation": "forced_labour"}
        rows = [{**row, "n": 7319}]
        act("tally_create", counting.focal_point, **said, rows=rows)

        about = {"id": counting.agency["RP"]["id"]}
        found = act("agency_hand_over", counting.focal_point, **about)

        assert "tally" in {one["kind"] for one in found["items"]}
        assert "7319" not in str(found)


class TestRights:
    @pytest.mark.parametrize(
        "who", ["reporter", "other_reporter", "coordinator", "observer", "chair"]
    )
    def test_others_do_not_make_it(self, act, house, who):
        about = {"id": house.agency["RP"]["id"]}

        with pytest.raises(tk.NotAuthorized):
            act("agency_hand_over", getattr(house, who), **about)

    def test_that_it_was_made_stands_in_the_log(self, act, house, handed):
        handed()

        about = {"taskforce": "borno", "id": house.agency["RP"]["id"]}
        newest = act("event_list", house.coordinator, **about)["items"][0]
        assert (newest["verb"], newest["role"]) == ("hand_over", "focal_point")


class TestPages:
    @pytest.fixture
    def send(self, window, house):
        def post(query=""):
            browser = window(house.focal_point)
            address = f"{BASE}/agency/{house.agency['RP']['id']}/handover"
            page = BeautifulSoup(browser.get(address).get_data(), "html.parser")
            token = page.select_one("form.tf-form input[name]")
            fields = {token["name"]: token["value"]}
            return browser.post(address + query, data=fields)

        return post

    def test_it_comes_as_a_workbook(self, send, log):
        log(title="Open work")

        answer = send("?format=xlsx")

        assert answer.status_code == 200
        assert "borno-handover.xlsx" in answer.headers["Content-Disposition"]
        book = load_workbook(io.BytesIO(answer.get_data()), read_only=True)
        cells = {str(cell) for row in book.worksheets[0].values for cell in row}
        assert {"Open work", "Deliverable", "In progress"} <= cells

    def test_it_comes_as_a_page_to_print(self, send, log):
        log(title="Open work")

        soup = BeautifulSoup(send().get_data(as_text=True), "html.parser")

        rows = [row.th.get_text() for row in soup.select("#t-handover ~ tbody tr")]
        assert "Open work" in rows

    def test_its_page_is_for_who_may(self, window, house):
        address = f"{BASE}/agency/{house.agency['RP']['id']}/handover"

        assert window(house.secretariat).get(address).status_code == 200
        assert window(house.observer).get(address).status_code == 403
