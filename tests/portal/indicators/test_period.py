"""Periods: made by the calendar, moved by the date, unlocked for a while."""

from __future__ import annotations

import datetime as dt

import ckan.plugins.toolkit as tk
import click
import pytest
from ckan import model
from click.testing import CliRunner

from ckanext.tiptaskforce.cli import tiptaskforce
from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import Report


def today() -> dt.date:
    """Return the day on which a test asks, which may not be the one of import."""
    return dt.datetime.now(dt.UTC).date()


@pytest.fixture
def set_days(reporting):
    """Return the function that moves the days of a period, as time would."""

    def move(code: str, **days: dt.date) -> None:
        row = Period.get(reporting.id, code)
        assert row is not None
        for name, day in days.items():
            setattr(row, name, day)
        model.Session.commit()

    return move


@pytest.fixture
def lock(set_days, last):
    """Return the function that lets the last quarter be locked since today."""
    return lambda: set_days(last, locks_on=today())


@pytest.fixture
def show_period(reporting, act):
    """Return the function that shows a period as a member reads it."""

    def show(code: str):
        rows = act("period_list", reporting.observer, taskforce="borno", page_size=100)
        return next(row for row in rows["items"] if row["code"] == code)

    return show


class TestAdvance:
    def test_the_calendar_gives_each_period_its_days(
        self, reporting, measure, show_period, last
    ):
        measure()

        found, one = show_period(last), periods.parse(last)

        assert found["from"] == one.start.isoformat()
        assert found["opens_on"] == (one.end + dt.timedelta(days=1)).isoformat()
        assert found["due_on"] == (one.end + dt.timedelta(days=30)).isoformat()
        assert found["locks_on"] == (one.end + dt.timedelta(days=201)).isoformat()

    def test_a_second_run_finds_nothing_to_do(self, reporting, measure, act):
        measure(agencies=["RP", "BRN"])
        about = {"taskforce": reporting.slug}

        again = act("period_advance", reporting.secretariat, **about)

        assert again == {"periods": 0, "reports": 0}

    def test_what_was_missed_is_made_when_it_runs_again(
        self, reporting, due, act, set_days, last
    ):
        """A week without the job: the period opened meanwhile, and nothing was made."""
        due()
        model.Session.query(Report).delete()
        set_days(last, opens_on=today() - dt.timedelta(days=7))

        made = act("period_advance", reporting.secretariat, taskforce=reporting.slug)

        assert made["periods"] == 0
        assert made["reports"] >= 1
        found = act("report_list", reporting.observer, taskforce=reporting.slug)
        assert last in {row["period"] for row in found["items"]}

    def test_the_command_makes_them_and_says_so(self, app, reporting, measure):
        measure()
        model.Session.query(Report).delete()
        model.Session.query(Period).delete()
        model.Session.commit()
        parent = click.Context(click.Group("ckan"))
        parent.meta["flask_app"] = app.flask_app

        said = [
            CliRunner().invoke(tiptaskforce, ["periods", "advance"], parent=parent)
            for _ in range(2)
        ]

        assert [one.exit_code for one in said] == [0, 0]
        assert "borno: 12 periods" in said[0].output
        assert "borno: 0 periods and 0 reports made." in said[1].output

    def test_a_period_that_is_ahead_asks_for_nothing(self, reporting, due, act):
        due()
        ahead = periods.containing(today(), "quarter").code

        about = {"taskforce": reporting.slug, "period": ahead}

        assert act("report_list", reporting.observer, **about)["count"] == 0


class TestLock:
    @pytest.mark.parametrize("verb", ["update", "submit"])
    def test_a_locked_period_takes_no_report(self, reporting, due, say, lock, verb):
        row = due()
        lock()

        with pytest.raises(tk.ValidationError) as refused:
            say(verb, reporting.focal_point, row, values=[{"value": 1}])

        said = f"Locked since {today().isoformat()}. Ask the secretariat to unlock it"
        assert said in refused.value.error_dict["period"][0]

    def test_nothing_in_it_is_decided_either(self, reporting, due, say, lock):
        sent = say("submit", reporting.focal_point, due(), values=[{"value": 1}])
        lock()

        with pytest.raises(tk.ValidationError) as refused:
            say("accept", reporting.coordinator, sent)

        assert "period" in refused.value.error_dict

    def test_a_locked_period_offers_no_verb(self, reporting, due, act, lock):
        row = due()
        lock()

        assert act("report_show", reporting.focal_point, id=row["id"])["verbs"] == []


class TestUnlock:
    @pytest.fixture
    def unlock(self, reporting, act, show_period, last):
        """Return the function that unlocks the last quarter until a day."""

        def say_so(days: int, **more):
            row = show_period(last)
            about = {"id": row["id"], "version": row["version"]}
            until = (today() + dt.timedelta(days=days)).isoformat()
            data = {"until": until, "reason": "The office was closed.", **more}
            return act("period_unlock", reporting.secretariat, **about, **data)

        return say_so

    def test_it_takes_reports_until_its_day_and_then_closes_by_itself(
        self, reporting, due, say, lock, unlock, set_days, last
    ):
        row = due()
        lock()
        assert unlock(3)["state"] == "due"
        draft = say("update", reporting.reporter, row, values=[{"value": 1}])
        yesterday = today() - dt.timedelta(days=1)
        set_days(last, unlocked_until=yesterday)

        with pytest.raises(tk.ValidationError) as refused:
            say("update", reporting.reporter, draft, values=[{"value": 2}])

        assert "Locked since" in refused.value.error_dict["period"][0]

    def test_the_reason_stands_in_the_log(self, reporting, due, act, lock, unlock):
        due()
        lock()
        row = unlock(3)

        about = {"taskforce": reporting.slug, "noun": "period", "id": row["id"]}
        found = act("event_list", reporting.coordinator, **about)
        values = act("event_show", reporting.coordinator, id=found["items"][0]["id"])

        assert found["items"][0]["verb"] == "unlock"
        assert "The office was closed." in str(values)

    def test_it_needs_a_reason_and_an_end(self, due, lock, unlock):
        due()
        lock()

        for days, more, field in ((3, {"reason": ""}, "reason"), (40, {}, "until")):
            with pytest.raises(tk.ValidationError) as refused:
                unlock(days, **more)
            assert field in refused.value.error_dict

    def test_what_is_not_locked_is_not_unlocked(self, due, unlock):
        due()

        with pytest.raises(tk.ValidationError) as refused:
            unlock(3)

        assert refused.value.error_dict["state"] == ["This period is not locked."]
