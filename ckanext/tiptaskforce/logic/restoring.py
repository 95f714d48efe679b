"""A sealed set back into a portal: checked whole first, and the commit comes last.

The order is the order of trust. First the set is read against its manifest; then the
rows go into one transaction, in which the chain of every event log is followed and the
files are held against the rows that name them; then the files take their places; and
only then the transaction is committed. Whatever is found wrong before leaves the portal
as it was.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.exchange import sealed_set
from ckanext.tiptaskforce.logic import datasets, dumping, files
from ckanext.tiptaskforce.logic.figures import keeping
from ckanext.tiptaskforce.model import chain, upkeep
from ckanext.tiptaskforce.model import dump as rows
from ckanext.tiptaskforce.model.base import now, scalars
from ckanext.tiptaskforce.model.taskforce import Taskforce

log = logging.getLogger(__name__)


class RestoreRefusedError(Exception):
    """The set is not restored; ``reasons`` says why, one line each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def restore(
    folder: Path,
    *,
    is_replacing: bool = False,
    seal: str = "",
    heads: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Bring a portal to the state of a set and return what was restored.

    :param is_replacing: also where the portal is in use already
    :param seal: the seal that the dump printed, kept apart from it
    :param heads: newest hashes of event logs, kept apart from the dump
    :raises RestoreRefusedError: with every reason that was found
    """
    manifest = _checked(folder, seal)
    model.Session.remove()
    connection = model.Session.connection()
    try:
        _refuse(_target_faults(connection, manifest, is_replacing=is_replacing))
        _load(connection, folder, manifest)
        _refuse(_log_faults(connection, manifest, heads))
        _refuse(_file_faults(connection, manifest))
        _refuse(keeping.diverged(folder / "vault"))
        kept = _place(folder, manifest)
        model.Session.commit()
    except BaseException:
        model.Session.rollback()
        raise
    finally:
        model.Session.remove()
    upkeep.take_stock()
    told = [*kept, *keeping.lost()]
    return {**manifest, "is_indexed": reindex(), "warnings": told}


def reindex() -> bool:
    """Build the search index anew; False where it does not answer."""
    try:
        search.clear_all()
        search.rebuild(force=True, quiet=True)
    except datasets.UNREACHABLE as error:
        log.warning("the search index was not rebuilt: %s", error)
        return False
    return True


def _checked(folder: Path, seal: str) -> dict[str, Any]:
    try:
        manifest, found = sealed_set.read(folder)
    except ValueError as problem:
        raise RestoreRefusedError([str(problem)]) from problem
    if manifest.get("format") != dumping.FORMAT:
        _refuse([f"the set is not of the format {dumping.FORMAT}"])
    if seal and seal != found:
        _refuse(["the seal is another one: the manifest was changed or exchanged"])
    _refuse(sealed_set.faults_of(folder, manifest))
    return manifest


def _target_faults(
    connection: rows.Connection, manifest: dict[str, Any], *, is_replacing: bool
) -> list[str]:
    present = rows.revisions(connection)
    if present != manifest["revisions"]:
        return [
            "the set was made with other tables than this portal has: "
            f"{manifest['revisions']}, here {present}; install the versions of the set"
        ]
    known = {n: set(c) for n, c in rows.tables(connection).items()}
    told = {n: set(t["columns"]) for n, t in manifest["tables"].items()}
    odd = [n for n in told if known.get(n) != told[n]]
    odd += [n for n in known if n not in told and not n.endswith("alembic_version")]
    if odd:
        return [f"the columns differ in {', '.join(sorted(odd))}"]
    used = [] if is_replacing else rows.used(connection, tk.config["ckan.site_id"])
    if used:
        return [f"the portal is in use: there are rows in {', '.join(used)}"]
    return []


def _load(connection: rows.Connection, folder: Path, manifest: dict[str, Any]) -> None:
    told = manifest["tables"]
    names = [name for name in rows.tables(connection) if name in told]
    with rows.emptied(connection, names):
        for name in names:
            with (folder / dumping.table_file(name)).open("rb") as handle:
                count = rows.copy_in(connection, name, told[name]["columns"], handle)
            if count != told[name]["rows"]:
                _refuse([f"{name}: {count} rows, {told[name]['rows']} were written"])
        rows.wind_on(connection, names)


def _log_faults(
    connection: rows.Connection, manifest: dict[str, Any], heads: tuple[str, ...]
) -> list[str]:
    faults = [
        f"{taskforce.slug}: event {fault.seq}: {fault.reason}"
        for taskforce in scalars(Taskforce.listed())
        for fault in chain.verify(taskforce.id)
    ]
    found = rows.heads(connection)
    if found != manifest["heads"]:
        faults.append("the event log ends otherwise than the manifest says")
    known = {head["hash"] for head in found.values()}
    missing = [head for head in heads if head not in known]
    return faults + [f"no event log ends with {head}" for head in missing]


def _file_faults(connection: rows.Connection, manifest: dict[str, Any]) -> list[str]:
    """Hold the files against the rows that name them: both come from one moment."""
    sums = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    wanted = {
        dumping.private_file(location): digest
        for location, digest in rows.kept_files(connection).items()
    }
    for release_id, names in rows.release_files(connection).items():
        for name, digest in names.items():
            wanted[dumping.release_file(release_id, name)] = digest
    return [
        f"{name}: is not the file that the database names"
        for name, digest in sorted(wanted.items())
        if sums.get(name) != digest
    ]


def _place(folder: Path, manifest: dict[str, Any]) -> list[str]:
    for name in manifest["files"]:
        kind, _, rest = name.partition("/")
        if kind == "private":
            files.put_back(rest, (folder / name).read_bytes())
    _exchange(folder / "releases", config.release_path())
    before = _exchange(folder / "vault", config.vault_path())
    return keeping.keep_longer(before, config.vault_path()) if before else []


def _exchange(source: Path, place: Path) -> Path | None:
    """Put copies of a folder's entries into a place; return where the old ones are.

    The place itself may be a mounted disk, which cannot be renamed.
    """
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = Path(tempfile.mkdtemp(prefix=".restored-", dir=place))
    if source.is_dir():
        shutil.copytree(source, fresh, dirs_exist_ok=True)
    for path in fresh.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    before = [path for path in place.iterdir() if not path.name.startswith(".")]
    kept = None
    if before:
        kept = place / f".before-{now().strftime('%Y%m%dT%H%M%S%f')}"
        kept.mkdir(mode=0o700)
        for path in before:
            path.rename(kept / path.name)
    for path in list(fresh.iterdir()):
        path.rename(place / path.name)
    fresh.rmdir()
    sealed_set.sync(place)
    return kept


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise RestoreRefusedError(reasons)
