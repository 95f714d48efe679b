"""How an organisation is renamed, leaves, or goes on in another one."""

from __future__ import annotations

import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
from ckan import model

from ckanext.tiptaskforce.logic import notices
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.notice import Notice
from ckanext.tiptaskforce.model.seat import Seat, held_by

PAGE = "/taskforce/borno/agency"


@pytest.fixture
def verb(house, act):
    """Return the function that says a verb to an agency as the secretariat."""

    def said(word, acronym, /, **more):
        row = agency(house, act, acronym)
        about = {"id": row["id"], "version": row["version"], **more}
        return act(f"agency_{word}", house.secretariat, **about)

    return said


def agency(house, act, acronym):
    return act("agency_show", house.secretariat, id=house.agency[acronym]["id"])


def roles_of(user):
    return {(seat.role.value, seat.agency_id) for seat in held_by(user["id"])}


def planned(house, act, in_days, **more):
    data = {"taskforce": "borno", "title": "Map", "status": "planned", **more}
    return act("deliverable_create", house.reporter, due=in_days(9), **data)


class TestNames:
    def test_a_former_name_stays_and_is_found(self, house, act, verb):
        found = verb("update", "RP", name="Partners for Relief", acronym="PFR")

        assert found["former_names"] == ["Agency RP (RP)"]
        listed = act("agency_list", house.observer, taskforce="borno", q="agency rp")
        assert [one["acronym"] for one in listed["items"]] == ["PFR"]

    def test_a_change_of_something_else_is_no_new_name(self, verb):
        assert verb("update", "RP", contact="0800 12345")["former_names"] == []


class TestEnd:
    def test_every_right_ends_in_the_same_transaction(self, house, act, verb, token_of):
        token_of(house.reporter)

        verb("end", "RP")

        model.Session.remove()
        assert roles_of(house.reporter) == roles_of(house.focal_point) == set()
        left = model.Session.query(model.ApiToken)
        assert left.filter_by(user_id=house.reporter["id"]).count() == 0
        live = Seat.listed(house.id, agency_id=house.agency["RP"]["id"])
        assert model.Session.scalars(live).all() == []
        with pytest.raises(tk.NotAuthorized):
            act("deliverable_list", house.reporter, taskforce="borno")

    def test_others_keep_their_seats(self, house, verb):
        verb("end", "RP")

        model.Session.remove()
        assert len(roles_of(house.other_reporter)) == 1

    def test_it_leaves_the_directory_and_gets_no_seat_any_more(self, house, act, verb):
        verb("end", "RP")

        asked = {"taskforce": "borno", "left": False}
        listed = act("agency_list", house.observer, **asked)["items"]
        assert [one["acronym"] for one in listed] == ["BRN", "MIN", "POL"]
        with pytest.raises(tk.ValidationError) as refused:
            act(
                "seat_create",
                house.secretariat,
                taskforce="borno",
                user=house.donor["name"],
                role="reporter",
                agency="RP",
            )
        assert list(refused.value.error_dict) == ["agency"]

    def test_it_cannot_end_twice(self, verb):
        verb("end", "RP")

        with pytest.raises(tk.ValidationError) as refused:
            verb("end", "RP")

        assert list(refused.value.error_dict) == ["id"]

    def test_the_log_tells_of_the_agency_and_of_each_seat(self, house, act, verb):
        verb("end", "RP")

        asked = {"taskforce": "borno", "page_size": 100}
        found = act("event_list", house.coordinator, **asked)["items"]
        ended = [event["noun"] for event in found if event["verb"] == "end"]
        assert sorted(ended) == ["agency", "seat", "seat"]


