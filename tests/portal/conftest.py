"""One task force with its seats, made through the actions, on real services."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.tiptaskforce.model import TABLES
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.template import Template

SERIAL = itertools.count(1)
GUARDED = ("tiptaskforce_event", "tiptaskforce_event_value")


def _empty() -> None:
    session = model.Session
    session.rollback()
    names = ", ".join(table.__tablename__ for table in TABLES)
    for name in GUARDED:
        session.execute(sa.text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    session.execute(sa.text(f"TRUNCATE {names}"))
    for name in GUARDED:
        session.execute(sa.text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))
    session.commit()


@pytest.fixture
def clean_db(
    with_plugins: Any, reset_db: Callable[[], None], migrate_db_for: Any
) -> None:
    """Empty CKAN's tables and ours; our log refuses deletion, so it goes first."""
    migrate_db_for("tiptaskforce")
    _empty()
    reset_db()
    migrate_db_for("tiptaskforce")


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
    today = datetime.datetime.now(datetime.UTC).date()
    return (today + datetime.timedelta(days=offset)).isoformat()


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
            starts=datetime.date(2026, 1, 1),
            ends=datetime.date(2028, 12, 31),
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
