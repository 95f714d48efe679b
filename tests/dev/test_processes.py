"""Processes are found again by what identifies them, and end when they are told to."""

from __future__ import annotations

import sys
from dataclasses import replace

import psutil
import pytest

from dev.failure import StepFailed
from dev.processes import (
    clean_environment,
    find,
    marked,
    run,
    spawn,
    started,
    stop,
    wait_until,
)

IDLE = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(600)",
]


@pytest.fixture
def idle(tmp_path):
    """A process of a stack, ended after the test whatever happens."""
    process = spawn(IDLE, log=tmp_path / "log", mark=tmp_path, cwd=tmp_path)
    yield process
    process.kill()
    process.wait()


class TestFind:
    def test_a_living_process_is_found(self, idle):
        assert find(started(idle)).pid == idle.pid

    def test_a_number_that_another_process_has_now_is_not_ours(self, idle):
        earlier = replace(started(idle), created=started(idle).created - 3600)
        assert find(earlier) is None

    def test_a_process_that_ended_is_not_found(self, idle):
        known = started(idle)
        idle.kill()
        idle.wait()
        assert find(known) is None

    def test_the_mark_finds_what_no_record_knows(self, idle, tmp_path):
        assert [p.pid for p in marked(tmp_path)] == [idle.pid]


class TestStop:
    def test_a_process_that_will_not_listen_is_killed(self, tmp_path):
        log = tmp_path / "log"
        process = spawn(STUBBORN, log=log, mark=tmp_path, cwd=tmp_path)
        _until_it_says(process, log, "deaf")
        stop([started(process)], seconds=0.2)
        assert not psutil.pid_exists(process.pid)
        process.wait()

    def test_stopping_leaves_others_alone(self, idle):
        stop([replace(started(idle), created=1.0)])
        assert idle.poll() is None


class TestRun:
    def test_a_failing_step_says_where_its_log_is(self, tmp_path):
        log = tmp_path / "step.log"
        argv = [sys.executable, "-c", "raise SystemExit('no such table')"]
        with pytest.raises(StepFailed) as failure:
            run(argv, log=log, what="tables", mark=tmp_path, cwd=tmp_path)
        assert "no such table" in str(failure.value)
        assert str(log) in str(failure.value)

    def test_a_server_that_ends_at_once_is_not_waited_for(self, tmp_path):
        process = spawn(
            [sys.executable, "-c", ""],
            log=tmp_path / "log",
            mark=tmp_path,
            cwd=tmp_path,
        )
        process.wait()
        with pytest.raises(StepFailed, match="ended at once"):
            wait_until(
                lambda: False,
                process=process,
                what="Solr",
                log=tmp_path / "log",
                seconds=60,
            )


class TestEnvironment:
    def test_another_sites_settings_do_not_come_along(self, monkeypatch):
        monkeypatch.setenv("CKAN_SQLALCHEMY_URL", "postgresql://production/ckan")
        monkeypatch.setenv("PGHOST", "production")
        assert not {"CKAN_SQLALCHEMY_URL", "PGHOST"} & set(clean_environment())

    def test_the_version_of_the_own_server_comes_along(self, monkeypatch):
        monkeypatch.setenv("PGSERVER_POSTGRES_VERSION", "16")
        assert clean_environment()["PGSERVER_POSTGRES_VERSION"] == "16"


def _until_it_says(process, log, word):
    wait_until(
        lambda: word in log.read_text(),
        process=process,
        what=word,
        log=log,
        seconds=60,
    )
