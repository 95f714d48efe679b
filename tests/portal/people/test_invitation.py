"""Invitations, requests to join, changes of seats, and the mails that tell of them."""

from __future__ import annotations

import base64
import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import invitations, notices
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.notice import Notice
from ckanext.tiptaskforce.model.seat import held_by

ADDRESS = "guest@example.org"
ACCOUNT = {
    "name": "guest",
    "fullname": "Guest Reporter",
    "password": "lantern-umbrella-42-cassava",
}


@pytest.fixture
def invite(house, act):
    """Return the function that invites somebody; it answers id and key."""

    def made(who="focal_point", **more):
        data = {"address": ADDRESS, "role": "reporter", "agency": "RP", **more}
        row = act("invitation_create", getattr(house, who), taskforce="borno", **data)
        return row, invitations.key_of(row["id"])

    return made


@pytest.fixture
def post(mail_server):
    """Return the function that sends what waits, and tells the texts by address."""

    def sent(later=dt.timedelta(minutes=5)):
        mail_server.clear_smtp_messages()
        model.Session.rollback()
        with jobs.inside_a_page():
            notices.send_waiting(now() + later)
        found = {}
        for message in mail_server.get_smtp_messages():
            _, _, body = message[3].partition("\n\n")
            (address,) = message[2]
            text = base64.b64decode(body).decode()
            assert text not in found.get(address, ""), "the same mail twice"
            found[address] = found.get(address, "") + text
        return found

    return sent


def roles(user_id):
    model.Session.remove()
    return [(seat.role.value, seat.agency_id) for seat in held_by(user_id)]


class TestInvitation:
    def test_a_link_makes_the_account_and_gives_the_seat_once(self, house, act, invite):
        _, key = invite()

        made = act("invitation_register", None, key=key, **ACCOUNT)

        user = model.User.get(made["user"])
        assert user.email == ADDRESS
        assert roles(user.id) == [("reporter", house.agency["RP"]["id"])]
        with pytest.raises(tk.ObjectNotFound):
            act("invitation_register", None, key=key, **{**ACCOUNT, "name": "second"})
        with pytest.raises(tk.ObjectNotFound):
            act("invitation_redeem", house.donor, key=key)

    def test_an_account_takes_it_too(self, house, act, invite):
        _, key = invite()

        act("invitation_redeem", house.donor, key=key)

        assert roles(house.donor["id"]) == [("reporter", house.agency["RP"]["id"])]

    def test_the_database_holds_no_key(self, house, invite):
        row, key = invite()

        found = model.Session.execute(
            sa.text("SELECT * FROM tiptaskforce_invitation WHERE id = :id"),
            {"id": row["id"]},
        ).first()
        assert key not in [str(value) for value in found]

    @pytest.mark.parametrize("how", ["withdrawn", "expired", "wrong"])
    def test_what_does_not_work_any_more_is_not_there(
        self, house, act, invite, freezer, how
    ):
        row, key = invite()
        if how == "withdrawn":
            about = {"id": row["id"], "version": row["version"]}
            act("invitation_withdraw", house.focal_point, **about)
        if how == "expired":
            freezer.tick(dt.timedelta(days=7, minutes=1))
        if how == "wrong":
            key = invitations.key_of("another")

        with pytest.raises(tk.ObjectNotFound):
            act("invitation_read", None, key=key)
        with pytest.raises(tk.ObjectNotFound):
            act("invitation_redeem", house.donor, key=key)

    def test_a_weak_password_leaves_the_link_working(self, act, invite):
        _, key = invite()

        with pytest.raises(tk.ValidationError) as refused:
            act("invitation_register", None, key=key, **{**ACCOUNT, "password": "pass"})

        assert list(refused.value.error_dict) == ["password"]
        act("invitation_register", None, key=key, **ACCOUNT)

    def test_an_address_with_an_account_makes_no_second_one(self, house, act, invite):
        known = model.User.get(house.donor["id"]).email
        _, key = invite(address=known)

        with pytest.raises(tk.ValidationError) as refused:
            act("invitation_register", None, key=key, **ACCOUNT)

        assert list(refused.value.error_dict) == ["name"]

    def test_it_gives_no_right_that_its_sender_has_lost(self, house, act, invite):
        _, key = invite()
        seats = act("seat_list", house.coordinator, taskforce="borno")["items"]
        (own,) = [
            seat
            for seat in seats
            if (seat["role"], seat["agency"]) == ("focal_point", "RP")
        ]
        about = {"id": own["id"], "version": own["version"]}
        act("seat_end", house.coordinator, **about)

        with pytest.raises(tk.ObjectNotFound):
            act("invitation_read", None, key=key)
        with pytest.raises(tk.ObjectNotFound):
            act("invitation_register", None, key=key, **ACCOUNT)
        assert model.User.get("guest") is None

    def test_it_ends_with_the_membership(self, house, act, invite):
        _, key = invite("coordinator")
        agency = act("agency_show", house.coordinator, id=house.agency["RP"]["id"])
        about = {"id": agency["id"], "version": agency["version"]}
        act("agency_end", house.coordinator, **about)

        with pytest.raises(tk.ObjectNotFound):
            act("invitation_redeem", house.donor, key=key)

    def test_a_focal_point_gives_no_place_on_a_body(self, invite):
        with pytest.raises(tk.NotAuthorized):
            invite(subcommittee="prosecution")

    @pytest.mark.parametrize("more", [{"role": "focal_point"}, {"agency": "BRN"}])
    def test_a_focal_point_names_own_reporters_alone(self, invite, more):
        with pytest.raises(tk.NotAuthorized):
            invite(**more)

    def test_a_seat_that_a_mandate_excludes_is_not_offered(self, invite):
        with pytest.raises(tk.ValidationError) as refused:
            invite("coordinator", role="custodian", agency="POL")

        assert list(refused.value.error_dict) == ["role"]

    def test_the_mail_holds_a_link_and_goes_out_once(self, invite, post):
        _, key = invite()

        text = post()[ADDRESS]

        assert f"/taskforce/borno/invitation/{key}" in text
        assert "Agency RP" not in text
        assert post() == {}


