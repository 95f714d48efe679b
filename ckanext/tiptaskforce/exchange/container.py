"""Office files are zip archives: what may be known of one before it is parsed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

OLE = bytes.fromhex("d0cf11e0a1b11ae1")

_OLD = N_("This is an old .xls or .doc file. Save it as .xlsx or .docx and try again.")
_ENCRYPTED = N_("This file is protected by a password. Save it without one.")
_NOT_ZIP = N_("This file is damaged: it cannot be opened.")
_ENTRIES = N_("This file has %(found)s parts inside; %(limit)s are allowed.")
_UNPACKED = N_("This file unpacks to more than %(limit)s MB.")
_RATIO = N_("This file unpacks to more than %(limit)s times its size.")
_NAMES = N_("This file holds the same part twice, or a part outside its folder.")
_MACROS = N_("This file holds macros. Save it without macros.")
_EMBEDDED = N_(
    "This file holds other files or controls inside. Paste them as pictures."
)
_EXTERNAL = N_("This file fetches content from elsewhere. Break these links first.")
_SCRIPT = N_("This file holds a field that starts a program.")
_ENTITIES = N_("This file declares its own entities, which office files do not.")

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)
_MACRO_PART = re.compile(
    r"vbaproject|vbadata|macrosheets/|dialogsheets/|intlmacrosheets/|\.(?:js|vbs|exe|dll)$",
    re.IGNORECASE,
)
_EMBEDDED_PART = re.compile(r"embeddings/|activex/|oleobject|ctrlprops/|afchunk", re.I)
_EXTERNAL_PART = re.compile(r"externallinks/|querytables/|connections\.xml", re.I)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.I)
_PROGRAM = re.compile(rb"\bDDE(?:AUTO)?\b|ddeLink", re.I)


def open_container(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open an office file after its outside and its list of parts were checked.

    :raises FileRefused: for a renamed old file, a password, a bomb, macros, links.
    """
    _check_outside(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_sizes(archive, len(data), limits)
        _check_parts(archive)
        _check_content(archive)
    except FileRefused:
        raise
    except _BROKEN as error:
        raise FileRefused("damaged", _NOT_ZIP) from error
    return archive


def _check_outside(data: bytes) -> None:
    if data.startswith(OLE):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data:
            raise FileRefused("encrypted", _ENCRYPTED)
        raise FileRefused("old_format", _OLD)
    if not data.startswith(b"PK\x03\x04"):
        raise FileRefused("damaged", _NOT_ZIP)


def _check_sizes(archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.entries:
        raise FileRefused("entries", _ENTRIES, found=len(parts), limit=limits.entries)
    declared = sum(part.file_size for part in parts)
    if declared > limits.unpacked:
        raise FileRefused("unpacked", _UNPACKED, limit=limits.unpacked // 1024**2)
    # The text of a small honest sheet may shrink a hundredfold: 1 MB harms nobody.
    if declared > max(packed * limits.ratio, 1024**2):
        raise FileRefused("ratio", _RATIO, limit=limits.ratio)
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused("encrypted", _ENCRYPTED)


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len({name.lower() for name in names}) < len(names) or any(
        name.startswith("/") or ".." in name.split("/") or "\\" in name
        for name in names
    ):
        raise FileRefused("parts", _NAMES)
    for pattern, reason, sentence in (
        (_MACRO_PART, "macros", _MACROS),
        (_EXTERNAL_PART, "external", _EXTERNAL),
        (_EMBEDDED_PART, "embedded", _EMBEDDED),
    ):
        if any(pattern.search(name) for name in names):
            raise FileRefused(reason, sentence)


def _check_content(archive: zipfile.ZipFile) -> None:
    """Read each part once; a part longer than declared ends as damaged."""
    for part in archive.infolist():
        content = archive.read(part)
        name = part.filename.lower()
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        if b"<!ENTITY" in content or b"<!DOCTYPE" in content:
            raise FileRefused("entities", _ENTITIES)
        if name == "[content_types].xml" and b"macroEnabled" in content:
            raise FileRefused("macros", _MACROS)
        if name.endswith(".rels"):
            _check_relations(content)
        if name.startswith("word/") and _PROGRAM.search(_field_codes(content)):
            raise FileRefused("script", _SCRIPT)


def _check_relations(content: bytes) -> None:
    for relation in _RELATION.findall(content):
        if b"External" in relation and b"/hyperlink" not in relation:
            raise FileRefused("external", _EXTERNAL)


def _field_codes(content: bytes) -> bytes:
    codes = re.findall(rb"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"", content)
    return b"".join(b"".join(pair) for pair in codes)
