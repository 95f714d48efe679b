"""The vaults: a ledger per task force and step, which only the worker opens.

A web process changes rows and queues a job; what follows from it for the ledger is
written by ``settle`` from the rows as they stand, and can be done again at any time.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.release import LIVE, Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

if TYPE_CHECKING:
    from ckanext.tiptaskforce.disclosure.ledger import Entry, Ledger

LEDGER, WORK = "ledger.jsonl", "work"
LONGEST_SERIES = 40
PUBLIC = (State.PUBLISHED, State.WITHDRAWN)


class LedgerLostError(Exception):
    """The ledger is gone, or older than what was published: nothing may follow it."""


def folder_of(taskforce: Taskforce, step: str) -> Path:
    """Return the folder of a ledger with the vaults of its releases."""
    return config.vault_path() / taskforce.slug / step


def ledger_of(taskforce: Taskforce, step: str) -> Ledger:
    """Return the ledger of a task force and a step."""
    from ckanext.tiptaskforce.disclosure.ledger import Ledger

    return Ledger(folder_of(taskforce, step))


def free_code(ledger: Ledger, release: Release) -> str:
    """Return a name that the ledger does not know: series, period, and a number."""
    codes = release.specification["window"]["period"]
    part = "-".join(dict.fromkeys((codes[0], codes[-1]))).lower()
    name = f"{release.series[:LONGEST_SERIES].strip('-')}-{part}"
    taken = {entry.release for entry in ledger.entries()}
    if name not in taken:
        return name
    number = next(n for n in range(2, len(taken) + 3) if f"{name}-{n}" not in taken)
    return f"{name}-{number}"


def want_whole(taskforce: Taskforce, step: str, ledger: Ledger) -> None:
    """Refuse to go on where the ledger does not know all that was published.

    :raises LedgerLostError: naming the first release that it does not know
    """
    known = {entry.release: entry for entry in _entries(ledger)}
    for row in scalars(Release.of_step(taskforce.id, step)):
        if row.state not in PUBLIC or not row.code:
            continue
        entry = known.get(row.code)
        if entry is None or not _is_same(row, entry):
            raise LedgerLostError(
                f"the ledger does not know release {row.number} of {row.series}: it is "
                "lost, or older than what was published"
            )


def settle(taskforce: Taskforce, step: str) -> list[str]:
    """Write into the ledger what follows from the rows; return a line for each.

    An intent whose release was cancelled, sent back, dropped or made anew is
    abandoned; a release that was withdrawn is noted as withdrawn. The intents are read
    before the rows: a row has its code before there is an intent of that name.
    """
    from ckanext.tiptaskforce.disclosure import intent

    if _is_settled(taskforce, step):
        return []
    ledger, done = ledger_of(taskforce, step), []
    with ledger.locked():
        entries = _entries(ledger)
        rows = {row.code: row for row in _rows(taskforce, step) if row.code}
        live = {code for code, row in rows.items() if row.state in LIVE}
        for entry in entries:
            if _is_open(entry) and entry.release not in live:
                intent.abandon(ledger, entry.release)
                done.append(f"{entry.release}: abandoned")
            row = rows.get(entry.release)
            if row and row.state == State.WITHDRAWN and not entry.is_withdrawn:
                intent.withdraw(ledger, entry.release, row.withdraw_reason)
                done.append(f"{entry.release}: withdrawn")
    return done


def _is_settled(taskforce: Taskforce, step: str) -> bool:
    """Tell from the lines alone that the rows ask for no other one.

    The reconciler asks every minute, and what verifies the chain loads a solver.
    """
    path = folder_of(taskforce, step) / LEDGER
    try:
        lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    except FileNotFoundError:
        return True
    except ValueError:
        return False
    kinds: dict[str, set[str]] = {}
    for line in lines:
        kinds.setdefault(line["release"], set()).add(line["kind"])
    rows = {row.code: row.state for row in _rows(taskforce, step) if row.code}
    return all(_says(found, rows.get(code)) for code, found in kinds.items())


def _says(kinds: set[str], state: str | None) -> bool:
    """Tell whether the lines of one release say what its row says."""
    if state == State.WITHDRAWN:
        return "withdraw" in kinds
    return state in LIVE or bool(kinds & {"release", "abandon"})


def settle_all() -> list[str]:
    """Settle every ledger of the portal; one that is damaged is told of and left."""
    root, done = config.vault_path(), []
    for taskforce in scalars(Taskforce.listed()):
        for path in sorted((root / taskforce.slug).glob(f"*/{LEDGER}")):
            try:
                done += settle(taskforce, path.parent.name)
            except LedgerLostError as lost:
                done.append(f"{taskforce.slug} {path.parent.name}: {lost}")
    return done


def steps_of(taskforce: Taskforce) -> list[str]:
    """Return the steps of which a task force has published figures."""
    return sorted(
        {
            row.specification["step"]
            for row in scalars(Release.listed(taskforce.id, kind="figures"))
            if row.state in PUBLIC
        }
    )


def is_line_written(ledger: Ledger, code: str) -> bool:
    """Tell whether the ledger says of a release that it is public."""
    return any(e.release == code and e.published for e in ledger.entries())


@contextmanager
def workplace(taskforce: Taskforce, step: str) -> Iterator[Path]:
    """Give a folder inside the vault that is gone afterwards, whatever happens.

    One job at a time works on a ledger. What a killed one has left holds raw counts
    and goes with the next.
    """
    root = folder_of(taskforce, step)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root / f"{WORK}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in root.glob(f"{WORK}-*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{WORK}-", dir=root))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _entries(ledger: Ledger) -> list[Entry]:
    from ckanext.tiptaskforce.disclosure import BadInput

    try:
        return ledger.entries()
    except BadInput as damaged:
        raise LedgerLostError(f"the ledger is damaged: {damaged}") from damaged


def _rows(taskforce: Taskforce, step: str) -> list[Release]:
    # What this session has read before the ledger was opened may be old by now.
    model.Session.rollback()
    return scalars(Release.of_step(taskforce.id, step))


def _is_open(entry: Entry) -> bool:
    return entry.published is None and not entry.is_abandoned


def _is_same(row: Release, entry: Entry) -> bool:
    sums = {file["name"]: file["sha256"] for file in row.files}
    told = entry.published or {}
    return told.get("manifest_sha256") == sums.get("release.json")
