"""The whole way in a real browser: from a phone's form to a donor's table, and back.

One story, told at 1280 and 390 pixels and once without scripts. The site is shared,
so the story compares what its pages say before and after, never with fixed counts.
"""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from dev import browser as chromium

pytestmark = pytest.mark.browser

REPORTER, CHAIR = "reporter-nngo-01", "chair-protection-gov-04"
COORDINATOR, SECRETARIAT = "coordinator-naptip", "secretariat-iom"
WIDTHS = {
    "1280": {"size": chromium.WIDE},
    "390": {"size": chromium.NARROW},
    "no-scripts": {"size": chromium.NARROW, "javascript": False},
}
# A standing deliverable for each telling, all of the protection subcommittee.
TEMPLATES = {"1280": "1.2", "390": "1.1", "no-scripts": "1.3"}
QUESTIONS = ".tf-form > .tf-field"
IN_PLACE = re.compile(r"(\d+) of (\d+)")
TICKS = 4
TABLES = ("function-state", "objective-state", "members-type", "status-words")
FILES = {
    "csv": "[href$='/members-type.csv']",
    "xlsx": "[href$='.xlsx']",
    "json": "[href$='.json']:not([href$='/release.json'])",
}
TRIES = 200


@pytest.fixture(params=WIDTHS)
def told(request, window, tmp_path) -> SimpleNamespace:
    """One telling of the story: who looks at it how, and what it is about."""
    way = WIDTHS[request.param]
    evidence = tmp_path / "pathway.csv"
    evidence.write_text("step,who\nrefer,service point\n")
    # A site that has heard the story before must not mistake it for this telling.
    mark = f"{request.param}-{secrets.token_hex(3)}"
    return SimpleNamespace(
        title=f"Referral pathway, telling {mark}",
        release=f"State of the work, telling {mark}",
        series=f"telling-{mark}",
        template=TEMPLATES[request.param],
        evidence=evidence,
        window=lambda name=None: window(name, **way),
        scripts=way.get("javascript", True),
    )


def test_work_is_logged_reviewed_counted_and_continued(told):
    coordinator, chair = told.window(COORDINATOR), told.window(CHAIR)
    before = counts(coordinator, told)

    reporter = told.window(REPORTER)
    logs_with_evidence(reporter, told)
    waits_for_review(reporter, chair, told)
    after_logging = counts(coordinator, told)
    sends_back(chair, told)
    fixes_and_resubmits(reporter, told)
    accepts(chair, told)
    after_review = counts(coordinator, told)
    starts_the_next_edition(reporter, told)

    assert after_logging["strategy"] == plus(before["strategy"], 0, 1)
    assert after_logging["subcommittee"] == plus(before["subcommittee"], 0, 1)
    assert after_logging["waiting"] == before["waiting"] + 1
    assert after_review["strategy"] == plus(before["strategy"], 1, 1)
    assert after_review["subcommittee"] == plus(before["subcommittee"], 1, 1)
    assert after_review["waiting"] == before["waiting"]
    assert "In review" in after_logging["cell"]
    assert "Delivered" in after_review["cell"]


def test_two_persons_publish_and_one_withdraws(told, worker_held, ask, login, get):
    secretariat = told.window(SECRETARIAT)
    address = prepares_a_release(secretariat, told)
    has_it_checked(secretariat, told, worker_held)
    proposes_and_may_not_approve(secretariat, address, ask, login)
    coordinator = told.window(COORDINATOR)
    approves(coordinator, told)

    donor = told.window()
    files = reads_as_anybody(donor, told)
    assert [get(file)[0] for file in files] == [200, 200, 200]
    withdraws(coordinator, told)
    assert [get(file)[0] for file in files] == [404, 404, 404]
    finds_the_notice(donor, told)


def counts(at, told) -> dict:
    """Return what the four views of the overview say of the story's deliverables."""
    at.open("/overview")
    at.look("overview by strategy")
    strategy = part_and_whole(at.lead)
    at.press("Core functions")
    at.look("overview by function")
    cell = at.page.locator(".tf-cells > li").filter(
        has=at.page.locator(f"a[href*='template={told.template}']")
    )
    words = cell.locator(".tf-tag").all_inner_texts()
    at.press("Subcommittees")
    at.look("overview by subcommittee")
    row = at.page.locator("tbody tr", has_text="Protection")
    cells = row.locator("td").all_inner_texts()
    at.press("Organisations: who owes what")
    at.look("overview by organisation")
    return {
        "strategy": strategy,
        "cell": words,
        "subcommittee": part_and_whole(cells[0]),
        "waiting": int(cells[3]),
    }


