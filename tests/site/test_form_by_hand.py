"""The log form in a person's hands: keyboard, double tap, a lost sign-in."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

REPORTER = "reporter-nngo-02"
MOST_STOPS = 60
# A ring shows where the keyboard stands. In the calendar button within a field of a
# date the focus is not the field's, and the browser draws a ring of its own.
SHOWN = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  if (at.type === "date" && !at.matches(":focus")) { return true; }
  return at.matches(":focus-visible") && style.outlineStyle !== "none"
    && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.height > 0
    && box.bottom > 0 && box.top < window.innerHeight;
}"""


@pytest.fixture
def title() -> str:
    return f"Referral pathway, by hand {secrets.token_hex(3)}"


@pytest.fixture
def how_many(ask, login):
    """Return the function that counts the entries with a title."""
    token = login(REPORTER)["token"]

    def count(title: str) -> int:
        found = ask("deliverable_list", token, taskforce="borno", q=title)[1]
        return found["count"]

    return count


class Keys:
    """A person who has no pointer: every stop on the way must be seen."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, target) -> None:
        """Press Tab until a control has the focus."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 90)")
            assert self.page.evaluate(SHOWN), f"the focus is not seen at {where}"
            if target.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"{target} is never reached")

    def enter(self) -> None:
        """Press Enter where it leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


@pytest.mark.parametrize("size", [chromium.WIDE, chromium.NARROW], ids=["1280", "390"])
def test_work_is_logged_with_the_keyboard_alone(window, tmp_path, title, size):
    at = window(REPORTER, size)
    at.open("/work")
    page, keys = at.page, Keys(at.page)
    keys.to(page.locator(".tf-skip"))
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    keys.to(page.get_by_role("link", name="Log a deliverable"))
    keys.enter()

    keys.to(page.locator(".tf-skip"))
    page.keyboard.press("Enter")
    keys.to(page.get_by_label("Which deliverable?"))
    keys.type("SOPs")
    keys.to(page.get_by_label("Title", exact=True))
    keys.type(title)
    # Native radio buttons are one stop; arrows choose among them.
    keys.to(page.get_by_label("In progress", exact=True))
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Delivered", exact=True).is_checked()
    keys.to(page.get_by_role("button", name="Submit for review"))
    keys.enter()

    expect(page.locator("#tf-summary")).to_be_focused()
    at.look("form with an error")
    keys.to(page.locator("#tf-summary a").first)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Date", exact=True)).to_be_focused()
    page.get_by_label("Date", exact=True).fill(page.evaluate(TODAY))
    keys.to(page.get_by_label("Files", exact=True))
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Space")
    evidence = tmp_path / "minutes.csv"
    evidence.write_text("item,decided\n1,yes\n")
    asked.value.set_files(evidence)
    keys.to(page.get_by_role("button", name="Submit for review"))
    keys.enter()

    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".tf-messages")).to_be_focused()
    expect(page.locator(".tf-messages")).to_contain_text("Submitted for review.")
    expect(page.get_by_role("link", name="minutes.csv")).to_be_visible()


TODAY = "new Date().toLocaleDateString('en-CA', {timeZone: 'Africa/Lagos'})"


def begins(at, title: str) -> None:
    at.open("/deliverable/new")
    at.page.get_by_label("Which deliverable?").select_option("1.2")
    at.page.get_by_label("Title", exact=True).fill(title)
    at.page.get_by_label("Planned", exact=True).check()
    at.page.get_by_label("Date", exact=True).fill("2027-03-31")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_tap_makes_one_entry(window, title, how_many, javascript):
    at = window(REPORTER, chromium.NARROW, javascript=javascript)
    begins(at, title)

    at.page.get_by_role("button", name="Save", exact=True).dblclick()

    expect(at.page.locator("h1")).to_have_text(title)
    assert how_many(title) == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_lost_sign_in_loses_nothing_that_was_typed(
    site, browser, login, window, title, how_many, javascript
):
    at = window(None, chromium.NARROW, javascript=javascript)
    chromium.sign_in(at.context, site.url, login(REPORTER)).close()
    begins(at, title)
    signs_out_in_another_tab(at)

    at.press("Save")
    expect(at.page.locator("h1")).to_have_text("Sign in")
    at.forgive(401)
    at.look("sign-in that carries a form")
    at.page.fill("input[name=login]", login(REPORTER)["name"])
    at.page.fill("input[name=password]", login(REPORTER)["password"])
    at.press("Sign in")
    at.look("the form is still here")
    at.press("Back to my form")
    assert how_many(title) == 0
    at.look("form that came back")

    assert at.page.get_by_label("Title", exact=True).input_value() == title
    assert at.page.get_by_label("Which deliverable?").input_value() == "1.2"
    assert at.page.get_by_label("Planned", exact=True).is_checked()
    assert at.page.get_by_label("Date", exact=True).input_value() == "2027-03-31"
    at.press("Save")
    expect(at.page.locator("h1")).to_have_text(title)
    assert how_many(title) == 1


def signs_out_in_another_tab(at) -> None:
    other = at.context.new_page()
    other.goto(at.url + "/taskforce/borno/work")
    other.locator(".tf-account summary").click()
    with other.expect_navigation():
        other.get_by_role("button", name="Sign out").click()
    other.close()
