"""A folder whose files belong together: written whole, and checked before it is used.

``manifest.json`` names every file with its size and sha256. Its own checksum is the
seal, to be kept apart from the folder: whoever can rewrite the files can rewrite the
manifest too, and only the seal tells that.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
_BLOCK = 1024 * 1024


class Writer:
    """Writes a set beside its place and moves it there when it is whole."""

    def __init__(self, target: Path) -> None:
        if target.exists():
            raise FileExistsError(f"{target} exists already")
        target.parent.mkdir(parents=True, exist_ok=True)
        self.target = target
        part = tempfile.mkdtemp(prefix=f".{target.name}.part-", dir=target.parent)
        self.folder = Path(part)
        self.files: dict[str, dict[str, Any]] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """Open a new file of the set for writing; it is on the disk afterwards."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as handle:
            path.chmod(0o600)
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        self.files[name] = described(path)

    def add(self, name: str, content: bytes) -> None:
        """Write one file of the set."""
        with self.file(name) as handle:
            handle.write(content)

    def seal(self, **told: Any) -> str:
        """Write the manifest, give the set its place, and return its seal."""
        manifest = {**told, "files": self.files}
        content = json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n"
        with (self.folder / MANIFEST).open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        for folder in {path.parent for path in self.folder.rglob("*")}:
            sync(folder)
        self.folder.rename(self.target)
        sync(self.target.parent)
        return hashlib.sha256(content).hexdigest()

    def give_up(self) -> None:
        """Remove what was written of a set that did not become whole."""
        shutil.rmtree(self.folder, ignore_errors=True)


def read(folder: Path) -> tuple[dict[str, Any], str]:
    """Return the manifest of a set and its seal.

    :raises ValueError: where there is none, or it is cut off
    """
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise ValueError(f"{MANIFEST} cannot be read: {error.strerror}") from error
    try:
        manifest = json.loads(content)
        files = manifest["files"]
        is_whole = all({"size", "sha256"} <= set(entry) for entry in files.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{MANIFEST} is cut off or damaged") from error
    if not is_whole:
        raise ValueError(f"{MANIFEST} is cut off or damaged")
    return manifest, hashlib.sha256(content).hexdigest()


def faults_of(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Return what is wrong with the files of a set; an empty list is a pass."""
    wanted = manifest["files"]
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    foreign = sorted(present - {MANIFEST} - set(wanted))
    faults = [f"{name}: is no part of this set" for name in foreign]
    for name in sorted(wanted):
        faults += _faults_of_file(folder, name, wanted[name])
    return faults


def described(path: Path) -> dict[str, Any]:
    """Return size and sha256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
    return {"size": path.stat().st_size, "sha256": digest.hexdigest()}


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _faults_of_file(folder: Path, name: str, entry: dict[str, Any]) -> list[str]:
    pure, path = PurePosixPath(name), folder / name
    if pure.is_absolute() or ".." in pure.parts or path.is_symlink():
        return [f"{name}: points out of the set"]
    if not path.is_file():
        return [f"{name}: is missing"]
    size = path.stat().st_size
    if size < entry["size"]:
        return [f"{name}: is cut off, {size} of {entry['size']} bytes"]
    if described(path) != {"size": entry["size"], "sha256": entry["sha256"]}:
        return [f"{name}: was changed, or comes from another set"]
    return []
