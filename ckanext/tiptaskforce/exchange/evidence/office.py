"""DOCX and XLSX files without the names of those who wrote them."""

from __future__ import annotations

import io
import re
import zipfile

from ckanext.tiptaskforce.exchange.container import open_container
from ckanext.tiptaskforce.exchange.evidence import picture
from ckanext.tiptaskforce.exchange.limits import Limits

_FIXED = (1980, 1, 1, 0, 0, 0)
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b"/>"
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_CUSTOM = _APP.replace(b"extended-properties", b"custom-properties")
_PROPERTIES = {
    "docprops/core.xml": _CORE,
    "docprops/app.xml": _APP,
    "docprops/custom.xml": _CUSTOM,
}
_THUMBNAIL = re.compile(rb"<Relationship\b[^>]*/thumbnail\"[^>]*/>", re.I)
_AUTHORS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rb'(\bw:(?:author|initials|userId)=")[^"]*"', rb'\1"'),
        (rb'(\bw15:(?:author|userId|providerId)=")[^"]*"', rb'\1"'),
        (rb"(<(?:\w+:)?author>)[^<]*<", rb"\1<"),
        (rb'(\b(?:displayName|userName|lastModifiedBy|userId)=")[^"]*"', rb'\1"'),
    )
]
_WITH_AUTHORS = re.compile(
    r"word/[^/]*\.xml|xl/(?:comments[^/]*|workbook)\.xml|xl/(?:persons|comments|revisions)"
    r"/.*\.xml|xl/threadedcomments/.*\.xml",
    re.I,
)


def wash(data: bytes, limits: Limits) -> bytes:
    """Return the office file with authors, properties and positions taken out.

    :raises FileRefused: whatever ``open_container`` refuses, or a damaged picture.
    """
    out = io.BytesIO()
    with (
        open_container(data, limits) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.is_dir() or part.filename.lower().startswith("docprops/thumbnail"):
                continue
            entry = zipfile.ZipInfo(part.filename, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, _washed(part.filename, old.read(part)))
    return out.getvalue()


def _washed(name: str, content: bytes) -> bytes:
    small = name.lower()
    if small in _PROPERTIES:
        return _PROPERTIES[small]
    if small == "_rels/.rels":
        return _THUMBNAIL.sub(b"", content)
    if small.endswith((".jpg", ".jpeg")):
        return picture.wash(content, "JPEG")
    if small.endswith(".png"):
        return picture.wash(content, "PNG")
    if _WITH_AUTHORS.fullmatch(small):
        for pattern, replacement in _AUTHORS:
            content = pattern.sub(replacement, content)
    return content
