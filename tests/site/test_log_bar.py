"""The bar of the log form: from My work, so few loads, questions and keystrokes.

At 40 words a minute, of five letters each, a person strikes 200 keys in 60 seconds.
What a minute is on the machine at hand, ``make bench`` says.
"""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

REPORTER = "reporter-nngo-02"
MOST_LOADS, MOST_REQUIRED, MOST_KEYS = 2, 5, 200
QUESTIONS = ".tf-form > .tf-field"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_work_is_logged_within_the_bar(window, how_many_keys, javascript):
    at = window(REPORTER, chromium.WIDE, javascript=javascript)
    keys = how_many_keys(at.page)
    title = f"Pathway {secrets.token_hex(3)}"
    at.open("/work")
    loads = at.loads

    keys.click(at.page.get_by_role("link", name="Log a deliverable"))
    questions = at.page.locator(QUESTIONS).count()
    keys.choose(at.page.get_by_label("Which deliverable?"), "SOPs")
    keys.type(at.page.get_by_label("Title", exact=True), title)
    keys.click(at.page.get_by_label("Planned", exact=True))
    keys.type(at.page.get_by_label("Date", exact=True), "03312027")
    keys.click(at.page.get_by_role("button", name="Save", exact=True))

    expect(at.page.locator("h1")).to_have_text(title)
    assert at.loads - loads <= MOST_LOADS
    assert questions <= MOST_REQUIRED
    assert keys.struck <= MOST_KEYS
