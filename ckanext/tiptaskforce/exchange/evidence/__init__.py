"""Evidence files: checked by content, washed of who made them, never trusted.

What is stored is what comes out here, under a random name of the caller's; only the
cleaned name is shown.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ckanext.tiptaskforce.exchange import confined
from ckanext.tiptaskforce.exchange.container import open_container
from ckanext.tiptaskforce.exchange.encoding import decode
from ckanext.tiptaskforce.exchange.evidence.casedata import refuse_case_data
from ckanext.tiptaskforce.exchange.evidence.content import check_content
from ckanext.tiptaskforce.exchange.evidence.filename import ENDINGS, ending, shown_name
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

__all__ = ["ENDINGS", "Evidence", "check_evidence", "shown_name"]

WASHER = "ckanext.tiptaskforce.exchange.evidence.washer"
READER = "ckanext.tiptaskforce.exchange.reader"

_EMPTY = N_("This file is empty.")
_LARGE = N_("This file is larger than %(limit)s MB.")
_FORMULA = N_("Line %(line)s holds a formula. Replace it by its value.")

# A report with many pictures has more parts than a workbook that is to be read.
_EVIDENCE = Limits(entries=2000, unpacked=100 * 1024**2)
_ROWS_LOOKED_AT = 500


@dataclass(frozen=True)
class Evidence:
    """A file that may be stored: washed bytes, and what is shown of it."""

    data: bytes = field(repr=False)
    media_type: str
    shown_name: str
    size: int
    sha256: str


def check_evidence(
    source: bytes | Path,
    filename: str,
    limits: Limits = _EVIDENCE,
    *,
    regions: Sequence[str] = ("NG",),
) -> Evidence:
    """Return the file as it may be stored; ``regions`` are those of ``scan``.

    :raises FileRefused: with the reason; nothing may be stored then.
    """
    name = shown_name(filename)
    kind = ending(name)
    data = _bytes(source, limits)
    check_content(data, kind)
    if kind == "csv":
        rows = _rows(data, limits)
        refuse_case_data([rows], regions)
    else:
        data = _washed(data, kind, limits, regions)
    digest = hashlib.sha256(data).hexdigest()
    return Evidence(data, ENDINGS[kind], name, len(data), digest)


def _bytes(source: bytes | Path, limits: Limits) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(limits.size + 1)
    if not source:
        raise FileRefused("empty", _EMPTY)
    if len(source) > limits.size:
        raise FileRefused("size", _LARGE, limit=limits.size // 1024**2)
    return source


def _washed(data: bytes, kind: str, limits: Limits, regions: Sequence[str]) -> bytes:
    if kind in ("xlsx", "docx"):
        open_container(data, limits).close()
    if kind == "xlsx":
        order = {"peek": _ROWS_LOOKED_AT}
        answer, _ = confined.run(READER, order, data, limits)
        refuse_case_data(answer["sheets"], regions)
    return confined.run(WASHER, {"ending": kind}, data, limits)[1]


def _rows(data: bytes, limits: Limits) -> list[list[str]]:
    """Take a CSV apart for a look; as evidence it need not be an even table."""
    text, _ = decode(data)
    sample = text[:100_000]
    delimiter = max(",;\t|", key=sample.count)
    csv.field_size_limit(limits.size)
    rows = []
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
        if any(_acts(cell) for cell in row):
            raise FileRefused("formula", _FORMULA, line=number)
        if any(cell.strip() for cell in row) and len(rows) < _ROWS_LOOKED_AT:
            rows.append(row)
    if not rows:
        raise FileRefused("empty", _EMPTY)
    return rows


def _acts(cell: str) -> bool:
    """Tell whether a spreadsheet would compute, fetch or start something here."""
    start = cell.lstrip(" \t\r\n'\ufeff")
    if start[:1] in ("=", "\uff1d"):
        return True
    risky = start[:1] in ("+", "-", "@", "\uff0b", "\uff0d", "\uff20")
    return risky and any(sign in start for sign in "(|!")
