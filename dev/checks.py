"""`make test`: what CI runs, from the linters to a browser on the whole site."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from dev import browser
from dev.demo import Demo
from dev.failure import StepFailed
from dev.places import DEV, ROOT, Places
from dev.processes import clean_environment
from dev.report import Count, count
from dev.stack import Stack

NO_TESTS_COLLECTED = 5
NO_SERVICES = ("-p", "no:ckan", "-p", "no:ckan_fixtures")
PURE = ("tests/pure", "tests/disclosure", "tests/dev")
SITE = "test_site"
PARALLEL = 2
REPORTS = DEV / "reports"
Say = Callable[[str], None]
Result = TypeVar("Result")

LINTERS = {
    "ruff check": ("ruff", "check", "--quiet", "."),
    "ruff format": ("ruff", "format", "--check", "--quiet", "."),
    "pyright": ("pyright",),
    "djlint": ("djlint", "--lint", "--quiet", "ckanext/tiptaskforce/templates"),
    "pip check": ("pip", "check"),
}


def run(*, fast: bool, full: bool, say: Say) -> int:
    """Run every stage, also after a failed one; the last line counts."""
    begun = time.monotonic()
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    # Tests run in another order each time; who looks for a fault needs the same one.
    order = f"--randomly-seed={int(time.time())}"
    marks = [order] if full else [order, "-m", "not long"]
    total = Count() if fast else lint(say)
    total += pure(marks, say)
    if not fast:
        total += _stage("portal", lambda: portal_all(marks, say))
        total += _stage("site", lambda: site(marks, say))
    say(f"all of it took {time.monotonic() - begun:.0f} s")
    for complaint in total.complaints:
        # The end of a long log is what a reader of CI sees first.
        say(f"FAILED {complaint}")
    if total.failed:
        say(f"they ran in the order of {order}")
    print(f"tests: {total}", flush=True)
    return 1 if total.failed else 0


def lint(say: Say) -> Count:
    """Run every linter to its end; each counts as one check."""
    total = Count()
    for name, words in LINTERS.items():
        done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False)
        passed = done.returncode == 0
        say(f"{name}: {'clean' if passed else 'FAILED'}")
        complaints = () if passed else (f"{name}: not clean",)
        total += Count(int(passed), int(not passed), complaints=complaints)
    return total


def pure(marks: list[str], say: Say) -> Count:
    """Run the tests that need no service and no CKAN."""
    say("tests that need no service")
    folders = [folder for folder in PURE if (ROOT / folder).is_dir()]
    words = [*NO_SERVICES, "-n", str(PARALLEL), "--dist", "loadfile"]
    return counted("pure", [*words, *marks, *folders], clean_environment())


def portal_all(marks: list[str], say: Say) -> Count:
    """Run the portal tests, each process on a slot of the stack for tests."""
    say("tests on PostgreSQL, Valkey and Solr")
    # The long tests fill few files, so a process without work takes from the other.
    dist = "loadfile" if "-m" in marks else "worksteal"
    with_slots = ["-n", str(PARALLEL), "-p", "dev.slots", "--dist", dist]
    return _on_stack(
        lambda env: counted(
            "portal", ["--ckan-ini=test.ini", *with_slots, *marks, "tests/portal"], env
        ),
        say,
        slots=PARALLEL,
    )


def site(marks: list[str], say: Say) -> Count:
    """Run the tests that look at a whole site, made anew as `make demo` makes it."""
    say("tests on the whole site, as `make demo` opens it")
    if browser.find() is None:
        say("no Chromium was found: what needs a browser is skipped, and counted so")
    demo = Demo(say, Places(SITE))
    demo.stop()
    shutil.rmtree(demo.places.folder, ignore_errors=True)
    if demo.start(port=0):
        return Count(failed=1, complaints=("site: the demo did not start",))
    try:
        environment = clean_environment() | {
            "TIPTASKFORCE_LOGINS": str(demo.places.logins),
            "TIPTASKFORCE_SITE": str(demo.places.folder),
        }
        return counted("site", [*NO_SERVICES, *marks, "tests/site"], environment)
    finally:
        demo.stop()


def portal(words: list[str], say: Say) -> int:
    """Run pytest on the stack for tests; leave the stack as it was found."""
    return _on_stack(lambda env: pytest(["--ckan-ini=test.ini", *words], env), say)


def pytest(words: list[str], environment: dict[str, str]) -> int:
    """Run pytest; a folder without tests is no failure."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        env=environment,
        check=False,
    )
    return 0 if done.returncode == NO_TESTS_COLLECTED else done.returncode


def counted(stage: str, words: list[str], environment: dict[str, str]) -> Count:
    """Run pytest and return what it counted."""
    junit = REPORTS / f"{stage}.xml"
    code = pytest(["-q", f"--junitxml={junit}", *words], environment)
    found = count(junit)
    # A run that broke off counts as failed even if no single test did.
    broke_off = Count(failed=1, complaints=(f"{stage}: pytest ended with {code}",))
    return found + broke_off if code and not found.failed else found


def refuse_other_database(url: str) -> None:
    """Raise StepFailed unless the database is called a test database."""
    database = url.rpartition("/")[2].partition("?")[0]
    if "test" not in database:
        raise StepFailed(
            f"tests delete everything, and {database!r} is not named a test database",
            remedy="unset CKAN_SQLALCHEMY_URL",
        )


def _stage(name: str, run_it: Callable[[], Count]) -> Count:
    """Run a stage; one that cannot even begin is a failure, and the rest goes on."""
    try:
        return run_it()
    except StepFailed as failure:
        print(f"{name}: {failure}", file=sys.stderr, flush=True)
        return Count(failed=1, complaints=(f"{name}: {failure}",))


def _on_stack(
    act: Callable[[dict[str, str]], Result], say: Say, *, slots: int = 1
) -> Result:
    stack = Stack(Places("test"), slots=slots)
    started_here = stack.up(say)
    try:
        environment = clean_environment() | stack.environment()
        refuse_other_database(environment["CKAN_SQLALCHEMY_URL"])
        return act(environment)
    finally:
        if started_here:
            stack.down(say)
