"""Processes of a stack: started apart from the terminal, found again, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from dev.failure import StepFailed
from dev.places import DEV

# Every process of a stack carries the stack's folder in this variable, so that the
# next start finds what a crash left behind even if the record is lost.
MARK = "TIPTASKFORCE_STACK"
# Chooses one of the two servers in the wheel of PostgreSQL: 18, or 16.
POSTGRES_VERSION = "PGSERVER_POSTGRES_VERSION"


@dataclass(frozen=True)
class Started:
    """One process as the record keeps it; a pid alone may be used again."""

    pid: int
    created: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def clean_environment() -> dict[str, str]:
    """Return this environment without what another CKAN or Java left in it."""
    foreign = ("CKAN_", "PG", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")
    # Each process would compile all of CKAN again: ten seconds instead of two.
    foreign += ("PYTHONDONTWRITEBYTECODE",)
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(foreign) or k == POSTGRES_VERSION
    }
    # Java and Python read file names in the encoding of the locale: a checkout
    # whose path has other letters than ASCII would not be found in the C locale.
    # Otherwise every Java leaves a folder where temporary files go.
    kept["MAVEN_OPTS"] = f"{kept.get('MAVEN_OPTS', '')} -XX:-UsePerfData".strip()
    kept.setdefault("PYTHONPYCACHEPREFIX", str(DEV / "pycache"))
    return kept | {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def spawn(  # noqa: PLR0913 - all but the first go by keyword
    argv: list[str],
    *,
    log: Path,
    mark: Path,
    cwd: Path,
    env: dict[str, str] | None = None,
    stdout: int | None = None,
    pass_fds: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, its output appended to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        return subprocess.Popen(
            argv,
            cwd=cwd,
            env=(env or clean_environment()) | {MARK: str(mark)},
            stdin=subprocess.DEVNULL,
            stdout=sink if stdout is None else stdout,
            stderr=sink,
            start_new_session=True,
            pass_fds=pass_fds,
        )


def run(argv: list[str], *, log: Path, what: str, remedy: str = "", **spawning) -> None:  # noqa: ANN003
    """Run a step to its end, its output in `log`; raise StepFailed if it fails."""
    process = spawn(argv, log=log, **spawning)
    try:
        code = process.wait()
    except BaseException:
        stop([started(process)])
        raise
    if code:
        raise StepFailed(f"{what} (exit code {code})", log=log, remedy=remedy)


def started(process: subprocess.Popen[bytes]) -> Started:
    """Return what identifies a process that was just started."""
    try:
        return Started(process.pid, psutil.Process(process.pid).create_time())
    except psutil.NoSuchProcess:
        return Started(process.pid, 0.0)


def find(record: Started) -> psutil.Process | None:
    """Return the living process of a record; None if it ended."""
    try:
        process = psutil.Process(record.pid)
        same = abs(process.create_time() - record.created) < 1
        return process if same and process.status() != "zombie" else None
    except psutil.Error:
        return None


def marked(mark: Path) -> list[psutil.Process]:
    """Return every process of this user that belongs to the stack in `mark`."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == str(mark):
                found.append(process)
    return found


def stop(records: Iterable[Started], *, seconds: float = 15) -> None:
    """End these processes and their children; the slow ones by force."""
    stop_processes([p for r in records if (p := find(r))], seconds=seconds)


def stop_processes(
    processes: list[psutil.Process], *, seconds: float, sign: int = signal.SIGTERM
) -> None:
    """Ask these processes to end, wait, then kill them and what they started."""
    family = list(processes)
    for process in processes:
        with suppress(psutil.Error):
            family.extend(process.children(recursive=True))
        with suppress(psutil.Error):
            process.send_signal(sign)
    _, alive = psutil.wait_procs(set(family), timeout=seconds)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def wait_until(
    ready: Callable[[], bool],
    *,
    process: subprocess.Popen[bytes],
    what: str,
    log: Path,
    seconds: float,
) -> None:
    """Wait for a condition; raise StepFailed if the process ends or time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise StepFailed(f"{what} ended at once", log=log)
        if time.monotonic() > deadline:
            raise StepFailed(
                f"{what} did not answer within {seconds:.0f} seconds",
                log=log,
                remedy="look at the log; on a busy machine simply try again",
            )
        time.sleep(0.1)
