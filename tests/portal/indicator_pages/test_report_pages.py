"""The pages of reports, as they are sent: the form, the check, the correction."""

from __future__ import annotations

import io
import json

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

BASE = "/taskforce/borno"
JERE, GWOZA = "NG008013", "NG008011"
WOMEN = f"v/{JERE}~F~adult/value"


def text(soup):
    return " ".join(soup.find("main").text.split())


@pytest.fixture
def form(browser, read, fields_of):
    """Return the function that opens the form of a report: browser, address, fields."""

    def opened(found, who="focal_point"):
        at, page = browser(who), f"/report/{found['id']}/edit"
        return at, BASE + page, fields_of(read(at, page))

    return opened


def post(at, page, fields, **more):
    return at.post(page, data={**fields, **more}, follow_redirects=True)


class TestList:
    def test_it_shows_what_is_due_to_my_organisation(self, measured, browser, read):
        soup = read(browser("focal_point"), f"/report?period={measured.period}")

        assert soup.h1.text.strip() == "Reports of RP"
        codes = sorted(th.text.split()[0] for th in soup.select("tbody th"))
        assert codes == ["A.1-1", "A.2-1", "A.2-2", "B.1-1"]

    def test_the_file_holds_the_rows_of_the_screen(self, measured, browser, accepted):
        accepted("A.2-1", [{"value": 7}])
        page = f"{BASE}/report?period={measured.period}&state=accepted&format=xlsx"

        book = load_workbook(io.BytesIO(browser("focal_point").get(page).get_data()))

        first, second = list(book.worksheets[0].values)[:2]
        row = dict(zip(first, second, strict=True))
        assert (row["Indicator"], row["Value"]) == ("A.2-1", 7)
        assert (row["Organisation"], row["Status"]) == ("RP", "Accepted")

    def test_counts_of_persons_are_a_dash_to_a_coordinator(
        self, measured, browser, read, accepted
    ):
        accepted(
            "A.2-2",
            [{"place": JERE, "sex": "F", "age_group": "adult", "value": 4321}],
        )
        page = "/report?agency=all&indicator=A.2-2"

        assert "4,321" in text(read(browser("custodian"), page))
        assert "4,321" in text(read(browser("focal_point"), page))
        for who in ("coordinator", "observer", "other_reporter"):
            assert "4,321" not in text(read(browser(who), page)), who