class TestReporters:
    def test_a_focal_point_reads_and_ends_own_reporters_alone(self, house, act):
        found = act("seat_list", house.focal_point, taskforce="borno")["items"]

        verbs = {seat["role"]: seat["verbs"] for seat in found}
        assert verbs == {"focal_point": [], "reporter": ["end", "hand_on"]}
        seat = house.seat["reporter"]
        act("seat_end", house.focal_point, id=seat["id"], version=seat["version"])
        other = house.seat["other_reporter"]
        with pytest.raises(tk.ObjectNotFound):
            act("seat_end", house.focal_point, id=other["id"], version=1)

    def test_no_focal_point_reads_the_names_of_accounts(self, house):
        with pytest.raises(tk.NotAuthorized):
            tk.check_access("user_list", {"user": house.focal_point["name"]}, {})


class TestChange:
    def test_another_role_holds_at_once_and_ends_the_tokens(self, house, act, token_of):
        token_of(house.reporter)
        seat = house.seat["reporter"]
        about = {"id": seat["id"], "version": seat["version"]}

        act("seat_update", house.secretariat, **about, role="observer")

        assert roles(house.reporter["id"]) == [("observer", house.agency["RP"]["id"])]
        held = model.Session.query(model.ApiToken)
        assert held.filter_by(user_id=house.reporter["id"]).count() == 0

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"agency": ""}, "agency"), ({"role": "chair"}, "subcommittee")],
    )
    def test_its_parts_must_fit(self, house, act, more, field):
        seat = house.seat["reporter"]
        about = {"id": seat["id"], "version": seat["version"]}

        with pytest.raises(tk.ValidationError) as refused:
            act("seat_update", house.secretariat, **about, **more)

        assert list(refused.value.error_dict) == [field]

    def test_each_change_is_told_by_mail(self, house, act, post):
        post()
        seat = house.seat["reporter"]
        about = {"id": seat["id"], "version": seat["version"]}
        changed = act("seat_update", house.secretariat, **about, role="observer")
        address = model.User.get(house.reporter["id"]).email
        assert "your seat is now: Observer, RP." in post()[address]

        about["version"] = changed["version"]
        act("seat_end", house.secretariat, **about)

        assert "your seat has ended: Observer, RP." in post()[address]

    def test_an_agency_without_a_focal_point_is_told_of(self, house, act, post):
        post()
        seat = house.seat["focal_point"]
        act("seat_end", house.secretariat, id=seat["id"], version=seat["version"])

        told = post()
        for name in ("coordinator", "secretariat", "reporter"):
            address = model.User.get(getattr(house, name)["id"]).email
            assert "RP has no focal point any more." in told[address], name


