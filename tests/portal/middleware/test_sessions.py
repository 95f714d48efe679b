"""A session and a token end when they should, in the very next request."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from flask_login.utils import encode_cookie

MINE, COOKIE = "/user/edit", "ckan"


def is_in(browser):
    """Tell whether a browser is signed in: only then its own account opens."""
    return browser.get(MINE).status_code == 200


def copied(twin, browser):
    """Give another browser the same session cookie, as a thief would have it."""
    assert browser.cookie(COOKIE)
    twin.take_cookie(COOKIE, browser.cookie(COOKIE))
    return twin


def new_password(user, password):
    change = {"id": user["id"], "email": user["email"], "password": password}
    tk.get_action("user_update")({"user": user["name"]}, change)


class TestCookie:
    def test_opens_the_own_account(self, house, visitor):
        assert is_in(visitor(house.reporter))

    def test_is_dead_after_logout(self, house, visitor):
        browser = visitor(house.reporter)
        thief = copied(visitor(), browser)
        assert is_in(thief)

        browser.post("/user/_logout")

        assert not is_in(thief)

    def test_is_dead_after_a_new_password(self, house, visitor):
        browser = visitor(house.reporter)
        thief = copied(visitor(), browser)

        new_password(house.reporter, "violet-harbour-77-tambourine")

        assert not is_in(thief)
        assert not is_in(browser)
        assert is_in(visitor(house.reporter, "violet-harbour-77-tambourine"))

    def test_is_dead_after_the_seat_ended(self, house, visitor, act):
        browser = visitor(house.reporter)
        assert is_in(browser)

        seat = house.seat["reporter"]
        act("seat_end", house.root, id=seat["id"], version=seat["version"])

        assert not is_in(browser)
        assert is_in(visitor(house.reporter))

    def test_is_dead_when_the_account_is_deleted(self, house, visitor):
        browser = visitor(house.reporter)

        tk.get_action("user_delete")(
            {"user": house.root["name"]}, {"id": house.reporter["id"]}
        )

        assert not is_in(browser)

    def test_sleeps_for_30_minutes_at_most(self, house, visitor, freezer):
        browser = visitor(house.reporter)
        freezer.tick(dt.timedelta(minutes=29))
        assert is_in(browser)
        freezer.tick(dt.timedelta(minutes=29))
        assert is_in(browser)

        freezer.tick(dt.timedelta(minutes=31))

        assert not is_in(browser)

    def test_lives_for_12_hours_at_most(self, house, visitor, freezer):
        browser = visitor(house.reporter)
        for _ in range(11 * 3 + 2):
            freezer.tick(dt.timedelta(minutes=20))
            assert is_in(browser)

        freezer.tick(dt.timedelta(minutes=21))

        assert not is_in(browser)

    def test_lies_in_the_folder_that_the_settings_name(self, app, house, visitor):
        """CKAN 2.12.0 does not hand the option on; see config_declaration.yaml."""
        folder = Path(tk.config["SESSION_FILE_DIR"])
        before = set(folder.iterdir()) if folder.exists() else set()

        assert is_in(visitor(house.reporter))

        assert set(folder.iterdir()) - before
        assert not Path("flask_session").exists()

    def test_is_not_given_to_who_only_reads(self, visitor, house):
        stranger = visitor()
        for address in ("/dataset/", "/user/login", "/taskforce/borno"):
            stranger.get(address)

        assert stranger.cookie(COOKIE) is None


class TestRememberMe:
    def test_is_not_offered(self, visitor):
        assert 'name="remember"' not in visitor().get("/user/login").get_data(True)

    def test_makes_no_second_cookie(self, house, visitor):
        browser = visitor()
        typed = {"login": house.reporter["name"], "remember": "63072000"}
        browser.post(
            "/user/login", data={**typed, "password": "lantern-umbrella-42-cassava"}
        )

        assert is_in(browser)
        assert browser.cookie("remember_token") is None

    def test_an_old_one_opens_nothing(self, app, house, visitor):
        thief = visitor()
        with app.flask_app.app_context():
            thief.take_cookie("remember_token", encode_cookie(house.reporter["id"]))

        assert not is_in(thief)

    @pytest.mark.parametrize("wish", ["soon", "9" * 30, "-1", "1.5"])
    def test_a_strange_wish_is_refused(self, house, visitor, wish):
        typed = {"login": house.reporter["name"], "password": "x", "remember": wish}

        assert visitor().post("/user/login", data=typed).status_code == 400


class TestToken:
    def test_speaks_for_the_only_seat(self, house, api, token_of):
        token = token_of(house.reporter)

        status, _ = api("tiptaskforce_deliverable_list", token, taskforce=house.slug)

        assert status == 200

    def test_ends_with_its_seat(self, house, api, token_of, act):
        token = token_of(house.reporter)
        seat = house.seat["reporter"]

        act("seat_end", house.root, id=seat["id"], version=seat["version"])

        status, _ = api("tiptaskforce_deliverable_list", token, taskforce=house.slug)
        assert status == 403
        assert model.Session.query(model.ApiToken).count() == 0

    def test_of_two_seats_must_name_one_and_has_its_rights_alone(
        self, house, api, token_of, act
    ):
        second = act(
            "seat_create",
            house.root,
            taskforce=house.slug,
            user=house.reporter["name"],
            role="secretariat",
        )
        with pytest.raises(tk.ValidationError) as refused:
            token_of(house.reporter)
        assert second["id"] in str(refused.value.error_dict["seat"])

        narrow = token_of(house.reporter, seat=house.seat["reporter"]["id"])
        wide = token_of(house.reporter, seat=second["id"])

        ask = "tiptaskforce_seat_list"
        assert api(ask, narrow, taskforce=house.slug)[0] == 403
        assert api(ask, wide, taskforce=house.slug)[0] == 200

    def test_of_somebody_elses_seat_is_refused(self, house, token_of):
        with pytest.raises(tk.ValidationError):
            token_of(house.donor, seat=house.seat["coordinator2"]["id"])

    def test_without_a_seat_gains_none_later(self, house, api, token_of, act):
        token = token_of(house.donor)
        act(
            "seat_create",
            house.root,
            taskforce=house.slug,
            user=house.donor["name"],
            role="observer",
        )

        status, _ = api("tiptaskforce_deliverable_list", token, taskforce=house.slug)

        assert status == 403

    def test_ends_with_the_password(self, house, api, token_of):
        token = token_of(house.reporter)

        new_password(house.reporter, "violet-harbour-77-tambourine")

        assert model.Session.query(model.ApiToken).count() == 0
        status, _ = api("tiptaskforce_deliverable_list", token, taskforce=house.slug)
        assert status == 403

    def test_ends_with_a_password_that_was_set_past_the_actions(
        self, house, api, token_of
    ):
        token = token_of(house.reporter)
        user = model.User.get(house.reporter["id"])
        assert user is not None
        user.password = "violet-harbour-77-tambourine"
        model.Session.commit()

        status, _ = api("tiptaskforce_deliverable_list", token, taskforce=house.slug)

        assert status == 403

    def test_ends_after_90_days(self, house, api, token_of, freezer):
        token = token_of(house.reporter)
        ask = ("tiptaskforce_deliverable_list", token)
        freezer.tick(dt.timedelta(days=89))
        assert api(*ask, taskforce=house.slug)[0] == 200

        freezer.tick(dt.timedelta(days=1, minutes=1))

        assert api(*ask, taskforce=house.slug)[0] == 403

    def test_ends_on_the_last_day_of_its_seat(self, house, api, act, token_of, freezer):
        user, until = house.donor, dt.datetime.now(dt.UTC).date() + dt.timedelta(10)
        act(
            "seat_create",
            house.root,
            taskforce=house.slug,
            user=user["name"],
            role="observer",
            until=until.isoformat(),
        )
        ask = ("tiptaskforce_deliverable_list", token_of(user))
        # CKAN dates a token by the real clock, which the frozen one must catch up with.
        freezer.tick(dt.timedelta(minutes=5))
        assert api(*ask, taskforce=house.slug)[0] == 200

        freezer.tick(dt.timedelta(days=11))

        assert api(*ask, taskforce=house.slug)[0] == 403

    def test_makes_no_other_token(self, house, api, token_of):
        user = house.reporter
        data = {"user": user["name"], "name": "more"}

        status, _ = api("api_token_create", token_of(user), **data)

        assert status == 403

    def test_does_not_take_over_the_account(self, house, api, token_of):
        user = house.reporter
        change = {"id": user["id"], "password": "violet-harbour-77-tambourine"}

        status, _ = api("user_patch", token_of(user), **change)

        assert status == 403

    def test_is_not_made_by_a_sysadmin_for_somebody_else(self, house, api, token_of):
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("api_token_create")(
                {"user": house.root["name"]},
                {"user": house.coordinator["name"], "name": "mine"},
            )

    def test_is_listed_and_revoked_on_cores_page(self, house, visitor, token_of):
        token_of(house.reporter)
        browser, name = visitor(house.reporter), house.reporter["name"]
        (row,) = model.Session.query(model.ApiToken).all()

        page = browser.get(f"/user/{name}/api-tokens")
        assert (page.status_code, row.name in page.get_data(True)) == (200, True)
        browser.post(f"/user/{name}/api-tokens/revoke", data={"token": row.id})

        assert model.Session.query(model.ApiToken).count() == 0
