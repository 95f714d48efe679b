"""Ledgers through a dump and a restore: a ledger only grows, whatever is put back.

What was published once constrains everything later, also where the rows of a portal go
back to an older day. So a restore never exchanges a ledger for a shorter one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic.figures import vaults
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.taskforce import Taskforce


def is_kept(path: Path) -> bool:
    """Tell whether a file of the vault belongs into a dump.

    What begins with a dot was put aside or is half written; the folder of a running
    job holds raw counts of no release yet.
    """
    is_work = any(part.startswith(f"{vaults.WORK}-") for part in path.parts)
    return not is_work and not any(part.startswith(".") for part in path.parts)


def diverged(coming: Path) -> list[str]:
    """Return the ledgers of this portal that are no continuation of those of a set."""
    found = []
    for name, here in _ledgers(config.vault_path()):
        there = _lines(coming / name)
        if not (here.startswith(there) or there.startswith(here)):
            found.append(f"vault/{name}: another ledger than the one of this portal")
    return found


def keep_longer(before: Path, place: Path) -> list[str]:
    """Put back the ledgers that knew more than the restored ones; name them."""
    done = []
    for name, here in _ledgers(before):
        restored = place / name
        if len(here) <= len(_lines(restored)):
            continue
        shutil.rmtree(restored.parent, ignore_errors=True)
        shutil.copytree((before / name).parent, restored.parent)
        done.append(f"vault/{name}: the longer ledger of this portal was kept")
    return done


def lost() -> list[str]:
    """Return for each ledger that is older than the rows why nothing may follow it."""
    done = []
    for taskforce in scalars(Taskforce.listed()):
        for step in vaults.steps_of(taskforce):
            try:
                ledger = vaults.ledger_of(taskforce, step)
                vaults.want_whole(taskforce, step, ledger)
            except vaults.LedgerLostError as error:
                done.append(f"{taskforce.slug} {step}: nothing is published: {error}")
    return done


def _ledgers(root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(root.glob(f"*/*/{vaults.LEDGER}")):
        name = path.relative_to(root)
        if not name.parts[0].startswith("."):
            yield name, path.read_bytes()


def _lines(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
