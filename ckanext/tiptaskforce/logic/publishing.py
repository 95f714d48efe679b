"""The steps of a release job: count, write, audit, publish; each can be repeated.

The state of a job lives in its row. A worker that dies leaves a row whose heartbeat
stops; ``reconcile`` takes it up again. Nothing is public before the one commit that
writes the dataset and flips the row.
"""

from __future__ import annotations

import logging
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import config, lifecycle
from ckanext.tiptaskforce.exchange import progress
from ckanext.tiptaskforce.logic import datasets, snapshot
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import first, new_id, now, scalars
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

log = logging.getLogger(__name__)
STEPS = ("counting", "writing", "auditing", "done")
STALE_AFTER = timedelta(seconds=60)


class GivenUpError(Exception):
    """The row is no longer this job's: it was cancelled, dropped or taken up again."""


def start(release: Release) -> None:
    """Give the row to a fresh job; a job that still runs for it stops by itself."""
    release.progress = _progress(0, attempt=new_id())


def protect(release_id: str) -> None:
    """Count the work, write the files and audit them; end as protected or failed."""
    release, attempt = _taken(release_id, State.PROTECTING)
    if release is None:
        return
    try:
        _protect(release, attempt)
    except GivenUpError:
        model.Session.rollback()
    except Exception as error:
        log.exception("release %s could not be made", release_id)
        model.Session.rollback()
        _end(release_id, attempt, "fail", type(error).__name__)


def publish(release_id: str) -> None:
    """Audit the exact bytes again, then write dataset and row in one commit."""
    release, _attempt = _taken(release_id, State.PUBLISHING)
    if release is None:
        return
    taskforce = _taskforce(release)
    faults = faults_of(release)
    if faults:
        log.error("release %s: %s", release_id, "; ".join(faults))
        _end(release_id, release.progress.get("attempt", ""), "return", "audit")
        return
    release = _locked(release_id)
    if release is None or release.state != State.PUBLISHING:
        model.Session.rollback()
        return
    release.number = Release.next_number(taskforce.id, release.series)
    release.published_at = now()
    release.state = State.PUBLISHED.value
    model.Session.flush()
    release.dataset_id = datasets.write(taskforce, release.series)
    _log(release, "publish")
    model.Session.commit()
    datasets.index(release.dataset_id)


def withdrawn(release: Release) -> None:
    """Rewrite the dataset after its release was withdrawn, in the same transaction."""
    model.Session.flush()
    datasets.write(_taskforce(release), release.series)


def faults_of(release: Release) -> list[str]:
    """Return what is wrong with the stored bytes of a release; empty if nothing is."""
    try:
        found = read_files(release)
    except OSError as error:
        return [f"a file is missing: {error.filename}"]
    kept = {entry["name"]: entry["sha256"] for entry in release.files}
    changed = [n for n, c in found.items() if progress.sha256(c) != kept.get(n)]
    if changed or set(found) != set(kept):
        return [f"the files differ from those that were audited: {changed}"]
    return progress.audit(found, code_of(release), release.snapshot)


def read_files(release: Release) -> dict[str, bytes]:
    """Return the stored files of a release by name."""
    folder = folder_of(release)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def read_file(release: Release, name: str) -> bytes | None:
    """Return one audited file, or None where the bytes are not those of the row."""
    entry = next((e for e in release.files if e["name"] == name), None)
    if entry is None:
        return None
    try:
        content = (folder_of(release) / entry["name"]).read_bytes()
    except OSError:
        return None
    return content if progress.sha256(content) == entry["sha256"] else None


def folder_of(release: Release) -> Path:
    """Return where the files of a release are kept, outside every web root."""
    return config.release_path() / release.id


def code_of(release: Release) -> str:
    """Return the code that names a release inside its files."""
    code = release.specification["window"]["period"][0].lower()
    return f"{release.series}-{code}"


