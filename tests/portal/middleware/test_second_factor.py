"""The second factor: asked for after the password, taken once, its misses counted."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
import sqlalchemy as sa
from ckan import model

PAGE = "/taskforce/-/second-factor"
ASK = f"{PAGE}/ask"
WORK = "/taskforce/borno/work"
API = "/api/3/action/tiptaskforce_deliverable_list?taskforce=borno"
DEMO = "ckanext.tiptaskforce.demo"


@pytest.fixture
def phone(visitor, freezer):
    """Return the function that sets a factor up; it answers browser, phone, codes."""

    def set_up(user):
        browser = visitor(user)
        found = re.search(r"<code>([A-Z2-7 ]+)</code>", text_of(browser.get(PAGE)))
        shown = pyotp.TOTP(found.group(1).replace(" ", ""))
        answer = browser.post(PAGE, data={"code": shown.now()})
        codes = re.findall(r"<code>([a-z2-7-]+)</code>", text_of(answer))
        assert len(codes) == 10
        freezer.tick(dt.timedelta(seconds=60))
        return browser, shown, codes

    return set_up


def text_of(answer):
    return answer.get_data(as_text=True)


def leads_to(answer):
    return answer.status_code, answer.headers.get("Location", "").partition("?")[0]


class TestSignIn:
    def test_the_password_alone_opens_nothing(self, house, visitor, phone):
        phone(house.reporter)

        browser = visitor(house.reporter)

        assert leads_to(browser.get(WORK)) == (302, ASK)
        assert browser.get(API).status_code == 403
        tokens = f"/user/{house.reporter['name']}/api-tokens"
        assert leads_to(browser.get(tokens)) == (302, ASK)
        assert leads_to(browser.get("/user/edit")) == (302, ASK)

    def test_the_code_opens_it_also_with_blanks(self, house, visitor, phone):
        _, shown, _ = phone(house.reporter)
        browser = visitor(house.reporter)
        code = shown.now()

        answer = browser.post(
            f"{ASK}?came_from={WORK}", data={"code": f" {code[:3]} {code[3:]} "}
        )

        assert leads_to(answer) == (302, WORK)
        assert browser.get(WORK).status_code == 200
        assert browser.get(API).status_code == 200

    def test_a_code_is_taken_once(self, house, visitor, phone):
        _, shown, _ = phone(house.reporter)
        code = shown.now()
        assert visitor(house.reporter).post(ASK, data={"code": code}).status_code == 302

        thief = visitor(house.reporter)
        answer = thief.post(ASK, data={"code": code})

        assert "This code is wrong, or was used already." in text_of(answer)
        assert leads_to(thief.get(WORK)) == (302, ASK)

    def test_an_old_code_is_refused(self, house, visitor, phone, freezer):
        _, shown, _ = phone(house.reporter)
        code = shown.now()
        freezer.tick(dt.timedelta(seconds=120))

        answer = visitor(house.reporter).post(ASK, data={"code": code})

        assert "This code is wrong" in text_of(answer)

    def test_a_recovery_code_is_taken_once(self, house, visitor, phone):
        _, _, codes = phone(house.reporter)
        browser = visitor(house.reporter)

        assert browser.post(ASK, data={"code": codes[3]}).status_code == 302
        assert browser.get(WORK).status_code == 200
        answer = visitor(house.reporter).post(ASK, data={"code": codes[3]})
        assert "This code is wrong" in text_of(answer)

    def test_the_eleventh_wrong_code_is_refused_and_the_right_one_too(
        self, house, visitor, phone
    ):
        _, shown, _ = phone(house.reporter)
        browser = visitor(house.reporter)
        for _ in range(10):
            assert browser.post(ASK, data={"code": "000000x"}).status_code == 200

        answer = browser.post(ASK, data={"code": shown.now()})

        assert answer.status_code == 429
        assert browser.get(API).status_code == 403

    def test_it_leads_to_no_other_site(self, house, visitor, phone):
        _, shown, _ = phone(house.reporter)
        browser = visitor(house.reporter)

        answer = browser.post(
            f"{ASK}?came_from=//evil.example", data={"code": shown.now()}
        )

        assert leads_to(answer) == (302, "/taskforce/-/work")

    def test_a_token_passes_it_by(self, house, phone, token_of, api):
        phone(house.reporter)

        token = token_of(house.reporter)

        answer = api("tiptaskforce_deliverable_list", token, taskforce="borno")
        assert answer[0] == 200


class TestStored:
    def test_neither_secret_nor_recovery_codes_are_in_the_database(self, house, phone):
        _, shown, codes = phone(house.reporter)

        row = model.Session.execute(
            sa.text("SELECT * FROM tiptaskforce_factor")
        ).first()
        told = " ".join(map(str, row))

        assert shown.secret not in told
        assert not any(code in told or code.replace("-", "") in told for code in codes)


class TestDuty:
    @pytest.mark.parametrize(
        "name", ["coordinator", "secretariat", "custodian", "mrm_focal"]
    )
    def test_who_decides_must_have_one(
        self, house, visitor, ckan_config, monkeypatch, name
    ):
        monkeypatch.setitem(ckan_config, DEMO, False)

        browser = visitor(getattr(house, name))

        assert leads_to(browser.get(WORK)) == (302, PAGE)
        assert browser.get(API).status_code == 403
        assert browser.get(PAGE).status_code == 200

    def test_others_may_choose(self, house, visitor, ckan_config, monkeypatch):
        monkeypatch.setitem(ckan_config, DEMO, False)

        assert visitor(house.reporter).get(WORK).status_code == 200

    def test_in_a_demo_nobody_must(self, house, visitor):
        assert visitor(house.coordinator).get(WORK).status_code == 200

    def test_who_must_have_one_cannot_end_it(
        self, house, phone, ckan_config, monkeypatch
    ):
        browser, shown, _ = phone(house.coordinator)
        monkeypatch.setitem(ckan_config, DEMO, False)

        answer = browser.post(PAGE, data={"code": shown.now(), "do": "end"})

        assert "A seat of yours demands it." in text_of(answer)

    def test_others_end_it_by_a_code(self, house, visitor, phone):
        browser, shown, _ = phone(house.reporter)

        browser.post(PAGE, data={"code": shown.now(), "do": "end"})

        assert visitor(house.reporter).get(WORK).status_code == 200
