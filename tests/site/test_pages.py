"""Every other page for those who see it; and that the judge of pages is awake."""

from __future__ import annotations

import pytest

from dev import browser as chromium

pytestmark = pytest.mark.browser

WIDTHS = {"1280": chromium.WIDE, "390": chromium.NARROW}
# The pages that the stories do not come by, for one reader who may see each.
PAGES = {
    "coordinator-naptip": (
        "",
        "/strategy/A.2",
        "/function/1",
        "/subcommittee/protection",
        "/document",
        "/document/new",
        "/partnership",
        "/partnership/new",
        "/input",
        "/input/new",
        "/agency",
        "/admin/people",
        "/admin/people/new",
        "/audit",
        "/owed",
        "/strategy/A?view=iptt",
        "/indicator/A.1-1",
        "/indicator/A.1-2?split=agency",
        "/indicator/new",
        "/report?agency=all",
        "/admin/calendar",
        "/admin/setting",
    ),
    "secretariat-iom": ("/admin/agreement", "/admin/tally", "/admin/tally/edit"),
    "custodian-unhcr": ("/work", "/tally", "/admin/tally/preview", "/review"),
    "focal-point-nngo-01": ("/work", "/work/mail", "/report"),
    "observer-icrc": ("/work", "/overview", "/function", "/deliverable"),
    None: (
        "/strategy",
        "/strategy/A.2",
        "/indicator/A.1-1",
        "/method",
        "/reach",
        "/verify",
        "/data/progress/v1?cell=function-state~TOTAL~TOTAL",
    ),
}
LAST_CELL = """
  () => Math.max(...[...document.querySelectorAll(".tf-cards .tf-cells > li")]
    .map(cell => cell.getBoundingClientRect().bottom + window.scrollY))
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES, ids=str)
def test_no_page_has_a_fault(window, name, width):
    at = window(name, WIDTHS[width])
    titles = set()
    for address in PAGES[name]:
        at.open(address)
        at.look(address or "front page")
        titles.add(at.page.title())
    assert len(titles) == len(PAGES[name])


def test_the_page_of_what_does_not_exist_has_no_fault(window):
    at = window("observer-icrc", chromium.NARROW)
    at.open("/deliverable/00000000-0000-4000-8000-000000000000")
    at.forgive(404)
    at.look("not found")


def test_all_core_functions_stand_above_1100_pixels(window):
    at = window("coordinator-naptip", chromium.WIDE)
    at.open("/function")

    assert at.page.locator(".tf-nav__second").is_visible()
    assert at.page.locator(".tf-banner").is_visible()
    assert at.page.locator(".tf-cards .tf-cells > li").count() == 25
    assert at.page.evaluate(LAST_CELL) <= 1100


class TestTheJudge:
    """A check that never fails tells nothing."""

    @pytest.fixture
    def page(self, window):
        at = window("reporter-nngo-01", chromium.NARROW)
        at.open("/deliverable/new")
        assert chromium.axe(at.page) == []
        return at.page

    def test_a_field_without_its_label_is_found(self, page):
        page.evaluate("document.querySelector('label[for=field-title]').remove()")

        assert "label" in rules(page)

    def test_pale_text_is_found(self, page):
        page.evaluate("document.querySelector('.tf-lead').style.color = '#BBB'")

        assert rules(page) == {"color-contrast"}

    def test_a_page_that_is_too_wide_is_found(self, page):
        assert not chromium.is_too_wide(page)
        page.evaluate("document.querySelector('main').style.width = '600px'")

        assert chromium.is_too_wide(page)

    def test_what_the_security_policy_refuses_is_heard(self, page):
        heard = chromium.hear(page)
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), "
            "{textContent: 'window.was_run = true'}))"
        )

        assert page.evaluate("window.was_run") is None
        assert len(heard) == 1
        assert "Content Security Policy" in heard[0]

    def test_an_error_of_a_script_is_heard(self, page):
        heard = chromium.hear(page)
        with page.expect_event("pageerror"):
            page.evaluate("setTimeout(() => { throw new Error('planted') })")

        assert heard == ["planted"]


def rules(page) -> set[str]:
    return {found["rule"] for found in chromium.axe(page)}
