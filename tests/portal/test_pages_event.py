"""The audit pages: two persons redact a value there by plain forms, nobody alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.model import chain

AUDIT = "/taskforce/borno/audit"
REASON = "A name stood in the title."


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def words_of(answer: Any) -> str:
    """Return the text of the main part of a page, its white space as one blank."""
    return " ".join(soup_of(answer).main.get_text(" ").split())


def sent_by(form: Any) -> dict[str, Any]:
    """Return what a browser sends for a form without boxes."""
    sent: dict[str, Any] = {}
    for tag in form.find_all("input"):
        sent.setdefault(tag["name"], []).append(tag.get("value", ""))
    return sent


@pytest.fixture
def signed_in(app, house) -> Callable[[str], Any]:
    """Return a function that gives a browser of somebody who is signed in."""

    def browser(who: str) -> Any:
        user = model.User.get(getattr(house, who)["id"])
        return app.test_client(user=user)

    return browser


@pytest.fixture
def event(house, log, act) -> dict[str, Any]:
    """The event of a deliverable that was logged with a word too many."""
    made = log(title="Pathway of Jere", note="Draft of the cluster")
    listed = act("event_list", house.coordinator, taskforce="borno", id=made["id"])
    return listed["items"][0]


@pytest.fixture
def asked(event, signed_in) -> dict[str, Any]:
    """The same event after a first person asked, by the form."""
    page = f"{AUDIT}/{event['id']}/redact"
    browser = signed_in("coordinator")
    assert browser.get(page).status_code == 200
    sent = browser.post(page, data={"fields": ["title"], "reason": REASON})
    assert sent.status_code == 200
    assert "Asked." in words_of(sent)
    return event


def faults(house: Any) -> list[str]:
    model.Session.remove()
    return [fault.reason for fault in chain.verify(house.id)]


class TestTheFirstPerson:
    def test_asks_and_the_value_stays(self, asked, signed_in):
        page = signed_in("coordinator").get(f"{AUDIT}/{asked['id']}")

        assert "Pathway of Jere" in words_of(page)
        assert "You asked for this." in words_of(page)
        assert soup_of(page).main.find("form", method="post") is None

    def test_cannot_confirm(self, house, asked, signed_in):
        again = signed_in("coordinator").post(
            f"{AUDIT}/{asked['id']}/redact",
            data={"fields": ["title"], "reason": REASON},
        )

        assert "You asked for this. Another person must do it." in words_of(again)
        page = signed_in("coordinator2").get(f"{AUDIT}/{asked['id']}")
        assert "Pathway of Jere" in words_of(page)

    def test_says_why_or_is_told_at_the_field(self, event, signed_in):
        answer = signed_in("coordinator").post(
            f"{AUDIT}/{event['id']}/redact", data={"fields": ["title", "note"]}
        )

        soup = soup_of(answer)
        assert soup.title.get_text().strip().startswith("Error:")
        assert soup.find(id="field-reason")["aria-invalid"] == "true"
        boxes = soup.select("input[name=fields][checked]")
        assert sorted(box["value"] for box in boxes) == ["note", "title"]

    def test_finds_what_waits_by_the_filter(self, asked, log, signed_in):
        log(title="Another")
        page = signed_in("secretariat").get(f"{AUDIT}?asked=true")

        links = soup_of(page).select("tbody th a")
        assert [link["href"] for link in links] == [f"{AUDIT}/{asked['id']}"]


class TestTheSecondPerson:
    @pytest.mark.parametrize("who", ["coordinator2", "secretariat"])
    def test_confirms_by_one_button(self, house, asked, signed_in, who):
        browser = signed_in(who)
        page = browser.get(f"{AUDIT}/{asked['id']}")
        assert REASON in words_of(page)
        form = soup_of(page).main.find("form", method="post")

        done = browser.post(form["action"], data=sent_by(form))

        words = words_of(done)
        assert "Redacted. Nobody can read the values any more." in words
        assert "Pathway of Jere" not in words
        names = (house.coordinator["fullname"], getattr(house, who)["fullname"])
        assert f"by {names[0]} and {names[1]}. {REASON}" in words
        assert "Draft of the cluster" in words
        assert faults(house) == []

    def test_the_list_says_it_too_and_the_waiting_is_over(
        self, house, asked, act, signed_in
    ):
        ask = {"id": asked["id"], "fields": ["title"], "reason": REASON}
        act("event_redact", house.secretariat, **ask)
        browser = signed_in("coordinator")

        about = f"{AUDIT}?noun=deliverable&id={asked['object_id']}"
        words = words_of(browser.get(about))
        assert "redacted" in words
        assert REASON in words
        assert "Pathway of Jere" not in words
        waiting = soup_of(browser.get(f"{AUDIT}?asked=true"))
        assert waiting.select("tbody tr") == []

    def test_nobody_else_comes_near(self, asked, signed_in):
        for who in ("reporter", "chair", "custodian", "observer", "donor", "root"):
            browser = signed_in(who)
            for page in (f"{AUDIT}/{asked['id']}", f"{AUDIT}/{asked['id']}/redact"):
                assert browser.get(page).status_code == 404, who
                assert browser.post(page, data={}).status_code in (404, 405), who

    def test_a_stranger_is_asked_to_sign_in(self, app, asked):
        answer = app.client.get(f"{AUDIT}/{asked['id']}", follow_redirects=False)

        assert (answer.status_code, "/user/login" in answer.location) == (302, True)

    def test_an_event_of_another_task_force_is_not_there(self, house, asked, act, app):
        act("taskforce_create", house.root, slug="coast", title="Coast")
        name = house.coordinator["name"]
        act("seat_create", house.root, taskforce="coast", user=name, role="coordinator")
        app.set_session_user(house.coordinator["id"])

        page = f"/taskforce/coast/audit/{asked['id']}"
        assert app.client.get(page).status_code == 404
        assert app.client.get(f"{AUDIT}/{asked['id']}").status_code == 200


class TestHistory:
    def test_a_note_that_was_redacted_says_so(self, house, log, act, signed_in):
        made = log(status="delivered", finished_on="2026-01-05", due=None)
        about = {"id": made["id"], "version": made["version"]}
        act("deliverable_send_back", house.chair, **about, note="Ask Aunt Rose.")
        listed = act("event_list", house.coordinator, taskforce="borno", id=made["id"])
        ask = {"id": listed["items"][0]["id"], "fields": ["decision_note"]}
        for who in (house.coordinator, house.secretariat):
            act("event_redact", who, **ask, reason=REASON)

        page = signed_in("reporter").get(f"/taskforce/borno/deliverable/{made['id']}")

        history = soup_of(page).select_one(".tf-history li").get_text(" ")
        assert "The note is redacted." in history
        assert "Aunt Rose" not in history
