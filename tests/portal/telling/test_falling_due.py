"""Reminders of what falls due: each step once, the latest alone after a time away."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.base import now


@pytest.fixture
def wait(freezer):
    """Return the function that lets so many days go by."""
    return lambda days: freezer.tick(dt.timedelta(days=days))


def steps(kinds):
    """Return the steps among the kinds of notices, the first one on top."""
    return [kind for kind in kinds[::-1] if not kind.startswith("no_")]


class TestSteps:
    def test_seven_days_and_one_before_and_three_after(
        self, house, work, run, told, wait
    ):
        work(days=9)
        seen = {}
        for day in range(16):
            run()
            seen[day] = len(told(house.reporter))
            wait(1)

        # Due on day 9: day 2 is seven before, day 8 one before, day 12 three after.
        assert [day for day in seen if seen[day] > seen.get(day - 1, 0)] == [2, 8, 12]
        assert steps(told(house.reporter)) == [
            "due_deliverable",
            "due_deliverable",
            "late_deliverable",
        ]
        assert steps(told(house.focal_point)) == steps(told(house.reporter))
        assert told(house.other_reporter) == []

    def test_then_weekly_to_the_chair_and_to_nobody_else(
        self, house, work, run, told, wait
    ):
        work(days=0)
        wait(9)
        for _ in range(22):
            run()
            wait(1)

        # Late for ten days on the second of these days; then a notice in each week.
        number = told(house.chair).count("late_for_chair")
        assert number in (3, 4)
        assert set(told(house.chair)) == {"late_for_chair"}
        for other in ("other_chair", "coordinator", "observer"):
            assert told(getattr(house, other)) == [], other

    def test_a_second_run_tells_nothing_anew(self, house, work, run, told):
        work(days=1)
        run()
        with model.meta.engine.begin() as connection:
            connection.execute(sa.text("UPDATE tiptaskforce_digest SET sent_on = NULL"))

        run()

        assert told(house.reporter) == ["due_deliverable"]

    def test_after_a_week_away_the_latest_step_alone(
        self, house, work, run, told, wait, choose, post, address
    ):
        choose(house.reporter, "at_once")
        for days in (1, 2, 3):
            work(days=days)
        wait(8)

        mails = run()[address(house.reporter)]

        assert told(house.reporter) == ["late_deliverable"] * 3
        # Each was due on a day of its own; no step before it is made up for.
        assert len(mails) == 3
        assert all("and are late: 1." in text for _, text in mails)

    def test_many_of_one_day_are_one_notice(
        self, house, work, run, told, choose, post, address
    ):
        choose(house.reporter, "at_once")
        for _ in range(5):
            work(days=1)

        ((head, text),) = run()[address(house.reporter)]

        assert "deliverables due soon" in head
        assert "deliverables due on " in text
        assert ": 5." in text
        assert "Pathway" not in text

    def test_what_is_done_or_dropped_is_not_reminded_of(
        self, house, work, say, run, told
    ):
        say("deliverable_submit", house.reporter, work(days=1))
        say("deliverable_drop", house.reporter, work(days=1), note="Not needed.")

        run()

        assert told(house.focal_point) == []

    def test_named_work_reminds_who_is_named(self, house, act, work, run, told):
        named = [house.seat["focal_point"]["id"]]
        work(days=1, visibility="named", seats=named)
        other = {"user": house.observer["name"], "role": "reporter", "agency": "RP"}
        act("seat_create", house.coordinator, taskforce="borno", **other)

        run()

        assert told(house.focal_point) == ["due_deliverable"]
        assert told(house.observer) == []

    def test_an_ended_seat_is_reminded_of_nothing(self, house, act, work, run, told):
        work(days=1)
        seat = house.seat["reporter"]
        act("seat_end", house.coordinator, id=seat["id"], version=seat["version"])

        run()

        asked = (
            "SELECT count(*) FROM tiptaskforce_notice"
            " WHERE user_id = :id AND kind = 'due_deliverable'"
        )
        with model.meta.engine.connect() as connection:
            found = connection.scalar(sa.text(asked), {"id": house.reporter["id"]})
        assert found == 0

    def test_who_has_no_duty_to_report_is_late_with_nothing(
        self, house, act, work, run, told
    ):
        work(days=1)
        agency = act("agency_show", house.coordinator, id=house.agency["RP"]["id"])
        about = {"id": agency["id"], "version": agency["version"]}
        act("agency_update", house.coordinator, **about, reporting_duty=False)

        run()

        assert told(house.reporter) == []

    def test_an_action_point_is_reminded_of(self, house, act, in_days, run, told):
        body = {"starts": "10:00", "place_kind": "online", "day": in_days(0)}
        meeting = act("meeting_create", house.coordinator, taskforce="borno", **body)
        point = {"agency": "RP", "title": "Share it.", "due": in_days(1)}
        act(
            *("action_point_create", house.coordinator),
            taskforce="borno",
            meeting=meeting["id"],
            **point,
        )

        run()

        assert told(house.reporter) == ["due_action_point", "action_point_assigned"]


class TestEndorsement:
    @pytest.fixture
    def endorsed(self, house, act, in_days):
        """Let RP endorse the protocol until so many days from now."""

        def made(days):
            data = {"agency": "RP", "endorsed_on": in_days(-300)}
            row = act("agreement_create", house.coordinator, taskforce="borno", **data)
            with model.meta.engine.begin() as connection:
                told = "UPDATE tiptaskforce_agreement SET expires_on = :day"
                day = now().date() + dt.timedelta(days=days)
                connection.execute(sa.text(told), {"day": day})
            return row

        return made

    def test_its_end_is_told_focal_point_and_secretariat_thirty_days_before(
        self, house, endorsed, run, told, wait
    ):
        endorsed(31)
        run()
        assert told(house.focal_point) == []
        wait(1)

        run()
        wait(1)
        run()

        for name in ("focal_point", "secretariat"):
            assert told(getattr(house, name)) == ["agreement_ending"], name
        for name in ("reporter", "coordinator", "observer", "other_reporter"):
            assert told(getattr(house, name)) == [], name

        wait(31)
        run()
        assert told(house.focal_point)[0] == "agreement_ended"


class TestLanguage:
    def test_each_is_written_to_in_the_language_of_the_own_choice(
        self, house, work, choose, run, post, address
    ):
        choose(house.reporter, "at_once", language="fr")
        choose(house.focal_point, "at_once")
        work(days=1)

        found = run()

        ((_, text),) = found[address(house.reporter)]
        assert "http://test.ckan.net/fr/taskforce/borno/" in text
        assert text.startswith("Bonjour,")
        ((_, text),) = found[address(house.focal_point)]
        assert "http://test.ckan.net/taskforce/borno/" in text
        assert "deliverables due on " in text
