"""`make test`: the pure tests with no service up, then the portal tests on a stack."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from dev.failure import StepFailed
from dev.places import ROOT, Places
from dev.processes import clean_environment
from dev.stack import Stack

NO_TESTS_COLLECTED = 5
NO_SERVICES = ("-p", "no:ckan", "-p", "no:ckan_fixtures")
Say = Callable[[str], None]


def pytest(words: list[str], environment: dict[str, str]) -> int:
    """Run pytest; a folder without tests is no failure."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        env=environment,
        check=False,
    )
    return 0 if done.returncode == NO_TESTS_COLLECTED else done.returncode


def portal(words: list[str], say: Say) -> int:
    """Run pytest on the stack for tests; leave the stack as it was found."""
    stack = Stack(Places("test"))
    started_here = stack.up(say)
    try:
        environment = clean_environment() | stack.environment()
        refuse_other_database(environment["CKAN_SQLALCHEMY_URL"])
        return pytest(["--ckan-ini=test.ini", *words], environment)
    finally:
        if started_here:
            stack.down(say)


def refuse_other_database(url: str) -> None:
    """Raise StepFailed unless the database is called a test database."""
    database = url.rpartition("/")[2].partition("?")[0]
    if "test" not in database:
        raise StepFailed(
            f"tests delete everything, and {database!r} is not named a test database",
            remedy="unset CKAN_SQLALCHEMY_URL",
        )
