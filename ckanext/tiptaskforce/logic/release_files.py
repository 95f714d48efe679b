"""The files of a release: written whole, kept beside the row, read with their sums."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.exchange import figures, progress, progress_audit
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ReleaseKind


def code_of(release: Release) -> str:
    """Return the code that names a release inside its files."""
    if release.kind == ReleaseKind.FIGURES:
        return release.code
    code = release.specification["window"]["period"][0].lower()
    return f"{release.series}-{code}"


def folder_of(release: Release) -> Path:
    """Return where the files of a release are kept, outside every web root."""
    return config.release_path() / release.id


def about(release: Release) -> dict[str, Any]:
    """Return the words that stand in the files of a release."""
    return {
        "release": code_of(release),
        "title": release.title,
        "series": release.series,
        "sentence": release.sentence,
        "caveats": release.caveats,
    }


def entries(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return what the row keeps of each file, so that a changed byte is noticed."""
    return [
        {
            "name": name,
            "size": len(content),
            "sha256": progress.sha256(content),
            "media_type": figures.media_type(name),
        }
        for name, content in files.items()
    ]


def write(release: Release, files: dict[str, bytes]) -> Path:
    """Write the files to the disk in a folder of their own and return it."""
    root = config.release_path()
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=f"{release.id}.", dir=root))
    for name, content in files.items():
        with (folder / name).open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    _sync(folder)
    return folder


def place(release: Release, folder: Path) -> None:
    """Give a written folder its place; the caller holds the lock of the row."""
    shutil.rmtree(folder_of(release), ignore_errors=True)
    folder.rename(folder_of(release))
    _sync(folder.parent)


def forget(folder: Path) -> None:
    """Remove a written folder that no row will name."""
    shutil.rmtree(folder, ignore_errors=True)


def read(release: Release) -> dict[str, bytes]:
    """Return the stored files of a release by name."""
    folder = folder_of(release)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def read_one(release: Release, name: str) -> bytes | None:
    """Return one audited file, or None where the bytes are not those of the row."""
    entry = next((e for e in release.files if e["name"] == name), None)
    if entry is None:
        return None
    try:
        content = (folder_of(release) / entry["name"]).read_bytes()
    except OSError:
        return None
    return content if progress.sha256(content) == entry["sha256"] else None


def intact(release: Release) -> dict[str, bytes]:
    """Return the files that are there with the bytes that were audited."""
    found = {e["name"]: read_one(release, e["name"]) for e in release.files}
    return {name: content for name, content in found.items() if content is not None}


def faults_of(release: Release) -> list[str]:
    """Return what is wrong with the stored bytes of a release; empty if nothing is."""
    try:
        found = read(release)
    except OSError as error:
        return [f"the files cannot be read: {error.strerror}"]
    kept = {entry["name"]: entry["sha256"] for entry in release.files}
    names = sorted(set(found) ^ set(kept))
    if names:
        return [f"the files differ from those that were audited: {', '.join(names)}"]
    changed = [n for n in sorted(kept) if progress.sha256(found[n]) != kept[n]]
    if changed:
        return [f"changed since they were audited: {', '.join(changed)}"]
    if release.kind == ReleaseKind.FIGURES:
        # The worker audits figures beside their vault; see ``figures/proving.py``.
        return []
    return progress_audit.audit(found, about(release), release.snapshot)


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, as a file alone is not found again."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
