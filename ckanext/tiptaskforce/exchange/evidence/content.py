"""Whether the first and last bytes of a file are those that its ending promises."""

from __future__ import annotations

import re

import magic

from ckanext.tiptaskforce.exchange.container import OLE
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

_CONTENT = N_("The content of this file is not that of a %(ending)s file.")
_TWO_KINDS = N_("This file is two kinds of file at once. Save it anew.")
_OLD = N_("This is an old office file, or one with a password. Save it as %(ending)s.")

_STARTS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "xlsx": b"PK\x03\x04",
    "docx": b"PK\x03\x04",
}
_MAIN_PART = {"xlsx": b"xl/workbook.xml", "docx": b"word/document.xml"}
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|script|svg|iframe|body|\?php)[\s>/]", re.I
)
_FOREIGN_START = (b"PK\x03\x04", b"%PDF-", b"MZ", b"\x7fELF", b"Rar!", b"GIF8")
_NO_TABLE = frozenset(
    """text/html text/xml application/xml image/svg+xml text/x-shellscript text/x-php
    text/rtf application/javascript text/javascript text/x-msdos-batch
    application/x-dosexec application/zip application/pdf""".split()  # noqa: SIM905
)


def check_content(data: bytes, ending: str) -> None:
    """Refuse a file whose content is not, or not only, what its ending says."""
    kind = "jpg" if ending == "jpeg" else ending
    if kind in _MAIN_PART and data.startswith(OLE):
        raise FileRefused("old_format", _OLD, ending=f".{kind}")
    if kind == "csv":
        _check_text(data)
        return
    if not data.startswith(_STARTS[kind]):
        raise FileRefused("content", _CONTENT, ending=f".{ending}")
    if kind in _MAIN_PART and _MAIN_PART[kind] not in data:
        raise FileRefused("content", _CONTENT, ending=f".{ending}")
    if _has_foreign_part(data, kind):
        raise FileRefused("two_kinds", _TWO_KINDS)


def _check_text(data: bytes) -> None:
    found = magic.from_buffer(data[:65_536], mime=True)
    binary = not found.startswith(("text/", "application/csv", "application/octet"))
    if binary or found in _NO_TABLE or data.startswith((b"#!", b"MZ", OLE)):
        raise FileRefused("content", _CONTENT, ending=".csv")
    if _MARKUP.search(data):
        raise FileRefused("two_kinds", _TWO_KINDS)


def _has_foreign_part(data: bytes, kind: str) -> bool:
    if kind in ("png", "jpg"):
        tail = _after_png(data) if kind == "png" else _after_jpeg(data)
        return bool(_MARKUP.search(data)) or _is_foreign(tail)
    if kind == "pdf":
        end = data.rfind(b"%%EOF")
        tail = data[end + 5 :] if end >= 0 else b""
        return bool(_MARKUP.search(data[:1024])) or _is_foreign(tail)
    end = data.rfind(b"PK\x05\x06")
    return b"%PDF-" in data[:1024] or bool(_MARKUP.search(data[end + 22 :]))


def _is_foreign(tail: bytes) -> bool:
    start = tail.lstrip(b"\0\r\n\t ")
    return (
        start.startswith(_FOREIGN_START)
        or b"PK\x03\x04" in tail
        or bool(_MARKUP.search(tail))
    )


def _after_png(data: bytes) -> bytes:
    place = 8
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        name = data[place + 4 : place + 8]
        place += 12 + length
        if name == b"IEND":
            return data[place:]
    return b""


def _after_jpeg(data: bytes) -> bytes:
    end = data.rfind(b"\xff\xd9")
    return data[end + 2 :] if end >= 0 else b""
