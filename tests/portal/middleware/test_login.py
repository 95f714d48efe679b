"""Guessing passwords ends after ten tries; working people are not in the way of it."""

from __future__ import annotations

import re

import ckan.plugins.toolkit as tk
import pytest

from ckanext.tiptaskforce.middleware import passwords

RIGHT = "lantern-umbrella-42-cassava"


def attempt(browser, name, password, address="10.0.0.1"):
    return browser.post(
        "/user/login",
        data={"login": name, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


class TestAccount:
    def test_ten_wrong_tries_lock_it_for_the_right_password_too(self, house, visitor):
        name = house.reporter["name"]
        for n in range(10):
            assert attempt(visitor(), name, "wrong", f"10.0.1.{n}").status_code == 200

        eleventh = attempt(visitor(), name, "wrong", "10.0.2.1")
        right = attempt(visitor(), name, RIGHT, "10.0.2.2")

        assert (eleventh.status_code, right.status_code) == (429, 429)
        assert right.headers["Retry-After"] == "900"

    def test_an_unknown_one_gets_the_same_answers(self, house, visitor):
        answers = {}
        for name in (house.reporter["name"], "nobody-of-that-name"):
            for n in range(10):
                attempt(visitor(), name, "wrong", f"10.0.1.{n}")
            locked = attempt(visitor(), name, RIGHT, "10.0.2.2")
            page = locked.get_data(as_text=True)
            answers[name] = (locked.status_code, re.sub(r'"Ij[^"]+"', "", page))

        first, second = answers.values()
        assert first == second

    def test_name_and_mail_are_one_account(self, house, visitor):
        user = house.reporter
        for n in range(5):
            attempt(visitor(), user["name"], "wrong", f"10.0.1.{n}")
            attempt(visitor(), user["email"].upper(), "wrong", f"10.0.3.{n}")

        assert attempt(visitor(), user["name"], RIGHT, "10.0.2.2").status_code == 429

    def test_others_still_sign_in(self, house, visitor):
        for n in range(11):
            attempt(visitor(), house.reporter["name"], "wrong", f"10.0.1.{n}")

        answer = attempt(visitor(), house.chair["name"], RIGHT, "10.0.9.9")
        assert answer.status_code == 302

    def test_opens_again_after_15_minutes(self, house, visitor, app):
        name = house.reporter["name"]
        for n in range(10):
            attempt(visitor(), name, "wrong", f"10.0.1.{n}")
        assert attempt(visitor(), name, RIGHT).status_code == 429

        # The clock of the counter is that of Redis: what 15 minutes do is to forget.
        for limiter in app.flask_app.extensions["limiter"]:
            storage = limiter.storage.storage
            lives = [storage.ttl(key) for key in storage.keys("*10/15/minute*")]
            assert lives
            assert all(0 < life <= 900 for life in lives)
            limiter.reset()
        assert attempt(visitor(), name, RIGHT).status_code == 302

    def test_the_old_password_in_the_form_counts_too(self, house, visitor):
        """A stolen session must not be a place to guess the password."""
        browser, user = visitor(house.reporter), house.reporter
        form = {
            "save": "",
            "name": user["name"],
            "email": user["email"],
            "old_password": "wrong",
            "password1": "violet-harbour-77-tambourine",
            "password2": "violet-harbour-77-tambourine",
        }
        for n in range(10):
            overrides = {"REMOTE_ADDR": f"10.0.1.{n}"}
            browser.post("/user/edit", data=form, environ_overrides=overrides)

        overrides = {"REMOTE_ADDR": "10.0.2.1"}
        answer = browser.post("/user/edit", data=form, environ_overrides=overrides)

        assert answer.status_code == 429


class TestAddress:
    def test_twenty_wrong_tries_lock_it(self, house, visitor):
        for n in range(20):
            assert attempt(visitor(), f"name-{n}", "wrong").status_code == 200

        assert attempt(visitor(), "name-21", "wrong").status_code == 429
        assert attempt(visitor(), house.chair["name"], RIGHT).status_code == 429

    def test_twenty_five_who_sign_in_are_welcome(self, house, visitor):
        for _ in range(25):
            assert attempt(visitor(), house.chair["name"], RIGHT).status_code == 302

    def test_a_header_does_not_change_it(self, house, visitor):
        for n in range(20):
            visitor().post(
                "/user/login",
                data={"login": f"name-{n}", "password": "wrong"},
                headers={"X-Forwarded-For": f"10.1.1.{n}"},
            )

        answer = visitor().post(
            "/user/login",
            data={"login": house.chair["name"], "password": RIGHT},
            headers={"X-Forwarded-For": "10.2.2.2"},
        )
        assert answer.status_code == 429


class TestProxy:
    @pytest.mark.ckan_config("ckanext.tiptaskforce.proxies", 1)
    def test_a_declared_one_is_believed(self, house, make_app):
        flask_app = make_app().flask_app
        with flask_app.test_client() as client:
            client.get(
                "/user/login",
                headers={"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https"},
            )
            from flask import request

            assert (request.remote_addr, request.is_secure) == ("10.9.9.9", True)


class TestRedisAway:
    def test_the_limit_holds_in_memory(self, house, visitor, app, monkeypatch):
        (limiter,) = app.flask_app.extensions["limiter"]
        pool = limiter.storage.storage.connection_pool
        monkeypatch.setitem(pool.connection_kwargs, "port", 1)
        pool.disconnect()
        name = house.reporter["name"]
        for n in range(10):
            assert attempt(visitor(), name, "wrong", f"10.0.1.{n}").status_code == 200

        assert attempt(visitor(), name, RIGHT, "10.0.2.2").status_code == 429


class TestPassword:
    @pytest.mark.parametrize(
        "password",
        [
            "short-7!",
            "eleven-char",
            "passwordpassword",
            "aaaaaaaaaaaaaaaa",
            "123456789012345",
            "qwertyuiopasdfgh",
            "trafficking",
            "reporter-99@example.org",
            "x" * 301,
            "lantern\0umbrella-42-cassava",
        ],
    )
    def test_that_is_quickly_guessed_is_refused(self, password):
        facts = ["reporter-99", "reporter-99@example.org"]
        assert passwords.weakness(password, facts)

    @pytest.mark.parametrize(
        "password", [RIGHT, "vE9#kLq2!xTz0p", "حصان بطارية دبوس صحيح"]
    )
    def test_that_is_strong_is_taken(self, password):
        assert passwords.weakness(password, ["reporter-99"]) == ""

    def test_rules_hold_for_a_new_account(self, house):
        data = {"name": "new-one", "email": "n@example.org", "password": "password1"}
        with pytest.raises(tk.ValidationError) as refused:
            tk.get_action("user_create")({"user": house.root["name"]}, data)

        assert "12 to 300" in str(refused.value.error_dict["password"])

    def test_rules_hold_for_a_changed_one(self, house, visitor):
        user = house.reporter
        form = {
            "save": "",
            "name": user["name"],
            "email": user["email"],
            "old_password": RIGHT,
            "password1": "password1234",
            "password2": "password1234",
        }

        page = visitor(user).post("/user/edit", data=form).get_data(as_text=True)

        assert "easy to guess" in page
        assert visitor(user).get("/user/edit").status_code == 200


class TestForm:
    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"login": "x"},
            {"password": "x"},
            {"login": "a" * 10_000, "password": "x"},
            {"login": "x", "password": "a" * 10_000},
            {"login": "\0", "password": "x"},
        ],
    )
    def test_nonsense_is_refused(self, house, visitor, form):
        assert visitor().post("/user/login", data=form).status_code == 400

    def test_asking_for_new_passwords_has_a_limit_too(self, house, visitor):
        statuses = [
            visitor().post("/user/reset", data={"user": "nobody"}).status_code
            for _ in range(11)
        ]

        assert statuses == [302] * 10 + [429]
