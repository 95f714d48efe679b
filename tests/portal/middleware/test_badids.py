"""Input that cannot be meant is answered in words, never with a 500."""

from __future__ import annotations

import inspect
import json
from importlib import import_module

import pytest
from ckan.logic import get_action

BAD_IDS = {
    "object": {"a": 1},
    "list": ["a"],
    "number": 12,
    "float": 1.5,
    "truth": True,
    "long": "x" * 10_000,
    "nul": "a\0b",
    "half": "a\ud800b",
    "blank": "",
    "none": None,
}
OTHERS = ("q", "limit", "fq", "query", "name", "user", "object_type", "sort")
SEND = {"POST", "GET"}


def core_actions():
    """Return the names of CKAN's own actions, read and write."""
    parts = ("get", "create", "update", "delete", "patch", "file")
    modules = [import_module(f"ckan.logic.action.{part}") for part in parts]
    return sorted(
        name
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    )


def readable():
    """Return the actions that a GET may call."""
    return [n for n in core_actions() if getattr(get_action(n), "side_effect_free", 0)]


class TestCoreActions:
    @pytest.mark.parametrize("kind", BAD_IDS)
    def test_never_fail_on_a_bad_value(self, app, house, token_of, kind):
        """As a sysadmin, who passes every check and so reaches the furthest."""
        actions = readable()
        assert len(actions) > 60
        headers = {"Authorization": token_of(house.root)}
        failed = {}
        for action in actions:
            for name in ("id", *OTHERS) if kind in ("object", "none") else ("id",):
                text = json.dumps({name: BAD_IDS[kind]})
                answer = app.client.post(
                    f"/api/3/action/{action}",
                    data=text,
                    content_type="application/json",
                    headers=headers,
                )
                if answer.status_code >= 500:
                    failed[f"{action} {name}"] = answer.status_code
        assert failed == {}

    def test_never_fail_on_a_bad_address(self, app, house, token_of):
        headers = {"Authorization": token_of(house.root)}
        failed = {}
        for action in readable():
            for query in ("id=%00", "id=a&id=b", "limit=x", "limit=-1", "rows=1e9"):
                answer = app.client.get(
                    f"/api/3/action/{action}?{query}", headers=headers
                )
                if answer.status_code >= 500:
                    failed[f"{action}?{query}"] = answer.status_code
        assert failed == {}

    @pytest.mark.parametrize("kind", ["object", "list", "nul", "long", "number"])
    def test_that_write_never_fail_on_a_bad_id(self, app, house, token_of, kind):
        headers = {"Authorization": token_of(house.root)}
        failed = {}
        for action in sorted(set(core_actions()) - set(readable())):
            text = json.dumps({"id": BAD_IDS[kind]})
            answer = app.client.post(
                f"/api/3/action/{action}",
                data=text,
                content_type="application/json",
                headers=headers,
            )
            if answer.status_code >= 500:
                failed[action] = answer.status_code
        assert failed == {}


class TestBody:
    @pytest.mark.parametrize(
        "body",
        [
            b"not json",
            b"",
            b"[]",
            b"[1]",
            b'"text"',
            b"12",
            b"null",
            b"[" * 20_000 + b"]" * 20_000,
            b'{"a":' * 21 + b"1" + b"}" * 21,
            b'{"title": "a\\u0000b"}',
            b'{"title": "a\\ud800b"}',
            b'{"a\\u0000b": 1}',
            b'{"deep": {"list": ["a\\u0000b"]}}',
            b"\xff\xfe{}",
        ],
    )
    @pytest.mark.parametrize(
        "action", ["package_show", "tiptaskforce_deliverable_create"]
    )
    def test_that_cannot_be_meant_is_refused(self, app, house, token_of, action, body):
        answer = app.client.post(
            f"/api/3/action/{action}",
            data=body,
            content_type="application/json",
            headers={"Authorization": token_of(house.reporter)},
        )

        if body == b"":
            assert answer.status_code in (404, 409)
            return
        assert answer.status_code == 400
        told = answer.get_json()
        assert told["success"] is False
        assert told["error"]["__type"] == "Bad Request"
        assert told["help"].endswith(f"help_show?name={action}")

    def test_that_is_deep_enough_for_real_data_is_read(self, app, house):
        body = b'{"id": "x", "extra": ' + b"[" * 18 + b"]" * 18 + b"}"

        answer = app.client.post(
            "/api/3/action/package_show", data=body, content_type="application/json"
        )

        assert answer.status_code == 404

    def test_that_is_too_large_is_refused(self, app, house, monkeypatch):
        monkeypatch.setitem(app.flask_app.config, "MAX_CONTENT_LENGTH", 1000)
        for address in ("/api/3/action/package_show", "/user/login"):
            answer = app.client.post(
                address, data=b'"' + b"a" * 2000, content_type="application/json"
            )
            form = app.client.post(address, data={"login": "a" * 2000})
            assert (answer.status_code, form.status_code) == (413, 413), address

    @pytest.mark.parametrize("is_multipart", [False, True])
    @pytest.mark.parametrize("address", ["/user/login", "/api/3/action/package_show"])
    def test_of_more_than_1000_fields_is_refused(
        self, app, house, address, is_multipart
    ):
        form = {f"field-{n}": "x" for n in range(1001)}
        kind = "multipart/form-data" if is_multipart else None

        answer = app.client.post(address, data=form, content_type=kind)

        assert answer.status_code == 413

    def test_of_1000_fields_is_read(self, app, house):
        form = {f"field-{n}": "x" for n in range(1000)}

        answer = app.client.post("/api/3/action/package_show", data=form)

        assert answer.status_code == 409


class TestAddresses:
    @pytest.mark.parametrize("role", [None, "reporter", "root"])
    def test_never_fail_on_an_unknown_name(self, app, house, visitor, role):
        browser = visitor(getattr(house, role) if role else None)
        failed = {}
        for rule in app.flask_app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) & SEND):
                address = filled(rule)
                if address and "logout" not in address:
                    answer = browser.open(address, method=method, buffered=True)
                    if answer.status_code >= 500:
                        failed[f"{method} {address}"] = answer.status_code
        assert failed == {}

    @pytest.mark.parametrize(
        "address",
        [
            "/dataset/a%00b",
            "/dataset/?q=a%00b",
            "/dataset/?%00=b",
            "/organization/a%00b",
            "/user/a%00b",
            "/taskforce/a%00b",
            "/taskforce/borno/deliverable/a%00b",
        ],
    )
    def test_with_a_nul_are_refused(self, house, visitor, address):
        assert visitor(house.root).get(address).status_code == 400


class TestUnpatchedCkan:
    @pytest.mark.parametrize("bad", [{"a": 1}, "a\0b"])
    def test_still_fails(self, app, house, monkeypatch, bad):
        """When this fails CKAN is mended, and that part of `inputs.py` can go."""
        from ckanext.tiptaskforce.middleware import inputs

        hooks = app.flask_app.before_request_funcs[None]
        kept = [hook for hook in hooks if hook.__module__ != inputs.__name__]
        monkeypatch.setitem(app.flask_app.before_request_funcs, None, kept)

        answer = app.client.post("/api/3/action/package_show", json={"id": bad})

        assert answer.status_code == 500


def filled(rule):
    """Return an address of a rule, with names that nothing has."""
    kinds = {n: type(c).__name__ for n, c in rule._converters.items()}
    values = {
        n: 1 if kinds.get(n) == "IntegerConverter" else "x" for n in rule.arguments
    }
    built = rule.build({**(rule.defaults or {}), **values})
    return built[1] if built else None
