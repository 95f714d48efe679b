"""The handover file of a task force: one signed zip for whoever coordinates it next.

The same task force, day and language make the same bytes. Its manifest names every
file with its checksum and is signed with a key of this portal's secret, so that only
the portal that made it, or who holds its secret, can tell that nothing was changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

import ckan.plugins.toolkit as tk
from flask_babel import get_locale

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import readable, workbook
from ckanext.tiptaskforce.logic import base, files, handover_sections, signed
from ckanext.tiptaskforce.logic.presets import written
from ckanext.tiptaskforce.logic.presets.source import HANDED_ON, MEGABYTE
from ckanext.tiptaskforce.model import handover_all as model
from ckanext.tiptaskforce.model.document import Document

FORMAT = "tiptaskforce-handover/1"
MANIFEST = "manifest.json"
DOCUMENTS = "documents/"
PURPOSE = "handover"
MOST_DOCUMENTS = 25 * MEGABYTE
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


@dataclass
class Papers:
    """The files of documents that go along, and the titles of those that do not."""

    files: dict[str, bytes] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def made(step: base.Step) -> dict[str, Any]:
    """Return the file: ``{file_name, content, left_out, …}``, see the action."""
    papers = _papers(model.papers(step.taskforce.id))
    sections = [*handover_sections.of(step), _index(papers)]
    preset = written.files(step.taskforce)
    faults = written.faults_of(preset)
    if faults:
        preset["README.txt"] = "\n".join([_faulty(), *faults]).encode()
    parts = {
        "handover.html": readable.html(_page(step), sections),
        "handover.xlsx": workbook.plain(
            {one.name: [one.headers, *one.rows] for one in sections}
        ),
        **{f"{HANDED_ON}{name}": data for name, data in preset.items()},
        **{f"{DOCUMENTS}{name}": data for name, data in papers.files.items()},
    }
    day = step.taskforce.today
    return {
        "file_name": f"{step.taskforce.slug}-handover-{day.isoformat()}.zip",
        "content": _zipped({**parts, MANIFEST: _manifest(step, parts, papers)}, day),
        "left_out": papers.left_out,
        "documents_limit": MOST_DOCUMENTS,
        "preset_faults": faults,
    }


def fault_of(data: bytes) -> tuple[str, str] | None:
    """Return the first file that is not as it was made, and what is wrong with it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _fault(archive)
    except _BROKEN:
        return "zip", tk._("This is not a zip file, or it is damaged.")


def _fault(archive: zipfile.ZipFile) -> tuple[str, str] | None:
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in archive.infolist():
        if part.filename in parts:
            return part.filename, tk._("It is there twice.")
        parts[part.filename] = part
    about = parts.pop(MANIFEST, None)
    if about is None or about.file_size > MEGABYTE:
        return MANIFEST, tk._("It is missing.")
    manifest = json.loads(archive.read(about))
    signature = manifest.pop("signature", "") if isinstance(manifest, dict) else ""
    if not signed.is_ours(PURPOSE, _canonical(manifest), str(signature)):
        return MANIFEST, tk._("It was changed, or another portal made it.")
    for name, said in sorted(manifest["files"].items()):
        part = parts.pop(name, None)
        if part is None:
            return name, tk._("It is missing.")
        if part.file_size != said["size"] or _described(archive.read(part)) != said:
            return name, tk._("It was changed.")
    foreign = min(parts, default=None)
    return (foreign, tk._("It is no part of this file.")) if foreign else None


def _manifest(step: base.Step, parts: Mapping[str, bytes], papers: Papers) -> bytes:
    seat = handover_sections.as_coordination(step).reader.seats(step.taskforce.id)[0]
    agencies = {row.id: row.acronym for row in model.agencies(step.taskforce.id)}
    said = {
        "format": FORMAT,
        "taskforce": step.taskforce.slug,
        "day": step.taskforce.today.isoformat(),
        "made_by": {
            "role": str(seat.role),
            "organisation": agencies.get(seat.agency_id or ""),
        },
        "software": f"ckanext-tiptaskforce {version('ckanext-tiptaskforce')}",
        "documents_left_out": len(papers.left_out),
        "files": {name: _described(data) for name, data in sorted(parts.items())},
    }
    signature = signed.signature(PURPOSE, _canonical(said))
    whole = {**said, "signature": signature}
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False).encode()


def _canonical(said: Any) -> bytes:
    """Return what is signed: the manifest with its keys in order and without blanks."""
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _described(data: bytes) -> dict[str, Any]:
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _zipped(parts: Mapping[str, bytes], day: date) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(parts.items()):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def _papers(rows: list[Document]) -> Papers:
    """Take the files along, by title, until the next one would be too much."""
    found, taken = Papers(), 0
    for number, row in enumerate(rows, 1):
        plain = re.sub(r"[^\w.-]+", "-", row.file_name)
        name = f"{number:03d}-{plain}"
        where = row.url
        if row.location:
            content = _content(row) if taken + row.size <= MOST_DOCUMENTS else None
            if content is None:
                found.left_out.append(row.title)
                where = tk._("left out")
            else:
                found.files[name], where = content, f"{DOCUMENTS}{name}"
                taken += len(content)
        kind = labels.word("document_kind", row.kind)
        found.rows.append([row.title, kind, row.valid_until, where])
    return found


def _content(row: Document) -> bytes | None:
    """Return the bytes of a file, or None where the storage has lost it."""
    try:
        return files.content(row.location)
    except tk.ObjectNotFound:
        return None


def _faulty() -> str:
    return tk._("Put this right before the preset is loaded:")


def _index(papers: Papers) -> readable.Section:
    return readable.Section(
        "documents",
        tk._("Documents for all members"),
        [tk._("Title"), tk._("Kind"), tk._("Holds until"), tk._("File or address")],
        papers.rows,
        tk._("Files of {limit} MB in all go along; what is larger is left out.").format(
            limit=MOST_DOCUMENTS // MEGABYTE
        ),
    )


def _page(step: base.Step) -> readable.Page:
    locale = get_locale()
    taskforce = step.taskforce
    day = taskforce.today.isoformat()
    lead = [tk._("What stood open on {day}, for whoever coordinates next.")]
    if taskforce.is_sample:
        lead.append(tk._("This is sample data."))
    lead.append(
        tk._(
            "No count of persons and no person stands in it, and nothing that only some"
            " members may see. The folder preset makes a new task force that works in"
            " the same way; manifest.json tells which files belong together."
        )
    )
    return readable.Page(
        title=tk._("Handover: {taskforce}").format(taskforce=taskforce.title),
        lead=[line.format(day=day) for line in lead],
        language=str(locale or "en").replace("_", "-"),
        direction=getattr(locale, "text_direction", None) or "ltr",
        nothing=tk._("Nothing stands here."),
        contents=tk._("Contents"),
    )