def part_and_whole(words: str) -> tuple[int, int]:
    found = IN_PLACE.search(words)
    assert found is not None, words
    return int(found[1]), int(found[2])


def plus(before: tuple[int, int], part: int, whole: int) -> tuple[int, int]:
    return before[0] + part, before[1] + whole


def logs_with_evidence(at, told) -> None:
    """Log delivered work within 5 questions and 2 page loads from My work."""
    at.open("/work")
    at.look("my work")
    loads = at.loads
    at.press("Log a deliverable")
    expect(at.page.locator("h1")).to_have_text("Log a deliverable")
    assert at.page.locator(QUESTIONS).count() <= 5
    at.look("log a deliverable")
    at.page.get_by_label("Which deliverable?").select_option(told.template)
    at.page.get_by_label("Title", exact=True).fill(told.title)
    at.page.get_by_label("Delivered", exact=True).check()
    at.page.get_by_label("Date", exact=True).fill(today(at))
    at.page.get_by_label("Files", exact=True).set_input_files(told.evidence)
    at.press("Submit for review")
    expect(at.page.locator("h1")).to_have_text(told.title)
    assert at.loads - loads <= 2


def today(at) -> str:
    """Return the day as the site has it, in the task force's own time zone."""
    return at.page.evaluate(
        "new Date().toLocaleDateString('en-CA', {timeZone: 'Africa/Lagos'})"
    )


def waits_for_review(reporter, chair, told) -> None:
    expect(reporter.page.locator(".tf-messages")).to_contain_text("Submitted")
    expect(reporter.page.locator(".tf-lead")).to_contain_text("Waiting for review")
    expect(reporter.page.get_by_role("link", name="pathway.csv")).to_be_visible()
    reporter.look("deliverable")
    chair.open("/review")
    expect(chair.page.get_by_role("row", name=told.title)).to_be_visible()
    chair.look("review queue")


def sends_back(at, told) -> None:
    reviews(at, told)
    at.page.get_by_label("Send back", exact=True).check()
    at.press("Decide")
    expect(at.page.locator(".tf-summary")).to_be_visible()
    at.look("review without the note")
    at.page.get_by_label("Send back", exact=True).check()
    at.page.get_by_label("Note", exact=True).fill("Add the page on consent.")
    at.press("Decide")
    expect(at.page.locator(".tf-messages")).to_contain_text("Sent back")


def reviews(at, told) -> None:
    at.open("/review")
    row = at.page.get_by_role("row", name=told.title)
    at.follow(row.get_by_role("link", name="Review"))
    expect(at.page.locator("h1")).to_have_text(f"Review: {told.title}")
    expect(at.page.get_by_role("link", name="pathway.csv")).to_be_visible()
    at.look("review")


def fixes_and_resubmits(at, told) -> None:
    at.open("/work")
    expect(at.page.locator(".tf-list").first).to_contain_text(
        "Add the page on consent."
    )
    task = at.page.locator(".tf-list > li", has_text=told.title)
    at.follow(task.get_by_role("link"))
    expect(at.page.locator(".tf-notice")).to_contain_text("Add the page on consent.")
    at.look("fix")
    at.press("Submit for review")
    expect(at.page.locator(".tf-lead")).to_contain_text("Waiting for review")


def accepts(at, told) -> None:
    reviews(at, told)
    at.page.get_by_label("Accept", exact=True).check()
    at.press("Decide")
    expect(at.page.locator(".tf-messages")).to_contain_text("Accepted")
    at.look("after the decision")


def starts_the_next_edition(at, told) -> None:
    at.open("/deliverable")
    at.page.get_by_label("Words in the title").fill(told.title)
    at.press("Show")
    at.follow(at.page.locator("table").get_by_role("link", name=told.title))
    expect(at.page.locator(".tf-lead")).to_contain_text("Delivered")
    at.press("Start the next edition")
    at.look("next edition")
    at.page.get_by_label("Title of the next edition").fill(f"{told.title}, 2nd edition")
    at.press("Start the next edition")
    expect(at.page.locator("h1")).to_have_text(f"{told.title}, 2nd edition")
    expect(at.page.locator(".tf-lead")).to_contain_text("Planned")


def prepares_a_release(at, told) -> str:
    at.open("/release")
    at.look("releases")
    at.press("Prepare a release")
    at.look("release form")
    at.page.get_by_label("Series").fill(told.series)
    at.page.get_by_label("Title").fill(told.release)
    assert at.page.get_by_label("Indicators by status").is_checked()
    at.press("Save draft")
    expect(at.page.locator(".tf-messages")).to_contain_text("Saved as a draft")
    at.look("release draft")
    return at.page.url


