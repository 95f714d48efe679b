"""Fixtures of the tests that run on real services: the database, and one task force.

The house is built once through the real actions and then put back row by row before
each test that asks for it; a test that changes the tables themselves gets them anew.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from logging.config import fileConfig
from types import SimpleNamespace
from typing import Any

import ckan.cli
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.model.template import Template
from dev import tables
from dev.kept import Rows

PLUGIN = "tiptaskforce"
SERIAL = itertools.count(1)
# Marks that change the plugins or the settings of one test.
OWN_SETTINGS = ("with_plugins", "ckan_config", "provide_plugin")


# CKAN's factories make passwords of ten characters, which the site refuses.
PASSWORD = "lantern-umbrella-42-cassava"
_made = factories.User._meta.pre_declarations.as_dict()["password"]
_made.function = lambda: PASSWORD


def pytest_sessionstart() -> None:
    """Refuse to delete everything in a database that is not a test database."""
    database = sa.engine.make_url(os.environ.get("CKAN_SQLALCHEMY_URL", "x://"))
    if "test" not in (database.database or ""):
        pytest.exit("run these tests through `python -m dev test -- …`", returncode=2)


@pytest.fixture(scope="session", autouse=True)
def loggers_stay_on():
    """Keep what the log says, whatever ran before in the same process.

    CKAN reads its settings again in each command, also in one under test, and that puts
    out all loggers; a test that looks for a secret in the log would look at nothing.
    """
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).disabled = False
    read = partial(fileConfig, disable_existing_loggers=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ckan.cli, "loggingFileConfig", read)
        yield


@pytest.fixture
def with_plugins(request, ckan_config, provide_plugin, monkeypatch):
    """Load the plugins once for all tests that take them as the ini file names them.

    Loading takes longer than most tests. What it writes into the configuration is in
    the copy already that CKAN puts back before each test.
    """
    own = [m for name in OWN_SETTINGS for m in request.node.iter_markers(name)]
    if own:
        yield from _reloaded(own, ckan_config, provide_plugin, monkeypatch)
        return
    if not p.plugin_loaded(PLUGIN):
        p.load_all()
    yield  # noqa: PT022  the other way out of this fixture has a teardown


def _reloaded(own, ckan_config, provide_plugin, monkeypatch) -> Iterator[None]:
    names = tk.aslist(ckan_config["ckan.plugins"])
    for mark in own:
        for plugin in mark.args if mark.name == "with_plugins" else ():
            if isinstance(plugin, dict):
                for name, made in plugin.items():
                    provide_plugin(name, made)
            names += [plugin] if isinstance(plugin, str) else list(plugin)
    monkeypatch.setitem(ckan_config, "ckan.plugins", names)
    p.load_all()
    yield
    p.unload_all()


@pytest.fixture(scope="session")
def empty_our_tables() -> Callable[[], None]:
    """Return a function that deletes every row of every table that has one.

    CKAN's own reset knows nothing of triggers: a DELETE on an append-only table fails
    and takes the whole reset with it.
    """

    def empty() -> None:
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            tables.truncate(connection, tables.filled(connection))

    return empty


@pytest.fixture
def clean_db(with_plugins, reset_db, empty_our_tables, migrate_db_for):
    """Empty the database; where our tables are not there, make them first.

    CKAN 2.12.0 migrates loaded plugins only, hence `with_plugins` first.
    """
    model.Session.remove()
    if not _is_migrated():
        empty_our_tables()
        reset_db()
        migrate_db_for(PLUGIN)
    _keep_connections()
    empty_our_tables()


@pytest.fixture
def non_clean_db(with_plugins, reset_db, migrate_db_for):
    """Make sure that the tables exist; rows of earlier tests may be in them."""
    model.Session.remove()
    if not _is_migrated():
        if not model.repo.tables_created_and_initialised:
            reset_db()
        migrate_db_for(PLUGIN)
    _keep_connections()


def _keep_connections() -> None:
    """Use a pool, as a site does: CKAN's migrations leave an engine without one.

    Then each call would begin a process of the database, half the time of a test.
    """
    if isinstance(model.meta.engine.pool, sa.pool.NullPool):
        model.Session.remove()
        model.init_model(sa.engine_from_config(dict(tk.config)))


def _is_migrated() -> bool:
    with model.meta.engine.connect() as connection:
        return tables.is_migrated(connection)


@pytest.fixture
def app(request, make_app, shared_app, with_plugins):
    """Return a client of an application that all tests with plain settings share."""
    if any(next(request.node.iter_markers(name), None) for name in OWN_SETTINGS):
        return make_app()
    if "app" not in shared_app:
        shared_app["app"] = make_app()
    client = shared_app["app"]
    client.client = client.test_client()
    return client


@pytest.fixture(scope="session")
def shared_app() -> dict[str, Any]:
    """The application that tests share, made by the first of them."""
    return {}


@pytest.fixture
def queries() -> Callable[[], Any]:
    """Return a context that collects the SQL statements that are sent inside it.

    Use it as `with queries() as sent: …` and compare `len(sent)`.
    """

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            sent.append(statement)

        sa.event.listen(model.meta.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            sa.event.remove(model.meta.engine, "before_cursor_execute", note)

    return collecting


def call(name: str, user: dict[str, Any] | None = None, /, **data: Any) -> Any:
    """Call an action as a user would: with every auth check."""
    context: dict[str, Any] = {"user": user["name"] if user else ""}
    return tk.get_action(f"tiptaskforce_{name}")(context, data)


@pytest.fixture
def act() -> Callable[..., Any]:
    """Return the function that calls an action with every auth check."""
    return call


@pytest.fixture
def api(app) -> Callable[..., tuple[int, Any]]:
    """Return a function that calls an action over HTTP as whoever holds a token.

    It answers the status and the parsed body; a token of None is an anonymous call.
    """

    def ask(name: str, token: str | None = None, /, **data: Any) -> tuple[int, Any]:
        headers = {"Authorization": token} if token else {}
        answer = app.client.post(f"/api/3/action/{name}", json=data, headers=headers)
        return answer.status_code, answer.get_json(silent=True)

    return ask


@pytest.fixture
def token_of(app) -> Callable[..., str]:
    """Return a function that makes an API token for a user, as that user."""

    def make(user: dict[str, Any], **more: Any) -> str:
        data = {"user": user["name"], "name": f"token-{next(SERIAL)}", **more}
        owner = {"user": user["name"], "auth_user_obj": model.User.get(user["name"])}
        with app.flask_app.test_request_context():
            return tk.get_action("api_token_create")(owner, data)["token"]

    return make


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


@pytest.fixture(scope="session")
def rows() -> Rows:
    """The sets of rows that this session has built."""
    return Rows()


@pytest.fixture
def house(request: pytest.FixtureRequest, with_plugins, rows) -> SimpleNamespace:
    """A task force with two agencies, a third of law enforcement, and every seat."""
    if "house" not in rows.kept or not _is_migrated():
        request.getfixturevalue("clean_db")
        rows.keep("house", _build())
    return rows.put_back("house")


def _build() -> SimpleNamespace:
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


COUNTED = {
    "step": ("screened", "identified", "referred"),
    "sex": ("F", "M", "UNK"),
    "age_group": ("child", "adult", "UNK"),
    "form_of_exploitation": ("forced_labour", "forced_marriage", "other", "UNK"),
    "population_group": ("displaced", "host", "UNK"),
}
COUNTED_PLACES = (
    ("NG008011", "Gwoza"),
    ("NG008013", "Jere"),
    ("NG008021", "Maiduguri"),
)
DESIGN = {
    "period": "quarter",
    "steps": ["screened", "identified", "referred"],
    "dimensions": ["place", "sex", "age_group", "form_of_exploitation"],
    "optional": ["zone", "population_group"],
    "place_level": 2,
    "zones": [],
    "since": "",
}


@pytest.fixture
def counting(request: pytest.FixtureRequest, with_plugins, rows) -> SimpleNamespace:
    """The house, where three agencies count persons and two custodians accept.

    RP and BRN have endorsed the protocol, POL has not. The custodian of the house sits
    for nobody, `own_custodian` for RP.
    """
    if "counting" not in rows.kept or not _is_migrated():
        rows.keep("counting", _counting(request.getfixturevalue("house")))
    return rows.put_back("counting")


def _counting(house: SimpleNamespace) -> SimpleNamespace:
    taskforce = Taskforce.get(house.slug)
    taskforce.area = "NG008"
    taskforce.settings = {"tally_designs": [DESIGN], "agreement": {"valid_months": 24}}
    for name, codes in COUNTED.items():
        for position, code in enumerate(codes):
            labels = {"en": code.replace("_", " ")}
            row = Code(list=name, code=code, position=position, labels=labels)
            row.taskforce_id = house.id
            model.Session.add(row)
    for code, name in COUNTED_PLACES:
        row = Place(code=code, name=name, level=2, parent="NG008")
        row.taskforce_id = house.id
        model.Session.add(row)
    model.Session.commit()
    for name, role, agency in (
        ("other_focal_point", "focal_point", "BRN"),
        ("police_focal_point", "focal_point", "POL"),
        ("own_custodian", "custodian", "RP"),
    ):
        user = a_user(name.replace("_", "-"))
        setattr(house, name, user)
        seat = {"user": user["name"], "role": role, "agency": agency}
        house.seat[name] = call("seat_create", house.root, taskforce=house.slug, **seat)
    house.agreement = {
        agency: call(
            "agreement_create",
            house.secretariat,
            taskforce=house.slug,
            agency=agency,
            endorsed_on=day(-30),
        )
        for agency in ("RP", "BRN")
    }
    return house


@pytest.fixture
def owing(counting: SimpleNamespace, freezer: Any) -> SimpleNamespace:
    """Let four quarters be over since the endorsements, on a day of the fifth.

    Endorsements and seats are older than all of them, whatever day it really is.
    """
    start = dt.date(2020, 1, 1)
    model.Session.execute(sa.update(Agreement).values(endorsed_on=start))
    model.Session.execute(sa.update(Seat).values(starts=start))
    model.Session.commit()
    freezer.move_to("2026-11-26T12:00:00")
    return counting


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


@pytest.fixture
def window(app) -> Callable[[Any], Any]:
    """Return the function that opens a browser in which a user is signed in."""
    return lambda user: app.test_client(user=model.User.get(user["id"]))


@pytest.fixture
def browser(window, counting) -> Callable[[str], Any]:
    """Return the function that opens one for a seat of the counting house."""
    return lambda who: window(getattr(counting, who))
