"""A child that dies is seen, named, and started again; one that keeps dying is not."""

from __future__ import annotations

import sys

import pytest

from dev.failure import StepFailed
from dev.places import Places
from dev.processes import clean_environment
from dev.supervisor import Child, Supervisor

IDLE = [sys.executable, "-c", "import time; time.sleep(600)"]
DYING = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    """A supervisor whose children end with the test."""
    places = Places("demo", tmp_path)
    places.folder.mkdir()
    made = Supervisor(places, clean_environment(), said.append)
    yield made
    made.stop()


class TestRevive:
    def test_a_killed_worker_is_started_again_and_named(self, supervisor, said):
        child = Child("worker", IDLE)
        first = supervisor.start(child)
        first.kill()
        first.wait()
        supervisor.revive(child)
        assert child.process.pid != first.pid
        assert child.process.poll() is None
        assert "worker process ended (code -9)" in said[0]

    def test_a_living_one_is_left_alone(self, supervisor, said):
        child = Child("worker", IDLE)
        first = supervisor.start(child)
        supervisor.revive(child)
        assert child.process is first
        assert said == []

    def test_one_that_keeps_dying_ends_the_site_with_its_log(self, supervisor):
        child = Child("worker", DYING)
        supervisor.start(child)
        for _ in range(4):
            child.process.wait()
            supervisor.revive(child)
        child.process.wait()
        with pytest.raises(StepFailed, match="worker process keeps ending"):
            supervisor.revive(child)


class TestStop:
    def test_no_child_is_left(self, supervisor):
        children = [Child("web", IDLE), Child("worker", IDLE)]
        for child in children:
            supervisor.start(child)
        supervisor.stop()
        assert all(child.process.poll() is not None for child in children)

    def test_dead_services_end_the_watch(self, supervisor):
        with pytest.raises(StepFailed, match="PostgreSQL, Valkey or Solr ended"):
            supervisor.watch(lambda: False)
