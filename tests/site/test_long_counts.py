"""A long form of counts, without scripts: no button loses what is typed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

FOCAL = "focal-point-nngo-01"
SIZES = {"1280": chromium.WIDE, "390": chromium.NARROW}
# A line that no sample counts; it stands on the last page of the form.
PLACE, FORM = "Monguno", "Removal of organs"
LINE = "NG008024~organ_removal"


@pytest.fixture(params=SIZES)
def at(request, window):
    """A form of more lines than one page holds, opened by the focal point."""
    found = window(FOCAL, SIZES[request.param], javascript=False)
    found.open("/tally?period=2026-Q2")
    found.follow(
        found.page.locator("main").get_by_role("link", name="NNGO-01", exact=True)
    )
    words = re.compile("^(Continue|Correct these counts)$")
    main = found.page.locator("main")
    found.follow(
        main.get_by_role("link", name=words).or_(main.get_by_role("button", name=words))
    )
    expect(main).to_contain_text(re.compile("Lines 1 to [0-9]+ of [0-9]+"))
    return found


def test_totals_keep_what_is_typed_on_every_page(at):
    first = at.page.locator(".tf-line").first
    words = first.locator("summary > span").first.inner_text()
    women(first).fill("41")
    at.look("the first page of a long form")

    adds_the_line(at)
    added = at.page.locator(f"[id='field-line-{LINE}']")
    women(added).fill("17")
    at.follow(added.get_by_role("button", name="Update totals"))

    expect(added.locator("summary")).to_be_focused()
    expect(women(added)).to_have_value("17")
    expect(total(added)).to_have_text("17")
    at.look("a later page after the totals of a line")

    women(added).fill("18")
    at.press("Update totals")

    expect(
        at.page.get_by_role("button", name="Update totals", exact=True)
    ).to_be_focused()
    expect(total(added)).to_have_text("18")

    goes_to_the_first_page(at)
    first = at.page.locator(".tf-line").first
    expect(first.locator("summary > span").first).to_have_text(words)
    expect(women(first)).to_have_value("41")
    expect(total(first)).not_to_have_text("–")


def opened(line):
    if line.get_attribute("open") is None:
        line.locator("summary").click()
    return line.locator(".tf-grid__row", has_text="Referred to a service").last


def women(line):
    return opened(line).get_by_label("Women", exact=True)


def total(line):
    return opened(line).locator("output")


def adds_the_line(at) -> None:
    """Add it; where an earlier telling left it, this leads to it all the same."""
    at.page.get_by_label("Area", exact=True).select_option(label=PLACE)
    at.page.get_by_label("Form of exploitation").select_option(label=FORM)
    at.press("Add line")
    expect(at.page.locator("main")).not_to_contain_text("Lines 1 to ")


def goes_to_the_first_page(at) -> None:
    while at.page.get_by_role("button", name="Save and show the lines before").count():
        at.press("Save and show the lines before")