def reconcile() -> list[str]:
    """Mend what a crash left; return one line for each thing that was done."""
    done = []
    for release in scalars(_unfinished()):
        if not _is_stale(release):
            continue
        done.append(f"{release.id} {release.state}: taken up again")
        work = publish if release.state == State.PUBLISHING else protect
        start(release)
        model.Session.commit()
        work(release.id)
    done += datasets.reconcile()
    return done


def _protect(release: Release, attempt: str) -> None:
    taskforce = _taskforce(release)
    _beat(release, attempt, 0)
    release.snapshot = snapshot.take(taskforce, release)
    _beat(release, attempt, 1)
    files = progress.build(_about(release), release.snapshot)
    _write(release, files)
    _beat(release, attempt, 2)
    release.files = [_entry(name, content) for name, content in files.items()]
    faults = faults_of(release)
    if faults:
        log.error("release %s: %s", release.id, "; ".join(faults))
    _end(release.id, attempt, "refuse" if faults else "pass", "; ".join(faults))


def _about(release: Release) -> dict[str, Any]:
    return {
        "release": code_of(release),
        "title": release.title,
        "series": release.series,
        "sentence": release.sentence,
        "caveats": release.caveats,
        "date": now().date().isoformat(),
    }


def _entry(name: str, content: bytes) -> dict[str, Any]:
    return {
        "name": name,
        "size": len(content),
        "sha256": progress.sha256(content),
        "media_type": progress.media_type(name),
    }


def _write(release: Release, files: dict[str, bytes]) -> None:
    """Write all files to the disk beside the folder, then take its place at once."""
    folder = folder_of(release)
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    for name, content in files.items():
        with (fresh / name).open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _progress(step: int, *, attempt: str, error: str = "") -> dict[str, Any]:
    return {
        "step": step,
        "of": len(STEPS) - 1,
        "word": STEPS[step],
        "attempt": attempt,
        "heartbeat": now().isoformat(),
        "error": error or None,
    }


def _taken(release_id: str, state: State) -> tuple[Release | None, str]:
    query = sa.select(Release).where(Release.id == release_id)
    release = first(query.execution_options(populate_existing=True))
    if release is None or release.state != state:
        return None, ""
    return release, release.progress.get("attempt", "")


def _beat(release: Release, attempt: str, step: int) -> None:
    """Say where the job is, in a commit of its own, unless the row was taken away."""
    fresh = _locked(release.id)
    if fresh is None or fresh.state != State.PROTECTING:
        raise GivenUpError
    if fresh.progress.get("attempt") != attempt:
        raise GivenUpError
    fresh.progress = _progress(step, attempt=attempt)
    model.Session.commit()


def _end(release_id: str, attempt: str, verb: str, error: str = "") -> None:
    release = _locked(release_id)
    row = lifecycle.transition("release", verb)
    if row is None or release is None or release.state not in row.sources:
        model.Session.rollback()
        return
    if release.progress.get("attempt") != attempt:
        model.Session.rollback()
        return
    release.state = row.target
    release.progress = _progress(len(STEPS) - 1, attempt=attempt, error=error)
    _log(release, verb)
    model.Session.commit()


def _locked(release_id: str) -> Release | None:
    query = sa.select(Release).where(Release.id == release_id).with_for_update()
    return model.Session.scalars(query).first()


def _log(release: Release, verb: str) -> None:
    event = events.Event(
        taskforce_id=release.taskforce_id,
        role="job",
        noun="release",
        object_id=release.id,
        verb=verb,
    )
    model.Session.flush()
    events.append(event, {"state": [None, release.state]})


def _taskforce(release: Release) -> Taskforce:
    taskforce = Taskforce.get(release.taskforce_id)
    if taskforce is None:
        raise LookupError(release.taskforce_id)
    return taskforce


def _unfinished() -> sa.Select[Any]:
    states = (State.PROTECTING.value, State.PUBLISHING.value)
    return sa.select(Release).where(Release.state.in_(states)).order_by(Release.id)


def _is_stale(release: Release) -> bool:
    beat = release.progress.get("heartbeat")
    return beat is None or datetime.fromisoformat(beat) < now() - STALE_AFTER
