"""What stays open when a seat ends, who goes on, and who finds it in *My work*."""

from __future__ import annotations

import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import notices
from ckanext.tiptaskforce.model.base import now

PEOPLE = "/taskforce/borno/admin/people"


@pytest.fixture
def work(house, act, in_days):
    """Return the function that plans a deliverable of RP."""

    def make(**more):
        data = {"taskforce": "borno", "title": "Map", "status": "planned", **more}
        return act("deliverable_create", house.reporter, due=in_days(9), **data)

    return make


@pytest.fixture
def named(house, work, act):
    """A deliverable that is open to the leaving focal point and to a coordinator."""
    seats = [house.seat["focal_point"]["id"], house.seat["coordinator2"]["id"]]
    row = work(title="Closed map", visibility="named", seats=seats)
    about = {"id": row["id"], "version": row["version"]}
    # Who wrote it is named by that; here the one who leaves and one other are left.
    return act("deliverable_update", house.focal_point, **about, seats=seats)


@pytest.fixture
def seated(house, act):
    """Return the function that gives somebody a seat for an organisation."""

    def give(user, agency="RP", role="focal_point"):
        data = {"user": user["name"], "role": role, "agency": agency}
        return act("seat_create", house.coordinator, taskforce="borno", **data)

    return give


@pytest.fixture
def end(house, act):
    """Return the function that ends the seat of somebody as the secretariat."""

    def ended(name, user=None, **more):
        row = act("seat_show", house.coordinator, id=house.seat[name]["id"])
        about = {"id": row["id"], "version": row["version"]}
        return act("seat_end", user or house.secretariat, **about, **more)

    return ended


def titles(act, user):
    found = act("task_list", user, taskforce="borno", page_size=100)["items"]
    return sorted(task["title"] for task in found)


def kinds(act, user):
    found = act("notice_list", user, taskforce="borno", page_size=100)["items"]
    return [one["kind"] for one in found]


class TestWork:
    def test_it_is_the_open_work_as_far_as_both_may_know_of_it(
        self, house, act, work, named, in_days
    ):
        work(title="Open map")
        about = {"taskforce": "borno", "kind": "forum", "title": "Sector"}
        act("partnership_create", house.reporter, **about, review_by=in_days(3))

        found = act(
            "seat_overview", house.secretariat, id=house.seat["focal_point"]["id"]
        )

        known = [(line["kind"], line["title"]) for line in found["items"]]
        assert known == [("deliverable", "Open map"), ("partnership", "Sector")]
        own = {one["id"] for one in found["successors"]}
        assert own == {house.seat["reporter"]["id"]}

    def test_without_an_organisation_the_same_part_goes_on(self, house, act):
        found = act(
            "seat_overview", house.secretariat, id=house.seat["coordinator2"]["id"]
        )

        assert found["items"] == []
        assert [one["role"] for one in found["successors"]] == ["coordinator"]

    def test_it_is_told_whoever_may_end_the_seat_and_reads_the_workspace(
        self, house, act
    ):
        seat = house.seat["reporter"]["id"]
        assert act("seat_overview", house.focal_point, id=seat)["agency"] == "RP"
        with pytest.raises(tk.NotAuthorized):
            act("seat_overview", house.root, id=seat)
        for user in (house.observer, house.reporter, house.other_reporter):
            with pytest.raises(tk.ObjectNotFound):
                act("seat_overview", user, id=seat)


