"""The pages on which due reports are downloaded as a workbook and brought back."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.model import report_value


@pytest.fixture
def page(app, reporting):
    """Return a browser in which somebody of the task force is signed in."""

    def signed_in(who="focal_point"):
        user = getattr(reporting, who)
        return app.test_client(user=model.User.get(user["id"]))

    return signed_in


def soup_of(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def test_the_list_leads_to_the_workbook_and_back_to_saved_drafts(
    page, reporting, due, last
):
    report = due()
    browser, root = page(), f"/taskforce/{reporting.slug}/report"
    book_page = f"{root}/workbook/{last}"
    links = [a.get("href", "") for a in soup_of(browser.get(root)).find_all("a")]
    assert any(f"/workbook/{last}" in link for link in links)

    shown = soup_of(browser.get(book_page))
    assert len(shown.find_all("h1")) == 1
    fields = [f for f in shown.find_all("input") if f.get("type") != "hidden"]
    labels = {label.get("for") for label in shown.find_all("label")}
    assert all(field["id"] in labels for field in fields if field.get("id"))

    answer = browser.get(f"{book_page}.xlsx")
    assert "no-store" in answer.headers["Cache-Control"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["Value"], 14)
    out = io.BytesIO()
    book.save(out)

    key = shown.find("input", attrs={"name": "key"})["value"]
    data = {"key": key, "upload": (io.BytesIO(out.getvalue()), "reports.xlsx")}
    sent = browser.post(book_page, data=data, content_type="multipart/form-data")
    form = soup_of(sent).find("form", action=re.compile("/save$"))
    fields = {tag["name"]: tag.get("value", "") for tag in form.find_all("input")}
    done = browser.post(form["action"], data=fields)
    assert done.request.path == root
    assert done.request.args["period"] == last
    assert report_value.of_report(report["id"], 1)[()].value == 14


def test_a_file_is_asked_for(page, reporting, due, last):
    due()
    answer = page().post(f"/taskforce/{reporting.slug}/report/workbook/{last}")
    assert "Choose a file." in answer.get_data(as_text=True)


def test_who_reports_for_nobody_gets_no_workbook(page, reporting, due, last):
    due()
    root = f"/taskforce/{reporting.slug}/report/workbook/{last}"
    assert page("observer").get(root).status_code in (403, 404)
    assert page("observer").get(f"{root}.xlsx").status_code in (403, 404)


@pytest.mark.parametrize("period", ["2020-Q1", "nonsense", "2026-Q9"])
def test_a_period_without_a_report_is_no_page(page, reporting, due, period):
    due()
    root = f"/taskforce/{reporting.slug}/report/workbook/{period}"
    assert page().get(f"{root}.xlsx").status_code == 404
    assert page().get(root).status_code == 404
