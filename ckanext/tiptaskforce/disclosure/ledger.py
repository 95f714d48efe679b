"""The ledger: what was ever released, as a chain of lines that only grows.

It holds the truth behind what was withheld, so it is as secret as the tallies.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce.disclosure.document import is_mapping
from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault

GENESIS = "0" * 64
FILE, LOCK, RELEASES = "ledger.jsonl", "ledger.lock", "releases"
KINDS = frozenset({"intent", "release", "withdraw", "abandon"})
SECONDS_BETWEEN_LOOKS = 0.1
Clock = Callable[[], datetime]


def _patient() -> None:
    """Wait on."""


def clock() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Entry:
    """What the ledger says of one release: its intent, and what followed."""

    release: str
    intent: Mapping[str, Any]
    published: Mapping[str, Any] | None
    is_abandoned: bool
    is_withdrawn: bool

    @property
    def counts(self) -> bool:
        """Whether a reader may hold its bytes: a mere intent counts as well."""
        return not self.is_abandoned


class Ledger:
    """A folder with the chain and what each release left in the vault."""

    def __init__(self, folder: Path, now: Clock = clock) -> None:
        self.folder = folder
        self.now = now
        self._is_held = False

    @property
    def path(self) -> Path:
        """The file of the chain."""
        return self.folder / FILE

    def release_folder(self, release: str) -> Path:
        """Return where the ledger keeps public and vault files of a release."""
        return self.folder / RELEASES / release

    @contextmanager
    def locked(self, while_waiting: Callable[[], None] = _patient) -> Generator[None]:
        """Hold the ledger alone: nobody else may append or protect meanwhile.

        ``while_waiting`` is called a few times a second and may raise. Whoever holds
        it already goes on with the same object.
        """
        if self._is_held:
            yield
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / LOCK).open("w") as handle:
            while not _is_ours(handle.fileno()):
                while_waiting()
                time.sleep(SECONDS_BETWEEN_LOOKS)
            self._is_held = True
            try:
                yield
            finally:
                self._is_held = False

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines after the chain was verified.

        :raises BadInput: naming the line that was changed, removed or cut off
        """
        if not self.path.exists():
            return []
        data = self.path.read_bytes()
        prev = GENESIS
        found: list[dict[str, Any]] = []
        for number, raw in enumerate(data.split(b"\n")[:-1], start=1):
            line = self._line(number, raw, prev, len(found))
            prev = hashlib.sha256(raw).hexdigest()
            found.append(line)
        if not data.endswith(b"\n"):
            raise self._fault(len(found) + 1, "is cut off")
        return found

    def _line(self, number: int, raw: bytes, prev: str, seq: int) -> dict[str, Any]:
        line: Any
        try:
            line = json.loads(raw)
        except ValueError:
            raise self._fault(number, "is not JSON") from None
        if not is_mapping(line) or canonical(line) != raw:
            raise self._fault(number, "is not written as the ledger writes")
        if line.get("prev") != prev or line.get("seq") != seq:
            raise self._fault(number, "does not follow the line before it")
        if line.get("kind") not in KINDS:
            raise self._fault(number, f"has an unknown kind {line.get('kind')!r}")
        return line

    def _fault(self, number: int, message: str) -> BadInput:
        return BadInput([Fault(message, FILE, number)])

    def head(self) -> str:
        """Return the hash of the newest line."""
        self.lines()
        if not self.path.exists():
            return GENESIS
        raw = self.path.read_bytes().split(b"\n")[-2:-1]
        return hashlib.sha256(raw[0]).hexdigest() if raw else GENESIS

    def hashes(self) -> set[str]:
        """Return the hash of every line, the beginning included."""
        if not self.path.exists():
            return {GENESIS}
        raws = self.path.read_bytes().split(b"\n")[:-1]
        return {GENESIS, *(hashlib.sha256(raw).hexdigest() for raw in raws)}

    def append(self, kind: str, **content: Any) -> str:
        """Add a line, fsynced, and return its hash. The caller holds the lock."""
        lines = self.lines()
        line = {
            "seq": len(lines),
            "prev": self.head(),
            "at": self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "kind": kind,
            **content,
        }
        raw = canonical(line)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, raw + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        return hashlib.sha256(raw).hexdigest()

    def entries(self) -> list[Entry]:
        """Return what is known of each release, in the order of their intents."""
        found: dict[str, dict[str, Any]] = {}
        for line in self.lines():
            found.setdefault(line["release"], {})[line["kind"]] = line
        return [
            Entry(
                release,
                kinds.get("intent", {}),
                kinds.get("release"),
                "abandon" in kinds,
                "withdraw" in kinds,
            )
            for release, kinds in found.items()
        ]


def _is_ours(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def canonical(line: Mapping[str, Any]) -> bytes:
    """Return a line as the ledger writes it."""
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
