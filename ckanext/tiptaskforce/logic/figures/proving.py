"""The last look before a release of figures goes out, and its line in the ledger."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from ckanext.tiptaskforce.logic import release_files
from ckanext.tiptaskforce.logic.figures import vaults
from ckanext.tiptaskforce.logic.figures.making import VERDICT
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce

if TYPE_CHECKING:
    from ckanext.tiptaskforce.disclosure.ledger import Ledger


def faults_of(taskforce: Taskforce, release: Release, ledger: Ledger) -> list[str]:
    """Audit the very bytes that are staged; return what is wrong, or nothing."""
    step = release.specification["step"]
    vaults.want_whole(taskforce, step, ledger)
    entry = next((e for e in ledger.entries() if e.release == release.code), None)
    if entry is None or entry.is_abandoned:
        return ["the ledger has no intent of this release"]
    faults = [
        *release_files.faults_of(release),
        *_verdict_faults(release, ledger),
    ]
    return faults or _audited(taskforce, release, ledger)


def commit(release: Release, ledger: Ledger) -> None:
    """Write the line that says that the release is public, if it is not there yet."""
    from ckanext.tiptaskforce.disclosure import intent

    if not vaults.is_line_written(ledger, release.code):
        intent.commit(ledger, release.code)


def _verdict_faults(release: Release, ledger: Ledger) -> list[str]:
    """The verdict of the protection passed, for these bytes, in this ledger."""
    path = ledger.release_folder(release.code) / VERDICT
    try:
        verdict = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return ["the verdict of the check cannot be read"]
    if verdict["verdict"] != "pass" or verdict["release"] != release.code:
        return ["the verdict of the check is not a pass of this release"]
    if verdict["ledger_head"] not in ledger.hashes():
        return ["the verdict of the check belongs to another ledger"]
    told = {f"public/{f['name']}": f["sha256"] for f in release.files}
    return [] if verdict["files"] == told else ["the verdict names other files"]


def _audited(taskforce: Taskforce, release: Release, ledger: Ledger) -> list[str]:
    from ckanext.tiptaskforce.disclosure.audit.verdict import audit_files

    kept = ledger.release_folder(release.code)
    with vaults.workplace(taskforce, release.specification["step"]) as folder:
        shutil.copytree(kept / "vault", folder / "vault")
        (folder / "public").mkdir()
        for name, content in release_files.read(release).items():
            (folder / "public" / name).write_bytes(content)
        verdict = audit_files(folder, ledger, lambda *_args: None)
    told = {f"public/{f['name']}": f["sha256"] for f in release.files}
    faults = [] if verdict.files == told else ["other bytes were audited"]
    # A fault names a cell: it is no word for a log, or for whoever approves.
    return faults + ([] if verdict.is_pass else ["the audit did not pass"])
