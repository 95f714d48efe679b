"""Figures on their way to the public, without scripts: by a custodian who is new to it.

The worker dies in the middle, an agency objects, a coordinator sends back, a correction
comes too late, and at the end the next period is three clicks away. The site is shared,
so each telling has a series of its own.
"""

from __future__ import annotations

import re
import secrets
import signal
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

CUSTODIAN, COORDINATOR = "custodian-unhcr", "coordinator-naptip"
FOCAL_POINT, AGENCY = "focal-point-nngo-01", "NNGO-01"
TRIES = 300
TABLES = ("t-state-quarter", "t-zone-quarter", "t-sex-age-group")


@pytest.fixture
def told(window, workers, worker_held) -> SimpleNamespace:
    """The telling: its series, windows without scripts, and the period it is about."""
    mark = secrets.token_hex(3)
    return SimpleNamespace(
        series=f"walk-{mark}",
        title=f"Referrals, telling {mark}",
        period="Jul–Sep 2025",
        workers=workers,
        worker_held=worker_held,
        at=lambda name=None, size=chromium.NARROW: window(
            name, size=size, javascript=False
        ),
    )


def test_figures_are_tried_checked_objected_to_published_and_withdrawn(
    told, ask, login
):
    custodian, coordinator = told.at(CUSTODIAN), told.at(COORDINATOR)
    tries_tables_and_saves(custodian, told)
    cancels_the_check(custodian, told)
    survives_the_death_of_the_worker(custodian, told, ask, login)
    proposes(custodian, told)
    is_sent_back(coordinator, told)
    checks_again(custodian, told, "Take the zones alone.")
    proposes(custodian, told)
    objects(told.at(FOCAL_POINT), told)
    checks_again(custodian, told, "Our counts of one area are wrong.")
    corrects(ask, login, told)
    proposes(custodian, told)
    seen = approves(coordinator, told)
    donor = told.at(size=chromium.WIDE)
    sentence = reads_what_was_approved(donor, told, seen)
    assert verdict(donor, sentence) == "Current."
    prepares_the_next_in_three_clicks(custodian, told)
    withdraws(coordinator, told)
    assert verdict(donor, sentence) == "Withdrawn."


def test_a_part_of_the_tables_is_never_a_table_that_was_not_released(window):
    at = window(size=chromium.NARROW, javascript=False)
    at.open("/data/referrals")
    whole = at.page.locator(".tf-exhibit").count()
    at.page.get_by_text("Show a part of the tables").click()
    at.page.get_by_label("Sex", exact=True).select_option("F")
    at.press("Show")
    at.look("dataset, a part")
    part = at.page.locator(".tf-exhibit").all()
    assert 0 < len(part) < whole
    assert all("Sex" in one.locator("h2").inner_text() for one in part)

    at.page.get_by_label("Local Government Area").select_option("NG008011")
    at.press("Show")
    at.look("dataset, no such table")
    assert at.page.locator(".tf-exhibit").count() == 0
    expect(at.page.locator("main")).to_contain_text("No released table counts by")


def tries_tables_and_saves(at, told) -> None:
    at.open("/release")
    at.press("Prepare a release of figures")
    at.page.get_by_label("Series").fill(told.series)
    at.page.get_by_label("Title").fill(told.title)
    only(at, "Periods", told.period)
    only(at, "Tables", "State × Quarter", "Zone × Quarter", "Sex × Age group")
    only(at, "Indicators")
    at.press("Try these tables")
    at.look("tables tried")
    rows = at.page.locator("#t-whatif").locator("xpath=..").locator("tbody tr")
    assert rows.count() == len(TABLES)
    # What was typed is still there, and nothing was saved.
    expect(at.page.get_by_label("Title")).to_have_value(told.title)
    at.press("Save draft")
    expect(at.page.locator(".tf-messages")).to_contain_text("Saved as a draft")
    at.look("draft of figures")
    told.address = at.page.url
    told.id = told.address.rpartition("/")[2]


def only(at, legend: str, *wanted: str) -> None:
    """Tick these boxes of a field and no other one."""
    boxes = at.page.get_by_role("group", name=legend, exact=True)
    for box in boxes.get_by_role("checkbox").all():
        box.uncheck()
    for words in wanted:
        boxes.get_by_label(re.compile(f"^{re.escape(words)}")).check()


def cancels_the_check(at, told) -> None:
    with told.worker_held():
        at.press("Check the release")
        expect(at.page.locator("#release-job")).to_contain_text("Checking, step 1")
        at.look("figures under check")
        at.press("Cancel the check")
        expect(at.page.locator(".tf-messages")).to_contain_text("was cancelled")


def survives_the_death_of_the_worker(at, told, ask, login) -> None:
    (before,) = told.workers()
    at.press("Check the release")
    token = login(CUSTODIAN)["token"]
    until(lambda: ask("release_show", token, id=told.id)[1]["progress"].get("step"))
    before.send_signal(signal.SIGKILL)
    becomes(at, "Checked")
    until(lambda: [one for one in told.workers() if one.pid != before.pid])
    at.look("figures checked")


def until(holds: Callable[[], Any]) -> None:
    for _ in range(TRIES):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to pass")


