"""The files of a preset, from a folder that we ship or from a zip that was sent."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic.base import invalid
from ckanext.tiptaskforce.logic.presets.mark import Faults, Mark

SHIPPED = Path(__file__).resolve().parents[2] / "presets"
YAML_FILES = (
    "taskforce.yaml",
    "codes.yaml",
    "strategy.yaml",
    "deliverables.yaml",
    "violations.yaml",
    "indicators.yaml",
    "tally.yaml",
    "calendar.yaml",
)
CSV_FILES = ("agencies.csv", "places.csv", "documents.csv")
NAMES = (*YAML_FILES, *CSV_FILES)
NEEDED = ("taskforce.yaml",)
# A note for people may lie beside the files of the format.
PASSED_OVER = ("README.md", "README.txt", "LICENSE")
# Where a handover file keeps the preset that goes with it.
HANDED_ON = "preset/"
MEGABYTE = 1024 * 1024
MOST_PACKED = 5 * MEGABYTE
MOST_UNPACKED = 20 * MEGABYTE
MOST_FILES = 50
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)

Files = dict[str, bytes]


def shipped() -> list[str]:
    """Return the names of the presets that come with the extension."""
    return sorted(p.parent.name for p in SHIPPED.glob("*/taskforce.yaml"))


def of_name(name: str) -> Files:
    """Return the files of a preset that comes with the extension.

    :raises ValidationError: naming those that there are
    """
    if name not in shipped():
        message = tk._("There is no preset '{name}'. There are: {names}.")
        names = ", ".join(shipped())
        raise invalid("name", message.format(name=name[:60], names=names))
    folder = SHIPPED / name
    return {n: (folder / n).read_bytes() for n in NAMES if (folder / n).is_file()}


def of_upload(upload: Any, faults: Faults) -> Files:
    """Return the files of a zip; what is wrong with the zip itself is a fault."""
    stream = getattr(upload, "stream", None)
    if stream is None:
        raise invalid("upload", tk._("Not a file."))
    data = stream.read(MOST_PACKED + 1)
    try:
        return _unpacked(data, faults)
    except _BROKEN:
        faults.add(Mark("preset"), tk._("This is not a zip file, or it is damaged."))
        return {}


def packed(folder: Path) -> bytes:
    """Return a folder as a zip, so that a folder is read by the rules of a zip.

    :raises OSError: where the folder cannot be read
    """
    files = (p for p in sorted(folder.iterdir()) if not p.name.startswith("."))
    return _zipped({path.name: path.read_bytes() for path in files if path.is_file()})


def taken_out(data: bytes) -> bytes:
    """Return the preset of a handover file as a zip; other bytes as they are.

    A handover file may be larger than a preset, for the documents in it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [p for p in archive.infolist() if p.filename.startswith(HANDED_ON)]
            if not parts or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return data
            return _zipped({p.filename: archive.read(p) for p in parts})
    except _BROKEN:
        return data


def _zipped(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def check_names(files: Files, faults: Faults) -> None:
    """Note the files that are missing."""
    for name in NEEDED:
        if name not in files:
            faults.add(Mark(name), tk._("This file is missing."))


def _unpacked(data: bytes, faults: Faults) -> Files:
    if len(data) > MOST_PACKED:
        message = tk._("The zip is larger than {limit} MB.")
        faults.add(Mark("preset"), message.format(limit=MOST_PACKED // MEGABYTE))
        return {}
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = [part for part in archive.infolist() if not part.is_dir()]
    if not _is_bounded(parts, faults):
        return {}
    files: Files = {}
    for part in parts:
        name = _name(part, parts)
        if name in PASSED_OVER:
            continue
        if name not in NAMES or name in files:
            faults.add(Mark(part.filename[:100]), _unknown_file())
        else:
            files[name] = archive.read(part)
    return files


def _is_bounded(parts: list[zipfile.ZipInfo], faults: Faults) -> bool:
    size = sum(part.file_size for part in parts)
    if len(parts) <= MOST_FILES and size <= MOST_UNPACKED:
        return True
    message = tk._("The zip holds more than {files} files or {limit} MB.")
    limit = MOST_UNPACKED // MEGABYTE
    faults.add(Mark("preset"), message.format(files=MOST_FILES, limit=limit))
    return False


def _name(part: zipfile.ZipInfo, parts: list[zipfile.ZipInfo]) -> str:
    """Return the plain name of a part; one folder around all of them is passed over.

    Nothing is ever written to a disk, and names are compared with a closed list, so
    a part that points elsewhere is an unknown file and no more.
    """
    folders = {p.filename.rpartition("/")[0] for p in parts}
    folder = next(iter(folders)) if len(folders) == 1 else ""
    is_plain = folder not in ("", ".", "..") and "/" not in folder
    return part.filename.removeprefix(f"{folder}/") if is_plain else part.filename


def _unknown_file() -> str:
    message = tk._("This file does not belong to a preset, or it is there twice. {all}")
    return message.format(all=", ".join(NAMES))
