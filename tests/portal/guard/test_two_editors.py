"""Two editors of one form: the second sees what the first saved before it is replaced.

The table names every form that changes something; a form that is not in it is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

BASE = "/taskforce/borno"
# What views that open a form on something existing are called.
EDITING = ("edit", "change", "judge", "places", "count")
# These show both sides on pages of their own, and have tests of their own.
APART = {
    "tiptaskforce_deliverable.edit",
    "tiptaskforce_report.edit",
    "tiptaskforce_tally.edit",
}


@dataclass(frozen=True)
class Edited:
    """A form: its view, its address by the objects of the bench, a field, two values.

    ``beside`` holds what the form needs as well, the same from both editors.
    """

    endpoint: str
    seat: str
    address: str
    field: str
    theirs: str
    mine: str
    beside: tuple[tuple[str, str], ...] = ()


TITLE = ("title", "Title of the first", "Title of the second")
FORMS = (
    Edited("template.edit", "coordinator", "/template/{template[id]}", *TITLE),
    Edited("input.edit", "secretariat", "/input/{input[id]}/edit", *TITLE),
    Edited(
        "partnership.edit",
        "coordinator",
        "/partnership/{partnership-members[id]}/edit",
        *TITLE,
    ),
    Edited(
        "accountability.edit",
        "focal_point",
        "/accountability/{feedback_channel[id]}",
        *TITLE,
    ),
    Edited(
        "accountability.count",
        "focal_point",
        "/accountability/{feedback_channel[id]}/count",
        "received",
        "7",
        "9",
        (("answered", "1"),),
    ),
    Edited(
        "action_point.edit", "chair", "/action/{action_point-open[id]}/edit", *TITLE
    ),
    Edited(
        "decision.edit",
        "chair",
        "/meeting/{meeting-held[id]}/decision/{decision-recorded[id]}/edit",
        *TITLE,
    ),
    Edited(
        "meeting.edit",
        "chair",
        "/meeting/{meeting-planned[id]}/edit",
        "agenda",
        "One item",
        "One item\nAnd another",
    ),
    Edited(
        "agency.edit",
        "coordinator",
        "/agency/{agency[id]}/edit",
        "name",
        "Name of the first",
        "Name of the second",
    ),
    Edited(
        "agency.places",
        "coordinator",
        "/agency/{agency[id]}/places",
        "places",
        "NG008011",
        "NG008013",
    ),
    Edited(
        "agreement.edit",
        "coordinator",
        "/admin/agreement/{agency[id]}",
        "expires_on",
        "2030-01-31",
        "2030-02-28",
    ),
    Edited(
        "comment.edit",
        "reporter",
        "/deliverable/{deliverable-planned-members[id]}/comment/{comment-live[id]}",
        "text",
        "Words of the first",
        "Words of the second",
    ),
    Edited(
        "document.edit", "secretariat", "/document/{document-members[id]}/edit", *TITLE
    ),
    Edited("release.edit", "secretariat", "/release/{release-draft[id]}/edit", *TITLE),
    Edited(
        "release.edit",
        "custodian",
        "/release/{figures-draft[id]}/edit",
        *TITLE,
        (("period", "2026-Q2"), ("tables", "sex")),
    ),
    Edited(
        "followup.edit",
        "mrm_focal",
        "/mrm/followup/{followup-members[id]}/edit",
        *TITLE,
    ),
    Edited(
        "funding.edit",
        "secretariat",
        "/funding/{funding[id]}/edit",
        "source",
        "Source of the first",
        "Source of the second",
    ),
    Edited(
        "indicator.edit", "coordinator", "/indicator/{indicator[code]}/edit", *TITLE
    ),
    Edited(
        "indicator.judge",
        "coordinator",
        "/indicator/{indicator[code]}/status",
        "label",
        "met",
        "constrained",
        (("label_reason", "Counted twice."),),
    ),
    Edited(
        "objective.edit",
        "coordinator",
        "/admin/strategy/{strategy[slug]}/line/{objective-live[code]}",
        *TITLE,
    ),
    Edited(
        "strategy.edit", "coordinator", "/admin/strategy/{strategy[slug]}/edit", *TITLE
    ),
    Edited(
        "seat.change",
        "coordinator",
        "/admin/people/{seat[id]}/change",
        "until",
        "2030-01-31",
        "2030-02-28",
    ),
    Edited("setting.edit", "coordinator", "/admin/setting", "ccpm_words", "true", ""),
    Edited(
        "tally_design.edit",
        "coordinator",
        "/admin/tally/edit",
        "period",
        "month",
        "half_year",
    ),
    Edited(
        "violation.edit",
        "coordinator",
        "/mrm/abduction/edit",
        "text",
        "Words of the first",
        "Words of the second",
        (("source", "The report"),),
    ),
)


FIGURES = {
    "kind": "figures",
    "step": "referred",
    "window": {"period": ["2026-Q2"]},
    "tables": [["sex"]],
}


@pytest.fixture
def objects(bench, act) -> dict[str, Any]:
    """The objects of the bench, and a release of figures that is a draft."""
    about = {"taskforce": "borno", "title": "Referrals", "series": "drafted"}
    custodian = bench.seats["custodian"]
    made = act("release_create", custodian, **about, specification=FIGURES)
    return {**bench.objects, "figures-draft": made}


@pytest.fixture
def browser_of(bench, window) -> Callable[[Edited], Any]:
    """Return a function that opens a new browser of whoever may use a form."""
    return lambda one: window(bench.seats[one.seat])


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def fields_of(soup: BeautifulSoup) -> dict[str, list[str]]:
    """Return what a browser would send for the form of a page."""
    sent: dict[str, list[str]] = {}
    for tag in soup.main.find("form", method="post")(["input", "select", "textarea"]):
        sent.setdefault(tag["name"], []).extend(_values(tag))
    return sent


def _values(tag: Tag) -> list[str]:
    if tag.name == "textarea":
        return [tag.get_text()]
    if tag.name == "select":
        chosen = tag.find("option", selected=True) or tag.find("option")
        return [chosen["value"]]
    if tag.get("type") in ("radio", "checkbox"):
        return [tag["value"]] if tag.has_attr("checked") else []
    return [] if tag.get("type") == "file" else [tag.get("value", "")]


def value_of(fields: dict[str, list[str]], one: Edited) -> str:
    return ", ".join(value.strip() for value in fields.get(one.field, []) if value)


def address_of(objects: dict[str, Any], one: Edited) -> str:
    return BASE + one.address.format(**objects)


def sent(fields: dict[str, list[str]], one: Edited, value: str) -> dict[str, list[str]]:
    """Return the fields of a form with a value typed; a blank box is not sent."""
    return {**needed(fields, one), one.field: [value] if value else []}


def needed(fields: dict[str, list[str]], one: Edited) -> dict[str, list[str]]:
    return {**fields, **{name: [typed] for name, typed in one.beside}}


@pytest.fixture(params=FORMS, ids=lambda one: f"{one.endpoint}-{one.seat}")
def refused(request, objects, browser_of) -> tuple[Edited, str, Any, BeautifulSoup]:
    """A form that two editors opened, the first saved, and the second sent too late."""
    one = request.param
    address = address_of(objects, one)
    first, second = browser_of(one), browser_of(one)
    theirs, mine = (fields_of(soup_of(b.get(address))) for b in (first, second))
    saved = first.post(
        address, data=sent(theirs, one, one.theirs), follow_redirects=False
    )
    assert saved.status_code == 303, errors_of(soup_of(saved))
    hashed = request.getfixturevalue("row_hash")
    before = hashed()
    answer = second.post(
        address, data=sent(mine, one, one.mine), follow_redirects=False
    )
    assert answer.status_code == 200
    assert hashed() == before
    return one, address, second, soup_of(answer)


def errors_of(soup: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in soup.select("[role=alert] a")]


class TestTheSecondPress:
    def test_shows_both_values_and_mine_is_chosen(self, refused):
        one, _, _, soup = refused

        fields = fields_of(soup)
        assert value_of(fields, one).splitlines() == one.mine.splitlines()
        assert fields[f"keep-{one.field}"] == ["mine"]
        assert fields.get(f"theirs-{one.field}", []) == [one.theirs]
        assert "Saved meanwhile" in soup.find(id=f"keep-{one.field}").parent.parent.text
        assert len(soup.select("[role=alert] a")) == 1
        assert soup.find(id="field-version")

    def test_shows_no_field_that_nobody_changed(self, refused):
        one, _, _, soup = refused

        taken = {name for name in fields_of(soup) if name.startswith("keep-")}
        assert taken == {f"keep-{one.field}"}

    def test_is_followed_by_one_that_stores_mine(self, refused):
        one, address, browser, soup = refused

        answer = browser.post(
            address, data=needed(fields_of(soup), one), follow_redirects=False
        )

        assert answer.status_code == 303
        assert stored(browser, address, one) == one.mine.splitlines()

    def test_is_followed_by_one_that_keeps_theirs_where_it_is_chosen(self, refused):
        one, address, browser, soup = refused
        fields = {**needed(fields_of(soup), one), f"keep-{one.field}": ["theirs"]}

        answer = browser.post(address, data=fields, follow_redirects=False)

        assert answer.status_code == 303
        assert stored(browser, address, one) == one.theirs.splitlines()


def stored(browser: Any, address: str, one: Edited) -> list[str]:
    """Return the lines of a field as its form is filled now."""
    return value_of(fields_of(soup_of(browser.get(address))), one).splitlines()


def test_a_third_who_saves_between_the_two_presses_is_seen_as_well(
    objects, browser_of, row_hash
):
    one = FORMS[0]
    address = address_of(objects, one)
    first, second = browser_of(one), browser_of(one)
    theirs, mine = (fields_of(soup_of(b.get(address))) for b in (first, second))
    first.post(address, data=sent(theirs, one, one.theirs))
    shown = fields_of(soup_of(second.post(address, data=sent(mine, one, one.mine))))
    again = fields_of(soup_of(first.get(address)))
    first.post(address, data=sent(again, one, "Title of a third"))
    before = row_hash()

    soup = soup_of(second.post(address, data=shown))

    assert fields_of(soup)[f"theirs-{one.field}"] == ["Title of a third"]
    assert row_hash() == before


def test_a_refused_word_does_not_bring_the_form_past_what_another_saved(
    objects, browser_of
):
    one = FORMS[0]
    address = address_of(objects, one)
    first, second = browser_of(one), browser_of(one)
    theirs, mine = (fields_of(soup_of(b.get(address))) for b in (first, second))
    first.post(address, data=sent(theirs, one, one.theirs))
    number = {**sent(mine, one, one.mine), "review_months": ["many"]}

    soup = soup_of(second.post(address, data=number))

    assert fields_of(soup)["version"] == mine["version"]


def test_what_was_chosen_outlives_a_lost_sign_in(objects, browser_of):
    one = FORMS[0]
    address = address_of(objects, one)
    first, second = browser_of(one), browser_of(one)
    theirs, mine = (fields_of(soup_of(b.get(address))) for b in (first, second))
    first.post(address, data=sent(theirs, one, one.theirs))
    shown = fields_of(soup_of(second.post(address, data=sent(mine, one, one.mine))))
    chosen = {**shown, f"keep-{one.field}": ["theirs"], "tiptaskforce_reopen": ["1"]}

    fields = fields_of(soup_of(second.post(address, data=chosen)))

    assert fields[f"keep-{one.field}"] == ["theirs"]
    assert fields[f"theirs-{one.field}"] == [one.theirs]


def test_the_table_holds_every_form_that_changes_something(app):
    found = {
        rule.endpoint
        for rule in app.flask_app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and rule.endpoint.startswith("tiptaskforce_")
        and rule.endpoint.rpartition(".")[2] in EDITING
    }

    assert found - APART == {f"tiptaskforce_{one.endpoint}" for one in FORMS}
