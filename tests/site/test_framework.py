"""The strategy on one page: looked at in a real browser, and printed on one sheet."""

from __future__ import annotations

import io

import pikepdf
import pytest

from dev import browser as chromium

pytestmark = pytest.mark.browser

WIDTHS = {"1280": chromium.WIDE, "390": chromium.NARROW}
FRAMEWORK = "/strategy?view=framework"
MEMBER = "observer-icrc"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_framework_is_read_on_every_width(window, width):
    at = window(MEMBER, WIDTHS[width])
    at.open(FRAMEWORK)
    at.look("the framework on one page")

    sections = at.page.locator("main h2").all_inner_texts()
    assert "Vision" in sections
    assert "Guiding principles" in sections
    assert sum(text.startswith(("A ", "B ", "C ", "D ")) for text in sections) == 4


def test_it_prints_on_one_sheet_of_a4_with_every_line(window):
    at = window(MEMBER)
    at.open(FRAMEWORK)
    lines = at.page.locator(".tf-framework__objectives li").count()

    with pikepdf.open(io.BytesIO(at.page.pdf(prefer_css_page_size=True))) as printed:
        sheets = [page.mediabox for page in printed.pages]

    assert lines == 17
    assert len(sheets) == 1
    _, _, width, height = (float(edge) for edge in sheets[0])
    assert sorted((round(width), round(height))) == [595, 842]


def test_without_a_seat_nothing_of_it_is_there(window):
    at = window()
    at.open(FRAMEWORK)

    assert at.page.locator(".tf-framework__objectives").count() == 0
