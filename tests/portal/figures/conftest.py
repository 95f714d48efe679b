"""Fixtures of figures: accepted tallies of two agencies, releases at each stage."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import publishing

PERIOD, BEFORE = "2026-Q3", "2026-Q2"
# What one agency counts of a quarter: (place, sex, age group, form, n).
CELLS = (
    ("NG008021", "F", "child", "forced_labour", 31),
    ("NG008021", "F", "adult", "forced_marriage", 24),
    ("NG008021", "M", "child", "forced_labour", 22),
    ("NG008021", "M", "adult", "other", 15),
    ("NG008013", "F", "child", "forced_marriage", 19),
    ("NG008013", "F", "adult", "forced_labour", 14),
    ("NG008013", "M", "child", "other", 13),
    ("NG008013", "M", "adult", "forced_labour", 12),
    ("NG008011", "F", "child", "forced_labour", 3),
    ("NG008011", "M", "child", "forced_marriage", 2),
)
KEYS = ("place", "sex", "age_group", "form_of_exploitation", "n")
SPECIFICATION = {
    "kind": "figures",
    "step": "referred",
    "window": {"period": [PERIOD]},
    "tables": [["state", "quarter"], ["lga", "quarter"], ["sex", "age_group"]],
}


def rows(cells: tuple[Any, ...] = CELLS, **more: Any) -> list[dict[str, Any]]:
    """Return the rows of a tally."""
    return [
        {"step": "referred", **dict(zip(KEYS, cell, strict=True)), **more}
        for cell in cells
    ]


LITTLE = [["state", "quarter"], ["lga", "sex", "age_group"]]


@pytest.fixture(autouse=True)
def own_vault(tmp_path, ckan_config, monkeypatch) -> None:
    """Give each test a vault of its own, and no days to object."""
    vault = tmp_path / "vault"
    vault.mkdir(mode=0o700)
    monkeypatch.setitem(ckan_config, f"{config.PREFIX}vault_path", str(vault))
    monkeypatch.setitem(ckan_config, f"{config.PREFIX}objection_days", "0")


@pytest.fixture
def tally(counting: SimpleNamespace, act) -> Callable[..., dict[str, Any]]:
    """Return the function that counts, submits and accepts a tally."""

    def make(agency: str = "RP", period: str = PERIOD, cells: Any = CELLS) -> Any:
        users = {"RP": counting.focal_point, "BRN": counting.other_focal_point}
        user, slug = users[agency], counting.slug
        known = act("tally_list", user, taskforce=slug, period=period, agency=agency)
        sent: dict[str, Any] = {"rows": rows(cells)}
        if known["items"]:
            about = {n: known["items"][0][n] for n in ("id", "version")}
            made = act("tally_update", user, **about, **sent)
        else:
            made = act("tally_create", user, taskforce=slug, period=period, **sent)
        made = act("tally_submit", user, id=made["id"], version=made["version"])
        about = {"id": made["id"], "version": made["version"]}
        return act("tally_accept", counting.custodian, **about)

    return make


@pytest.fixture
def counted(counting, tally) -> SimpleNamespace:
    """Return the house in which two agencies have counted two quarters."""
    for period in (BEFORE, PERIOD):
        for agency in ("RP", "BRN"):
            tally(agency, period)
    return counting


@pytest.fixture
def draft(counting, act) -> Callable[..., dict[str, Any]]:
    """Return the function that drafts a release of figures as the custodian."""

    def make(**more: Any) -> dict[str, Any]:
        data = {
            "taskforce": counting.slug,
            "title": "Referrals, July to September 2026",
            "series": "referrals",
            "specification": SPECIFICATION,
        }
        return act("release_create", counting.custodian, **{**data, **more})

    return make


@pytest.fixture
def say(act) -> Callable[..., dict[str, Any]]:
    """Return the function that says a verb to a release, with its present version."""

    def step(verb: str, user: dict[str, Any], release_id: str, **more: Any) -> Any:
        model.Session.rollback()
        shown = act("release_show", user, id=release_id)
        data = {"id": release_id, "version": shown["version"], **more}
        if verb == "propose":
            # What shows little differs with the seed, which is secret.
            preview = act("release_preview", user, id=release_id)
            data.setdefault("little", preview["sparse"])
        return act(f"release_{verb}", user, **data)

    return step


@pytest.fixture
def protected(counting, draft, say, act) -> Callable[..., dict[str, Any]]:
    """Return the function that brings a release through its check."""

    def make(**more: Any) -> dict[str, Any]:
        made = draft(**more)
        say("protect", counting.custodian, made["id"])
        publishing.protect(made["id"])
        return act("release_show", counting.custodian, id=made["id"])

    return make


@pytest.fixture
def approved(counting, protected, say) -> Callable[..., dict[str, Any]]:
    """Return the function that brings a release to the moment before its job."""

    def make(**more: Any) -> dict[str, Any]:
        made = protected(**more)
        assert made["state"] == "protected", (made["progress"], made["advice"])
        say("propose", counting.custodian, made["id"])
        return say("approve", counting.coordinator, made["id"])

    return make


@pytest.fixture
def publish(counting, approved, act) -> Callable[..., dict[str, Any]]:
    """Return the function that publishes a release through every step."""

    def make(**more: Any) -> dict[str, Any]:
        made = approved(**more)
        publishing.publish(made["id"])
        return act("release_show", counting.custodian, id=made["id"])

    return make


@pytest.fixture
def earlier() -> dict[str, Any]:
    """Return the specification of the quarter before."""
    return {**SPECIFICATION, "window": {"period": [BEFORE]}}


@pytest.fixture
def specification() -> dict[str, Any]:
    """Return the caller's part of the usual release."""
    return dict(SPECIFICATION)


@pytest.fixture
def ledger() -> Callable[[], list[dict[str, Any]]]:
    """Return the function that reads the lines of the ledger of referrals."""
    from ckanext.tiptaskforce.disclosure.ledger import Ledger

    def lines() -> list[dict[str, Any]]:
        return Ledger(config.vault_path() / "borno" / "referred").lines()

    return lines


@pytest.fixture
def cells() -> tuple[Any, ...]:
    """Return what one agency counts of a quarter."""
    return CELLS


@pytest.fixture
def late() -> tuple[Any, ...]:
    """Return what an agency counts of the same quarter later: 40 persons more."""
    first = CELLS[0]
    return ((*first[:4], first[4] + 40), *CELLS[1:])


@pytest.fixture
def sparse(counting, tally, protected) -> dict[str, Any]:
    """Return a release with a table in which every cell is withheld."""
    cells = [
        (place, sex, age, "other", 5)
        for place in ("NG008021", "NG008013")
        for sex in ("F", "M")
        for age in ("child", "adult")
    ]
    tally("RP", cells=cells)
    tally("BRN", cells=cells)
    return protected(specification={**SPECIFICATION, "tables": LITTLE})
