"""The access table against the running actions, both ways."""

from __future__ import annotations

from typing import Any

import pytest

# How many answers of a row may be wrong before the rest is left out of the message.
SHOWN = 12


def spread(table: dict[str, Any], names: list[str]) -> set[str]:
    """Return the seats that a list of seats and groups of seats names."""
    found: set[str] = set()
    for name in names:
        if name == "everybody":
            found |= set(table["seats"])
        elif name in table["groups"]:
            found |= spread(table, table["groups"][name])
        else:
            found.add(name)
    return found


def wanted(table: dict[str, Any], action: str, seat: str, thing: str | None) -> int:
    """Return the answer that the table wants for a call about this object."""
    row = table["actions"][action]
    may = seat in spread(table, row["may"])
    if "of" not in row:
        return 200 if may else 403
    state, visibility = about(thing or "")
    seen = table["seen"][row["of"]]
    if seat not in spread(table, seen.get(visibility, seen.get("any", []))):
        return 403 if seat == "anonymous" else 404
    if not may:
        return 403
    return 200 if state in row.get("states", [state]) else row.get("else", 409)


def about(thing: str) -> tuple[str, str]:
    """Return state and visibility of an object of the bench, from its name."""
    noun, *rest = thing.split("-")
    if noun == "deliverable" or len(rest) > 1:
        return rest[0], rest[1]
    if noun in ("document", "followup", "partnership"):
        return "", rest[0]
    return (rest[0] if rest else ""), ""


def things(bench: Any, noun: str, row: dict[str, Any]) -> list[str]:
    """Return the objects to try: every state once, and every visibility once.

    The whole cross of states and visibilities is run with the long tests.
    """
    every = [name for name in bench.objects if name.split("-")[0] == noun]
    if noun != "deliverable":
        return every
    state = row.get("states", ["planned"])[0]
    return [n for n in every if n.endswith("-members") or n.split("-")[1] == state]


def wrong_answers(
    bench: Any, table: dict[str, Any], action: str, chosen: list[str]
) -> list[str]:
    """Return where the actions answer something else than the table."""
    found = []
    for thing in chosen or [""]:
        for seat in table["seats"]:
            data = bench.data_for(action, thing)
            want = wanted(table, action, seat, thing)
            got, what = bench.answer(action, seat, data, keep=want != 200)
            if got != want:
                found.append(f"{seat} {action} {thing}: {got}, not {want} ({what!r})")
    return found


def test_every_action_has_a_row(table, action_names, inputs):
    assert set(table["actions"]) == set(action_names)
    assert set(inputs) == set(action_names)


def test_every_row_names_known_seats(table):
    for row in (*table["actions"].values(), *table["cases"]):
        assert spread(table, row["may"]) <= set(table["seats"])


class TestMatrix:
    """Refused calls commit, so that the hash would tell what they changed."""

    def pytest_generate_tests(self, metafunc):
        import yaml

        path = metafunc.definition.path.with_name("matrix.yaml")
        table = yaml.safe_load(path.read_text("utf-8"))
        if "action" in metafunc.fixturenames:
            metafunc.parametrize("action", list(table["actions"]))
        if "verb" in metafunc.fixturenames:
            about = [
                n for n, r in table["actions"].items() if r.get("of") == "deliverable"
            ]
            verbs = [name.removeprefix("deliverable_") for name in about]
            metafunc.parametrize("verb", verbs)
        if "case" in metafunc.fixturenames:
            ids = [
                f"{c['action']}-{'-'.join(c['data'].values())}" for c in table["cases"]
            ]
            metafunc.parametrize("case", table["cases"], ids=ids)

    def test_each_seat_is_answered_as_the_table_says(
        self, bench, table, action, row_hash
    ):
        row = table["actions"][action]
        chosen = things(bench, row["of"], row) if "of" in row else []
        before = row_hash()

        wrong = wrong_answers(bench, table, action, chosen)

        assert wrong[:SHOWN] == []
        assert row.get("commits") or row_hash() == before

    @pytest.mark.long
    def test_states_cross_visibilities(self, bench, table, verb, row_hash):
        every = [n for n in bench.objects if n.startswith("deliverable-")]
        before = row_hash()

        wrong = wrong_answers(bench, table, f"deliverable_{verb}", every)

        assert wrong[:SHOWN] == []
        assert row_hash() == before

    def test_whose_work_it_is_decides(self, bench, table, case, row_hash):
        before, got = row_hash(), {}
        for seat in table["seats"]:
            data = bench.data_for(case["action"]) | case["data"]
            if "subcommittee" in case["data"]:
                data.pop("template", None)
            got[seat] = bench.answer(case["action"], seat, data)[0]

        may = spread(table, case["may"])
        assert got == {seat: 200 if seat in may else 403 for seat in table["seats"]}
        assert row_hash() == before


class TestOverHttp:
    """The same answers for a token and for a cookie, where nothing is changed."""

    SAMPLE = (
        ("deliverable_show", "deliverable-planned-members"),
        ("deliverable_show", "deliverable-submitted-agency"),
        ("deliverable_show", "deliverable-delivered-named"),
        ("deliverable_accept", "deliverable-planned-subcommittee"),
        ("deliverable_list", ""),
        ("document_read", "document-agency"),
        ("release_show", "release-draft"),
        ("release_approve", "release-draft"),
        ("seat_list", ""),
        ("event_list", ""),
        ("agency_overview", ""),
        ("taskforce_show", ""),
    )

    @pytest.mark.parametrize(("action", "thing"), SAMPLE)
    def test_by_token(self, bench, table, api, token_of, action, thing):
        for seat, user in bench.seats.items():
            token = token_of(user) if user else None
            data = bench.data_for(action, thing)

            got, _ = api(f"tiptaskforce_{action}", token, **data)

            assert got == wanted(table, action, seat, thing), seat

    @pytest.mark.parametrize(
        ("action", "thing"),
        [one for one in SAMPLE if not one[0].endswith(("accept", "approve", "read"))],
    )
    def test_by_cookie(self, bench, table, app, action, thing):
        for seat, user in bench.seats.items():
            app.set_session_user(user["id"] if user else None)
            data = {k: str(v) for k, v in bench.data_for(action, thing).items()}
            url = f"/api/3/action/tiptaskforce_{action}"

            got = app.client.get(url, query_string=data).status_code

            assert got == wanted(table, action, seat, thing), seat


def test_a_hole_would_be_seen(bench, table, monkeypatch):
    """The control: with one grant too many the table and the actions disagree."""
    from ckanext.tiptaskforce import permissions

    wide = {**permissions.POLICY, ("deliverable", "accept"): permissions.ANY_SEAT}
    monkeypatch.setattr(permissions, "POLICY", wide)

    wrong = wrong_answers(
        bench, table, "deliverable_accept", ["deliverable-submitted-members"]
    )

    assert wrong[0].startswith("observer deliverable_accept deliverable-submitted")
    assert "200, not 403" in wrong[0]