def has_it_checked(at, told, worker_held) -> None:
    with worker_held():
        at.press("Check the release")
        progress = at.page.locator("#release-job")
        expect(progress).to_contain_text("Checking, step 1 of 3")
        at.look("release under check")
    becomes(at, told, "Checked")
    at.look("release checked")


def becomes(at, told, word: str) -> None:
    """Wait until the release says so: with scripts it asks again by itself."""
    exactly = re.compile(rf"^\s*{word}\s*$")
    tag = at.page.locator(".tf-lead .tf-tag", has_text=exactly)
    if told.scripts:
        expect(tag).to_be_visible(timeout=60_000)
        return
    for _ in range(TRIES):
        if tag.count():
            return
        at.press("Check again")
    raise AssertionError(f"never {word}: {at.lead}")


def proposes_and_may_not_approve(at, address: str, ask, login) -> None:
    at.press("Propose release")
    expect(at.page.locator(".tf-messages")).to_contain_text("Proposed")
    at.look("release proposed")
    assert at.page.get_by_role("link", name="Read and decide").count() == 0
    at.page.goto(f"{address}/approve")
    assert at.page.get_by_role("button", name="Approve and publish").count() == 0
    token = login(SECRETARIAT)["token"]
    release = address.rpartition("/")[2]
    _, shown = ask("release_show", token, id=release)
    sent = {"id": release, "version": shown["version"]}
    assert ask("release_approve", token, **sent)[0] == 403


def approves(at, told) -> None:
    at.open("/work")
    task = at.page.locator(".tf-list > li", has_text=told.release)
    at.follow(task.get_by_role("link"))
    at.press("Read and decide")
    at.look("approval")
    for box in at.page.locator(".tf-form input[type=checkbox]").all():
        box.check()
    assert at.page.locator(".tf-form input:checked").count() == TICKS
    at.press("Approve and publish")
    becomes(at, told, "Published")
    at.look("release published")


def reads_as_anybody(at, told) -> list[str]:
    """Walk from the front page to the dataset, and compare its files with its table."""
    at.open()
    at.look("front page")
    at.follow(at.page.locator("main").get_by_role("link", name="Published data").first)
    at.look("catalogue")
    at.press(told.release)
    expect(at.page.locator("h1")).to_have_text(told.release)
    at.look("dataset")
    files, paths = downloads(at)
    found = {name: counts_of(at, name) for name in TABLES}
    assert found == of_book(paths["xlsx"]) == of_json(paths["json"])
    assert found["members-type"] == of_csv(paths["csv"])
    assert all(sum(numbers) for numbers in found.values())
    return files


def counts_of(at, name: str) -> list[int]:
    """Return the figures of a table on the page; the files have them in other order."""
    table = at.page.locator("table", has=at.page.locator(f"#t-{name}"))
    return sorted(int(text) for text in table.locator("td").all_inner_texts())


def downloads(at) -> tuple[list[str], dict[str, Path]]:
    """Return the addresses of three files, and what a click on each has given."""
    addresses, paths = [], {}
    for kind, which in FILES.items():
        link = at.page.locator(f".tf-files a{which}")
        addresses.append(str(link.get_attribute("href")).removeprefix(at.url))
        with at.page.expect_download() as given:
            link.click()
        paths[kind] = given.value.path()
    return addresses, paths


def of_csv(path: Path) -> list[int]:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    return sorted(int(row[-1]) for row in rows[1:])


def of_book(path: Path) -> dict[str, list[int]]:
    book = load_workbook(io.BytesIO(path.read_bytes()))
    rows = {name: list(book[name].values)[1:] for name in TABLES}
    return {name: sorted(int(str(row[-1])) for row in rows[name]) for name in rows}


def of_json(path: Path) -> dict[str, list[int]]:
    tables = json.loads(path.read_text())["tables"]
    return {name: sorted(row[-1] for row in tables[name]["rows"]) for name in tables}


def withdraws(at, told) -> None:
    at.press("Withdraw")
    at.look("withdrawal")
    at.page.locator("input[name=reason]").first.check()
    at.press("Withdraw")
    becomes(at, told, "Withdrawn")
    at.look("release withdrawn")


def finds_the_notice(at, told) -> None:
    at.open(f"/data/{told.series}")
    expect(at.page.locator(".tf-lead")).to_contain_text("was withdrawn")
    at.look("notice of the withdrawal")
    at.open("/data")
    assert at.page.get_by_role("link", name=told.release).count() == 0
