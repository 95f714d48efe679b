"""A tracker comes in by browser: template, upload, preview, saved; again: nothing."""

from __future__ import annotations

import re
import secrets
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

WIDTHS = {"1280": chromium.WIDE, "390": chromium.NARROW}
HEADERS = ("Tracker id", "Title", "Status", "Due", "Organisation")
ROWS = 3


@pytest.fixture
def mark() -> str:
    """A word that no earlier run has brought in."""
    return secrets.token_hex(3)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_filled_template_is_looked_at_saved_and_then_changes_nothing(
    window, tmp_path, mark, width
):
    at = window("coordinator-moj", WIDTHS[width])
    filled = tmp_path / "tracker.xlsx"
    at.open("/import")
    at.look("bring your own tracker")
    fill(template(at), filled, mark)

    brings(at, filled)
    assert at.lead.startswith(f"{ROWS} rows read: {ROWS} new, 0 changed")
    at.look("preview")
    at.press(f"Save all {ROWS} rows")
    expect(at.page.locator(".tf-messages")).to_contain_text(
        f"Saved: {ROWS} new and 0 changed."
    )

    at.open("/import")
    brings(at, filled)
    assert f"0 new, 0 changed, {ROWS} the same" in at.lead
    expect(at.page.locator("main")).to_contain_text(
        "Saving this file would change nothing."
    )
    saving = at.page.get_by_role("button", name=re.compile("^Save"))
    assert saving.count() == 0
    at.look("preview of the same file")


def test_a_bad_row_is_named_and_kept_out(window, tmp_path, mark):
    at = window("coordinator-moj", chromium.NARROW)
    filled = tmp_path / "tracker.xlsx"
    at.open("/import")
    fill(template(at), filled, mark, due="soon")

    brings(at, filled)

    assert f"{ROWS} with problems" in at.lead
    row = at.page.locator("#t-problems").locator("xpath=..").locator("tbody tr").first
    expect(row).to_contain_text("2")
    expect(row).to_contain_text("Due")
    expect(row).to_contain_text("soon")
    at.look("preview with problems")
    at.press("Cancel: save nothing")
    expect(at.page.locator(".tf-messages")).to_contain_text("Nothing was saved.")


def template(at) -> BytesIO:
    """Return the workbook to fill in, as the browser got it."""
    with at.page.expect_download() as given:
        at.page.get_by_role("link", name="Template: Deliverables (XLSX)").click()
    return BytesIO(given.value.path().read_bytes())


def fill(empty, filled, mark: str, due: str = "2027-06-30") -> None:
    book = load_workbook(empty)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for n in range(ROWS):
        values = (
            f"{mark}-{n}",
            f"Tracker {mark}, entry {n}",
            "planned",
            due,
            "NNGO-01",
        )
        for header, value in zip(HEADERS, values, strict=True):
            sheet.cell(row=2 + n, column=places[header], value=value)
    book.save(filled)


def brings(at, filled) -> None:
    deliverables = at.page.get_by_label("Deliverables", exact=True)
    if deliverables.count():
        deliverables.check()
    at.page.get_by_label("File", exact=True).set_input_files(filled)
    at.press("Check the file")
    expect(at.page.locator("h1")).to_have_text("Check before saving")
