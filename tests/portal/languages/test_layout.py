"""Longer words, and lines from the right: nothing is cut, nothing leaves the screen."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from dev import browser as chromium
from dev import pseudo

BASE = "/taskforce/borno"
PAGES = ("/work", "/overview", "/deliverable", "/deliverable/new", "/function", "/owed")
# A text that is cut by its own box, where nothing was set up to scroll or to hide.
CUT = """() => [...document.querySelectorAll("main *, header *")].filter(e => {
  const style = getComputedStyle(e);
  return e.clientWidth > 1 && style.overflowX === "hidden"
    && e.scrollWidth > e.clientWidth + 1 && style.position !== "absolute"
    && e.textContent.trim() !== "";
}).map(e => e.outerHTML.slice(0, 120))"""
LEFT = "() => document.querySelector('h1').getBoundingClientRect().left"
RIGHT = (
    """() => innerWidth - document.querySelector('h1').getBoundingClientRect().right"""
)

pytestmark = pytest.mark.browser


@pytest.fixture
def window(as_somebody, log, in_days):
    """Return the function that opens pages of the application in a real browser."""
    if chromium.find() is None:
        pytest.skip("no browser on this machine")
    log()
    log(title="Pathway in review", status="delivered", finished_on=in_days(0))
    client = as_somebody("focal_point")

    def served(route):
        parts = urlsplit(route.request.url)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = client.get(address)
        kind = answer.headers.get("Content-Type", "text/plain")
        body = answer.get_data()
        # A style sheet is sent out of an open file.
        answer.close()
        route.fulfill(status=answer.status_code, body=body, content_type=kind)

    with (
        chromium.launched() as started,
        chromium.visitor(started, chromium.NARROW) as context,
    ):
        page = context.new_page()
        page.route("**/*", served)
        yield page


@pytest.mark.parametrize("language", [pseudo.LEFT_TO_RIGHT, pseudo.RIGHT_TO_LEFT])
def test_longer_words_fit_a_phone_and_a_desk(window, language):
    wrong = []
    for size in (chromium.NARROW, chromium.WIDE):
        window.set_viewport_size(size)
        for address in PAGES:
            window.goto(f"http://test.ckan.net/{language}{BASE}{address}")
            wide = [f"{address} at {size['width']}"] * chromium.is_too_wide(window)
            wrong += wide + window.evaluate(CUT)

    assert wrong == []


def test_a_page_from_the_right_is_the_mirror_of_one_from_the_left(window):
    def margin(language, script):
        window.goto(f"http://test.ckan.net/{language}{BASE}/work")
        return window.evaluate(script)

    window.set_viewport_size(chromium.WIDE)
    begins = margin(pseudo.LEFT_TO_RIGHT, LEFT)

    assert begins > 0
    assert margin(pseudo.RIGHT_TO_LEFT, RIGHT) == pytest.approx(begins, abs=2)


def test_a_cut_text_and_a_wide_page_are_seen(window):
    """The control: these checks can fail."""
    window.goto(f"http://test.ckan.net/{pseudo.LEFT_TO_RIGHT}{BASE}/work")
    style = "document.querySelector('h1').style"

    window.evaluate(
        f"{style}.cssText = 'overflow: hidden; white-space: nowrap; width: 3rem'"
    )
    assert len(window.evaluate(CUT)) == 1

    window.evaluate(f"{style}.cssText = 'width: 200rem'")
    assert chromium.is_too_wide(window)
