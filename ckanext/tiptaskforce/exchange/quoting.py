"""Text that a spreadsheet would run as a formula, kept as text by an apostrophe."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*\s*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
_NUMBER = re.compile(r"[+\-]?\d{1,15}(?:\.\d{1,15})?")
# What XML, and so a workbook, cannot hold at all.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def quoted(text: str) -> str:
    """Return ``text`` so that no spreadsheet computes it; plain numbers stay."""
    plain = _NO_TEXT.sub("", text)
    begins_badly = bool(_NO_TEXT.match(text)) or bool(_FORMULA.match(plain))
    if begins_badly and not _NUMBER.fullmatch(plain):
        return "'" + plain
    return plain


def unquoted(text: str) -> str:
    """Take away the apostrophe that ``quoted`` put before ``text``, and no other."""
    rest = text[1:]
    if text.startswith("'") and quoted(rest) == text:
        return rest
    return text