class TestTold:
    """Whoever loses or changes a seat is told, however it comes about."""

    @pytest.fixture
    def told(self, house):
        """Return the function that tells (kind, agency) of somebody's notices."""

        def made(user):
            found = Notice.all_of(house.id, user_id=user["id"])
            return {(one.kind, one.said.get("agency")) for one in found}

        return made

    def test_of_the_end_of_a_membership(self, house, verb, told):
        verb("end", "RP")

        for user in (house.focal_point, house.reporter):
            assert ("seat_ended", "RP") in told(user)
        assert ("seat_ended", "BRN") not in told(house.other_reporter)

    def test_of_a_last_day(self, house, verb, told, in_days):
        verb("update", "RP", left_on=in_days(0))

        assert ("seat_ended", "RP") in told(house.reporter)

    def test_of_a_merger_once_by_the_new_seat(self, house, verb, told):
        verb("merge", "RP", into="BRN")

        for user in (house.focal_point, house.reporter):
            assert ("seat_changed", "BRN") in told(user)
            assert ("seat_ended", "RP") not in told(user)


class TestLastDay:
    def test_of_a_seat_that_ends_by_itself_its_holder_is_told_once(
        self, house, act, in_days, freezer
    ):
        seat = house.seat["focal_point"]
        about = {"id": seat["id"], "version": seat["version"]}
        act("seat_update", house.secretariat, **about, until=in_days(1))
        notices.of_last_days(now())
        assert ended(house) == []
        freezer.tick(dt.timedelta(days=1))

        notices.of_last_days(now())
        notices.of_last_days(now())

        assert ended(house) == [house.focal_point["id"]]
        silent = Notice.all_of(house.id, kind="no_focal_point")
        told = [one.user_id for one in silent]
        assert house.secretariat["id"] in told
        assert len(told) == len(set(told))

    def test_one_that_was_ended_is_not_told_again(self, house, act):
        seat = house.seat["reporter"]
        act("seat_end", house.secretariat, id=seat["id"], version=seat["version"])

        notices.of_last_days(now())

        assert ended(house) == [house.reporter["id"]]


def ended(house):
    return [one.user_id for one in Notice.all_of(house.id, kind="seat_ended")]


class TestMerge:
    def test_open_work_and_people_go_over_and_the_rest_stays(
        self, house, act, verb, in_days
    ):
        work = planned(house, act, in_days)
        sent = planned(house, act, in_days)
        about = {"id": sent["id"], "version": sent["version"]}
        act("deliverable_submit", house.reporter, **about, finished_on=in_days(0))

        found = verb("merge", "RP", into="BRN")

        model.Session.remove()
        other = house.agency["BRN"]["id"]
        assert found["merged_into"] == "BRN"
        assert found["left_on"] == in_days(0)
        assert roles_of(house.reporter) == {("reporter", other)}
        assert roles_of(house.focal_point) == {("focal_point", other)}
        shown = [
            act("deliverable_show", house.observer, id=w["id"]) for w in (work, sent)
        ]
        assert [one["agency"] for one in shown] == ["BRN", "RP"]

    def test_the_other_one_keeps_the_name_and_what_it_worked_on(self, house, act, verb):
        verb("merge", "RP", into="BRN")

        found = agency(house, act, "BRN")
        assert found["former_names"] == ["Agency RP (RP)"]
        assert found["subcommittees"] == ["prevention", "protection"]
        assert [one["name"] for one in found["merged"]] == ["Agency RP"]

    def test_whoever_sits_for_both_gets_no_second_seat(self, house, act, verb):
        act(
            "seat_create",
            house.secretariat,
            taskforce="borno",
            user=house.reporter["name"],
            role="reporter",
            agency="BRN",
        )

        verb("merge", "RP", into="BRN")

        model.Session.remove()
        held = [seat.role.value for seat in held_by(house.reporter["id"])]
        assert held == ["reporter"]

    def test_what_it_was_to_report_is_asked_of_the_other_one(self, house, act, verb):
        about = {"taskforce": "borno", "objective": "A.2", "title": "Pathways"}
        for code, agencies in (("A.2-8", ["RP"]), ("A.2-9", ["BRN", "RP"])):
            more = {"code": code, "agencies": agencies}
            act("indicator_create", house.secretariat, **about, **more)

        verb("merge", "RP", into="BRN")

        found = act("indicator_list", house.observer, taskforce="borno")["items"]
        assert {row["code"]: row["agencies"] for row in found} == {
            "A.2-8": ["BRN"],
            "A.2-9": ["BRN"],
        }

    @pytest.mark.parametrize("name", ["RP", "NONE"])
    def test_it_goes_on_in_another_member_alone(self, verb, name):
        with pytest.raises(tk.ValidationError) as refused:
            verb("merge", "RP", into=name)

        assert set(refused.value.error_dict) <= {"into", "agency"}

    def test_one_that_has_left_takes_nothing_over(self, verb):
        verb("end", "BRN")

        with pytest.raises(tk.ValidationError) as refused:
            verb("merge", "RP", into="BRN")

        assert list(refused.value.error_dict) == ["into"]


