"""The bars of coordination: next month's meeting prepared, and who is overdue found.

At 40 words a minute, of five letters each, a person strikes 600 keys in 3 minutes.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

SECRETARIAT, COORDINATOR = "secretariat-iom", "coordinator-moj"
MOST_LOADS, MOST_KEYS = 5, 600
AGENDA = "Referral pathways in the dry season\nWhat we send to the needs overview"
TODAY = "new Date().toLocaleDateString('en-CA', {timeZone: 'Africa/Lagos'})"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_the_meeting_of_next_month_is_prepared_within_the_bar(
    window, how_many_keys, javascript
):
    """Planned, its agenda composed, and the handout on the screen, from My work."""
    at = window(SECRETARIAT, chromium.WIDE, javascript=javascript)
    keys = how_many_keys(at.page)
    at.open("/work")
    day = next_month(at, 20 + javascript)
    loads = at.loads

    bar = at.page.get_by_role("navigation").locator("visible=true")
    keys.click(bar.get_by_role("link", name="Meetings", exact=True).first)
    keys.click(at.page.get_by_role("link", name="Plan a meeting", exact=True))
    keys.type(at.page.get_by_label("Day", exact=True), day.strftime("%m%d%Y"))
    keys.type(at.page.get_by_label("Begins at"), "10:00")
    keys.type(at.page.get_by_label("Ends at"), "12:00")
    keys.type(at.page.get_by_label(re.compile("^Agenda")), AGENDA)
    keys.click(at.page.get_by_role("button", name="Plan the meeting", exact=True))
    keys.click(at.page.get_by_role("button", name="Prepare the meeting", exact=True))
    expect(at.page.locator("h1")).to_contain_text("Agenda: ")
    expect(at.page.locator("h1")).to_contain_text(day.strftime("%-d %b %Y"))

    composed = at.page.locator(".tf-agenda li").all_inner_texts()
    assert set(AGENDA.splitlines()) < set(composed)
    assert len(composed) > len(AGENDA.splitlines())
    assert at.loads - loads <= MOST_LOADS
    assert keys.struck <= MOST_KEYS


def test_who_is_overdue_and_for_how_long_is_one_page_away(window, how_many_keys):
    at = window(COORDINATOR, chromium.WIDE)
    keys = how_many_keys(at.page)
    at.open("/work")
    loads = at.loads

    late = at.page.locator(".tf-strip").get_by_role("link", name=re.compile("late$"))
    number = int(re.match(r"\d+", late.inner_text())[0])
    keys.click(late)
    expect(at.page.locator("h1")).to_have_text("Who owes what")

    longest = at.page.locator("tbody tr").locator("td:nth-of-type(2)")
    days = [text for text in longest.all_inner_texts() if re.search(r"\d+ day", text)]
    assert (at.loads - loads, keys.struck) == (1, 1)
    assert len(days) == number > 0


def next_month(at, day: int) -> dt.date:
    """Return a day of the month after that of the site."""
    first = dt.date.fromisoformat(at.page.evaluate(TODAY)).replace(day=28)
    return (first + dt.timedelta(days=7)).replace(day=day)
