"""Fixtures of the tests that run on real services: the database, and one task force."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.template import Template

PLUGIN = "tiptaskforce"
SERIAL = itertools.count(1)


def pytest_sessionstart() -> None:
    """Refuse to delete everything in a database that is not a test database."""
    database = sa.engine.make_url(os.environ.get("CKAN_SQLALCHEMY_URL", "x://"))
    if "test" not in (database.database or ""):
        pytest.exit("run these tests through `python -m dev test -- …`", returncode=2)


@pytest.fixture(scope="session")
def empty_our_tables():
    """Return a function that deletes every row of ours, past the append-only triggers.

    CKAN's own reset knows nothing of triggers: a DELETE on an append-only table fails
    and takes the whole reset with it. TRUNCATE fires no row triggers.
    """

    def empty() -> None:
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            tables = _our_tables(connection)
            for table in tables:
                connection.execute(
                    sa.text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
                )
            if tables:
                names = ", ".join(f'"{table}"' for table in tables)
                connection.execute(sa.text(f"TRUNCATE {names} CASCADE"))
            for table in tables:
                connection.execute(
                    sa.text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
                )

    return empty


def _our_tables(connection: sa.Connection) -> list[str]:
    """Return the names of our tables, without the one that counts migrations."""
    found = sa.inspect(connection).get_table_names()
    return [
        name
        for name in found
        if name.startswith(f"{PLUGIN}_") and not name.endswith("_alembic_version")
    ]


@pytest.fixture
def clean_db(with_plugins, reset_db, empty_our_tables, migrate_db_for):
    """Empty the database and bring our tables to the newest revision.

    CKAN 2.12.0 migrates loaded plugins only, hence `with_plugins` first.
    """
    empty_our_tables()
    reset_db()
    migrate_db_for(PLUGIN)


@pytest.fixture
def non_clean_db(with_plugins, reset_db, migrate_db_for):
    """Make sure that the tables exist; rows of earlier tests may be in them."""
    model.Session.remove()
    if not _is_migrated():
        if not model.repo.tables_created_and_initialised:
            reset_db()
        migrate_db_for(PLUGIN)


def _is_migrated() -> bool:
    with model.meta.engine.connect() as connection:
        known = sa.inspect(connection).get_table_names()
    return f"{PLUGIN}_alembic_version" in known and "user" in known


def call(name: str, user: dict[str, Any] | None = None, /, **data: Any) -> Any:
    """Call an action as a user would: with every auth check."""
    context: dict[str, Any] = {"user": user["name"] if user else ""}
    return tk.get_action(f"tiptaskforce_{name}")(context, data)


@pytest.fixture
def act() -> Callable[..., Any]:
    """Return the function that calls an action with every auth check."""
    return call


def a_user(name: str, **more: Any) -> dict[str, Any]:
    """Make an account with a name that shows what it is for."""
    return factories.User(name=f"{name}-{next(SERIAL)}", **more)


def day(offset: int) -> str:
    """Return the day so many days from today, as the API takes it."""
    today = dt.datetime.now(dt.UTC).date()
    return (today + dt.timedelta(days=offset)).isoformat()


@pytest.fixture
def in_days() -> Callable[[int], str]:
    """Return the function that names a day relative to today."""
    return day


def _content(taskforce_id: str) -> dict[str, Subcommittee]:
    def add(row: Any) -> Any:
        row.taskforce_id = taskforce_id
        model.Session.add(row)
        return row

    groups = {
        slug: add(Subcommittee(slug=slug, title=slug.title(), position=position))
        for position, slug in enumerate(("prevention", "protection", "prosecution"))
    }
    strategy = add(
        Strategy(
            slug="now",
            title="Strategy",
            starts=dt.date(2026, 1, 1),
            ends=dt.date(2028, 12, 31),
            is_current=True,
        )
    )
    model.Session.flush()
    lines = (("A", ""), ("A.1", "A"), ("A.2", "A"), ("B", ""), ("B.1", "B"))
    for position, (code, parent) in enumerate(lines):
        add(
            Objective(
                strategy_id=strategy.id,
                code=code,
                title=f"Line {code}",
                parent_code=parent,
                position=position,
            )
        )
    standing = (("1.1", "A.1"), ("1.2", "A.2"), ("2.1", "B.1"))
    for position, (code, line) in enumerate(standing):
        add(
            Template(
                code=code,
                title=f"Standing deliverable {code}",
                core_function=int(code[0]),
                subcommittee_id=groups["protection"].id,
                objective_code=line,
                position=position,
                review_months=12,
            )
        )
    add(Place(code="NG008", name="Borno", level=1))
    model.Session.commit()
    return groups


@pytest.fixture
def house(clean_db: None) -> SimpleNamespace:
    """A task force with two agencies, a third of law enforcement, and every seat."""
    root = a_user("root", sysadmin=True)
    slug = "borno"
    tf = call("taskforce_create", root, slug=slug, title="Borno task force")
    _content(tf["id"])
    found = SimpleNamespace(root=root, slug=slug, id=tf["id"], agency={}, seat={})
    lead = a_user("coordinator")
    call("seat_create", root, taskforce=slug, user=lead["name"], role="coordinator")
    kinds = (
        ("RP", "national_ngo", ["protection"], ["protection"]),
        ("BRN", "national_ngo", ["prevention"], ["prevention"]),
        ("POL", "government", ["law_enforcement"], ["prosecution"]),
        ("MIN", "government", ["coordination"], ["protection"]),
    )
    for acronym, kind, mandates, groups in kinds:
        found.agency[acronym] = call(
            "agency_create",
            lead,
            taskforce=slug,
            acronym=acronym,
            name=f"Agency {acronym}",
            type=kind,
            mandates=mandates,
            subcommittees=groups,
        )
    seats: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("coordinator2", "coordinator", {}),
        ("secretariat", "secretariat", {}),
        ("custodian", "custodian", {}),
        ("mrm_focal", "mrm_focal", {}),
        ("chair", "chair", {"agency": "MIN", "subcommittee": "protection"}),
        ("other_chair", "chair", {"agency": "POL", "subcommittee": "prosecution"}),
        ("focal_point", "focal_point", {"agency": "RP"}),
        ("reporter", "reporter", {"agency": "RP"}),
        ("other_reporter", "reporter", {"agency": "BRN"}),
        ("police", "reporter", {"agency": "POL"}),
        ("observer", "observer", {}),
    )
    found.coordinator = lead
    for name, role, more in seats:
        user = a_user(name.replace("_", "-"))
        setattr(found, name, user)
        found.seat[name] = call(
            "seat_create", root, taskforce=slug, user=user["name"], role=role, **more
        )
    found.donor = a_user("donor")
    return found


@pytest.fixture
def log(house: SimpleNamespace) -> Callable[..., dict[str, Any]]:
    """Return the function that logs a deliverable as the reporter of one agency."""

    def make(**more: Any) -> dict[str, Any]:
        data = {
            "taskforce": house.slug,
            "title": "Referral pathway",
            "status": "in_progress",
            "due": day(30),
            "template": "1.2",
        }
        user = more.pop("user", house.reporter)
        return call("deliverable_create", user, **{**data, **more})

    return make