class TestJoin:
    def asked(self, house, act):
        data = {"taskforce": "borno", "organisation": "River Aid"}
        return act("join_create", house.donor, **data)

    def test_approved_it_is_a_seat(self, house, act, post):
        row = self.asked(house, act)
        about = {"id": row["id"], "version": row["version"]}
        seat = {"role": "reporter", "agency": "BRN"}

        act("join_approve", house.secretariat, **about, **seat)

        assert roles(house.donor["id"]) == [("reporter", house.agency["BRN"]["id"])]
        assert "Reporter, BRN" in post()[model.User.get(house.donor["id"]).email]
        assert act("join_list", house.secretariat, taskforce="borno")["count"] == 0

    def test_refused_it_is_told_and_nothing_else(self, house, act, post):
        row = self.asked(house, act)

        act("join_refuse", house.secretariat, id=row["id"], version=row["version"])

        assert roles(house.donor["id"]) == []
        text = post()[model.User.get(house.donor["id"]).email]
        assert "your request to join was not approved." in text

    def test_a_second_one_while_the_first_waits_is_the_first(self, house, act):
        assert self.asked(house, act)["id"] == self.asked(house, act)["id"]


def _refuse(*_: object, **__: object) -> None:
    raise ConnectionRefusedError


class TestMail:
    def test_a_mail_server_that_is_away_loses_and_doubles_nothing(
        self, invite, post, monkeypatch
    ):
        post()
        for number in range(20):
            invite("coordinator", address=f"guest{number}@example.org")
        with monkeypatch.context() as away:
            away.setattr("smtplib.SMTP", _refuse)
            assert post() == {}

        assert len(post()) == 20
        assert post() == {}

    def test_after_three_days_it_is_given_up_and_stays_in_the_app(self, invite, post):
        invite()

        assert post(dt.timedelta(days=4)) == {}
        states = model.Session.scalars(sa.select(Notice.mail)).all()
        assert set(states) == {"failed"}

    def test_a_notice_is_read_by_its_reader(self, house, act):
        asked = {"taskforce": "borno"}
        before = act("notice_list", house.reporter, **asked)
        assert before["unread"] == before["count"] == 1

        act("notice_choose", house.reporter, **asked, is_read=True)

        assert act("notice_list", house.reporter, **asked)["unread"] == 0
        assert act("notice_list", house.observer, **asked)["unread"] == 1


class TestPages:
    @pytest.fixture
    def visit(self, app):
        def opened(user):
            app.set_session_user(user["id"] if user else None)
            return app.client

        return opened

    def test_a_link_leads_from_a_mail_to_my_work(self, invite, visit):
        _, key = invite()
        address, client = f"/taskforce/borno/invitation/{key}", visit(None)
        assert "Reporter" in client.get(address).get_data(as_text=True)

        answer = client.post(address, data=ACCOUNT)

        assert "My work" in answer.get_data(as_text=True)
        assert client.get(address).status_code == 404

    def test_people_are_invited_and_asked_for_on_one_page(
        self, house, act, visit, queries
    ):
        client = visit(house.focal_point)
        form = {"address": ADDRESS, "role": "reporter", "agency": "RP"}
        answer = client.post("/taskforce/borno/admin/invitation/new", data=form)
        assert ADDRESS in answer.get_data(as_text=True)

        TestJoin().asked(house, act)
        client = visit(house.secretariat)
        client.get("/taskforce/borno/admin/people")
        with queries() as sent:
            text = client.get("/taskforce/borno/admin/people").get_data(as_text=True)
        assert "River Aid" in text
        assert ADDRESS in text
        assert len(sent) <= 15

    @pytest.mark.parametrize(
        "page",
        ["join/new", "notice", "admin/people/{seat}/change", "admin/invitation/new"],
    )
    def test_pages_open(self, house, visit, page):
        address = page.format(seat=house.seat["reporter"]["id"])

        answer = visit(house.secretariat).get(f"/taskforce/borno/{address}")

        assert answer.status_code == 200

    def test_strangers_are_asked_to_sign_in_before_they_ask_to_join(self, visit):
        answer = visit(None).get("/taskforce/borno/join/new", follow_redirects=False)

        assert answer.status_code == 302
