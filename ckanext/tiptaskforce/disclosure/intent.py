"""The last steps of a release: kept in the ledger, intended, renamed, released.

The files are in the ledger before the line that speaks of them, so that whatever a
crash leaves, an intent always has its files and they constrain what comes later.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault
from ckanext.tiptaskforce.disclosure.export import sha256
from ckanext.tiptaskforce.disclosure.ledger import Ledger
from ckanext.tiptaskforce.disclosure.spec import Spec


def intend(ledger: Ledger, folder: Path, spec: Spec, seed: bytes) -> None:
    """Keep the files of a release in the ledger, then write its intent.

    The caller holds the lock.
    """
    _keep(folder, ledger.release_folder(spec.release))
    ledger.append(
        "intent",
        release=spec.release,
        series=spec.series,
        mode=spec.mode,
        k=spec.k,
        epochs=list(spec.epochs),
        spec_sha256=spec.sha256,
        seed_sha256=sha256(seed),
    )


def _keep(folder: Path, kept: Path) -> None:
    """Copy public and vault files; what a crash before an intent left is replaced."""
    new = kept.with_name(f".{kept.name}")
    for stale in (new, kept):
        if stale.exists():
            shutil.rmtree(stale)
    new.mkdir(parents=True, mode=0o700)
    for part in ("public", "vault"):
        shutil.copytree(folder / part, new / part)
    settle(new)
    new.rename(kept)
    _fsync(kept.parent)


def settle(folder: Path) -> None:
    """Write a folder with all that is in it to the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        _fsync(path)
    _fsync(folder)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def release(ledger: Ledger, name: str) -> str:
    """Write the line that makes a release public; return its hash.

    The caller holds the lock.
    """
    public = ledger.release_folder(name) / "public"
    content = json.loads((public / "release.json").read_bytes())
    return ledger.append(
        "release",
        release=name,
        manifest_sha256=sha256((public / "release.json").read_bytes()),
        files={p.name: sha256(p.read_bytes()) for p in sorted(public.iterdir())},
        claims=content["claims"],
        epsilon=None,
    )


def commit(ledger: Ledger, name: str) -> str:
    """Say in the ledger that a release is public; return the hash of the line.

    :raises BadInput: where the ledger has no open intent of this name
    """
    with ledger.locked():
        _open_intent(ledger, name)
        return release(ledger, name)


def abandon(ledger: Ledger, name: str) -> str:
    """Close an intent of which no bytes left the vault; return the hash of the line.

    :raises BadInput: where the ledger has no open intent of this name
    """
    with ledger.locked():
        _open_intent(ledger, name)
        return ledger.append("abandon", release=name)


def withdraw(ledger: Ledger, name: str, reason: str) -> str:
    """Note that a release was withdrawn; it still constrains everything later.

    :raises BadInput: for a release that was never published
    """
    with ledger.locked():
        known = {e.release for e in ledger.entries() if e.counts and not e.is_withdrawn}
        if name not in known:
            raise BadInput([Fault(f"'{name}' is not a release that stands")])
        return ledger.append("withdraw", release=name, reason=reason)


def _open_intent(ledger: Ledger, name: str) -> None:
    entry = next((e for e in ledger.entries() if e.release == name), None)
    if entry is None or entry.published is not None or entry.is_abandoned:
        raise BadInput([Fault(f"'{name}' has no open intent in the ledger")])
