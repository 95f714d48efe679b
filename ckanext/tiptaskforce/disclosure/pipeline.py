"""The way of a release: read, fit, protect, prove, write, audit, commit; or refuse.

Nothing is public before the rename, and the rename comes after the audit of the very
bytes. A fault at any step leaves nothing in the folder of the release.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ckanext.tiptaskforce.disclosure import export, history, report, vault
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.aggregate import Base, aggregate
from ckanext.tiptaskforce.disclosure.audit.verdict import Verdict, audit_files
from ckanext.tiptaskforce.disclosure.design import fitted
from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault, Refused
from ckanext.tiptaskforce.disclosure.grid import Grid, grids
from ckanext.tiptaskforce.disclosure.ledger import Clock, Ledger, clock
from ckanext.tiptaskforce.disclosure.manifest import claims_of, manifest
from ckanext.tiptaskforce.disclosure.merge import merged
from ckanext.tiptaskforce.disclosure.prove import Protected, Protection
from ckanext.tiptaskforce.disclosure.spec import LEAST_SAFE_K, Spec
from ckanext.tiptaskforce.disclosure.suppress import Tell
from ckanext.tiptaskforce.disclosure.tallies import open_tallies

SEED_BYTES = 32
STEPS = ("read", "fit", "suppress", "witnesses", "write", "audit", "commit", "done")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What ``protect`` is asked for."""

    tallies: Path
    spec: Path
    ledger: Path
    out: Path
    engine: str = "duckdb"
    seed: bytes | None = None
    commit: bool = True
    now: Clock = clock


@dataclass(frozen=True)
class Outcome:
    """What came of it: where the files are, and what a custodian should know."""

    release: str
    out: Path
    advice: list[str] = field(default_factory=list)


