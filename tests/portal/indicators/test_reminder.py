"""Reminders by hand: whom, how often, what the mail says, and what the page shows."""

from __future__ import annotations

import base64
import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import reports

OWED = "/taskforce/borno/owed"


@pytest.fixture
def remind(reporting, act):
    """Return the function that reminds an agency as a coordinator."""

    def said(*agencies, user=None):
        about = {"taskforce": reporting.slug, "agencies": list(agencies)}
        return act("reminder_create", user or reporting.coordinator, **about)["items"]

    return said


@pytest.fixture
def of_agency(reporting, act):
    """Return the function that reads what coordination is told of an agency."""

    def find(name):
        found = act("agency_overview", reporting.coordinator, taskforce=reporting.slug)
        return next(item for item in found["items"] if item["agency"] == name)

    return find


@pytest.fixture
def page(app):
    """Return the function that reads a page, or posts to it, as somebody."""

    def read(user, address=OWED, **data):
        at = app.test_client(user=model.User.get(user["id"]))
        answer = at.get(address)
        if data:
            soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
            data["_csrf_token"] = soup.find("input", {"name": "_csrf_token"})["value"]
            answer = at.post(address, data=data, follow_redirects=True)
        assert answer.status_code == 200
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read


def back_by(days: int) -> None:
    """Let every reminder have been sent so many days ago."""
    model.Session.remove()
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    with model.meta.engine.begin() as connection:
        asked = sa.text("UPDATE tiptaskforce_reminder SET created = :past")
        connection.execute(asked, {"past": past})


def text_of(message) -> tuple[str, str]:
    """Return who got a mail, and its text."""
    return message[2], base64.b64decode(message[3].split("\n\n", 1)[1]).decode()


class TestMail:
    def test_the_focal_point_is_told_what_period_and_day(
        self, reporting, due, remind, of_agency, mail_server
    ):
        found = due(title="Counselling hours", counts_persons=True)
        (made,) = remind("RP")

        jobs.deliver(made["id"])

        (message,) = mail_server.get_smtp_messages()
        whom, text = text_of(message)
        assert whom == [model.User.get(reporting.focal_point["id"]).email]
        assert f"/taskforce/{reporting.slug}/work" in text
        assert "Reports of " in text
        assert "Counselling" not in text
        assert found["id"] not in text
        assert of_agency("RP")["reminder_state"] == "sent"

    def test_it_is_sent_once_however_often_the_job_runs(self, due, remind, mail_server):
        due()
        (made,) = remind("RP")

        jobs.deliver(made["id"])
        jobs.deliver(made["id"])

        assert len(mail_server.get_smtp_messages()) == 1

    @pytest.mark.ckan_config("smtp.server", "127.0.0.1:1")
    def test_what_the_mail_server_did_not_take_is_said_and_may_be_repeated(
        self, due, remind, of_agency
    ):
        due()
        (made,) = remind("RP")

        jobs.deliver(made["id"])

        assert of_agency("RP")["reminder_state"] == "failed"
        assert of_agency("RP")["remind_from"] is None
        assert remind("RP")[0]["state"] == "waiting"


class TestRule:
    def test_not_again_within_three_days(self, due, remind):
        due()
        remind("RP")
        back_by(2)

        with pytest.raises(tk.ValidationError) as refused:
            remind("RP")

        today = dt.datetime.now(dt.UTC).date()
        last, following = today - dt.timedelta(days=2), today + dt.timedelta(days=1)
        (message,) = refused.value.error_dict["agencies"]
        assert message == (
            f"RP was reminded on {last}. The next reminder is possible on {following}."
        )

    def test_again_after_three_days(self, due, remind):
        due()
        remind("RP")
        back_by(3)

        assert len(remind("RP")) == 1

    def test_all_or_none(self, due, remind, of_agency):
        due()

        with pytest.raises(tk.ValidationError):
            remind("RP", "MIN")

        assert of_agency("RP")["reminded_on"] is None

    def test_whoever_owes_nothing_is_left_alone(self, reporting, remind):
        with pytest.raises(tk.ValidationError, match="owes nothing"):
            remind("MIN")

    def test_whoever_has_no_duty_is_never_reminded(self, reporting, due, act, remind):
        due()
        row = act("agency_show", reporting.coordinator, id=reporting.agency["RP"]["id"])
        about = {"id": row["id"], "version": row["version"]}
        act("agency_update", reporting.coordinator, **about, reporting_duty=False)

        with pytest.raises(tk.ValidationError, match="no duty to report"):
            remind("RP")

    def test_without_anybody_to_write_to_it_says_so(self, due, remind):
        due(agencies=["RP", "MIN"])

        with pytest.raises(tk.ValidationError, match="no focal point with an account"):
            remind("MIN")

    @pytest.mark.parametrize("seat", ["chair", "focal_point", "observer", "custodian"])
    def test_nobody_else_reminds(self, reporting, due, remind, seat):
        due()

        with pytest.raises(tk.NotAuthorized):
            remind("RP", user=getattr(reporting, seat))


