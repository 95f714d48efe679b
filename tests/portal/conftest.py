"""Fixtures of the tests that run on real services."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa
from ckan import model

PLUGIN = "tiptaskforce"


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
