"""All rows of the portal's database, out and in: one view of it, parents first.

Everything is copied, CKAN's tables too: accounts, tokens, the organization and the
datasets belong to the state of a task force as much as its own rows do. PostgreSQL's
COPY over the connection that the site has anyway does it; no client program of the
server's version has to be on the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.event import EventHead
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

Connection = sa.Connection
# What a portal has before anybody used it: the state of its schema, and CKAN's own.
BARE = ("alembic_version", "system_info")
LOCK_SECONDS = 30


@contextmanager
def frozen() -> Iterator[sa.Connection]:
    """Give a connection that sees the database as it stands now, and only reads."""
    with model.ensure_engine().connect() as connection:
        fixed = connection.execution_options(isolation_level="REPEATABLE READ")
        with fixed.begin():
            fixed.execute(sa.text("SET TRANSACTION READ ONLY"))
            yield fixed


def tables(connection: sa.Connection) -> dict[str, list[str]]:
    """Return the columns of every table, parents before children."""
    inspector = sa.inspect(connection)
    ordered = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name]
    return {
        name: [column["name"] for column in inspector.get_columns(name)]
        for name in ordered
    }


def revisions(connection: sa.Connection) -> dict[str, list[str]]:
    """Return the migrations that the database has, by the table that counts them."""
    names = [name for name in tables(connection) if name.endswith("alembic_version")]
    return {
        name: sorted(
            connection.scalars(sa.text(f"SELECT version_num FROM {_quoted(name)}"))  # noqa: S608
        )
        for name in names
    }


def copy_out(
    connection: sa.Connection, name: str, columns: list[str], target: IO[bytes]
) -> int:
    """Write the rows of a table and return how many there are."""
    listed = ", ".join(map(_quoted, columns))
    cursor = _cursor(connection)
    cursor.copy_expert(f"COPY {_quoted(name)} ({listed}) TO STDOUT", target)
    return cursor.rowcount


def copy_in(
    connection: sa.Connection, name: str, columns: list[str], source: IO[bytes]
) -> int:
    """Read the rows of a table and return how many there are."""
    listed = ", ".join(map(_quoted, columns))
    cursor = _cursor(connection)
    cursor.copy_expert(f"COPY {_quoted(name)} ({listed}) FROM STDIN", source)
    return cursor.rowcount


def used(connection: sa.Connection, site_user: str) -> list[str]:
    """Return the tables with rows that somebody's use of the portal has made."""
    names = [n for n in tables(connection) if not n.endswith(BARE)]
    return [name for name in names if _has_rows(connection, name, site_user)]


@contextmanager
def emptied(connection: sa.Connection, names: Iterable[str]) -> Iterator[None]:
    """Empty these tables, past the triggers that guard the log, while rows come in."""
    listed = [_quoted(name) for name in names]
    connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
    for name in listed:
        connection.execute(sa.text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    connection.execute(sa.text(f"TRUNCATE {', '.join(listed)}"))
    yield
    for name in listed:
        connection.execute(sa.text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))


def wind_on(connection: sa.Connection, names: Iterable[str]) -> None:
    """Let every counter of these tables go on after the highest number in it."""
    for name in names:
        for column in sa.inspect(connection).get_columns(name):
            path = {"table": _quoted(name), "column": column["name"]}
            counter = connection.scalar(
                sa.text("SELECT pg_get_serial_sequence(:table, :column)"), path
            )
            if counter:
                top = f"SELECT max({_quoted(column['name'])}) FROM {_quoted(name)}"  # noqa: S608
                query = f"SELECT setval(:counter, coalesce(({top}), 1))"
                connection.execute(sa.text(query), {"counter": counter})


def heads(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """Return the newest link of the event log of each task force, by its slug."""
    query = sa.select(Taskforce.slug, EventHead.seq, EventHead.hash).join(
        EventHead, EventHead.id == Taskforce.id
    )
    found = connection.execute(query.order_by(Taskforce.slug))
    return {slug: {"seq": seq, "hash": digest} for slug, seq, digest in found}


def kept_files(connection: sa.Connection) -> dict[str, str]:
    """Return the sha256 of each file in the private storage, by its location."""
    query = sa.select(Document.location, Document.sha256)
    found = connection.execute(query.where(Document.location != ""))
    return dict(found.tuples().all())


def release_files(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Return the sha256 of each file of each release that has some, by its id."""
    query = sa.select(Release.id, Release.files)
    found = connection.execute(query.where(Release.state != State.DROPPED.value))
    return {
        release_id: {entry["name"]: entry["sha256"] for entry in files}
        for release_id, files in found
        if files
    }


def _has_rows(connection: sa.Connection, name: str, site_user: str) -> bool:
    rule = " WHERE name <> :own" if name == "user" else ""
    query = f"SELECT EXISTS (SELECT 1 FROM {_quoted(name)}{rule})"  # noqa: S608
    return bool(connection.scalar(sa.text(query), {"own": site_user} if rule else {}))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cursor(connection: sa.Connection) -> Any:
    return connection.connection.cursor()
