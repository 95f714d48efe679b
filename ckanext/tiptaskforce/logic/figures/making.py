"""The making of a release of figures in the worker: protect, prove, audit, scan.

The disclosure package writes its intent into the ledger, and nothing that it made
leaves the vault before; what leaves it are the public files, byte for byte.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckan import model

from ckanext.tiptaskforce.exchange import figures, figures_scan
from ckanext.tiptaskforce.logic.figures import columns, specification, vaults
from ckanext.tiptaskforce.logic.figures.pulse import Pulse, Stopped
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.phrase import N_

VERDICT = "verdict.json"
# Small inputs: the group-by of the worker needs no engine of its own.
ENGINE = "pandas"
REFUSED = N_(
    "These tables cannot be published safely; the custodian is told what to change."
)
BAD_INPUT = N_("The tallies or rules do not fit together; the custodian is told how.")
# The public number of sources would say of it that somebody is there.
EMPTY = "Even the total would be withheld: take more periods together."
SCANNED = N_("The scan before the release blocked it; the custodian is told why.")


class RefusedError(Exception):
    """Nothing may be released like this; ``advice`` is for the custodian alone."""

    def __init__(self, words: str, advice: list[str]) -> None:
        super().__init__(words)
        self.advice = advice


@dataclass(frozen=True)
class Made:
    """What a job has made: files, what the row keeps of them, and the sentence."""

    files: dict[str, bytes]
    snapshot: dict[str, Any]
    sentence: str
    advice: list[str]


@dataclass(frozen=True)
class _Workbook:
    """What the workbook of a release says of it, besides what the package knows."""

    sentence: str
    caveats: str
    period: str
    next_update: str
    care: str

    @classmethod
    def of(cls, release: Release) -> _Workbook:
        """Return it as plain words: the row is not read while the solver works."""
        day = release.next_update.isoformat() if release.next_update else ""
        period = release.snapshot["period"]["label"]
        care = specification.care_of(release.specification["step"])
        return cls(release.sentence or "", release.caveats or "", period, day, care)

    def said(self, tables: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
        """Return the finding: the custodian's sentence, else one out of the tables."""
        return self.sentence or figures.text(tables, manifest, self.period)

    def lines(
        self, tables: Mapping[str, Any], manifest: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        """Return the lines that have words."""
        found = [
            ("Sentence", self.said(tables, manifest)),
            ("Read with care", self.care),
            ("Period", self.period),
            ("Caveats", self.caveats),
            ("Next release", self.next_update),
        ]
        return [line for line in found if line[1]]


def make(
    taskforce: Taskforce,
    release: Release,
    pulse: Pulse,
    reached: Callable[[str], None],
) -> Made:
    """Return the public files of a release, whose intent stands in the ledger.

    :raises RefusedError: with what the custodian should change
    :raises LedgerLostError: where the ledger is older than what was published
    """
    step = release.specification["step"]
    ledger = vaults.ledger_of(taskforce, step)
    vaults.want_whole(taskforce, step, ledger)
    attempt = release.progress["attempt"]
    with vaults.workplace(taskforce, step) as folder:
        code = vaults.free_code(ledger, release)
        if not Release.call_it(release.id, attempt, code):
            raise Stopped
        model.Session.commit()
        model.Session.refresh(release)
        vaults.settle(taskforce, step)
        known = columns.known_of(taskforce, release.specification)
        spec = specification.content_of(release, known)
        about = _Workbook.of(release)
        rows = specification.tallies_of(taskforce, release, known)
        # Nothing of this transaction is needed while the solver works.
        model.Session.commit()
        reached("gathered")
        advice = _protected((spec, rows), ledger.folder, folder / "out", pulse, about)
        reached("intended")
    model.Session.refresh(release)
    made = _read(ledger.release_folder(code), release, advice)
    if made.snapshot["total"] is None:
        raise RefusedError(REFUSED, [EMPTY, *made.advice])
    found = figures_scan.findings(made.files, _about(release, made), code)
    if found:
        raise RefusedError(SCANNED, found)
    reached("scanned")
    made.snapshot["scan"] = {"files": len(made.files), "found": len(found)}
    return made


def _protected(
    given: tuple[dict[str, Any], list[dict[str, Any]]],
    ledger: Path,
    out: Path,
    pulse: Pulse,
    about: _Workbook,
) -> list[str]:
    from ckanext.tiptaskforce import disclosure

    try:
        done = disclosure.protect(
            *given,
            ledger,
            out,
            commit=False,
            progress=pulse.say,
            cancel=pulse.is_gone,
            engine=ENGINE,
            about=about.lines,
        )
    except disclosure.Cancelled:
        raise Stopped from None
    except disclosure.Refused as refused:
        advice = [str(refused), *map(str, refused.advice)]
        raise RefusedError(REFUSED, advice) from None
    except disclosure.BadInput as refused:
        raise RefusedError(BAD_INPUT, str(refused).splitlines()) from None
    # The verdict stays in the vault: the publication asks for it again.
    kept = ledger / "releases" / done.release / VERDICT
    shutil.copyfile(out / VERDICT, kept)
    return [str(advice) for advice in done.advice]


def _read(kept: Path, release: Release, advice: list[str]) -> Made:
    files = {p.name: p.read_bytes() for p in sorted((kept / "public").iterdir())}
    manifest = json.loads(files["release.json"])
    report = json.loads(files["report.json"])
    tables = figures.tables_of(files, release.code)
    snapshot = {
        **release.snapshot,
        "n_sources": manifest["n_sources"],
        "min_sources": manifest["min_sources"],
        "claims": manifest["claims"],
        "earlier": [one["release"] for one in manifest["earlier_releases"]],
        "audit": report["audit"],
        "n_cells": figures.n_rows(tables),
        "n_withheld": figures.n_withheld(tables),
        "total": figures.total_of(tables),
        "manifest_sha256": json.loads((kept / VERDICT).read_bytes())["files"][
            "public/release.json"
        ],
    }
    sentence = _Workbook.of(release).said(tables, manifest)
    return Made(files, snapshot, sentence, advice)


def _about(release: Release, made: Made) -> dict[str, str]:
    return {
        "title": release.title,
        "sentence": made.sentence,
        "caveats": release.caveats,
    }
