"""Two persons redact a value of the log: one without scripts, one by the keyboard."""

from __future__ import annotations

import pytest

from dev import browser as chromium

pytestmark = pytest.mark.browser
REASON = "A name stood where work is described."


def test_one_asks_on_a_phone_without_scripts_and_another_confirms_by_keyboard(window):
    first = window("coordinator-naptip", chromium.NARROW, javascript=False)
    first.open("/audit?noun=document")
    first.follow(first.page.locator("tbody th a").first)
    address = first.page.url.partition("/taskforce/borno")[2]
    first.press("Redact values")
    first.page.get_by_label("Title:").check()
    first.page.get_by_label("Reason").fill(REASON)
    first.press("Ask to redact")
    assert "You asked for this." in first.page.locator("main").inner_text()

    second = window("secretariat-iom", chromium.WIDE)
    second.open("/audit?asked=true")
    second.look("what waits for a second person")
    second.open(address)
    second.look("asked")
    second.page.get_by_role("button", name="Confirm and redact").focus()
    with second.page.expect_navigation(wait_until="load"):
        second.page.keyboard.press("Enter")
    second.look("redacted")
    words = second.page.locator("main").inner_text()
    assert "Redacted. Nobody can read the values any more." in words
    assert REASON in words

    first.open(address)
    assert "redacted" in first.page.get_by_role("row", name="Title").inner_text()
    first.look("redacted, narrow")


@pytest.mark.parametrize("size", [chromium.NARROW, chromium.WIDE], ids=str)
def test_the_form_has_no_fault(window, size):
    at = window("coordinator-moj", size)
    at.open("/audit?noun=release")
    at.follow(at.page.locator("tbody th a").first)
    at.look("event")
    at.press("Redact values")
    at.look("form")
    at.press("Ask to redact")
    assert at.page.title().startswith("Error:")
    at.look("form with errors")
