"""The daily mail: to whom, when, what it says, and how it is stopped."""

from __future__ import annotations

import base64
import datetime as dt

import ckan.plugins.toolkit as tk
import click
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from click.testing import CliRunner

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.cli import tiptaskforce
from ckanext.tiptaskforce.logic import digests, reminders
from ckanext.tiptaskforce.model.digest import Digest
from ckanext.tiptaskforce.model.notice import Notice
from ckanext.tiptaskforce.model.taskforce import Taskforce

MAIL = "/taskforce/borno/work/mail"
NOON = dt.datetime.now(dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def run(reporting):
    """Return the function that sends the mails of a moment; it tells how many."""

    def sent(moment=NOON):
        model.Session.rollback()
        number = 0
        with jobs.inside_a_page():
            for taskforce, users in digests.due(moment):
                number += digests.send(taskforce, users, moment)
        return number

    return sent


@pytest.fixture
def send(run, mail_server):
    """Return the same function, with a mail server that takes them."""
    return run


@pytest.fixture
def late(due):
    """Return the function that makes a report that is late."""

    def make(**more):
        found = due(**more)
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            told = sa.text("UPDATE tiptaskforce_period SET due_on = :past")
            connection.execute(told, {"past": NOON.date() - dt.timedelta(days=5)})
        return found

    return make


def told(mail_server, *, twice: bool = False) -> dict[str, tuple[str, str]]:
    """Return the head and the text of each mail, by the address it went to."""
    found = {}
    for message in mail_server.get_smtp_messages():
        head, _, body = message[3].partition("\n\n")
        (address,) = message[2]
        assert twice or address not in found, "two mails to one person"
        found[address] = (head, base64.b64decode(body).decode())
    return found


def address_of(user) -> str:
    return model.User.get(user["id"]).email


class TestMail:
    def test_it_names_kind_period_and_day_and_nothing_else(
        self, reporting, late, send, mail_server
    ):
        found = late(title="Counselling hours")

        send()

        _, text = told(mail_server)[address_of(reporting.focal_point)]
        assert "- Reports of " in text
        assert "/taskforce/borno/work" in text
        assert "/taskforce/borno/work/mail" in text
        for word in ("Counselling", "A.2-1", found["id"], reporting.reporter["name"]):
            assert word not in text, word

    def test_only_people_with_something_to_do_get_it(
        self, reporting, late, send, mail_server
    ):
        late()

        send()

        found = told(mail_server)
        assert address_of(reporting.reporter) in found
        assert address_of(reporting.observer) not in found
        assert address_of(reporting.other_reporter) not in found

    def test_counts_are_a_thing_of_focal_points_alone(
        self, reporting, late, send, mail_server
    ):
        late()

        send()

        found = told(mail_server)
        own = [found[address_of(reporting.focal_point)][1]]
        other = [found[address_of(reporting.reporter)][1]]
        assert "Counts of " in own[0] or "Counts of " not in other[0]
        assert "Counts of " not in other[0]

    def test_a_reviewer_is_told_how_much_waits(
        self, reporting, late, say, send, mail_server
    ):
        say("submit", reporting.focal_point, late(), values=[{"value": 3}])

        send()

        _, text = told(mail_server)[address_of(reporting.coordinator)]
        assert "waits for you." in text or "wait for you." in text

    def test_without_a_duty_nothing_is_late(
        self, reporting, late, act, send, mail_server
    ):
        late()
        row = act("agency_show", reporting.coordinator, id=reporting.agency["RP"]["id"])
        about = {"id": row["id"], "version": row["version"]}
        act("agency_update", reporting.coordinator, **about, reporting_duty=False)

        send()

        assert address_of(reporting.reporter) not in told(mail_server)


class TestOnce:
    def test_once_a_day_however_often_it_runs(self, late, send, mail_server):
        late()

        first, second = send(), send(NOON + dt.timedelta(hours=3))

        assert first > 0
        assert second == 0
        assert len(told(mail_server)) == first

    def test_again_the_next_day(self, late, send):
        late()
        first = send()

        assert send(NOON + dt.timedelta(days=1)) == first

    def test_not_before_seven_in_the_morning(self, late, send):
        late()

        assert send(NOON.replace(hour=6)) == 0
        assert send(NOON.replace(hour=7)) > 0

    def test_seven_is_seven_where_the_task_force_works(self, reporting, late, send):
        late()
        taskforce = Taskforce.get(reporting.slug)
        taskforce.settings = {**taskforce.settings, "time_zone": "Africa/Lagos"}
        model.Session.commit()

        assert send(NOON.replace(hour=5)) == 0
        assert send(NOON.replace(hour=6)) > 0

    @pytest.mark.ckan_config("smtp.server", "127.0.0.1:1")
    def test_what_the_mail_server_did_not_take_is_tried_again(
        self, reporting, late, run
    ):
        late()

        assert run() == 0

        row = Digest.of(reporting.id, reporting.reporter["id"])
        assert row is None or row.sent_on is None

    @pytest.mark.ckan_config("smtp.server", "127.0.0.1:1")
    def test_a_mail_server_that_is_away_is_not_asked_for_each_person(
        self, reporting, late, run, caplog
    ):
        late(agencies=["RP", "BRN", "POL"])

        run()

        assert caplog.text.count("did not take a mail") == digests.MOST_FAILED

    def test_whoever_has_nothing_to_do_is_not_looked_at_again_today(
        self, reporting, late, send
    ):
        late()
        send()

        assert digests.due(NOON) == []
        assert Digest.of(reporting.id, reporting.observer["id"]).sent_on == NOON.date()

    def test_the_command_ends_well_at_any_hour(self, app, late, mail_server):
        late()
        parent = click.Context(click.Group("ckan"))
        parent.meta["flask_app"] = app.flask_app

        # The mails about the seats of these people have gone out before.
        model.Session.execute(sa.update(Notice).values(mail="sent"))
        model.Session.commit()
        done = CliRunner().invoke(tiptaskforce, ["digests", "send"], parent=parent)

        assert done.exit_code == 0, done.output
        assert len(told(mail_server)) == done.output.count("borno") * len(
            told(mail_server)
        )


class TestChoice:
    def test_it_is_stopped_and_wanted_again_on_its_page(
        self, reporting, late, send, app, mail_server
    ):
        late()
        at = app.test_client(user=model.User.get(reporting.reporter["id"]))

        def choose(mail):
            answer = at.post(MAIL, data={"mail": mail}, follow_redirects=True)
            return answer.get_data(as_text=True)

        soup = BeautifulSoup(at.get(MAIL).get_data(as_text=True), "html.parser")
        (chosen,) = soup.find_all("input", type="radio", checked=True)
        assert chosen["value"] == "daily"
        assert "Saved." in choose("off")
        send()
        assert address_of(reporting.reporter) not in told(mail_server)

        assert "Saved." in choose("daily")
        assert send(NOON + dt.timedelta(days=1)) > 0
        assert address_of(reporting.reporter) in told(mail_server, twice=True)

    def test_the_choice_is_the_own_one(self, reporting, act):
        about = {"taskforce": reporting.slug}
        act("digest_choose", reporting.reporter, **about, mail="off")

        assert act("digest_show", reporting.reporter, **about)["mail"] == "off"
        assert act("digest_show", reporting.observer, **about)["mail"] == "daily"

    def test_no_other_word_and_no_unknown_language(self, reporting, act):
        about = {"taskforce": reporting.slug}
        for wrong in ({"mail": "hourly"}, {"language": "tlh"}, {"mail": ""}):
            with pytest.raises(tk.ValidationError) as refused:
                act("digest_choose", reporting.reporter, **about, **wrong)
            assert list(refused.value.error_dict) == list(wrong)


class TestReminderThatWaits:
    @pytest.fixture
    def waiting(self, reporting, due, act):
        """Return the function that leaves a reminder waiting since so long."""

        def make(**since):
            due()
            about = {"taskforce": reporting.slug, "agencies": ["RP"]}
            (made,) = act("reminder_create", reporting.coordinator, **about)["items"]
            past = dt.datetime.now(dt.UTC) - dt.timedelta(**since)
            model.Session.remove()
            with model.meta.engine.begin() as connection:
                asked = sa.text("UPDATE tiptaskforce_reminder SET created = :past")
                connection.execute(asked, {"past": past})
            return made

        return make

    def state(self, reporting, act):
        about = {"taskforce": reporting.slug}
        found = act("agency_overview", reporting.coordinator, **about)["items"]
        return next(i for i in found if i["agency"] == "RP")["reminder_state"]

    def test_another_worker_sends_it(self, reporting, waiting, act, mail_server):
        made = waiting(minutes=11)

        found = reminders.stalled(dt.datetime.now(dt.UTC))
        for reminder_id in found:
            jobs.deliver(reminder_id)

        assert found == [made["id"]]
        assert self.state(reporting, act) == "sent"
        assert reminders.stalled(dt.datetime.now(dt.UTC)) == []

    def test_one_that_was_just_made_is_left_to_its_worker(self, waiting):
        waiting(minutes=2)

        assert reminders.stalled(dt.datetime.now(dt.UTC)) == []

    def test_after_a_day_it_is_given_up_and_may_be_sent_anew(
        self, reporting, waiting, act, mail_server
    ):
        waiting(days=2)

        assert reminders.stalled(dt.datetime.now(dt.UTC)) == []

        assert self.state(reporting, act) == "failed"
        assert mail_server.get_smtp_messages() == []