def becomes(at, word: str) -> None:
    """Press until the release says so, as a page without scripts wants it."""
    exactly = re.compile(rf"^\s*{word}\s*$")
    for _ in range(TRIES):
        if at.page.locator(".tf-lead .tf-tag", has_text=exactly).count():
            return
        time.sleep(0.2)
        at.press("Check again")
    raise AssertionError(f"never {word}: {at.lead}")


def proposes(at, told) -> None:
    at.page.goto(told.address)
    at.press("Propose release")
    little = at.page.get_by_role("checkbox")
    if little.count():
        for box in little.all():
            box.check()
        at.press("Propose release")
    expect(at.page.locator(".tf-messages")).to_contain_text("Proposed")
    assert at.page.get_by_role("link", name="Read and decide").count() == 0


def is_sent_back(at, told) -> None:
    at.page.goto(f"{told.address}/approve")
    at.look("approval of figures")
    at.press("Send back with a note")
    at.page.get_by_label("Note").fill("Take the zones alone.")
    at.press("Send back")
    expect(at.page.locator(".tf-messages")).to_contain_text("Sent back")


def checks_again(at, told, note: str) -> None:
    at.page.goto(told.address)
    expect(at.page.locator("main")).to_contain_text(note)
    at.press("Check the release")
    becomes(at, "Checked")


def objects(at, told) -> None:
    at.open("/work")
    task = at.page.locator(".tf-list > li", has_text=told.title)
    at.follow(task.get_by_role("link").first)
    at.look("own counts in a release")
    at.press("Object")
    at.page.get_by_label("Note").fill("Our counts of one area are wrong.")
    at.press("Object")
    expect(at.page.locator(".tf-messages")).to_contain_text("went back to its maker")


def corrects(ask, login, told) -> None:
    """Let an agency correct the period after the check, and the custodian accept it."""
    own, custodian = login(FOCAL_POINT)["token"], login(CUSTODIAN)["token"]
    about = {"taskforce": "borno", "agency": AGENCY, "period": "2025-Q3"}
    row = ask("tally_list", own, **about)[1]["items"][0]
    shown = ask("tally_show", own, id=row["id"])[1]
    rows = shown["rows"]
    rows[0]["n"] += 1
    for token, verb, more in (
        (own, "update", {"rows": rows}),
        (own, "submit", {}),
        (custodian, "accept", {}),
    ):
        sent = {"id": row["id"], "version": shown["version"], **more}
        status, shown = ask(f"tally_{verb}", token, **sent)
        assert status == 200, shown


def approves(at, told) -> dict[str, str]:
    """Read the one page of the approver, and publish; return its tables as read."""
    at.open("/work")
    task = at.page.locator(".tf-list > li", has_text=told.title)
    at.follow(task.get_by_role("link").first)
    at.press("Read and decide")
    expect(at.page.locator("main")).to_contain_text("Accepted since this check")
    expect(at.page.locator("main")).to_contain_text(f"{AGENCY} for Jul–Sep 2025")
    seen = tables_of(at)
    for box in at.page.locator(".tf-form input[type=checkbox]").all():
        box.check()
    at.press("Approve and publish")
    becomes(at, "Published")
    return seen


def tables_of(at) -> dict[str, str]:
    """Return the words of each table of the release, as they stand on the page."""
    found = at.page.locator("table:has(caption[id^='t-'])").all()
    by_id = {str(one.locator("caption").get_attribute("id")): one for one in found}
    return {name: " ".join(by_id[name].inner_text().split()) for name in TABLES}


def reads_what_was_approved(at, told, seen: dict[str, str]) -> str:
    """Compare the public page with the preview, and copy its total as a sentence."""
    at.open(f"/data/{told.series}")
    at.look("dataset of figures")
    assert tables_of(at) == seen
    at.follow(at.page.locator("#t-state-quarter ~ tfoot td a").first)
    at.look("one figure")
    return at.page.get_by_label(re.compile("Copy it whole")).input_value()


def verdict(at, sentence: str) -> str:
    at.open("/verify")
    at.page.get_by_label(re.compile("sentence", re.IGNORECASE)).first.fill(sentence)
    at.press("Check")
    at.look("sentence checked")
    return at.page.locator("main .tf-notice strong").first.inner_text()


def prepares_the_next_in_three_clicks(at, told) -> None:
    at.page.goto(told.address)
    at.press("Prepare the next release")
    at.look("the next release")
    periods = at.page.get_by_role("group", name="Periods", exact=True)
    expect(periods.get_by_label(re.compile("^Oct–Dec 2025"))).to_be_checked()
    at.press("Save draft")
    at.press("Check the release")
    becomes(at, "Checked")
    at.press("Drop")
    at.page.get_by_label("Note").fill("It was a rehearsal.")
    at.press("Drop")


def withdraws(at, told) -> None:
    at.page.goto(told.address)
    at.press("Withdraw")
    at.look("withdrawal of figures")
    at.page.get_by_label("Error in the figures").check()
    at.press("Withdraw")
    expect(at.page.locator(".tf-messages")).to_contain_text("Withdrawn")
