"""A review takes two clicks, shows the evidence, and is never of the own work."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model

BASE = "/taskforce/borno"


@pytest.fixture
def browser_of(app, house):
    """Return a function that gives a browser of somebody who is signed in."""
    return lambda who: app.test_client(
        user=model.User.get(getattr(house, who)["id"]),
    )


@pytest.fixture
def sent(log, in_days) -> dict[str, Any]:
    """A deliverable that waits for its review, with a link as evidence."""
    return log(
        title="Pathway",
        status="delivered",
        finished_on=in_days(0),
        evidence_url="https://example.org/pathway",
    )


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def decision(soup: BeautifulSoup, **typed: str) -> dict[str, str]:
    form = soup.main.find("form")
    fields = {t["name"]: t["value"] for t in form.find_all("input", type="hidden")}
    chosen = form.find("input", checked=True)
    return {**fields, "decision": chosen["value"], **typed}


class TestDecide:
    def test_accepting_takes_the_link_of_the_queue_and_one_button(
        self, browser_of, sent, house, act
    ):
        chair = browser_of("chair")
        queue = soup_of(chair.get(f"{BASE}/review"))
        link = queue.select_one("tbody a.tf-button")
        page = soup_of(chair.get(link["href"]))

        done = chair.post(link["href"], data=decision(page))

        assert page.find("a", href="https://example.org/pathway") is not None
        assert "Accepted. 0 left." in done.get_data(as_text=True)
        shown = act("deliverable_show", house.chair, id=sent["id"])
        assert shown["state"] == "delivered"

    def test_the_next_one_opens(self, browser_of, sent, log, in_days):
        log(title="Second", status="delivered", finished_on=in_days(0))
        chair, page = browser_of("chair"), f"{BASE}/review/{sent['id']}"

        done = chair.post(page, data=decision(soup_of(chair.get(page))))

        assert soup_of(done).h1.get_text(strip=True) == "Review: Second"
        assert "1 left" in done.get_data(as_text=True)

    def test_sending_back_wants_a_note_and_keeps_the_choice(self, browser_of, sent):
        chair, page = browser_of("chair"), f"{BASE}/review/{sent['id']}"
        typed = decision(soup_of(chair.get(page)), decision="send_back")

        soup = soup_of(chair.post(page, data=typed))

        assert soup.select_one("[role=alert] a")["href"] == "#field-note"
        assert soup.find("input", value="send_back").has_attr("checked")

    def test_what_was_recalled_meanwhile_is_said(self, browser_of, sent, house, act):
        act("deliverable_recall", house.reporter, id=sent["id"], version=1)

        page = browser_of("chair").get(f"{BASE}/review/{sent['id']}")

        assert "recalled it" in page.get_data(as_text=True)
        assert soup_of(page).main.find("form") is None


class TestOwnWork:
    def test_the_own_organisations_work_says_who_decides(
        self, browser_of, log, in_days, house
    ):
        own = log(
            user=house.chair,
            title="Own piece",
            status="delivered",
            finished_on=in_days(0),
        )
        chair = browser_of("chair")

        queue = chair.get(f"{BASE}/review").get_data(as_text=True)
        page = chair.get(f"{BASE}/review/{own['id']}")

        assert "see who decides" in queue
        assert "a coordinator can" in page.get_data(as_text=True).lower()
        assert soup_of(page).main.find("form") is None

    @pytest.mark.parametrize("who", ["reporter", "observer", "secretariat"])
    def test_the_queue_is_for_those_who_review(self, browser_of, who):
        assert browser_of(who).get(f"{BASE}/review").status_code == 403


class TestSeats:
    def test_the_effects_of_an_end_are_shown_before_it_happens(
        self, browser_of, house, act
    ):
        seat = house.seat["chair"]["id"]
        secretariat, page = browser_of("secretariat"), f"{BASE}/admin/people/{seat}/end"

        soup = soup_of(secretariat.get(page))

        assert "API tokens" in soup.main.get_text()
        found = act("seat_show", house.secretariat, id=seat)
        assert found["until"] is None
        fields = {t["name"]: t["value"] for t in soup.main.find_all("input")}
        secretariat.post(page, data=fields)
        assert browser_of("chair").get(f"{BASE}/review").status_code == 404

    def test_a_wrong_account_is_said_at_its_field(self, browser_of):
        secretariat, page = browser_of("secretariat"), f"{BASE}/admin/people/new"
        fields = {"user": "nobody-here", "role": "observer", "key": "k1"}

        soup = soup_of(secretariat.post(page, data=fields))

        assert "no such account" in soup.find(id="error-user").get_text()
        assert soup.find(id="field-user")["value"] == "nobody-here"