class TestDayAhead:
    """A day on which an agency will leave ends nothing before it."""

    def test_rights_and_duties_end_on_the_same_day(
        self, house, act, verb, in_days, log
    ):
        log(due="2026-01-05")
        about = {"taskforce": "borno"}

        def owed():
            found = act("agency_overview", house.coordinator, **about)["items"]
            return {row["agency"]: row["owed"] for row in found}

        found = verb("update", "RP", left_on=in_days(3))

        model.Session.remove()
        assert (found["left_on"], found["has_left"]) == (in_days(3), False)
        assert roles_of(house.reporter) == {("reporter", house.agency["RP"]["id"])}
        assert owed()["RP"] == 1
        assert verb("update", "RP", left_on=in_days(0))["has_left"] is True
        model.Session.remove()
        assert roles_of(house.reporter) == set()
        assert "RP" not in owed()

    def test_its_page_says_that_it_leaves_and_offers_to_end_it(
        self, house, app, verb, in_days
    ):
        verb("update", "RP", left_on=in_days(3))
        user = model.User.get(house.secretariat["id"])

        page = app.test_client(user=user).get(f"{PAGE}/{house.agency['RP']['id']}").text

        assert "leaves on" in page
        assert "End or merge" in page


class TestActivity:
    def test_only_coordination_learns_of_it(self, house, act, in_days):
        planned(house, act, in_days)

        told = agency(house, act, "RP")["last_active"]
        other = act("agency_show", house.observer, id=house.agency["RP"]["id"])

        assert told == in_days(0)
        assert other["last_active"] is None


class TestPages:
    @pytest.fixture
    def visit(self, app):
        def opened(user):
            app.set_session_user(user["id"])
            return app.client

        return opened

    def test_an_organisation_is_added_changed_and_ended(self, house, act, visit):
        client = visit(house.secretariat)
        form = {"name": "River Aid", "acronym": "RA", "type": "un", "mandates": "other"}

        made = client.post(f"{PAGE}/new", data=form, follow_redirects=False)
        assert made.status_code == 303
        address = made.headers["Location"]
        assert "River Aid" in client.get(address).get_data(as_text=True)

        changed = {**form, "name": "River Aid International", "version": "1"}
        saved = client.post(f"{address}/edit", data=changed)
        assert saved.status_code == 200
        text = client.get(address).get_data(as_text=True)
        assert "River Aid (RA)" in text

        ended = client.post(f"{address}/end", data={"version": "2", "into": "BRN"})
        assert "BRN goes on with" in ended.get_data(as_text=True)

    @pytest.mark.parametrize("page", ["new", "{id}/edit", "{id}/end"])
    def test_members_are_refused(self, house, visit, page):
        address = f"{PAGE}/{page.format(id=house.agency['RP']['id'])}"

        assert visit(house.reporter).get(address).status_code == 403
        assert visit(house.secretariat).get(address).status_code == 200

    def test_an_error_keeps_what_was_typed(self, house, visit):
        form = {"name": "River Aid", "acronym": "RP", "type": "un"}

        answer = visit(house.secretariat).post(f"{PAGE}/new", data=form)

        text = answer.get_data(as_text=True)
        assert "Another one has this already." in text
        assert "River Aid" in text