class TestForm:
    def test_every_field_has_a_label(self, browser, read, report_of, faults):
        for code in ("A.2-1", "A.2-2", "A.1-1", "B.1-1"):
            soup = read(browser("reporter"), f"/report/{report_of(code)['id']}/edit")
            assert faults(soup) == [], code
            assert code in soup.h1.text

    def test_a_draft_is_saved_and_a_blank_is_no_zero(self, form, report_of):
        found = report_of("A.2-2")
        at, page, fields = form(found)

        more = {WOMEN: "31", f"v/{JERE}~M~adult/value": "0", "do": "save"}
        answer = post(at, page, fields, **more)

        assert "Draft saved. Nothing was sent yet." in answer.get_data(as_text=True)
        values = report_of("A.2-2")["values"]
        assert sorted(v["value"] for v in values) == [0, 31]

    def test_totals_are_added_by_the_button(self, form, report_of):
        at, page, fields = form(report_of("A.2-2"))

        more = {WOMEN: "31", f"v/{GWOZA}~F~adult/value": "9", "do": "totals"}
        shown = BeautifulSoup(
            post(at, page, fields, **more).get_data(True), "html.parser"
        )

        assert "40" in [output.text.strip() for output in shown.select("output")]
        assert shown.find("input", {"name": WOMEN})["value"] == "31"
        assert shown.find(attrs={"autofocus": True}).text == "Update totals"
        assert report_of("A.2-2")["values"] == []

    def test_what_is_no_number_is_named_at_its_cell(self, form, report_of):
        at, page, fields = form(report_of("A.2-2"))

        answer = post(at, page, fields, **{WOMEN: "about 30", "do": "save"})

        shown = answer.get_data(as_text=True)
        assert "Jere · Women: Write a number in digits, such as 31." in shown
        assert 'value="about 30"' in shown
        assert report_of("A.2-2")["values"] == []

    def test_half_a_person_is_refused(self, form, report_of):
        at, page, fields = form(report_of("A.2-2"))

        shown = post(at, page, fields, **{WOMEN: "2.5", "do": "save"})

        assert "Write a whole number" in shown.get_data(as_text=True)

    def test_a_total_beside_cells_is_refused_with_both_figures(self, form, report_of):
        at, page, fields = form(report_of("A.2-2"))

        more = {WOMEN: "93", "t/value": "95", "do": "save"}
        shown = post(at, page, fields, **more).get_data(as_text=True)

        assert "The cells come to 93, the total says 95, the difference is 2." in shown

    def test_a_per_cent_wants_both_of_its_figures(self, form, report_of):
        at, page, fields = form(report_of("A.1-1"))

        shown = post(at, page, fields, **{"v/F/numerator": "3", "do": "save"})

        told = "Fill in both figures of this cell, or none of them."
        assert told in shown.get_data(as_text=True)

    def test_a_step_of_a_ladder_is_chosen(self, form, report_of):
        at, page, fields = form(report_of("B.1-1"))

        post(at, page, fields, **{"t/milestone": "Drafted", "do": "save"})

        assert report_of("B.1-1")["values"] == [{"milestone": "Drafted"}]

    def test_sixty_values_go_in_one_request(self, measured, form, report_of, act):
        at, page, fields = form(report_of("A.2-2"))
        cells = {
            f"v/{place}~{sex}~{age}/value": "2"
            for place in (JERE, GWOZA, "NG008021")
            for sex in ("F", "M", "UNK")
            for age in ("child", "adult", "UNK")
        }

        post(at, page, {**fields, **cells}, do="save")

        assert len(report_of("A.2-2")["values"]) == 27

    def test_at_a_pause_the_draft_is_saved_and_the_version_told(self, form, report_of):
        found = report_of("A.2-1")
        at, page, fields = form(found)

        draft = page.replace("/edit", "/draft")
        answer = at.post(draft, data={**fields, "t/value": "12"})

        said = json.loads(answer.get_data(as_text=True))
        assert said["version"] == report_of("A.2-1")["version"]
        assert said["words"].startswith("Draft saved ")
        assert report_of("A.2-1")["values"] == [{"value": 12}]

    def test_a_pause_amid_a_typing_error_says_why_nothing_was_saved(
        self, form, report_of
    ):
        at, page, fields = form(report_of("A.2-1"))

        draft = page.replace("/edit", "/draft")
        answer = at.post(draft, data={**fields, "t/value": "12 or so"})

        said = json.loads(answer.get_data(as_text=True))
        assert said["words"] == ("Not saved yet. Write a number in digits, such as 31.")

    def test_the_form_loads_its_own_small_script(self, browser, read, report_of):
        page = f"/report/{report_of('A.2-1')['id']}/edit"

        soup = read(browser("focal_point"), page)

        loaded = [tag["src"] for tag in soup.find_all("script")]
        assert any("report.js" in one for one in loaded)
        assert soup.find("form", attrs={"data-tf-draft": True})


class TestConflict:
    def test_both_copies_are_shown_and_the_chosen_one_is_saved(
        self, measured, form, report_of, act, read, fields_of
    ):
        found = report_of("A.2-1")
        at, page, fields = form(found)
        act(
            "report_update",
            measured.reporter,
            id=found["id"],
            version=found["version"],
            values=[{"value": 20}],
        )

        shown = post(at, page, fields, **{"t/value": "21", "do": "save"})

        soup = BeautifulSoup(shown.get_data(as_text=True), "html.parser")
        assert "Saved by somebody else" in soup.h1.text
        offered = [r["value"] for r in soup.find_all("input", {"name": "t/value"})]
        assert offered == ["21", "20"]
        kept = fields_of(soup, "form.tf-form")
        post(at, page, kept, **{"t/value": "20", "do": "save"})
        assert report_of("A.2-1")["values"] == [{"value": 20}]

    def test_the_same_values_saved_twice_are_no_conflict(
        self, measured, form, report_of, act
    ):
        found = report_of("A.2-1")
        at, page, fields = form(found)
        about = {"id": found["id"], "version": found["version"]}
        act("report_update", measured.reporter, **about, values=[{"value": 21}])

        shown = post(at, page, fields, **{"t/value": "21", "do": "save"})

        assert "Draft saved." in shown.get_data(as_text=True)
