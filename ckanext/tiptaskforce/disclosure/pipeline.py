"""The way of a release: read, fit, protect, prove, write, audit, commit; or refuse.

Nothing is public before the rename, and the rename comes after the audit of the very
bytes. A fault at any step leaves nothing in the folder of the release.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ckanext.tiptaskforce.disclosure import export, history, intent, lp, report, vault
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.about import About, lines_of, nothing_more
from ckanext.tiptaskforce.disclosure.aggregate import Base, aggregate
from ckanext.tiptaskforce.disclosure.audit.verdict import Verdict, audit_files
from ckanext.tiptaskforce.disclosure.carry import carried
from ckanext.tiptaskforce.disclosure.design import fitted
from ckanext.tiptaskforce.disclosure.errors import Advice, BadInput, Fault, Refused
from ckanext.tiptaskforce.disclosure.grid import grids
from ckanext.tiptaskforce.disclosure.ledger import Clock, Ledger, clock
from ckanext.tiptaskforce.disclosure.manifest import manifest, with_workbook
from ckanext.tiptaskforce.disclosure.merge import merged
from ckanext.tiptaskforce.disclosure.progress import Progress
from ckanext.tiptaskforce.disclosure.prove import Protected, Protection
from ckanext.tiptaskforce.disclosure.spec import LEAST_SAFE_K, Spec
from ckanext.tiptaskforce.disclosure.suppress import Tell
from ckanext.tiptaskforce.disclosure.tallies import Source, open_tallies

SEED_BYTES = 32
LEAVES_A_FEW = (
    "leave the table of these cells out, or publish it coarser: what an earlier "
    "release has printed stands for ever"
)


@dataclass(frozen=True)
class Request:
    """What ``protect`` is asked for."""

    tallies: Source
    spec: Path | Mapping[str, Any]
    ledger: Path
    out: Path
    engine: str = "duckdb"
    seed: bytes | None = None
    commit: bool = True
    time_limit: float | None = None
    now: Clock = clock
    about: About = nothing_more


@dataclass(frozen=True)
class Outcome:
    """What came of it: where the files are, and what a custodian should know.

    ``files`` gives the checksum of each public file, by its path in the folder.
    """

    release: str
    out: Path
    advice: list[Advice]
    files: Mapping[str, str]
    claims: list[str]


def protect(request: Request, progress: Progress | None = None) -> Outcome:
    """Make a release, or raise and leave nothing.

    :raises BadInput: for a fault of spec, tallies or ledger (exit 2)
    :raises Refused: where nothing safe could be made (exit 3)
    :raises Cancelled: when somebody asked to stop
    """
    progress = progress or Progress()
    ledger = Ledger(request.ledger, request.now)
    _check_out(request.out)
    progress.tell("read")
    spec = specs.load(request.spec)
    progress.limit = request.time_limit or spec.time_limit
    with ledger.locked(lambda: progress.tell("read")):
        _clear_stale(request.out)
        return _protect(request, spec, ledger, progress)


def _protect(
    request: Request, spec: Spec, ledger: Ledger, progress: Progress
) -> Outcome:
    seed = request.seed or secrets.token_bytes(SEED_BYTES)
    earlier = history.earlier_of(ledger)
    history.check(spec, earlier, ledger)
    base = aggregate(open_tallies(request.tallies, spec), spec, request.engine)
    progress.tell("fit")
    spec, notes = fitted(spec, base)
    near = history.linked(spec, earlier)
    with lp.within(progress.left):
        made = _proven(spec, base, near, seed, progress.tell)
    progress.tell("write")
    request.out.parent.mkdir(parents=True, exist_ok=True)
    folder = request.out.with_name(f".{request.out.name}.{secrets.token_hex(4)}")
    try:
        files = _public_files(made, base, earlier, request.about)
        _write(folder, files, made, base, seed)
        progress.tell("audit")
        verdict = audit_files(folder, ledger, progress.tell)
        _write_verdict(folder, verdict, ledger)
        _want_pass(verdict)
        progress.tell("commit")
        _commit(folder, request, spec, ledger, seed)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    progress.finish()
    advice = [*_warnings(spec), *notes]
    return Outcome(spec.release, request.out, advice, verdict.files, verdict.claims)


def _commit(
    folder: Path, request: Request, spec: Spec, ledger: Ledger, seed: bytes
) -> None:
    intent.settle(folder)
    intent.intend(ledger, folder, spec, seed)
    if request.out.exists():
        request.out.rmdir()
    folder.rename(request.out)
    if request.commit:
        intent.release(ledger, spec.release)


def _clear_stale(out: Path) -> None:
    """Take away what a protection of the same folder left when it was killed."""
    for stale in out.parent.glob(f".{out.name}.????????"):
        shutil.rmtree(stale)


def _want_pass(verdict: Verdict) -> None:
    if verdict.is_pass:
        return
    advice = [Advice(LEAVES_A_FEW, "drop_table")] if verdict.found["A5"] else []
    raise Refused(f"the audit found: {verdict.first_fault}", advice, why="audit")


def _check_out(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput([Fault("is not an empty folder", out.name)])


def _warnings(spec: Spec) -> list[Advice]:
    if spec.k < LEAST_SAFE_K:
        words = f"k is {spec.k}: groups of {spec.k} people are small; 11 is usual"
        return [Advice(words, "raise_k")]
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
        carried=lambda joined: carried(joined, history.newest_vaults(near)),
    )
    return work.run()


def _write(
    folder: Path, files: Mapping[str, bytes], made: Protected, base: Base, seed: bytes
) -> None:
    spec = made.system.newest
    public = folder / "public"
    public.mkdir(parents=True)
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
    base: Base,
    earlier: Sequence[history.Earlier],
    about: About,
) -> dict[str, bytes]:
    spec = made.system.newest
    found = grids(made.system, made.counts, made.shown)
    files = {f"{grid.table.id}.csv": export.csv_of(grid) for grid in found}
    files[f"{spec.release}.json"] = export.data_of(spec, found)
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
    more = about(json.loads(files[f"{spec.release}.json"])["tables"], content)
    lines = lines_of(content, report.text_of(spec, content), more)
    files[f"{spec.release}.xlsx"] = workbook = export.xlsx_of(lines, found)
    content = with_workbook(content, workbook)
    files["release.json"] = export.json_of(content)
    return files | report.files_of(made.system, found, content)


def _write_verdict(folder: Path, verdict: Verdict, ledger: Ledger) -> None:
    content = export.json_of(verdict.content(ledger.head()))
    (folder / "verdict.json").write_bytes(content)
    (folder / "vault" / "audit.json").write_bytes(content)
