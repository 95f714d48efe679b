"""Seconds from a clean clone to an open page, the second time too, and peak memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from bench.frame import Figure
from dev.failure import StepFailed
from dev.places import ROOT
from dev.processes import MARK

SECOND_START_SECONDS = 20.0
PEAK_GIB = 3.0
# A first start has no limit of its own; this is what it is told beside.
FIRST_START_SECONDS = 180.0
GIB = 2**30


class Memory(threading.Thread):
    """Watches what all processes of a checkout hold together."""

    def __init__(self, checkout: Path) -> None:
        super().__init__(daemon=True)
        self.checkout = str(checkout)
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Look about three times a second."""
        while not self.ended.wait(0.3):
            self.peak = max(self.peak, self.now())

    def now(self) -> int:
        """Return the proportional memory of the processes, shared pages split."""
        total = 0
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if self._is_ours(process):
                    total += process.memory_full_info().pss
        return total

    def _is_ours(self, process: psutil.Process) -> bool:
        mark = process.environ().get(MARK, "")
        return mark.startswith(self.checkout) or process.cwd().startswith(self.checkout)


def run() -> list[Figure]:
    """Clone the checkout, start it twice, and watch its memory."""
    folder = Path(tempfile.mkdtemp(prefix="bench start ü ", dir="/var/tmp"))  # noqa: S108
    checkout = folder / "checkout"
    try:
        _do("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(checkout))
        memory = Memory(checkout)
        memory.start()
        first = _start(checkout)
        _do("make", "--directory", str(checkout), "demo-stop")
        second = _start(checkout)
        memory.ended.set()
        memory.join()
        _do("make", "--directory", str(checkout), "demo-stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    peak = memory.peak / GIB
    return [
        Figure("first start", first, "s", "three minutes", FIRST_START_SECONDS),
        Figure("second start", second, "s", "limit", SECOND_START_SECONDS, goal=1),
        Figure("peak memory", peak, "GiB", "limit", PEAK_GIB, goal=1),
    ]


def _start(checkout: Path) -> float:
    begun = time.monotonic()
    _do("make", "--directory", str(checkout), "demo-start", "PORT=5600")
    taken = time.monotonic() - begun
    logins = json.loads((checkout / ".dev/demo/logins.json").read_text())
    print(f"    {taken:.0f} s until {logins['url']} answered", flush=True)
    return taken


def _do(*words: str) -> None:
    done = subprocess.run(words, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise StepFailed(f"{' '.join(words)}: exit code {done.returncode}")


if __name__ == "__main__":
    sys.exit("run it through `make bench`")
