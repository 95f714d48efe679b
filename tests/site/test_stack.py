"""A stack that died is cleaned up by the next start, and loses nothing."""

from __future__ import annotations

import json
import sys

import psutil
import pytest
import sqlalchemy as sa

from dev.failure import StepFailed
from dev.places import DEV, Places
from dev.processes import marked, spawn
from dev.stack import Stack

IDLE = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def stack():
    """A stack of its own, down and empty before and after."""
    made = Stack(Places("test_died"))
    # A stack for tests may lose in a crash what it has not written; a demo may not.
    made.is_durable = True
    made.down(print)
    yield made
    made.down(print)
    assert marked(made.places.folder) == []


def _pids(stack: Stack) -> list[int]:
    return [service["pid"] for service in stack.read()["services"].values()]


def _run(stack: Stack, statement: str) -> list:
    engine = sa.create_engine(stack.environment()["CKAN_SQLALCHEMY_URL"])
    try:
        with engine.begin() as connection:
            done = connection.execute(sa.text(statement))
            return list(done) if done.returns_rows else []
    finally:
        engine.dispose()


class TestDeath:
    def test_killed_services_and_a_lost_record_are_mended_by_the_next_start(
        self, stack
    ):
        stack.up(print)
        _run(stack, "CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS n")
        for pid in _pids(stack)[:2]:
            psutil.Process(pid).kill()
        survivor = _pids(stack)[2]
        stray = spawn(
            IDLE,
            log=stack.places.log("stray"),
            mark=stack.places.folder,
            cwd=stack.places.folder,
        )
        stack.places.record.write_text('{"services": {"post')
        assert stack.up(print)
        stray.wait()
        assert survivor not in _pids(stack)
        assert not psutil.pid_exists(survivor)
        assert _run(stack, "SELECT n FROM kept") == [(7,)]

    def test_a_second_start_of_a_running_stack_changes_nothing(self, stack):
        stack.up(print)
        before = stack.places.record.read_text()
        assert not Stack(Places("test_died")).up(print)
        assert stack.places.record.read_text() == before


class TestClosedFolder:
    def test_a_stack_below_a_closed_folder_starts_and_changes_no_mode(self, tmp_path):
        """Root's folders are closed to the account that PostgreSQL runs under."""
        home = tmp_path / "closed" / "a ü"
        home.mkdir(parents=True)
        home.parent.chmod(0o700)
        (home / "jars").symlink_to(DEV / "jars")
        stack = Stack(Places("test_closed", home))
        before = [path.stat().st_mode for path in (home, *home.parents)]
        try:
            stack.up(print)
            assert _run(stack, "SELECT 7") == [(7,)]
            assert [path.stat().st_mode for path in (home, *home.parents)] == before
        finally:
            stack.down(print)


class TestDown:
    def test_nothing_runs_and_nothing_is_told_of_a_stack_that_is_down(self, stack):
        stack.up(print)
        pids = _pids(stack)
        stack.down(print)
        assert not [pid for pid in pids if psutil.pid_exists(pid)]
        assert json.loads(stack.places.record.read_text())["services"] == {}
        with pytest.raises(StepFailed, match="not up"):
            stack.environment()
