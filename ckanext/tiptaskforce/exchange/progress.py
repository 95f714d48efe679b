"""The files of a progress release: made from a frozen snapshot, and read back.

``build`` makes the bytes and ``audit`` reads them again with code of its own and
compares every cell with a recount of the snapshot; neither knows anything but counts
of deliverables and codes. A snapshot is plain data::

    {"as_of": "2026-10-05", "period": {"code", "from", "to", "label"},
     "tables": {"function-state": {"columns": {"core_function": ["1", …], "state": […]},
                                   "counts": [["1", "planned", 3], …]}}}
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
from typing import Any

from openpyxl import load_workbook

from ckanext.tiptaskforce.exchange import workbook

TOTAL = "TOTAL"
UNIT = "deliverables"
UNITS = {"status-words": "indicators", "members-type": "member organisations"}
METHOD = (
    "Each deliverable that member organisations logged is counted once, by its best "
    "edition, as it stood on the day named in as_of. Delivered means accepted by a "
    "reviewer of another organisation; outdated means delivered with its review date "
    "past. Deliverables that were given up are not counted."
)
NOT_CLAIMED = (
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
    codes = [[*column, TOTAL] for column in table["columns"].values()]
    counts = {tuple(row[:-1]): row[-1] for row in table["counts"]}
    sums: dict[tuple[str, ...], int] = {}
    for key, number in counts.items():
        for mask in itertools.product((False, True), repeat=len(key)):
            cell = tuple(TOTAL if m else k for k, m in zip(key, mask, strict=True))
            sums[cell] = sums.get(cell, 0) + number
    return [[*cell, sums.get(cell, 0)] for cell in itertools.product(*codes)]


def audit(files: dict[str, bytes], release: str, snapshot: dict[str, Any]) -> list[str]:
    """Return what is wrong with the files of a release; an empty list is a pass."""
    wanted = {f"{t}.csv" for t in snapshot["tables"]}
    wanted |= {f"{release}.json", f"{release}.xlsx", "release.json"}
    if set(files) != wanted:
        return [f"the set of files is {sorted(files)}, not {sorted(wanted)}"]
    manifest = json.loads(files["release.json"])
    return [
        *_manifest_faults(manifest, files),
        *(
            fault
            for name, table in snapshot["tables"].items()
            for fault in _table_faults(files, release, name, table)
        ),
    ]


def sha256(content: bytes) -> str:
    """Return the checksum that the release row keeps of a file."""
    return hashlib.sha256(content).hexdigest()


def media_type(name: str) -> str:
    """Return the media type of a release file by its ending."""
    return MEDIA_TYPES[name.rsplit(".", 1)[1]]


def _columns(snapshot: dict[str, Any], table: str) -> list[str]:
    return [*snapshot["tables"][table]["columns"], "count"]


def _csv(snapshot: dict[str, Any], table: str, found: list[list[Any]]) -> bytes:
    lines = [_columns(snapshot, table), *found]
    text = "".join(",".join(str(cell) for cell in line) + "\n" for line in lines)
    return text.encode()


def _data(
    name: str, snapshot: dict[str, Any], tables: dict[str, list[list[Any]]]
) -> dict[str, Any]:
    shown = {
        t: {"columns": _columns(snapshot, t), "rows": found}
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
    period = snapshot["period"]
    lines = [
        ["Title", about["title"]],
        ["Sentence", about["sentence"]],
        ["Unit", UNIT],
        ["Period", f"{period['from']} to {period['to']}"],
        ["As it stood on", snapshot["as_of"]],
        ["Method", METHOD],
        ["Not claimed", NOT_CLAIMED],
        ["Caveats", about["caveats"]],
    ]
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
            "unit": UNITS.get(t, UNIT),
            "columns": list(found["columns"]),
            "codes": found["columns"],
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
        "tables": tables,
        "workbook": _hashed(f"{name}.xlsx", files),
        "data": _hashed(f"{name}.json", files),
        "method": METHOD,
        "not_claimed": NOT_CLAIMED,
        "log_head": snapshot.get("log_head"),
    }


def _hashed(name: str, files: dict[str, bytes]) -> dict[str, str]:
    return {"file": name, "sha256": sha256(files[name])}


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _manifest_faults(manifest: dict[str, Any], files: dict[str, bytes]) -> list[str]:
    named = [*manifest["tables"].values(), manifest["workbook"], manifest["data"]]
    return [
        f"{entry['file']} does not have the checksum that release.json names"
        for entry in named
        if hashlib.sha256(files[entry["file"]]).hexdigest() != entry["sha256"]
    ]


def _table_faults(
    files: dict[str, bytes], release: str, name: str, table: dict[str, Any]
) -> list[str]:
    header = [*table["columns"], "count"]
    text = files[f"{name}.csv"].decode()
    in_csv = list(csv.reader(io.StringIO(text)))
    shown = json.loads(files[f"{release}.json"])["tables"][name]
    in_json = [shown["columns"], *[[str(c) for c in row] for row in shown["rows"]]]
    book = load_workbook(io.BytesIO(files[f"{release}.xlsx"]), read_only=True)
    in_book = [[str(c) for c in row] for row in book[name].values]
    faults = []
    for place, found in (("CSV", in_csv), ("JSON", in_json), ("XLSX", in_book)):
        if found[0] != header:
            faults.append(f"{name} in {place}: the columns are {found[0]}")
        wrong = [r for r in found[1:] if str(_recount(table, r[:-1])) != r[-1]]
        if wrong or len(found) - 1 != _n_cells(table):
            faults.append(f"{name} in {place}: {wrong[:3] or 'rows are missing'}")
    return faults


def _recount(table: dict[str, Any], key: list[str]) -> int:
    """Count a cell from the snapshot by looking at each frozen row."""
    return sum(
        row[-1]
        for row in table["counts"]
        if all(k in (TOTAL, code) for k, code in zip(key, row[:-1], strict=True))
    )


def _n_cells(table: dict[str, Any]) -> int:
    number = 1
    for codes in table["columns"].values():
        number *= len(codes) + 1
    return number
