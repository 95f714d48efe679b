"""Each revision: up, down, up with rows in it; the schema equals the models; a kill."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from ckan import model
from ckan.cli.cli import ckan

import ckanext.tiptaskforce

PLUGIN = "tiptaskforce"
PACKAGE = Path(next(iter(ckanext.tiptaskforce.__path__)))
FOLDER = PACKAGE / "migration" / PLUGIN
VALUES: dict[type[Any], Any] = {
    sa.Integer: 7,
    sa.BigInteger: 7,
    sa.Numeric: 7,
    sa.Boolean: True,
    sa.Date: dt.date(2026, 11, 25),
    sa.DateTime: dt.datetime(2026, 11, 25, tzinfo=dt.UTC),
}


def revisions() -> list[str]:
    """Return our revisions, oldest first."""
    config = Config(str(FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(FOLDER))
    walked = ScriptDirectory.from_config(config).walk_revisions()
    return [script.revision for script in walked][::-1]


def ours() -> set[str]:
    """Return the names of our tables that are there."""
    with model.meta.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
    return {n for n in names if n.startswith(PLUGIN) and "alembic" not in n}


def filled(number: int) -> dict[str, int]:
    """Put so many rows into each of our tables that has none; return the counts."""
    empty = {name for name, n in counted().items() if not n}
    meta = sa.MetaData()
    meta.reflect(model.meta.engine, only=lambda name, _: name in ours())
    with model.meta.engine.begin() as connection:
        for table in (t for t in meta.sorted_tables if t.name in empty):
            rows = [_row(table, i) for i in range(number)]
            connection.execute(sa.insert(table), rows)
    return counted()


def _row(table: sa.Table, index: int) -> dict[str, Any]:
    return {c.name: _value(c, index) for c in table.columns}


def _value(column: sa.Column[Any], index: int) -> Any:
    if isinstance(column.type, sa.ARRAY):
        return [f"x{index}"]
    if isinstance(column.type, sa.JSON):
        return {"x": index}
    if isinstance(column.type, sa.Text | sa.String):
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{column.name}{index}"))
    if column.name in ("seq", "number"):
        return index
    return next(v for kind, v in VALUES.items() if isinstance(column.type, kind))


def counted() -> dict[str, int]:
    with model.meta.engine.connect() as connection:
        return {
            name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) or 0
            for name in sorted(ours())
        }


def leftovers() -> list[str]:
    """Return functions of ours that stand in the database."""
    asked = "SELECT proname FROM pg_proc WHERE proname LIKE 'tiptaskforce%'"
    with model.meta.engine.connect() as connection:
        return list(connection.scalars(sa.text(asked)))


@pytest.fixture
def bare(clean_db, migrate_db_for):
    """The database without any of our tables, and with them again afterwards."""
    model.Session.remove()
    migrate_db_for(PLUGIN, "base", forward=False)
    assert ours() == set()
    yield
    model.Session.remove()
    migrate_db_for(PLUGIN)


class TestRevisions:
    @pytest.mark.parametrize(
        "number", [100, pytest.param(10_000, marks=pytest.mark.long)]
    )
    def test_each_goes_up_down_and_up_with_rows_in_it(
        self, bare, migrate_db_for, number
    ):
        before = "base"
        for revision in revisions():
            migrate_db_for(PLUGIN, revision)
            tables, rows = ours(), filled(number)
            # From 013 on the alerts that were there count, beside the tallies' rows.
            assert set(rows.values()) - {2 * number} == {number}

            migrate_db_for(PLUGIN, before, forward=False)
            kept = counted()
            assert all(kept[name] in (number, 2 * number) for name in kept)
            migrate_db_for(PLUGIN, revision)

            assert ours() == tables
            before = revision

    def test_nothing_is_left_behind(self, bare):
        assert leftovers() == []

    def test_the_append_only_triggers_come_back(self, bare, migrate_db_for):
        migrate_db_for(PLUGIN)
        filled(1)
        for told in (
            "UPDATE tiptaskforce_event SET verb = 'x'",
            "DELETE FROM tiptaskforce_event",
            "TRUNCATE tiptaskforce_event",
            "DELETE FROM tiptaskforce_event_value",
            "UPDATE tiptaskforce_event_value SET value = '1'",
        ):
            with (
                pytest.raises(sa.exc.DBAPIError),
                model.meta.engine.begin() as connection,
            ):
                connection.execute(sa.text(told))
        assert counted()["tiptaskforce_event"] == 1


@pytest.fixture
def known_models(monkeypatch):
    """Give `db check` the models again.

    CKAN 2.12.0 puts an empty or reflected collection in their place whenever it empties
    a database or asks whether there are tables (`ckan.model.Repository`).
    """
    monkeypatch.setattr(model.meta, "metadata", model.repo.metadata)


@pytest.mark.filterwarnings("ignore:'protected_args' is deprecated")
class TestModels:
    def test_schema_and_models_are_the_same(self, clean_db, known_models, cli):
        checked = cli.invoke(ckan, ["db", "check"])

        assert checked.exit_code == 0, checked.output or checked.exception

    def test_a_missing_column_is_seen(self, clean_db, known_models, cli):
        """The control: the check can fail."""
        with model.meta.engine.begin() as connection:
            told = "ALTER TABLE tiptaskforce_place RENAME COLUMN names TO other"
            connection.execute(sa.text(told))
        try:
            checked = cli.invoke(ckan, ["db", "check"])
        finally:
            with model.meta.engine.begin() as connection:
                told = "ALTER TABLE tiptaskforce_place RENAME COLUMN other TO names"
                connection.execute(sa.text(told))

        assert checked.exit_code != 0
        assert "tiptaskforce_place" in checked.output


def _is_waiting(connection: sa.Connection) -> bool:
    """Tell whether anybody waits in this database; others on the server may too."""
    asked = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return bool(connection.scalar(sa.text(asked)))


def _until(holds: Any, seconds: int = 60) -> None:
    """Wait for a condition, with a limit."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


class TestKill:
    def test_a_kill_in_mid_migration_leaves_nothing_and_can_be_repeated(
        self, bare, migrate_db_for, pytestconfig
    ):
        """The migration stops at a table whose name another transaction holds."""
        ini = pytestconfig.getoption("ckan_ini")
        words = [str(Path(sys.executable).with_name("ckan")), "-c", str(ini)]
        watching = model.meta.engine.execution_options(isolation_level="AUTOCOMMIT")
        with model.meta.engine.connect() as holder, watching.connect() as eye:
            holder.execute(sa.text("CREATE TABLE tiptaskforce_release (id text)"))
            process = subprocess.Popen([*words, "db", "upgrade", "-p", PLUGIN])
            try:
                _until(lambda: _is_waiting(eye))
                process.send_signal(signal.SIGKILL)
                process.wait()
            finally:
                process.kill()
                holder.rollback()
            _until(lambda: not _is_waiting(eye))

        _until(lambda: ours() == set())
        assert leftovers() == []
        migrate_db_for(PLUGIN)
        assert len(ours()) > 15
