"""Notices of work: whom each change is told, by app and by mail, and whom no more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.notice import Notice

MAIL = "/taskforce/borno/work/mail"
PAGE = "/taskforce/borno/notice"


class TestWhom:
    def test_what_is_submitted_is_told_the_chair_and_decided_the_sender(
        self, house, work, say, told
    ):
        row = say("deliverable_submit", house.reporter, work())
        assert told(house.chair) == ["deliverable_submitted"]
        for other in ("coordinator", "other_chair", "observer", "focal_point"):
            assert told(getattr(house, other)) == [], other

        row = say("deliverable_send_back", house.chair, row, note="Add the page.")
        assert told(house.reporter) == ["deliverable_sent_back"]
        assert told(house.focal_point) == ["deliverable_sent_back"]

        row = say("deliverable_submit", house.reporter, row)
        say("deliverable_accept", house.chair, row)
        assert told(house.reporter)[0] == "deliverable_accepted"

    def test_without_a_chair_who_may_the_coordinators_are_told(
        self, house, act, work, say, told
    ):
        seat = house.seat["chair"]
        act("seat_end", house.coordinator, id=seat["id"], version=seat["version"])

        say("deliverable_submit", house.reporter, work())

        assert told(house.coordinator) == ["deliverable_submitted"]
        assert told(house.coordinator2) == ["deliverable_submitted"]

    def test_what_was_logged_as_delivered_waits_too(self, house, work, told, in_days):
        work(status="delivered", due=None, finished_on=in_days(0))
        work()

        assert told(house.chair) == ["deliverable_submitted"]

    def test_named_work_is_told_nobody_who_may_not_know_of_it(
        self, house, work, say, told
    ):
        named = [house.seat["reporter"]["id"]]
        row = work(visibility="named", seats=named)

        say("deliverable_submit", house.reporter, row)

        for name in ("chair", "coordinator", "coordinator2", "focal_point"):
            assert told(getattr(house, name)) == [], name

    def test_an_action_point_is_told_its_agency(self, house, act, in_days, told):
        meeting = act(
            *("meeting_create", house.chair),
            taskforce="borno",
            subcommittee="protection",
            day=in_days(0),
            starts="10:00",
            place_kind="online",
        )
        act(
            *("action_point_create", house.chair),
            taskforce="borno",
            meeting=meeting["id"],
            agency="RP",
            title="Share the calendar.",
            due=in_days(9),
        )

        assert told(house.reporter) == ["action_point_assigned"]
        assert told(house.other_reporter) == []

    def test_what_others_give_an_agency_is_told_its_people(
        self, house, work, say, told
    ):
        row = work()
        assert told(house.focal_point) == []

        say("deliverable_update", house.coordinator, row, agency="BRN")

        assert told(house.other_reporter) == ["deliverable_assigned"]
        assert told(house.coordinator) == []

    def test_a_comment_is_told_whoever_it_concerns(self, house, act, work, told):
        about = {"taskforce": "borno", "deliverable": work()["id"]}

        act("comment_create", house.chair, **about, text="Which edition is it?")

        assert told(house.reporter) == ["deliverable_commented"]
        assert told(house.focal_point) == ["deliverable_commented"]
        assert told(house.chair) == told(house.other_reporter) == []

    def test_a_refused_call_tells_nobody(self, house, act, work, told):
        row = work()
        with pytest.raises(Exception, match="version"):
            act("deliverable_submit", house.reporter, id=row["id"], version=99)
        model.Session.commit()

        assert told(house.chair) == []


class TestMail:
    def test_it_names_kind_and_day_and_holds_a_link_and_nothing_else(
        self, house, work, say, post, address
    ):
        row = say("deliverable_submit", house.reporter, work())
        note = "Add the page on consent."
        say("deliverable_send_back", house.chair, row, note=note)

        found = post()

        ((head, text),) = found[address(house.reporter)]
        assert "deliverable sent back" in head
        assert "your deliverable was sent back, due " in text
        assert f"/taskforce/borno/deliverable/{row['id']}" in text
        assert MAIL in text
        for word in ("Pathway", "consent", "Jere", house.chair["name"]):
            assert word not in head + text, word
        assert set(found) == {address(house.reporter), address(house.focal_point)}

    @pytest.mark.parametrize(("choice", "number"), [("at_once", 1), ("off", 0)])
    def test_it_goes_by_the_choice_of_each(
        self, house, work, say, choose, post, run, address, choice, number
    ):
        choose(house.chair, choice)

        say("deliverable_submit", house.reporter, work())

        assert len(post().get(address(house.chair), [])) == number
        assert address(house.chair) not in run()

    def test_once_a_day_it_is_one_line_of_the_mail_of_the_day(
        self, house, work, say, post, run, address
    ):
        for _ in range(3):
            say("deliverable_submit", house.reporter, work())

        assert address(house.chair) not in post()
        ((_, text),) = run()[address(house.chair)]
        assert "- deliverable to review: 3" in text
        assert "3 things wait for you." in text
        assert run() == {}

    @pytest.mark.parametrize("how", ["ended", "moved"])
    def test_who_lost_the_right_since_is_told_nothing(
        self, house, act, work, say, choose, post, address, how
    ):
        choose(house.chair, "at_once")
        row = work(visibility="subcommittee", agency="RP")
        say("deliverable_submit", house.reporter, row)
        seat = house.seat["chair"]
        about = {"id": seat["id"], "version": seat["version"]}
        if how == "ended":
            act("seat_end", house.coordinator, **about)
        else:
            agency = house.agency["MIN"]
            change = {"id": agency["id"], "version": agency["version"]}
            act("agency_update", house.coordinator, **change, subcommittees=[])
            act("seat_update", house.coordinator, **about, subcommittee="prevention")

        texts = [text for _, text in post().get(address(house.chair), [])]

        assert [text for text in texts if "review" in text] == []

    def test_nobody_is_asked_for_what_another_has_done(
        self, house, work, say, choose, post, address
    ):
        choose(house.chair, "at_once")
        row = say("deliverable_submit", house.reporter, work())
        say("deliverable_accept", house.coordinator, row)

        assert address(house.chair) not in post()


class TestRead:
    def test_a_move_of_the_agency_takes_its_notices_along(
        self, house, act, work, say, told
    ):
        row = work(visibility="subcommittee")
        say("deliverable_submit", house.reporter, row)
        assert told(house.chair) == ["deliverable_submitted"]

        agency = house.agency["MIN"]
        change = {"id": agency["id"], "version": agency["version"]}
        act("agency_update", house.coordinator, **change, subcommittees=[])
        seat = house.seat["chair"]
        about = {"id": seat["id"], "version": seat["version"]}
        act("seat_update", house.coordinator, **about, subcommittee="prevention")

        assert told(house.chair) == []
        found = act("notice_list", house.chair, taskforce="borno", unread=True)
        assert found["unread"] == found["count"]

    def test_some_are_read_and_nobody_reads_for_others(self, house, act, work, say):
        for _ in range(2):
            say("deliverable_submit", house.reporter, work())
        asked = {"taskforce": "borno"}
        ids = [n["id"] for n in act("notice_list", house.chair, **asked)["items"]]

        act("notice_choose", house.observer, **asked, is_read=True, notices=ids)
        assert act("notice_list", house.chair, **asked)["unread"] == 3
        act("notice_choose", house.chair, **asked, is_read=True, notices=ids[:1])

        assert act("notice_list", house.chair, **asked)["unread"] == 2

    def test_the_page_says_what_it_is_and_where_it_leads(self, app, house, work, say):
        row = say("deliverable_submit", house.reporter, work())
        at = app.test_client(user=model.User.get(house.chair["id"]))

        text = at.get(PAGE).get_data(as_text=True)

        assert "A deliverable waits for your review." in text
        assert "<bdi>Pathway of Jere</bdi>" in text
        assert f"/taskforce/borno/review/{row['id']}" in text
        newest = model.Session.scalars(
            sa.select(Notice.id).where(Notice.kind == "deliverable_submitted")
        ).one()
        ticked = {"do": "ticked", "notices": newest}
        answer = at.post(PAGE, data=ticked, follow_redirects=True).get_data(True)
        assert "Those that you ticked are read." in answer
        assert "1 notice is new." in answer

    def test_as_many_queries_for_many_as_for_one(self, app, house, work, say, queries):
        at = app.test_client(user=model.User.get(house.chair["id"]))
        numbers = []
        for more in (1, 12):
            for _ in range(more):
                say("deliverable_submit", house.reporter, work())
            at.get(PAGE)
            with queries() as sent:
                at.get(PAGE)
            numbers.append(len(sent))
        assert numbers[0] == numbers[1] <= 15


class TestMyWork:
    def test_a_meeting_without_minutes_is_work_of_whoever_keeps_them(
        self, house, act, in_days
    ):
        body = {"starts": "10:00", "place_kind": "online", "day": in_days(-3)}
        own = {"taskforce": "borno", **body}
        act("meeting_create", house.chair, **own, subcommittee="protection")
        whole = act("meeting_create", house.secretariat, **own)

        def waiting(user):
            found = act("task_list", user, taskforce="borno")["items"]
            return [one["title"] for one in found if one["kind"] == "minutes"]

        assert waiting(house.chair) == ["Protection"]
        assert waiting(house.secretariat) == ["Borno task force"]
        assert waiting(house.coordinator) == ["Borno task force"]
        for other in ("other_chair", "reporter", "observer", "custodian"):
            assert waiting(getattr(house, other)) == [], other

        about = {"id": whole["id"], "version": whole["version"]}
        act("meeting_call_off", house.secretariat, **about, note="Too many are away.")

        assert waiting(house.secretariat) == []
