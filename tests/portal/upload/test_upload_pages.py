"""The pages of an import, as they are sent."""

from __future__ import annotations

import io
import re

import pytest
from bs4 import BeautifulSoup

BASE = "/taskforce/borno/import"


@pytest.fixture
def browser(window, house):
    """Return the function that opens a browser in which somebody is signed in."""
    return lambda who: window(getattr(house, who))


def soup_of(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def is_sound(soup):
    """Tell whether a page has one h1, labelled fields, captions, and no id twice."""
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    labelled = {tag.get("for") for tag in soup.find_all("label")}
    fields = soup.find_all(["input", "select", "textarea"])
    named = [f for f in fields if f.get("type") not in ("hidden", "submit")]
    return (
        len(soup.find_all("h1")) == 1
        and len(ids) == len(set(ids))
        and all(field.get("id") in labelled for field in named)
        and all(table.find("caption") for table in soup.find_all("table"))
        and not soup.find_all(style=True)
    )


def send(page, text, kind="deliverable", name="tracker.csv"):
    data = {"kind": kind, "upload": (io.BytesIO(text.encode()), name)}
    return page.post(BASE, data=data, content_type="multipart/form-data")


def fields_of(soup, ending):
    """Return the hidden and chosen fields of the form that goes to an address."""
    plain = soup.find("form", class_="tf-form")
    form = soup.find("form", action=re.compile(ending)) or plain
    return {tag["name"]: tag.get("value", "") for tag in form.find_all("input")}


class TestPath:
    def test_file_preview_save(self, browser, listed, in_days):
        page = browser("reporter")
        first = page.get(BASE)
        assert (first.status_code, is_sound(soup_of(first))) == (200, True)

        sent = send(page, f"Title,Status,Due\nMap,planned,{in_days(9)}\n")
        soup = soup_of(sent)
        assert is_sound(soup)
        assert "1 row read: 1 new" in soup.find("p", class_="tf-lead").text
        assert "Map" in soup.find("table").text
        saved = page.post(sent.request.path + "/save", data=fields_of(soup, "/save$"))

        assert saved.request.path == "/taskforce/borno/deliverable"
        assert "Saved: 1 new and 0 changed." in saved.get_data(as_text=True)
        assert listed() == ["Map"]
        closed = page.get(sent.request.path)
        assert "It was saved: 1 new" in closed.get_data(as_text=True)

    def test_foreign_columns_are_matched_on_a_page(self, browser, listed, in_days):
        page = browser("reporter")
        sent = send(page, f"What is it,State,Day\nMap,planned,{in_days(9)}\n")
        soup = soup_of(sent)
        assert sent.request.path.endswith("/columns")
        assert is_sound(soup)

        data = fields_of(soup, "nowhere")
        data |= {"column-title": "What is it", "column-status": "State"}
        data |= {"column-due": "Day"}
        seen = page.post(sent.request.path, data=data)

        assert "1 row read: 1 new" in seen.get_data(as_text=True)

    def test_problems_are_shown_and_good_rows_saved(self, browser, listed, in_days):
        page = browser("reporter")
        sent = send(
            page, f"Title,Status,Due\nMap,planned,{in_days(9)}\nPlan,plan,<b>x</b>\n"
        )
        soup = soup_of(sent)
        cells = [td.text.strip() for td in soup.find("tbody").find_all(["th", "td"])]
        assert is_sound(soup)
        assert cells[:4] == ["3", "Due", "<b>x</b>", cells[3]]
        assert "Save the 1 good row" in soup.text
        assert "Download the 1 row to correct" in soup.text

        page.post(sent.request.path + "/save", data=fields_of(soup, "/save$"))
        assert listed() == ["Map"]

    def test_warnings_want_a_tick(self, browser, listed, in_days):
        page = browser("reporter")
        sent = send(
            page, f"Title,Status,Due\nVisit of Mrs Aisha Bukar,planned,{in_days(9)}\n"
        )
        soup = soup_of(sent)
        data = fields_of(soup, "/save$")
        data.pop("confirm")
        again = page.post(sent.request.path + "/save", data=data)
        soup = soup_of(again)
        assert (again.status_code, is_sound(soup)) == (200, True)
        assert soup.find("title").text.strip().startswith("Error:")
        assert listed() == []

        page.post(sent.request.path + "/save", data={**data, "confirm": "true"})
        assert listed() == ["Visit of Mrs Aisha Bukar"]

    def test_a_bad_file_comes_back_in_the_form(self, browser):
        page = browser("reporter")
        answer = send(page, "a,b\n1,2,3\n")

        soup = soup_of(answer)
        assert (answer.status_code, is_sound(soup)) == (200, True)
        assert "Line 2 has 3 columns" in soup.find(id="error-upload").text

    def test_tables_are_paged(self, browser, in_days):
        page = browser("reporter")
        rows = "".join(f"Piece {n},planned,{in_days(9)}\n" for n in range(30))
        sent = send(page, f"Title,Status,Due\n{rows}")

        second = page.get(sent.request.path + "?show=changes&page=2")

        assert "26–30 of 30" in second.get_data(as_text=True)
        assert "Piece 29" in second.get_data(as_text=True)

    def test_cancel_forgets(self, browser, listed, in_days):
        page = browser("reporter")
        sent = send(page, f"Title,Status,Due\nMap,planned,{in_days(9)}\n")
        data = fields_of(soup_of(sent), "/drop$")

        page.post(sent.request.path + "/drop", data=data)

        assert page.get(sent.request.path + "/columns").status_code == 404
        assert listed() == []

    @pytest.mark.parametrize("kind", ["deliverable", "agency", "seat"])
    def test_template_is_a_workbook(self, browser, kind):
        answer = browser("secretariat").get(f"{BASE}/{kind}/template.xlsx")

        assert answer.status_code == 200
        assert answer.data.startswith(b"PK")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


class TestWho:
    def test_each_is_offered_what_it_may_bring(self, browser):
        asked = {
            "reporter": ["deliverable"],
            "chair": ["deliverable"],
            "secretariat": ["deliverable", "agency", "seat", "past_report"],
            "coordinator": ["deliverable", "agency", "seat", "past_report"],
        }
        for who, kinds in asked.items():
            soup = soup_of(browser(who).get(BASE))
            found = soup.find_all("input", attrs={"name": "kind"})
            assert [tag["value"] for tag in found] == kinds, who

    @pytest.mark.parametrize("who", ["observer", "custodian"])
    def test_others_are_refused_and_see_no_link(self, browser, who):
        page = browser(who)

        assert page.get(BASE).status_code == 403
        work = page.get("/taskforce/borno/work").get_data(as_text=True)
        assert "/import" not in work

    def test_strangers(self, app, browser, house, bring, in_days):
        shown = bring(f"Title,Status,Due\nMap,planned,{in_days(9)}\n")
        assert browser("donor").get(BASE).status_code == 404
        for path in (BASE, f"{BASE}/{shown['id']}", f"{BASE}/x", f"{BASE}/seat/x"):
            answer = app.get(path, follow_redirects=False)
            assert answer.status_code in (302, 404), path
        assert browser("coordinator").get(f"{BASE}/{shown['id']}").status_code == 404

    def test_another_task_forces_address_shows_nothing(
        self, house, act, browser, bring, in_days
    ):
        act("taskforce_create", house.root, slug="other", title="Other")
        act(
            "seat_create",
            house.root,
            taskforce="other",
            user=house.reporter["name"],
            role="observer",
        )
        shown = bring(f"Title,Status,Due\nMap,planned,{in_days(9)}\n")

        answer = browser("reporter").get(f"/taskforce/other/import/{shown['id']}")

        assert answer.status_code == 404
