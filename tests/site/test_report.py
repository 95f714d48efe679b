"""A value is reported in a real browser: it adds up, and saves itself at a pause."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

FOCAL = "focal-point-nngo-01"
WIDTHS = {"1280": chromium.WIDE, "390": chromium.NARROW}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_draft_saves_itself_at_a_pause_and_is_there_again(window, width):
    at = window(FOCAL, WIDTHS[width])
    at.open("/report")
    at.look("reports of the focal point")
    at.follow(at.page.locator("tbody th a[href$='/edit']").first)
    at.look("the form of a report")
    field = at.page.locator(".tf-reporting input[inputmode=decimal]").first

    with at.page.expect_response("**/draft"):
        field.fill("12")
    expect(at.page.locator(".tf-drafted")).to_contain_text("Draft saved")
    at.page.reload()

    expect(field).to_have_value("12")
    at.press("Check and submit")
    at.look("check a report")
    expect(at.page.locator("h1")).to_contain_text("Check before you submit")


def test_without_scripts_the_button_saves_it(window):
    at = window(FOCAL, chromium.NARROW, javascript=False)
    at.open("/report")
    at.follow(at.page.locator("tbody th a[href$='/edit']").first)
    field = at.page.locator(".tf-reporting input[inputmode=decimal]").first

    field.fill("13")
    at.press("Save draft")

    expect(at.page.locator(".tf-messages")).to_contain_text("Draft saved.")
    expect(field).to_have_value("13")
