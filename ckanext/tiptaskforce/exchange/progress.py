"""The files of a progress release, made from a frozen snapshot.

Nothing in them but codes and counts of deliverables, indicators and organisations.
``progress_audit`` reads the bytes again with code of its own. A snapshot is plain data;
its columns are a list, because the database keeps no order of the keys of an object::

    {"as_of": "2026-10-05", "period": {"code", "from", "to", "label"}, "n_sources": 12,
     "log_head": "…", "tables": {"function-state": {
         "columns": [["core_function", ["1", …]], ["state", ["planned", …]]],
         "counts": [["1", "planned", 3], …]}}}
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable
from typing import Any

from ckanext.tiptaskforce.exchange import workbook
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.vocabulary import ProgressTable

TOTAL = "TOTAL"
UNIT = "deliverables"
UNITS = {"status-words": "indicators", "members-type": "member organisations"}
USUAL_TABLES = tuple(t.value for t in ProgressTable)
METHOD = N_(
    "Each deliverable that member organisations logged is counted once, by its best "
    "edition, as it stood on the day that the release names. Delivered means accepted "
    "by a reviewer of another organisation; outdated means delivered with its review "
    "date past. Deliverables that were given up are not counted, nor is work of the "
    "severe level of sensitivity, if there is any."
)
WORDS_METHOD = N_(
    "Each indicator of the strategy is counted once, by the word that its accepted "
    "reports give it against its target. Indicators that count persons stand under no "
    "status, whatever they came to."
)
NOT_CLAIMED = N_(
    "The counts describe work that was logged, not its quality or effect. They hold "
    "no person and say nothing about how common trafficking is."
)
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def build(about: dict[str, Any], snapshot: dict[str, Any]) -> dict[str, bytes]:
    """Return the files of a release by name.

    :param about: release (its code), title, series, date, sentence, caveats
    :param snapshot: the frozen counts, see the module
    """
    name = about["release"]
    tables = {t: cells(found) for t, found in snapshot["tables"].items()}
    files = {f"{t}.csv": _csv(snapshot, t, found) for t, found in tables.items()}
    files[f"{name}.json"] = _json(_data(name, snapshot, tables))
    files[f"{name}.xlsx"] = _xlsx(about, snapshot, tables)
    files["release.json"] = _json(_manifest(about, snapshot, files))
    return files


def cells(table: dict[str, Any]) -> list[list[Any]]:
    """Return every combination of codes and TOTAL with its count, in code order."""
    codes = [[*column, TOTAL] for _, column in table["columns"]]
    counts = {tuple(row[:-1]): row[-1] for row in table["counts"]}
    sums: dict[tuple[str, ...], int] = {}
    for key, number in counts.items():
        for mask in itertools.product((False, True), repeat=len(key)):
            cell = tuple(TOTAL if m else k for k, m in zip(key, mask, strict=True))
            sums[cell] = sums.get(cell, 0) + number
    return [[*cell, sums.get(cell, 0)] for cell in itertools.product(*codes)]


def tables(snapshot: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the tables of a snapshot as the released JSON holds them."""
    return {
        name: {"columns": _columns(snapshot, name), "rows": cells(found)}
        for name, found in snapshot.get("tables", {}).items()
    }


def unit_of(table: str) -> str:
    """Return what the numbers of a table count."""
    return UNITS.get(table, UNIT)


def sha256(content: bytes) -> str:
    """Return the checksum that the release row keeps of a file."""
    return hashlib.sha256(content).hexdigest()


def method(tables: Iterable[str]) -> str:
    """Return how what a release counts was counted, for the tables that it holds."""
    words = ProgressTable.STATUS_WORDS in tables
    return f"{METHOD} {WORDS_METHOD}" if words else METHOD


def about_lines(about: dict[str, Any], snapshot: dict[str, Any]) -> list[list[str]]:
    """Return what the workbook says about itself on its first sheet."""
    period = snapshot["period"]
    return [
        ["Title", about["title"]],
        ["Sentence", about["sentence"]],
        ["Unit", UNIT],
        ["Period", f"{period['from']} to {period['to']}"],
        ["As it stood on", snapshot["as_of"]],
        ["Method", method(snapshot["tables"])],
        ["Not claimed", NOT_CLAIMED],
        ["Caveats", about["caveats"]],
    ]


def media_type(name: str) -> str:
    """Return the media type of a release file by its ending."""
    return MEDIA_TYPES[name.rsplit(".", 1)[1]]


def _columns(snapshot: dict[str, Any], table: str) -> list[str]:
    return [*(name for name, _ in snapshot["tables"][table]["columns"]), "count"]


def _csv(snapshot: dict[str, Any], table: str, found: list[list[Any]]) -> bytes:
    lines = [_columns(snapshot, table), *found]
    text = "".join(",".join(str(cell) for cell in line) + "\n" for line in lines)
    return text.encode()


def _data(
    name: str, snapshot: dict[str, Any], tables: dict[str, list[list[Any]]]
) -> dict[str, Any]:
    shown = {
        t: {"unit": unit_of(t), "columns": _columns(snapshot, t), "rows": found}
        for t, found in tables.items()
    }
    return {
        "schema": "tiptaskforce-data/1",
        "release": name,
        "unit": UNIT,
        "tables": shown,
    }


def _xlsx(
    about: dict[str, Any], snapshot: dict[str, Any], tables: dict[str, list[list[Any]]]
) -> bytes:
    lines = about_lines(about, snapshot)
    sheets = {"about": [["What", "Text"], *lines]}
    for name, found in tables.items():
        sheets[name] = [_columns(snapshot, name), *found]
    return workbook.plain(sheets)


def _manifest(
    about: dict[str, Any], snapshot: dict[str, Any], files: dict[str, bytes]
) -> dict[str, Any]:
    name = about["release"]
    tables = {
        t: {
            "unit": unit_of(t),
            "columns": [column for column, _ in found["columns"]],
            "codes": dict(found["columns"]),
            "file": f"{t}.csv",
            "rows": len(cells(found)),
            "sha256": sha256(files[f"{t}.csv"]),
        }
        for t, found in snapshot["tables"].items()
    }
    return {
        "schema": "tiptaskforce-public/1",
        "release": name,
        "title": about["title"],
        "series": about["series"],
        "kind": "progress",
        "date": about["date"],
        "unit": UNIT,
        "total": TOTAL,
        "as_of": snapshot["as_of"],
        "period": snapshot["period"],
        "n_sources": snapshot["n_sources"],
        "tables": tables,
        "workbook": _hashed(f"{name}.xlsx", files),
        "data": _hashed(f"{name}.json", files),
        "method": method(snapshot["tables"]),
        "not_claimed": NOT_CLAIMED,
        "log_head": snapshot["log_head"],
    }


def _hashed(name: str, files: dict[str, bytes]) -> dict[str, str]:
    return {"file": name, "sha256": sha256(files[name])}


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
