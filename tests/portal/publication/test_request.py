"""Questions of people without an account: confirmed, answered, closed by themselves."""

from __future__ import annotations

import base64
import datetime as dt
import logging
import re
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import requests, retention
from ckanext.tiptaskforce.model.base import now

NEW = "/taskforce/borno/request/new"
LIST = "/taskforce/borno/request"
ADDRESS = "asker@example.org"
TEXT = "Referrals by month, for a plan of work of 2027"


@pytest.fixture
def post(app):
    """Return the function that posts a form as somebody, on fresh limits."""
    for limiter in app.flask_app.extensions["limiter"]:
        limiter.reset()

    def send(path, user=None, status=200, **form):
        app.set_session_user(user["id"] if user else None)
        answer = app.client.post(path, data=form)
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, re.findall(
            r"tf-summary.*?</div>", text, re.S
        )
        return answer

    return send


@pytest.fixture
def letters(mail_server):
    """Return the function that sends what is owed; it gives address and text."""

    def sent():
        model.Session.rollback()
        mail_server.clear_smtp_messages()
        jobs.post()
        found = []
        for message in mail_server.get_smtp_messages():
            (address,) = message[2]
            body = message[3].partition("\n\n")[2]
            found.append((address, base64.b64decode(body).decode()))
        return found

    return sent


@pytest.fixture
def asked(post, letters, act, house):
    """Return the function that asks and confirms, and gives the request."""

    def make(**more):
        post(NEW, **{"kind": "data", "text": TEXT, "address": ADDRESS, **more})
        ((_, text),) = letters()
        post(urlsplit(re.findall(r"https?://\S+", text)[-1]).path)
        found = act("request_list", house.coordinator, taskforce="borno")
        return found["items"][0]

    return make


class TestAsking:
    def test_it_is_there_for_nobody_until_it_is_confirmed(
        self, house, post, letters, act
    ):
        post(NEW, kind="data", text=TEXT, address=ADDRESS)
        query = sa.text("SELECT id FROM tiptaskforce_request")
        (row_id,) = model.Session.scalars(query)

        assert act("request_list", house.coordinator, taskforce="borno")["count"] == 0
        with pytest.raises(tk.ObjectNotFound):
            act("request_show", house.coordinator, id=row_id)

        ((address, text),) = letters()
        assert address == ADDRESS
        assert TEXT not in text
        post(urlsplit(re.findall(r"https?://\S+", text)[-1]).path)
        found = act("request_list", house.coordinator, taskforce="borno")
        assert [i["text"] for i in found["items"]] == [TEXT]

    def test_one_address_gets_three_mails_and_no_more(self, house, post, letters):
        answers = {
            post(NEW, kind="data", text=f"{TEXT} {n}", address=ADDRESS).status_code
            for n in range(5)
        }

        assert len(letters()) == 3
        assert len(answers) == 1

    def test_words_about_a_person_are_refused(self, house, post):
        answer = post(NEW, kind="data", text="Call 0803 123 4567", address=ADDRESS)

        assert b"There is 1 problem" in answer.data
        assert (
            model.Session.scalar(sa.text("SELECT count(*) FROM tiptaskforce_request"))
            == 0
        )

    def test_a_concern_leads_coordination_to_its_figure(
        self, house, published, asked, visit
    ):
        cell = "function-state~1~TOTAL"
        made = asked(kind="concern", series="progress", number="1", cell=cell)

        page = visit(f"{LIST}/{made['id']}", house.coordinator).soup

        (link,) = [a["href"] for a in page.select("dd a")]
        assert link == f"/taskforce/borno/data/progress/v1?cell={cell}"
        assert "Where this figure comes from" in visit(link).text


class TestAnswering:
    def test_it_is_work_for_coordination(self, house, asked, act):
        made = asked()

        for who, number in (("coordinator", 1), ("secretariat", 1), ("reporter", 0)):
            found = act("task_list", getattr(house, who), taskforce="borno")
            tasks = [t for t in found["items"] if t["kind"] == "request"]
            assert len(tasks) == number
        assert tasks == []
        assert made["state"] == "open"

    def test_the_answer_goes_out_once_and_ends_it(self, house, asked, post, letters):
        made = asked()
        form = {"version": made["version"], "verb": "answer", "note": "In January."}

        done = post(f"{LIST}/{made['id']}", house.secretariat, **form)
        assert b"It is on its way" in done.data

        ((address, text),) = letters()
        assert (address, "In January." in text) == (ADDRESS, True)
        assert letters() == []
        again = post(f"{LIST}/{made['id']}", house.secretariat, **form)
        assert b"problem" in again.data

    def test_what_nobody_answers_closes_itself_and_says_so(
        self, house, asked, letters, act
    ):
        made = asked()
        assert requests.expire(now() + dt.timedelta(days=29)) == 0

        assert requests.expire(now() + dt.timedelta(days=31)) == 1
        assert requests.expire(now() + dt.timedelta(days=31)) == 0

        ((address, text),) = letters()
        assert address == ADDRESS
        assert "did not answer in 30 days" in text
        shown = act("request_show", house.coordinator, id=made["id"])
        assert (shown["state"], shown["verbs"]) == ("closed", [])

    def test_the_address_is_forgotten_after_the_answer(self, house, asked, act):
        made = asked()
        about = {"id": made["id"], "version": made["version"]}
        act("request_close", house.coordinator, **about, note="It is published.")

        retention.apply(now() + dt.timedelta(days=31))

        query = sa.text("SELECT address FROM tiptaskforce_request")
        assert list(model.Session.scalars(query)) == [""]


class TestNobodySees:
    @pytest.mark.parametrize("who", ["coordinator", "secretariat"])
    def test_the_address_is_on_no_page_event_or_log(
        self, house, asked, visit, act, caplog, who
    ):
        caplog.set_level(logging.INFO)
        made = asked()
        user = getattr(house, who)
        told = [
            visit(LIST, user).text,
            visit(f"{LIST}/{made['id']}", user).text,
            repr(act("request_show", user, id=made["id"])),
            repr(act("event_list", user, taskforce="borno", page_size=100)),
            caplog.text,
        ]

        assert [text for text in told if ADDRESS in text] == []
        assert TEXT in told[0]

    @pytest.mark.parametrize("who", ["donor", "reporter", "custodian"])
    def test_others_read_no_request(self, house, asked, visit, who):
        made = asked()

        for path in (LIST, f"{LIST}/{made['id']}"):
            app_status = 404 if who == "donor" or path != LIST else 403
            visit(path, getattr(house, who), status=app_status)
