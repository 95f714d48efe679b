"""The rows of every table of a test database: emptied, copied, put back.

CKAN's own reset knows nothing of triggers, and deleting row by row is slow.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory

PLUGIN = "tiptaskforce"
VERSIONS = f"{PLUGIN}_alembic_version"
MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
# Tables whose triggers forbid that rows are deleted.
GUARDED = (f"{PLUGIN}_event", f"{PLUGIN}_contribution")


def filled(connection: sa.Connection) -> list[str]:
    """Return the names of the tables with rows, without those that count migrations."""
    names = [
        name
        for name in sa.inspect(connection).get_table_names()
        if not name.endswith("alembic_version")
    ]
    asked = [
        sa.select(sa.literal(name)).select_from(sa.table(name)).limit(1)
        for name in names
    ]
    return list(connection.scalars(sa.union_all(*asked))) if asked else []


def truncate(connection: sa.Connection, tables: list[str]) -> None:
    """Empty these tables past the triggers; never wait for ever for a lock on them."""
    connection.execute(sa.text("SET LOCAL lock_timeout = '60s'"))
    guarded = [name for name in tables if name.startswith(GUARDED)]
    for name in guarded:
        connection.execute(sa.text(f'ALTER TABLE "{name}" DISABLE TRIGGER USER'))
    if tables:
        names = ", ".join(f'"{name}"' for name in tables)
        connection.execute(sa.text(f"TRUNCATE {names} CASCADE"))
    for name in guarded:
        connection.execute(sa.text(f'ALTER TABLE "{name}" ENABLE TRIGGER USER'))


def copied(connection: sa.Connection) -> dict[str, bytes]:
    """Return the rows of every table that has some, parents before children.

    The database knows its foreign keys; CKAN's models lack that of its dashboard.
    """
    raw, found = connection.connection.cursor(), {}
    with_rows = set(filled(connection))
    order = sa.inspect(connection).get_sorted_table_and_fkc_names()
    for name in [name for name, _ in order if name in with_rows]:
        rows = io.BytesIO()
        raw.copy_expert(f'COPY "{name}" TO STDOUT (FORMAT binary)', rows)
        found[name] = rows.getvalue()
    return found


def put_back(connection: sa.Connection, kept: dict[str, bytes]) -> None:
    """Make the database hold these rows and no others."""
    truncate(connection, filled(connection))
    raw = connection.connection.cursor()
    for name, rows in kept.items():
        raw.copy_expert(f'COPY "{name}" FROM STDIN (FORMAT binary)', io.BytesIO(rows))


def texts(connection: sa.Connection, nouns: Iterable[str]) -> dict[str, list[str]]:
    """Return every row of our tables of these nouns as the database writes it."""
    found = {}
    for noun in nouns:
        table = sa.table(f"{PLUGIN}_{noun}").alias("t")
        whole = sa.cast(sa.literal_column("t"), sa.Text)
        found[noun] = sorted(connection.scalars(sa.select(whole).select_from(table)))
    return found


def is_migrated(connection: sa.Connection) -> bool:
    """Tell whether the tables are there, as the newest revision of ours makes them."""
    if not {VERSIONS, "user"} <= set(sa.inspect(connection).get_table_names()):
        return False
    versions = sa.table(VERSIONS, sa.column("version_num"))
    return connection.scalar(sa.select(versions.c.version_num)) == _newest()


@functools.cache
def _newest() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
