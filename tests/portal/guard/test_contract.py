"""What every action keeps: its name, its words, its checks, and their order."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import authz

from ckanext.tiptaskforce.logic import action, auth, schema
from ckanext.tiptaskforce.logic.base import SERVER_SET

PREFIX = "tiptaskforce_"
OURS = {n: f for n, f in action.get_actions().items() if n.startswith(PREFIX)}
NAMES = [name.removeprefix(PREFIX) for name in OURS]
AUTHS = {n for n in auth.get_auth_functions() if n.startswith(PREFIX)}
# They ask for each row that they carry as well.
ASKS_MORE = {
    f"upload_{verb}": {"deliverable_create", "deliverable_update"}
    for verb in ("create", "update", "commit")
} | {
    "deliverable_plan": {"deliverable_create"},
    "deliverable_attach": {"document_create"},
}
# They read, and still are no GET: the content of a paper belongs in no access log.
READS_BY_POST = {"document_read", "preset_check"}
READING = ("list", "show", "overview", "history", "preview", "read", "locate")
ALSO_READING = {
    *("upload_template", "upload_correct", "preset_check"),
    *("release_offer", "release_pending", "release_share", "indicator_progress"),
}
# The facts of a row that only the server sets; sent from outside they are refused.
NOT_FROM_OUTSIDE = sorted(SERVER_SET - {"id", "version"})


def reads(name: str) -> bool:
    return name.endswith(READING) or name in ALSO_READING


def thing_for(bench: Any, table: dict[str, Any], name: str) -> str:
    """Return an object to which the action may be said."""
    row = table["actions"][name]
    noun = row.get("of", "")
    state = row.get("states", [""])[0]
    fits = [n for n in bench.objects if n.split("-")[0] == noun and state in n]
    return fits[0] if fits else ""


def seat_for(table: dict[str, Any], name: str) -> str:
    """Return a seat that may say it: of those in the table, the most ordinary one."""
    may = table["actions"][name]["may"]
    order = (
        *("reporter", "owner", "logging", "inside", "secretariat", "coordination"),
        *("coordinators", "door", "custodian", "custodians", "focal_point", "sysadmin"),
        "everybody",
    )
    first = next(word for word in order if word in may)
    return {
        "owner": "reporter",
        "logging": "reporter",
        "inside": "reporter",
        "everybody": "anonymous",
        "coordination": "coordinator",
        "coordinators": "coordinator",
        "door": "coordinator",
        "custodians": "custodian",
    }.get(first, first)


class TestNames:
    @pytest.mark.parametrize("name", NAMES)
    def test_action_auth_and_schema_share_a_name(self, name):
        noun, verb = auth.noun_and_verb(PREFIX + name)

        assert f"{noun}_{verb}" == name
        assert PREFIX + name in AUTHS
        assert schema.of(noun, verb) is not None

    def test_no_auth_function_is_without_an_action(self):
        assert set(OURS) == AUTHS

    def test_nothing_else_became_an_address_of_the_api(self, with_plugins):
        from ckan.logic import _actions

        tk.get_action("status_show")
        registered = {name for name in _actions if PREFIX.strip("_") in name}

        assert registered == set(OURS)


class TestWords:
    @pytest.mark.parametrize("name", NAMES)
    def test_each_field_is_explained(self, name):
        text = inspect.getdoc(OURS[PREFIX + name]) or ""
        known = set(schema.of(*auth.noun_and_verb(PREFIX + name)) or {})

        told = set(re.findall(r":param (\w+):", text))

        assert known - told == set()
        assert len(text.splitlines()[0]) <= 100

    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_is_explained_that_is_refused(self, name):
        text = inspect.getdoc(OURS[PREFIX + name]) or ""
        known = set(schema.of(*auth.noun_and_verb(PREFIX + name)) or {})
        by_the_steps = {"id", "taskforce", "version", "idempotency_key"}

        assert set(re.findall(r":param (\w+):", text)) <= known | by_the_steps

    @pytest.mark.parametrize("name", NAMES)
    def test_only_what_changes_nothing_is_read_by_get(self, name):
        by_get = getattr(OURS[PREFIX + name], "side_effect_free", False)

        assert by_get is (reads(name) and name not in READS_BY_POST)


class TestChecks:
    @pytest.mark.parametrize("name", NAMES)
    def test_it_asks_its_own_auth_function(self, bench, table, name, monkeypatch):
        asked: Counter[str] = Counter()
        asking = authz.is_authorized

        def noted(action_name: str, *more: Any, **named: Any) -> Any:
            asked[action_name] += 1
            return asking(action_name, *more, **named)

        monkeypatch.setattr(authz, "is_authorized", noted)
        thing, seat = thing_for(bench, table, name), seat_for(table, name)

        status, what = bench.answer(name, seat, bench.data_for(name, thing))

        assert status == 200, what
        others = {PREFIX + other for other in ASKS_MORE.get(name, ())}
        ours = {n for n in asked if n.startswith(PREFIX)} - others
        assert PREFIX + name in ours
        # What a stale version would be shown is the only other thing that is asked.
        noun = auth.noun_and_verb(PREFIX + name)[0]
        assert ours <= {PREFIX + name, f"{PREFIX}{noun}_show"}

    @pytest.mark.parametrize("name", NAMES)
    def test_it_asks_for_rights_before_it_looks_at_the_input(self, bench, table, name):
        """A stranger with nonsense is told what a stranger with sense is told."""
        if {"everybody", "donor"} & set(table["actions"][name]["may"]):
            pytest.skip("anybody may, or whoever has an account")
        data = bench.data_for(name, thing_for(bench, table, name))
        nonsense = {**data, "no_such_field": "x", "title": [{"a": 1}], "page": "x"}
        for seat in ("anonymous", "donor", "foreign_coordinator"):
            assert bench.answer(name, seat, nonsense)[0] in (403, 404)

    @pytest.mark.parametrize("name", NAMES)
    def test_an_unknown_field_is_refused_by_name(self, bench, table, name, row_hash):
        data = bench.data_for(name, thing_for(bench, table, name))
        before = row_hash()

        status, error = bench.answer(
            name, seat_for(table, name), {**data, "no_such_field": "x"}, keep=True
        )

        assert status == 409, error
        assert "no_such_field" in error.error_dict
        assert row_hash() == before

    @pytest.mark.parametrize("name", NAMES)
    def test_what_the_server_sets_is_refused_by_name(
        self, bench, table, name, row_hash
    ):
        known = set(schema.of(*auth.noun_and_verb(PREFIX + name)) or {})
        fields = [field for field in NOT_FROM_OUTSIDE if field not in known]
        data = bench.data_for(name, thing_for(bench, table, name))
        before = row_hash()

        status, error = bench.answer(
            name,
            seat_for(table, name),
            {**data, **dict.fromkeys(fields, "x")},
            keep=True,
        )

        assert status == 409, error
        assert set(fields) <= set(error.error_dict)
        assert row_hash() == before

    @pytest.mark.parametrize(
        "name", [n for n in NAMES if n.endswith("_create") and n != "sample_create"]
    )
    def test_a_new_object_takes_no_id_and_no_version(self, bench, table, name):
        data = bench.data_for(name)

        _, error = bench.answer(
            name, seat_for(table, name), {**data, "id": "x", "version": 3}
        )

        assert {"id", "version"} <= set(error.error_dict)


class TestVersions:
    CHANGES = [
        name
        for name in NAMES
        if not reads(name)
        and not name.endswith(
            (
                *("_create", "_load", "_stage", "_redact", "_check", "_advance"),
                # A choice is about the caller alone.
                *("_bring", "_choose"),
                # The link in a mail means one row, whatever became of it.
                *("_confirm", "subscription_end"),
                # The year is asked for as a whole, and nothing is made twice.
                "_plan",
                # Who has a key of an invitation has read no version of it.
                *("_redeem", "_register"),
                # What is added beside the work leaves the work as it was.
                "_attach",
                # It changes nothing but the log, which says that it was made.
                "_hand_over",
                # A function is no object, and asks for one action point at a time.
                "_function_propose",
            )
        )
    ]

    @pytest.mark.parametrize("name", CHANGES)
    def test_without_the_version_nothing_is_changed(self, bench, table, name, row_hash):
        data = bench.data_for(name, thing_for(bench, table, name))
        del data["version"]
        before = row_hash()

        status, error = bench.answer(name, seat_for(table, name), data, keep=True)

        assert status == 409
        assert list(error.error_dict) == ["version"]
        assert row_hash() == before

    @pytest.mark.parametrize("name", CHANGES)
    def test_a_stale_version_is_answered_with_the_current_copy(
        self, bench, table, name, row_hash
    ):
        data = bench.data_for(name, thing_for(bench, table, name))
        current = data["version"]
        before = row_hash()

        status, error = bench.answer(
            name, seat_for(table, name), {**data, "version": current + 1}, keep=True
        )

        assert status == 409
        assert str(current) in error.error_dict["version"][0]
        assert error.error_dict["current"]["version"] == current
        assert row_hash() == before


def test_every_auth_function_was_asked(bench, table, monkeypatch):
    """One call of each action as one seat reaches every auth function of ours."""
    asked: set[str] = set()
    asking = authz.is_authorized
    monkeypatch.setattr(
        authz, "is_authorized", lambda n, *a, **k: (asked.add(n), asking(n, *a, **k))[1]
    )
    for name in NAMES:
        data = bench.data_for(name, thing_for(bench, table, name))
        bench.answer(name, seat_for(table, name), data)

    assert asked >= AUTHS