class Progress:
    """Tells how far the work is, at most every second, and when its time is over."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.started = self.last = time.monotonic()
        self.limit: float | None = None

    def tell(self, step: str, done: int, total: int) -> None:
        """Say how far a step is; refuse when the time is over.

        :raises Refused: once ``limit`` seconds have passed
        """
        now = time.monotonic()
        if self.limit is not None and now - self.started > self.limit:
            raise Refused(
                f"not done within {self.limit:.0f} seconds",
                ["publish fewer or coarser tables", "raise time_limit"],
            )
        if now - self.last >= 1:
            self.last = now
            number = STEPS.index(step) + 1
            cells = f" {done}/{total} cells" if total else ""
            self.say(f"step {number}/{len(STEPS)} {step}{cells}")


def protect(request: Request, say: Say = lambda _line: None) -> Outcome:
    """Make a release, or raise and leave nothing.

    :raises BadInput: for a fault of spec, tallies or ledger (exit 2)
    :raises Refused: where nothing safe could be made (exit 3)
    """
    progress = Progress(say)
    ledger = Ledger(request.ledger, request.now)
    _check_out(request.out)
    progress.tell("read", 0, 0)
    spec = specs.load(request.spec)
    progress.limit = spec.time_limit
    with ledger.locked():
        return _protect(request, spec, ledger, progress)


def _protect(
    request: Request, spec: Spec, ledger: Ledger, progress: Progress
) -> Outcome:
    seed = request.seed or secrets.token_bytes(SEED_BYTES)
    earlier = history.earlier_of(ledger)
    history.check(spec, earlier, ledger)
    base = aggregate(open_tallies(request.tallies, spec), spec, request.engine)
    progress.tell("fit", 0, 0)
    spec, notes = fitted(spec, base)
    near = history.linked(spec, earlier)
    made = _proven(spec, base, near, seed, progress.tell)
    progress.tell("write", 0, 0)
    folder = request.out.with_name(f".{request.out.name}.{secrets.token_hex(4)}")
    try:
        _write(folder, made, base, earlier, seed)
        progress.tell("audit", 0, 0)
        verdict = audit_files(folder, ledger, progress.tell)
        _write_verdict(folder, verdict, ledger)
        _want_pass(verdict)
        progress.tell("commit", 0, 0)
        _commit(folder, request, spec, ledger, seed)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Outcome(spec.release, request.out, [*_warnings(spec), *notes])


def _want_pass(verdict: Verdict) -> None:
    if not verdict.is_pass:
        raise Refused(f"the audit found: {verdict.first_fault}")


def _check_out(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput([Fault("is not an empty folder", out.name)])


def _warnings(spec: Spec) -> list[str]:
    if spec.k < LEAST_SAFE_K:
        return [f"k is {spec.k}: groups of {spec.k} people are small; 11 is usual"]
    return []


def min_sources_of(spec: Spec, base: Base) -> int:
    """Return how many agencies a shown count needs: two where they are told apart."""
    if spec.min_sources is not None:
        return spec.min_sources
    return 2 if base.source is not None else 0


def _proven(
    spec: Spec, base: Base, near: Sequence[history.Earlier], seed: bytes, tell: Tell
) -> Protected:
    folders = {e.spec.release: e.folder / "vault" for e in near}
    whole = merged(spec, base, [(e.spec, e.folder / "vault") for e in near])
    printed = {name: vault.visible_cells(folder) for name, folder in folders.items()}

    def seen(system: Any) -> Any:
        found = np.zeros(system.n, dtype=bool)
        for name, cells in printed.items():
            found |= vault.visible_of(system, name, cells)
        return found

    work = Protection(
        specs=[*(e.spec for e in near), spec],
        base=whole,
        printed=seen,
        min_sources=min_sources_of(spec, base),
        seed=seed,
        tell=tell,
    )
    return work.run()


def _write(
    folder: Path,
    made: Protected,
    base: Base,
    earlier: Sequence[history.Earlier],
    seed: bytes,
) -> None:
    spec = made.system.newest
    public = folder / "public"
    public.mkdir(parents=True)
    found = grids(made.system, made.counts, made.shown)
    files = _public_files(made, found, base, earlier)
    for name, content in files.items():
        (public / name).write_bytes(content)
    status = vault.status_of(made.system, made.shown, made.at_once, spec)
    vault.write(
        folder / "vault",
        made.system,
        base,
        made.counts,
        status,
        (made.moves, made.proven),
        export.sha256(seed),
    )


def _public_files(
    made: Protected,
    found: Sequence[Grid],
    base: Base,
    earlier: Sequence[history.Earlier],
) -> dict[str, bytes]:
    spec = made.system.newest
    files = {f"{grid.table.id}.csv": export.csv_of(grid) for grid in found}
    files[f"{spec.release}.json"] = export.data_of(spec, found)
    about = [("Title", spec.title), ("Unit", spec.unit), ("Withheld", "withheld")]
    files[f"{spec.release}.xlsx"] = export.xlsx_of(about, found)
    content = manifest(
        spec,
        found,
        files,
        n_sources=len(base.sources) if base.source is not None else None,
        min_sources=min_sources_of(spec, base),
        earlier=[
            {"release": e.spec.release, "manifest_sha256": e.manifest_sha256}
            for e in earlier
        ],
    )
    files["release.json"] = export.json_of(content)
    return files | report.files_of(made.system, found, content)


def _write_verdict(folder: Path, verdict: Verdict, ledger: Ledger) -> None:
    content = export.json_of(verdict.content(ledger.head()))
    (folder / "verdict.json").write_bytes(content)
    (folder / "vault" / "audit.json").write_bytes(content)


def _commit(
    folder: Path, request: Request, spec: Spec, ledger: Ledger, seed: bytes
) -> None:
    ledger.append(
        "intent",
        release=spec.release,
        series=spec.series,
        mode=spec.mode,
        k=spec.k,
        epochs=list(spec.epochs),
        spec_sha256=spec.sha256,
        seed_sha256=export.sha256(seed),
    )
    kept = ledger.release_folder(spec.release)
    kept.mkdir(parents=True, mode=0o700)
    shutil.copytree(folder / "public", kept / "public")
    shutil.copytree(folder / "vault", kept / "vault")
    if request.out.exists():
        request.out.rmdir()
    folder.rename(request.out)
    if request.commit:
        _release_line(ledger, spec.release)


def _release_line(ledger: Ledger, release: str) -> str:
    public = ledger.release_folder(release) / "public"
    content = json.loads((public / "release.json").read_bytes())
    return ledger.append(
        "release",
        release=release,
        manifest_sha256=export.sha256((public / "release.json").read_bytes()),
        files={p.name: export.sha256(p.read_bytes()) for p in sorted(public.iterdir())},
        claims=content["claims"],
        epsilon=None,
    )


def commit(ledger: Ledger, release: str) -> str:
    """Say in the ledger that a release is public; return the hash of the line.

    :raises BadInput: where the ledger has no open intent of this name
    """
    with ledger.locked():
        _open_intent(ledger, release)
        return _release_line(ledger, release)


def abandon(ledger: Ledger, release: str) -> str:
    """Close an intent of which no bytes left the vault.

    :raises BadInput: where the ledger has no open intent of this name
    """
    with ledger.locked():
        _open_intent(ledger, release)
        return ledger.append("abandon", release=release)


def withdraw(ledger: Ledger, release: str, reason: str) -> str:
    """Note that a release was withdrawn; it still constrains everything later.

    :raises BadInput: for a release that was never published
    """
    with ledger.locked():
        known = {e.release for e in ledger.entries() if e.counts and not e.is_withdrawn}
        if release not in known:
            raise BadInput([Fault(f"'{release}' is not a release that stands")])
        return ledger.append("withdraw", release=release, reason=reason)


def _open_intent(ledger: Ledger, release: str) -> None:
    entry = next((e for e in ledger.entries() if e.release == release), None)
    if entry is None or entry.published is not None or entry.is_abandoned:
        raise BadInput([Fault(f"'{release}' has no open intent in the ledger")])


__all__ = [
    "Outcome",
    "Request",
    "abandon",
    "claims_of",
    "commit",
    "protect",
    "withdraw",
]
