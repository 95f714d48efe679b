"""A deliverable is logged by hand: a real browser, 40 words a minute, from My work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from bench import site
from bench.frame import Figure
from dev import browser as chromium
from dev.failure import StepFailed

# Forty words of five letters a minute.
KEY_MS = 300
MINUTE = 60.0
TITLE = "Referral pathway, Jere, second edition"


def run() -> Iterator[Figure]:
    """Yield how long it takes, beside the minute that it may take."""
    if chromium.find() is None:
        raise StepFailed("no Chromium was found", remedy="install it")
    with site.opened() as opened, chromium.launched() as browser:
        seconds = logged(browser, opened.url, opened.logins["reporter"])
    name = "log a deliverable, 40 words a minute"
    yield Figure(name, seconds, "s", "a minute", MINUTE, goal=1.0)


def logged(browser: Any, url: str, login: dict[str, Any]) -> float:
    """Log a deliverable as a person does; return the seconds from My work on."""
    with chromium.visitor(browser, chromium.WIDE) as context:
        page = chromium.sign_in(context, url, login)
        page.goto(f"{url}/taskforce/{site.TASKFORCE}/work")
        begun = time.monotonic()
        _click(page, page.get_by_role("link", name="Log a deliverable"))
        _type(page, page.get_by_label("Which deliverable?"), "SOPs")
        _type(page, page.get_by_label("Title", exact=True), TITLE)
        _click(page, page.get_by_label("Planned", exact=True))
        _type(page, page.get_by_label("Date", exact=True), "03312027")
        _click(page, page.get_by_role("button", name="Save", exact=True))
        page.locator("h1", has_text=TITLE).wait_for()
        return time.monotonic() - begun


def _click(page: Any, target: Any) -> None:
    """Move to a control and press it, which takes a person as long as four keys."""
    page.wait_for_timeout(4 * KEY_MS)
    target.click()


def _type(page: Any, target: Any, text: str) -> None:
    page.wait_for_timeout(2 * KEY_MS)
    target.focus()
    page.keyboard.type(text, delay=KEY_MS)
