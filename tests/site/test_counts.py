"""A quarter's counts in a real browser: on the form, accepted, then from a file."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

FOCAL, CUSTODIAN, REPORTER = (
    "focal-point-nngo-01",
    "custodian-unhcr",
    "reporter-nngo-01",
)
WAYS = {
    "1280": {"size": chromium.WIDE},
    "390": {"size": chromium.NARROW},
    "no-scripts": {"size": chromium.NARROW, "javascript": False},
}
# A line that no sample counts, where the organisation works: the story finds it again.
PLACE, FORM = "Bama", "Illegal adoption"
LINE = "NG008003~illegal_adoption"


@pytest.fixture(params=WAYS)
def told(request, window):
    """Return the function that opens a window for one telling of the story."""
    return lambda name: window(name, **WAYS[request.param])


def test_counts_are_entered_sent_and_accepted_and_then_corrected_by_file(
    told, tmp_path, secretariat_has_endorsed
):
    focal, custodian = told(FOCAL), told(CUSTODIAN)
    opens_the_form(focal)
    n = fills_a_line(focal)
    sends(focal, n)
    decides(custodian, n)
    cannot_be_read(told(REPORTER), n)

    brings_a_file(focal, tmp_path, n + 1)
    sends(focal, n + 1, is_correction=True)
    decides(custodian, n + 1)


@pytest.fixture
def secretariat_has_endorsed(ask, login) -> None:
    """The organisation may send counts, whatever the sample says of it."""
    token = login("secretariat-iom")["token"]
    sent = {"taskforce": "borno", "agency": "NNGO-01"}
    _, found = ask("agreement_list", token, **sent)
    if not found["items"]:
        ask("agreement_create", token, **sent, endorsed_on="2026-01-01")


def opens_the_form(at) -> None:
    """Lead from the list to the form, whoever told this story before."""
    at.open("/tally")
    at.look("tallies of the focal point")
    if own(at).count():
        at.follow(own(at))
        words = re.compile("^(Continue|Fix and resubmit|Correct these counts)$")
        at.follow(at.page.locator("main").get_by_role("link", name=words))
    else:
        period = at.page.locator("#field-period option:checked").inner_text()
        item = at.page.locator(".tf-list > li", has_text=period)
        at.follow(item.get_by_role("button", name=re.compile("^Enter counts")))
    expect(at.page.locator("h1")).to_contain_text("Counts of")


def own(at):
    """The link to the tally of the last period that has ended."""
    return at.page.locator("main").get_by_role("link", name="NNGO-01", exact=True)


def opens_own(at) -> None:
    at.open("/tally")
    at.follow(own(at))


def fills_a_line(at) -> int:
    """Add the line if it is not there, and count one woman more than before."""
    if not at.page.locator(f"[id='field-line-{LINE}']").count():
        at.page.get_by_label("Area", exact=True).select_option(label=PLACE)
        at.page.get_by_label("Form of exploitation").select_option(label=FORM)
        at.press("Add line")
    line = at.page.locator(f"[id='field-line-{LINE}']")
    if line.get_attribute("open") is None:
        line.locator("summary").click()
    row = line.locator(".tf-grid__row", has_text="Referred to a service").last
    women = row.get_by_label("Women", exact=True)
    n = int(women.input_value() or 20) + 1
    women.fill(str(n))
    at.look("the grid of a line")
    at.press("Update totals")
    row = at.page.locator(f"[id='field-line-{LINE}']").locator(
        ".tf-grid__row", has_text="Referred to a service"
    )
    expect(row.last.locator("output")).to_have_text(str(n))
    at.press("Check and submit")
    return n


def sends(at, n: int, *, is_correction: bool = False) -> None:
    expect(at.page.locator("h1")).to_contain_text("Check before you submit")
    told = at.page.get_by_role("region", name=f"{PLACE} · {FORM}", exact=True)
    expect(told).to_contain_text(str(n))
    if is_correction:
        expect(at.page.locator("#t-changed").locator("xpath=..")).to_contain_text("+1")
    at.look("check before sending")
    at.press("Submit counts")
    expect(at.page.locator(".tf-messages")).to_contain_text("Submitted.")
    at.look("a sent tally")


def decides(at, n: int) -> None:
    at.open("/tally")
    at.look("tallies of the custodian")
    opens_own(at)
    told = at.page.get_by_role("region", name=f"{PLACE} · {FORM}", exact=True)
    expect(told).to_contain_text(str(n))
    at.page.get_by_label("Accept", exact=True).check()
    at.look("the custodian's decision")
    at.press("Decide")
    expect(at.page.locator(".tf-messages")).to_contain_text("Accepted.")


def cannot_be_read(at, n: int) -> None:
    """A reporter of the same organisation is told the status and no count."""
    opens_own(at)
    at.look("a tally to its reporter")
    expect(at.page.locator("main")).to_contain_text("Accepted")
    expect(at.page.locator("main")).to_contain_text(
        "The counts are opened by the organisation's focal point"
    )
    assert at.page.locator("main table").count() == 0


def brings_a_file(at, folder, n: int) -> None:
    """Take the template with what is counted, change a cell, and bring it back."""
    opens_own(at)
    at.press("Correct these counts")
    with at.page.expect_download() as given:
        at.page.get_by_role("link", name="Download the template (XLSX)").click()
    book = load_workbook(BytesIO(given.value.path().read_bytes()))
    page = book.worksheets[0]
    heads = {cell.value: cell.column for cell in page[1]}
    for row in page.iter_rows(min_row=2):
        said = [cell.value for cell in row[:3]]
        if said == [PLACE, FORM, "Referred to a service"]:
            page.cell(row[0].row, heads["Women"], n)
    filled = folder / "counts.xlsx"
    book.save(filled)
    at.follow(at.page.get_by_role("link", name="Upload", exact=True))
    at.look("choose the filled template")
    at.page.get_by_label("File", exact=True).set_input_files(filled)
    at.press("Check the file")
    expect(at.page.locator("h1")).to_have_text("Check before saving")
    assert "0 new, 1 changed" in at.lead
    at.look("preview of counts")
    at.press("Save 1 row")
    expect(at.page.locator(".tf-messages")).to_contain_text("Saved: 0 new and 1")
