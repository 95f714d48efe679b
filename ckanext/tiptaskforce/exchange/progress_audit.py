"""The check of a progress release: read every file again and count every cell anew.

It shares no counting and no reading with ``progress.build``: a fault there must not
excuse itself here. A file may hold what the snapshot gives and nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

from ckanext.tiptaskforce.exchange.progress import TOTAL, about_lines, unit_of
from ckanext.tiptaskforce.exchange.quoting import quoted

Table = list[list[str]]
_UNREADABLE = (ValueError, KeyError, TypeError, csv.Error, zipfile.BadZipFile, OSError)
# The parts of a plain workbook; a comment, a picture or a macro would be another.
_PARTS = ("[Content_Types].xml", "_rels/", "docProps/", "xl/")
_FOREIGN = ("comments", "drawing", "media", "vba", "external", "embed", "customXml")


def audit(
    files: dict[str, bytes], about: dict[str, Any], snapshot: dict[str, Any]
) -> list[str]:
    """Return what is wrong with the files of a release; an empty list is a pass.

    :param about: release (its code), title, series, sentence, caveats: what was made
    :param snapshot: the frozen counts, see ``progress``
    """
    name = about["release"]
    wanted = {f"{t}.csv" for t in snapshot["tables"]}
    wanted |= {f"{name}.json", f"{name}.xlsx", "release.json"}
    if set(files) != wanted:
        return [f"the set of files is {sorted(files)}, not {sorted(wanted)}"]
    expected = {t: _recounted(table) for t, table in snapshot["tables"].items()}
    checks: tuple[tuple[str, Callable[[], list[str]]], ...] = (
        ("release.json", lambda: _manifest(files, about, snapshot, expected)),
        (f"{name}.json", lambda: _json(files[f"{name}.json"], about, expected)),
        (
            f"{name}.xlsx",
            lambda: _book(files[f"{name}.xlsx"], about, snapshot, expected),
        ),
        *(
            (f"{t}.csv", lambda t=t: _csv(files[f"{t}.csv"], t, expected[t]))
            for t in expected
        ),
    )
    return [fault for file, check in checks for fault in _safely(file, check)]


def _safely(file: str, check: Callable[[], list[str]]) -> list[str]:
    try:
        return check()
    except _UNREADABLE as problem:
        return [f"{file} cannot be read: {type(problem).__name__}"]


def _recounted(table: dict[str, Any]) -> Table:
    """Return header and rows as they must be, each cell counted from the rows."""
    columns = [[*codes, TOTAL] for _, codes in table["columns"]]
    header = [*(name for name, _ in table["columns"]), "count"]
    cells = (list(cell) for cell in itertools.product(*columns))
    return [header, *([*cell, str(_count(table, cell))] for cell in cells)]


def _count(table: dict[str, Any], cell: list[str]) -> int:
    return sum(
        row[-1]
        for row in table["counts"]
        if all(k in (TOTAL, code) for k, code in zip(cell, row[:-1], strict=True))
    )


def _differ(name: str, place: str, found: Table, wanted: Table) -> list[str]:
    if found == wanted:
        return []
    if found[:1] != wanted[:1]:
        return [f"{name} in {place}: the columns are {found[:1]}"]
    pairs = itertools.zip_longest(found, wanted)
    line = next(number for number, (f, w) in enumerate(pairs, 1) if f != w)
    return [f"{name} in {place}: line {line} is not what the work counts"]


def _csv(content: bytes, name: str, wanted: Table) -> list[str]:
    text = content.decode()
    faults = _differ(name, "CSV", list(csv.reader(io.StringIO(text))), wanted)
    if not faults and text != "".join(",".join(line) + "\n" for line in wanted):
        faults.append(f"{name} in CSV: holds more than its cells")
    return faults


def _json(
    content: bytes, about: dict[str, Any], expected: dict[str, Table]
) -> list[str]:
    data = json.loads(content)
    faults = []
    named = (data["schema"], data["release"], set(data), list(data["tables"]))
    keys = {"schema", "release", "unit", "tables"}
    if named[:3] != ("tiptaskforce-data/1", about["release"], keys):
        faults.append("the JSON says that it is something else")
    if set(named[3]) != set(expected):
        return [*faults, f"the JSON holds the tables {named[3]}"]
    for name, wanted in expected.items():
        table = data["tables"][name]
        if set(table) != {"unit", "columns", "rows"} or table["unit"] != unit_of(name):
            faults.append(f"{name} in JSON: counts something else")
        found = [table["columns"], *([str(c) for c in row] for row in table["rows"])]
        faults += _differ(name, "JSON", found, wanted)
    return faults


def _book(
    content: bytes,
    about: dict[str, Any],
    snapshot: dict[str, Any],
    expected: dict[str, Table],
) -> list[str]:
    parts = zipfile.ZipFile(io.BytesIO(content)).namelist()
    odd = [p for p in parts if not _is_plain(p)]
    faults = [f"the workbook holds {odd}"] if odd else []
    book = load_workbook(io.BytesIO(content), read_only=True)
    if set(book.sheetnames) != {"about", *expected}:
        return [*faults, f"the workbook has the sheets {book.sheetnames}"]
    lines = about_lines(about, snapshot)
    words = [["What", "Text"], *([what, quoted(text)] for what, text in lines)]
    faults += _differ("about", "XLSX", _cells(book["about"]), words)
    for name, wanted in expected.items():
        faults += _differ(name, "XLSX", _cells(book[name]), wanted)
    return faults


def _is_plain(part: str) -> bool:
    return part.startswith(_PARTS) and not any(word in part for word in _FOREIGN)


def _cells(page: Any) -> Table:
    return [["" if c is None else str(c) for c in row] for row in page.values]


def _manifest(
    files: dict[str, bytes],
    about: dict[str, Any],
    snapshot: dict[str, Any],
    expected: dict[str, Table],
) -> list[str]:
    manifest = json.loads(files["release.json"])
    named = {
        **{key: about[key] for key in ("release", "title", "series")},
        **{key: snapshot[key] for key in ("as_of", "period", "n_sources", "log_head")},
        "schema": "tiptaskforce-public/1",
        "kind": "progress",
        "total": TOTAL,
    }
    faults = [
        f"release.json: {key} is {manifest.get(key)!r}"
        for key, value in named.items()
        if manifest.get(key) != value
    ]
    if set(manifest["tables"]) != set(expected):
        faults.append("release.json names other tables")
    sums = [*manifest["tables"].values(), manifest["workbook"], manifest["data"]]
    faults += [
        f"{entry['file']} does not have the checksum that release.json names"
        for entry in sums
        if hashlib.sha256(files[entry["file"]]).hexdigest() != entry["sha256"]
    ]
    if {entry["file"] for entry in sums} != set(files) - {"release.json"}:
        faults.append("release.json does not name every file")
    return [*faults, *_codes(manifest["tables"], snapshot, expected)]


def _codes(
    tables: dict[str, Any], snapshot: dict[str, Any], expected: dict[str, Table]
) -> list[str]:
    return [
        f"release.json describes {name} otherwise"
        for name, table in tables.items()
        if name in expected
        and (table["columns"], table["codes"], table["rows"], table["unit"])
        != (
            expected[name][0][:-1],
            dict(snapshot["tables"][name]["columns"]),
            len(expected[name]) - 1,
            unit_of(name),
        )
    ]