class TestHandOn:
    def test_the_successor_finds_it_and_is_told_the_leaver_finds_nothing(
        self, house, act, work, named, seated, end
    ):
        work(title="Open map")
        new = seated(house.donor)
        assert titles(act, house.donor) == ["Open map"]

        # The coordinator is named in the closed one, and so may pass it on.
        end("focal_point", house.coordinator2, successor=new["id"])

        assert titles(act, house.donor) == ["Closed map", "Open map"]
        assert kinds(act, house.donor)[0] == "handed_on"
        model.Session.expire_all()
        with pytest.raises(tk.NotAuthorized):
            titles(act, house.focal_point)

    def test_nobody_passes_on_what_the_own_seats_do_not_show(
        self, house, act, named, seated, end
    ):
        new = seated(house.donor)

        end("focal_point", successor=new["id"])

        assert titles(act, house.donor) == []

    def test_it_is_handed_on_after_the_end_as_well(
        self, house, act, named, seated, end
    ):
        done = end("focal_point")
        new = seated(house.donor)
        about = {"id": done["id"], "version": done["version"]}

        shown = act("seat_hand_on", house.coordinator2, **about, successor=new["id"])

        assert shown["verbs"] == ["hand_on"]
        assert titles(act, house.donor) == ["Closed map"]
        asked = {"taskforce": "borno", "noun": "deliverable", "id": named["id"]}
        event = act("event_list", house.coordinator2, **asked)["items"][0]
        assert event["verb"] == "hand_on"

    @pytest.mark.parametrize("who", ["other_reporter", "observer", "focal_point"])
    def test_nobody_of_another_organisation_goes_on(self, house, end, who):
        with pytest.raises(tk.ValidationError) as refused:
            end("focal_point", successor=house.seat[who]["id"])

        assert set(refused.value.error_dict) == {"successor"}

    def test_who_runs_the_portal_ends_a_seat_and_hands_nothing_on(
        self, house, end, seated
    ):
        new = seated(house.donor)
        with pytest.raises(tk.NotAuthorized):
            end("focal_point", house.root, successor=new["id"])

        assert end("focal_point", house.root)["until"]

    def test_the_mail_holds_a_link_and_nothing_of_the_work(
        self, house, act, work, seated, end, mail_server
    ):
        work(title="Open map")
        new = seated(house.donor)
        with jobs.inside_a_page():
            notices.send_waiting(now())
            mail_server.clear_smtp_messages()
            end("focal_point", successor=new["id"])
            notices.send_waiting(now())

        address = model.User.get(house.donor["id"]).email
        sent = [m for m in mail_server.get_smtp_messages() if m[2] == [address]]
        assert len(sent) == 1
        assert "handed on" in sent[0][3]
        assert "Open map" not in sent[0][3]


class TestPages:
    def test_the_page_of_the_end_shows_it_and_hands_it_on(
        self, house, act, work, seated, window
    ):
        work(title="Open map")
        new = seated(house.donor)
        own = window(house.secretariat)
        page = f"{PEOPLE}/{house.seat['focal_point']['id']}/end"
        text = own.get(page).get_data(as_text=True)
        assert "Open map" in text
        assert new["id"] in text

        version = act(
            "seat_show", house.secretariat, id=house.seat["focal_point"]["id"]
        )
        sent = {"version": version["version"], "successor": new["id"]}
        done = own.post(page, data=sent, follow_redirects=True)

        assert "The seat has ended" in done.get_data(as_text=True)
        assert kinds(act, house.donor)[0] == "handed_on"

    def test_a_seat_that_ended_is_found_and_handed_on(
        self, house, act, end, seated, window
    ):
        done = end("focal_point")
        own = window(house.secretariat)
        assert done["id"] not in own.get(PEOPLE).get_data(as_text=True)
        assert f"{done['id']}/hand-on" in own.get(f"{PEOPLE}?ended=true").get_data(
            as_text=True
        )
        page = f"{PEOPLE}/{done['id']}/hand-on"
        new = seated(house.donor)

        none = own.post(page, data={"version": done["version"]})
        sent = {"version": done["version"], "successor": new["id"]}
        told = own.post(page, data=sent, follow_redirects=True)

        assert "Error:" in none.get_data(as_text=True)
        assert "Handed on." in told.get_data(as_text=True)

    def test_who_runs_the_portal_is_told_nothing_of_the_work(self, house, work, window):
        work(title="Open map")
        page = f"{PEOPLE}/{house.seat['focal_point']['id']}/end"

        text = window(house.root).get(page).get_data(as_text=True)

        assert "Open map" not in text
        assert "What stays open" not in text


class TestSeen:
    def test_coordination_learns_when_somebody_was_last_there(self, house, act, window):
        user = model.User.get(house.reporter["id"])
        user.last_active = dt.datetime(2026, 3, 4, 5, 6)  # noqa: DTZ001  as CKAN keeps it
        model.Session.commit()

        asked = {"taskforce": "borno", "agency": "RP", "role": "reporter"}
        (seat,) = act("seat_list", house.secretariat, **asked)["items"]
        (own,) = act("seat_list", house.focal_point, **asked)["items"]

        assert (seat["last_seen"], seat["has_second_factor"]) == ("2026-03-04", False)
        assert "last_seen" not in own
        page = f"{PEOPLE}?agency=RP&role=reporter"
        text = window(house.secretariat).get(page).get_data(as_text=True)
        assert "Last seen" in text
        assert "4 Mar 2026" in text
        text = window(house.focal_point).get(page).get_data(as_text=True)
        assert "Last seen" not in text