class TestPage:
    def test_a_ticked_organisation_is_reminded_and_the_row_says_when(
        self, reporting, due, page
    ):
        due()
        before = page(reporting.secretariat)
        assert before.find("input", {"name": "agencies", "value": "RP"})

        after = page(reporting.secretariat, agencies=["RP"])

        assert "The reminder goes out by mail to: RP." in after.text
        assert "again from" in after.text
        assert after.find("input", {"name": "agencies", "value": "RP"}) is None

    def test_the_overdue_number_leads_to_the_late_reports(
        self, reporting, due, page, of_agency, act
    ):
        due()
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            past = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=5)
            told = sa.text("UPDATE tiptaskforce_period SET due_on = :past")
            connection.execute(told, {"past": past})
        # Counts may be late as well today; they stand on a line of their own.
        about = {"taskforce": reporting.slug, "agency": "RP"}
        found = act("report_overview", reporting.coordinator, **about)["items"]
        number = sum(item["days_late"] > 0 for item in found)
        assert of_agency("RP")["overdue"] >= number
        link = page(reporting.coordinator).select_one("td a.tf-late")

        listed = page(reporting.coordinator, link["href"])

        assert link["href"].endswith("/owed/RP")
        assert len(listed.select("#t-reports ~ tbody tr .tf-late")) == number > 0

    def test_the_page_of_an_organisation_reminds_it_too(self, reporting, due, page):
        due()

        after = page(reporting.coordinator, f"{OWED}/RP", send="yes")

        assert "The reminder goes out by mail to: RP." in after.text
        assert "by hand again from" in after.text

    def test_members_see_their_own_debts_and_no_button(self, reporting, due, page):
        due()

        own = page(reporting.reporter, f"{OWED}/RP")

        assert own.select("#t-reports")
        assert not own.select("form[action$='/owed/RP']")

    def test_what_others_owe_is_not_there_for_a_member(self, reporting, due, app):
        at = app.test_client(user=model.User.get(reporting.other_reporter["id"]))

        assert at.get(f"{OWED}/RP").status_code == 404


class TestMissing:
    @pytest.fixture
    def missing(self, reporting, act):
        def found(user=None, **asked):
            about = {"taskforce": reporting.slug, **asked}
            return act("report_overview", user or reporting.coordinator, **about)

        return found

    def test_a_page_of_each_organisation_says_of_how_many(self, due, missing):
        due()
        due()
        every = missing()["items"]

        first = missing(page_size=1)["items"]
        second = missing(page_size=1, page=2, agency="RP")["items"]

        own = [item for item in every if item["agency"] == "RP"]
        assert {item["of"] for item in own} == {len(own)}
        assert len(own) >= 2
        assert [i for i in first if i["agency"] == "RP"] == own[:1]
        assert second == own[1:2]

    def test_of_one_organisation_alone(self, due, missing):
        due()

        assert {i["agency"] for i in missing(agency="RP")["items"]} == {"RP"}

    def test_the_page_shows_so_many_and_leads_to_all(
        self, reporting, due, page, monkeypatch
    ):
        due()
        due()
        monkeypatch.setattr(reports, "MOST_MISSING", 1)

        shown = page(reporting.coordinator, f"{OWED}/RP")
        listed = page(reporting.coordinator).find("textarea").text

        assert len(shown.select("#t-reports ~ tbody tr")) == 1
        assert shown.find("a", string="All reports of this organisation")
        assert "more. Due since" in listed
