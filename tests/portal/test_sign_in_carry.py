"""A sign-in that ran out loses nothing that was typed, and sends nothing by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model

PAGE = "/taskforce/borno/deliverable/new"
PASSWORD = "correct horse battery staple 7"
TYPED = {
    "title": "Pathway for <Jere>",
    "status": "planned",
    "template": "1.2",
    "note": "First line\r\nsecond “line”",
    "key": "0123456789abcdef",
}


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def hidden(soup: BeautifulSoup) -> dict[str, str]:
    found = soup.main.find("form").find_all("input", type="hidden")
    return {tag["name"]: tag["value"] for tag in found}


@pytest.fixture(autouse=True)
def no_tries_yet(house, app) -> None:
    """Forget the wrong passwords of other tests, which are counted by address."""
    for limiter in app.flask_app.extensions["limiter"]:
        limiter.reset()


@pytest.fixture
def reporter(house) -> str:
    """The name of the reporter, with a password that is known here."""
    user = model.User.get(house.reporter["id"])
    assert user is not None
    user.password = PASSWORD
    model.Session.commit()
    return str(user.name)


@pytest.fixture
def browser(app) -> Any:
    return app.test_client()


class TestLostSignIn:
    def test_the_form_comes_back_filled_and_is_not_sent(
        self, browser, reporter, house, act
    ):
        lost = browser.post(PAGE, data=TYPED)
        assert lost.status_code == 401
        login = {**hidden(soup_of(lost)), "login": reporter, "password": PASSWORD}
        again = browser.post("/user/login", data=login)
        assert again.status_code == 200
        form = browser.post(PAGE, data=hidden(soup_of(again)))

        soup = soup_of(form)
        assert soup.find(id="field-title")["value"] == "Pathway for <Jere>"
        assert soup.find(id="field-note").get_text() == "First line\r\nsecond “line”"
        assert soup.find("input", value="planned").has_attr("checked")
        assert "Files must be chosen again" in form.get_data(as_text=True)
        found = act("deliverable_list", house.coordinator, taskforce="borno")
        assert found["count"] == 0

    def test_a_wrong_password_keeps_it_too(self, browser, reporter):
        lost = hidden(soup_of(browser.post(PAGE, data=TYPED)))

        wrong = browser.post(
            "/user/login", data={**lost, "login": "x", "password": "y"}
        )

        kept = dict(json.loads(hidden(soup_of(wrong))["tiptaskforce_carried"]))
        assert kept == TYPED

    def test_the_page_of_a_stranger_is_the_same_for_every_address(self, browser, house):
        unknown = (
            "/taskforce/borno/deliverable/00000000-0000-4000-8000-000000000000/edit"
        )

        answers = [browser.post(page, data={"a": "b"}) for page in (PAGE, unknown)]

        assert [answer.status_code for answer in answers] == [401, 401]

    @pytest.mark.parametrize(
        "address", ["https://evil.example/x", "//evil.example/x", "javascript:alert(1)"]
    )
    def test_it_never_leads_to_another_site(self, browser, reporter, address):
        login = {
            "login": reporter,
            "password": PASSWORD,
            "tiptaskforce_carried": json.dumps([["a", "b"]]),
            "tiptaskforce_address": address,
        }

        answer = browser.post("/user/login", data=login, follow_redirects=False)

        assert answer.status_code == 302
        assert "evil" not in answer.get_data(as_text=True)

    @pytest.mark.parametrize("carried", ["", "{", "[]", '{"a": 1}', "[[1, 2]]", "7"])
    def test_what_is_malformed_is_nothing(self, browser, reporter, carried):
        login = {
            "login": reporter,
            "password": PASSWORD,
            "tiptaskforce_carried": carried,
            "tiptaskforce_address": PAGE,
        }

        answer = browser.post("/user/login", data=login, follow_redirects=False)

        assert answer.status_code == 302


class TestWhereItLeads:
    def test_to_the_work_of_the_only_task_force(self, browser, reporter):
        login = {"login": reporter, "password": PASSWORD}

        answer = browser.post("/user/login", data=login)

        assert answer.request.path == "/taskforce/borno/work"

    def test_without_a_seat_to_what_is_public(self, app, house):
        donor = app.test_client(user=model.User.get(house.donor["id"]))

        answer = donor.get("/taskforce/-/work")

        assert answer.status_code == 200
        links = [a["href"] for a in soup_of(answer).main.find_all("a")]
        assert links == ["/taskforce/borno"]
