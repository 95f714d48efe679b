"""The name of an uploaded file: what of it may be shown, and what it promises."""

from __future__ import annotations

import re
import unicodedata

from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

LONGEST = 120
ENDINGS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
_OTHER_ENDINGS = frozenset(
    """
    ade apk app asp aspx bat bin cgi cmd com cpl dll doc docm dot dotm exe gif hta
    htm html iso jar js jse jsp lnk mht mhtml msi msp odt php phtml pif pl ppt pptm
    pptx ps1 py rar reg rtf scr sh shtml svg svgz swf tar url vb vbe vbs webp wsf
    xhtml xls xlsb xlsm xltm xml xsl zip 7z gz
    """.split()  # noqa: SIM905 - a list to be read
)

_TYPE = N_("Only PDF, DOCX, XLSX, CSV, PNG and JPEG files are taken.")
_DOUBLE = N_('This file name has two endings (".%(first)s.%(last)s"). Rename it.')


def shown_name(given: str) -> str:
    """Return a name that can be shown and put in a header: no path, no tricks."""
    text = unicodedata.normalize("NFC", given[:10_000])
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = re.split(r"[/\\]", text)[-1]
    text = re.sub(r'[<>:"|?*;]', "_", text)
    text = " ".join(text.split()).lstrip(". ")
    stem, dot, last = text.rpartition(".")
    if not dot:
        return text[:LONGEST] or "file"
    room = LONGEST - len(last[:10]) - 1
    return f"{stem[:room].rstrip(' .') or 'file'}.{last[:10]}"


def ending(name: str) -> str:
    """Return the ending of a cleaned name, in small letters.

    :raises FileRefused: ``type`` or ``double_ending``.
    """
    *heads, last = name.lower().split(".")
    if not heads or last not in ENDINGS:
        raise FileRefused("type", _TYPE)
    for head in heads[1:]:
        if head.strip() in ENDINGS or head.strip() in _OTHER_ENDINGS:
            raise FileRefused("double_ending", _DOUBLE, first=head.strip(), last=last)
    return last
