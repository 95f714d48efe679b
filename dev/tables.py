"""The rows of every table of a test database: emptied, copied, put back.

CKAN's own reset knows nothing of triggers, and deleting row by row is slow.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from alembic.script import ScriptDirectory

PLUGIN = "tiptaskforce"
VERSIONS = f"{PLUGIN}_alembic_version"
MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
# Tables whose triggers forbid that rows are deleted.
GUARDED = (f"{PLUGIN}_event", f"{PLUGIN}_contribution")


def filled(connection: sa.Connection) -> list[str]:
    """Return the names of the tables with rows, without those that count migrations."""
    asked = [
        sa.select(sa.literal(name)).select_from(sa.table(name)).limit(1)
        for name in _names(connection)
    ]
    return list(connection.scalars(sa.union_all(*asked))) if asked else []


def _names(connection: sa.Connection) -> list[str]:
    """Return the names of all tables but those that count migrations."""
    asked = sa.text(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    found = connection.scalars(asked)
    return [name for name in found if not name.endswith("alembic_version")]


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


class Content(NamedTuple):
    """The rows of one table: how many, and as the database copies them."""

    n: int
    rows: bytes


def copied(connection: sa.Connection) -> dict[str, Content]:
    """Return the rows of every table that has some, parents before children.

    The database knows its foreign keys; CKAN's models lack that of its dashboard.
    """
    raw, found = connection.connection.cursor(), {}
    with_rows = set(filled(connection))
    order = sa.inspect(connection).get_sorted_table_and_fkc_names()
    for name in [name for name, _ in order if name in with_rows]:
        rows = io.BytesIO()
        raw.copy_expert(f'COPY "{name}" TO STDOUT (FORMAT binary)', rows)
        found[name] = Content(raw.rowcount, rows.getvalue())
    return found


def put_back(
    connection: sa.Connection, kept: dict[str, Content], since: int | None = None
) -> None:
    """Make the database hold these rows and no others.

    :param since: the transaction after which it held them, where there was one: then
        only tables that were changed since are written again
    """
    if since is None or _were_altered(connection, since):
        changed, again = filled(connection), {*kept}
    else:
        changed = _changed(connection, kept, since)
        again = _with_children(connection, changed)
    truncate(connection, changed)
    raw = connection.connection.cursor()
    for name, content in kept.items():
        if name in again:
            source = io.BytesIO(content.rows)
            raw.copy_expert(f'COPY "{name}" FROM STDIN (FORMAT binary)', source)


def transaction(connection: sa.Connection) -> int:
    """Return the number of this transaction; later ones have greater numbers."""
    return connection.scalar(sa.text("SELECT txid_current()"))


def _were_altered(connection: sa.Connection, since: int) -> bool:
    """Tell whether a column came or went since then, which rows do not show."""
    newest = "SELECT max(xmin::text::bigint) FROM pg_attribute"
    return connection.scalar(sa.text(newest)) > since % 2**32


def _changed(
    connection: sa.Connection, kept: dict[str, Content], since: int
) -> list[str]:
    """Return the tables with other rows than these, or with rows written since then.

    Each row names the transaction that wrote it; those that were deleted are missed.
    """
    asked = []
    for name in _names(connection):
        rows, writer = sa.table(name), sa.literal_column("max(xmin::text::bigint)")
        n = kept[name].n if name in kept else 0
        differs = sa.or_(sa.func.count() != n, writer > since % 2**32)
        asked.append(sa.select(sa.literal(name)).select_from(rows).having(differs))
    return list(connection.scalars(sa.union_all(*asked)))


def _with_children(connection: sa.Connection, tables: list[str]) -> set[str]:
    """Return these tables and all whose rows refer to theirs, over any step."""
    if not tables:
        return set()
    asked = sa.text(
        "WITH RECURSIVE found AS ("
        " SELECT oid FROM pg_class WHERE relname = ANY(:tables)"
        " AND relnamespace = 'public'::regnamespace"
        " UNION SELECT c.conrelid FROM pg_constraint c JOIN found f"
        " ON c.confrelid = f.oid AND c.contype = 'f')"
        " SELECT relname FROM pg_class JOIN found USING (oid)"
    )
    return set(connection.scalars(asked, {"tables": tables}))


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
    asked = sa.select(sa.func.to_regclass(VERSIONS), sa.func.to_regclass('"user"'))
    if None in connection.execute(asked).one():
        return False
    versions = sa.table(VERSIONS, sa.column("version_num"))
    return connection.scalar(sa.select(versions.c.version_num)) == _newest()


@functools.cache
def _newest() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
