"""Meetings: who knows of them, how minutes come to members, what is carried over."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


def refusal(call, *args, **more):
    with pytest.raises(tk.ValidationError) as refused:
        call(*args, **more)
    return refused.value.error_dict


def titles(found):
    return [row["title"] for row in found["items"]]


class TestBody:
    def test_a_subcommittee_is_there_for_its_members_and_for_coordinators(
        self, meet, act, house
    ):
        row = meet(3)

        knows = ("chair", "reporter", "focal_point", "coordinator", "coordinator2")
        for who in knows:
            assert act("meeting_show", getattr(house, who), id=row["id"])
        for who in ("secretariat", "other_reporter", "police", "observer", "donor"):
            with pytest.raises(tk.ObjectNotFound):
                act("meeting_show", getattr(house, who), id=row["id"])
            if who != "donor":
                found = act("meeting_list", getattr(house, who), taskforce="borno")
                assert found["count"] == 0

    def test_the_task_force_as_a_whole_is_there_for_every_seat(self, meet, act, house):
        row = meet(3, user=house.secretariat, subcommittee="")

        for who in ("observer", "police", "other_reporter", "chair"):
            shown = act("meeting_show", getattr(house, who), id=row["id"])
            assert (shown["subcommittee"], shown["is_keeper"]) == (None, False)

    def test_the_secretariat_approves_no_minutes(self, meet, act, house, say):
        row = meet(0, user=house.secretariat, subcommittee="")
        row = say("meeting_hold", row, user=house.secretariat)
        row = say("meeting_update", row, user=house.secretariat, minutes="Short.")

        assert row["verbs"] == ["update"]
        with pytest.raises(tk.NotAuthorized):
            say("meeting_approve", row, user=house.secretariat)
        assert (
            say("meeting_approve", row, user=house.coordinator)["minutes"] == "Short."
        )

    def test_one_body_meets_once_a_day(self, meet, say, house):
        row = meet(5)

        assert set(refusal(meet, 5)) == {"day"}
        meet(5, user=house.coordinator, subcommittee="prevention")
        say("meeting_call_off", row, note="Too many are away.")
        meet(5)


class TestInput:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("starts", "25:00"),
            ("starts", "noon"),
            ("ends", "09:00"),
            ("place_kind", "shelter"),
            ("room", "Call 0803 555 0101"),
            ("agenda", ["Call 0803 555 0101"]),
        ],
    )
    def test_what_is_no_time_no_place_or_no_work_is_refused(self, meet, field, value):
        assert set(refusal(meet, 3, **{field: value})) == {field}

    def test_an_office_names_its_host_and_a_room_its_name(self, meet):
        assert set(refusal(meet, 3, place_kind="agency")) == {"host"}
        assert set(refusal(meet, 3, place_kind="room")) == {"room"}
        assert meet(3, place_kind="agency", host="MIN")["host"] == "MIN"

    def test_attendance_is_of_agencies(self, meet, say):
        row = meet(0)

        refused = refusal(say, "meeting_hold", row, present=["Amina Bello"])
        assert set(refused) == {"agencies"}
        assert say("meeting_hold", row, present=["RP"])["present"] == ["RP"]

    def test_a_meeting_ahead_was_not_held(self, meet, say):
        assert set(refusal(say, "meeting_hold", meet(1))) == {"state"}


class TestMinutes:
    def test_members_read_them_once_they_are_approved(self, held, say, act, house):
        row = held(1)
        about = {"taskforce": "borno", "meeting": row["id"]}
        act("decision_create", house.chair, **about, title="The pathway holds.")
        secret = {"title": "The office is watched.", "is_confidential": True}
        act("decision_create", house.chair, **about, **secret)

        before = act("meeting_show", house.reporter, id=row["id"])
        assert before["minutes"] is None
        assert act("decision_list", house.reporter, **about)["count"] == 0

        say("meeting_approve", row)

        after = act("meeting_show", house.reporter, id=row["id"])
        assert after["minutes"] == "The pathway was looked at."
        read = act("decision_list", house.reporter, **about)
        assert titles(read) == ["The pathway holds."]
        kept = act("decision_list", house.coordinator, **about)
        assert titles(kept) == ["The pathway holds.", "The office is watched."]

    def test_nothing_confidential_reaches_members_or_the_log(
        self, held, say, act, house
    ):
        row = held(1, closed_minutes="The road is not safe.", closed_agenda=["Road"])
        say("meeting_approve", row)

        shown = act("meeting_show", house.reporter, id=row["id"])
        assert (shown["closed_minutes"], shown["closed_agenda"]) == (None, [])
        kept = act("meeting_show", house.chair, id=row["id"])
        assert kept["closed_minutes"] == "The road is not safe."
        events = act("event_list", house.coordinator, taskforce="borno", id=row["id"])
        fields = {name for event in events["items"] for name in event["values"]}
        assert "approved_at" in fields
        assert "minutes" not in fields
        assert fields & {"closed_minutes", "closed_agenda"} == set()

    def test_approved_minutes_are_changed_with_a_reason_only(
        self, held, say, act, house
    ):
        row = say("meeting_approve", held(1))
        about = {"taskforce": "borno", "meeting": row["id"]}

        assert set(refusal(say, "meeting_update", row, minutes="Other.")) == {"state"}
        sent = {**about, "title": "Late."}
        assert set(refusal(act, "decision_create", house.chair, **sent)) == {"state"}
        assert set(refusal(say, "meeting_reopen", row)) == {"note"}
        row = say("meeting_reopen", row, note="One decision is missing.")
        assert row["state"] == "held"
        assert act("meeting_show", house.reporter, id=row["id"])["minutes"] is None

    def test_empty_minutes_are_not_approved(self, meet, say):
        row = say("meeting_hold", meet(0))

        assert set(refusal(say, "meeting_approve", row)) == {"minutes"}


class TestActionPoints:
    def test_an_open_one_comes_back_at_each_meeting_until_it_is_done(
        self, held, meet, point, say, act, house
    ):
        one = point(held(60), days=-30)
        assert one["n_carried"] == 0
        held(30)
        held(0)
        coming = meet(30)

        found = act("action_point_show", house.reporter, id=one["id"])
        assert (found["n_carried"], found["days_late"]) == (2, 30)
        about = {"taskforce": "borno", "carried_to": coming["id"]}
        assert act("action_point_list", house.reporter, **about)["count"] == 1
        say("action_point_complete", one, user=house.reporter)
        assert act("action_point_list", house.reporter, **about)["count"] == 0

    def test_a_confidential_one_is_for_its_agency_and_the_keepers(
        self, held, point, act, house
    ):
        row = held(1)
        point(row, is_confidential=True)

        about = {"taskforce": "borno", "meeting": row["id"]}
        for who, count in (("reporter", 1), ("chair", 1), ("coordinator", 1)):
            found = act("action_point_list", getattr(house, who), **about)
            assert found["count"] == count
        for who in ("observer", "other_reporter", "secretariat"):
            found = act("action_point_list", getattr(house, who), **about)
            assert found["count"] == 0

    def test_another_agency_does_not_say_that_it_is_done(self, held, point, say, house):
        one = point(held(1), agency="MIN")

        with pytest.raises(tk.NotAuthorized):
            say("action_point_complete", one, user=house.reporter)
        assert say("action_point_complete", one, user=house.chair)["state"] == "done"


class TestSeries:
    RULE = {"week": "first", "weekday": "thursday", "starts": "10:00"}

    def plan(self, act, user, **more):
        asked = {"subcommittee": "protection", "place_kind": "online", **self.RULE}
        asked |= {"taskforce": "borno", "year": 2031, **more}
        return act("meeting_plan", user, **asked)

    def test_a_year_by_one_rule_without_some_months(self, act, house):
        made = self.plan(act, house.chair, without=["2031-08", "2031-12"])

        days = [row["day"] for row in made["items"]]
        assert days == [
            *("2031-01-02", "2031-02-06", "2031-03-06", "2031-04-03", "2031-05-01"),
            *("2031-06-05", "2031-07-03", "2031-09-04", "2031-10-02", "2031-11-06"),
        ]

    def test_the_last_one_of_a_month_may_be_the_fourth_or_the_fifth(self, act, house):
        made = self.plan(act, house.chair, week="last", weekday="monday")

        days = [row["day"] for row in made["items"]]
        assert days[:3] == ["2031-01-27", "2031-02-24", "2031-03-31"]

    def test_said_twice_it_makes_nothing_twice(self, act, house):
        self.plan(act, house.chair)

        assert set(refusal(self.plan, act, house.chair)) == {"year"}
        found = act("meeting_list", house.chair, taskforce="borno", year=2031)
        assert found["count"] == 12


class TestPrepare:
    def test_the_agenda_is_what_is_open_overdue_and_to_be_reviewed(
        self, held, meet, point, say, act, house, in_days
    ):
        point(held(30), days=-3)
        piece = {"taskforce": "borno", "template": "1.2", "status": "in_progress"}
        work = {**piece, "title": "Map", "due": in_days(-2)}
        act("deliverable_create", house.reporter, **work)
        closed = {**work, "title": "Closed map", "visibility": "agency"}
        act("deliverable_create", house.reporter, **closed)
        done = {**piece, "title": "Guide", "status": "delivered"}
        done["finished_on"] = in_days(0)
        act("deliverable_create", house.reporter, **done)
        row = meet(5, agenda=["Pathway of Jere"])

        row = say("meeting_prepare", row)

        # What a member of the body does not see is not counted, whoever prepares.
        assert row["prepared"] == [
            "Minutes of the last meeting",
            "Action points: 1 open, 1 late",
            "Overdue deliverables: 1",
            "Deliverables that wait for review: 1",
        ]
        assert row["agenda"] == ["Pathway of Jere"]


class TestAttendance:
    def test_over_the_year(self, meet, say, act, house, in_days):
        row = say("meeting_hold", meet(0), present=["RP"])

        asked = {"taskforce": "borno", "subcommittee": "protection"}
        asked["year"] = in_days(0)[:4]
        found = act("meeting_overview", house.reporter, **asked)

        assert [m["id"] for m in found["meetings"]] == [row["id"]]
        came = {r["agency"]: (r["attended"], r["of"]) for r in found["items"]}
        assert came == {"MIN": (0, 1), "RP": (1, 1)}
        hidden = act("meeting_overview", house.police, **asked)
        assert (hidden["meetings"], hidden["items"]) == ([], [])


class TestTasks:
    def test_an_open_point_is_a_task_of_its_agency(self, held, point, say, act, house):
        one = point(held(30), days=-4, is_confidential=True)

        found = act("task_list", house.reporter, taskforce="borno")
        kinds = [(t["kind"], t["title"], t["days_late"]) for t in found["items"]]
        assert kinds == [("action_point", "Share the calendar of trainings.", 4)]
        assert found["late"] == 1
        other = act("task_list", house.other_reporter, taskforce="borno")
        assert other["count"] == 0
        say("action_point_complete", one, user=house.reporter)
        assert act("task_list", house.reporter, taskforce="borno")["count"] == 0
