"""A1: the public files, read again; every contract of their form and their values."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

TOTAL, MARKER = "TOTAL", "withheld"
Key = tuple[str, ...]
Cells = dict[Key, int | None]
_COUNT = re.compile(r"0|[1-9][0-9]*|withheld")
_BROKEN = re.compile(r"[0-9]+\.[0-9]+%?|[0-9]+%")
_XLSX_FORBIDDEN = ("comments", "externalLinks", "vbaProject", "docProps/custom.xml")


@dataclass(frozen=True)
class Public:
    """What a reader holds of one release: its manifest, and its tables by cell."""

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, Cells]

    @property
    def release(self) -> str:
        """The code of the release."""
        return str(self.manifest["release"])

    @property
    def epochs(self) -> frozenset[str]:
        """The epochs that the release holds."""
        return frozenset(self.manifest["epochs"])

    @property
    def k(self) -> int:
        """The least group that may be known."""
        return int(self.manifest["k"])


def read(folder: Path) -> tuple[Public, list[str]]:
    """Return what the public files of a release say, and the faults of their form."""
    manifest = json.loads((folder / "release.json").read_bytes())
    faults = list(_file_set_faults(folder, manifest))
    tables: dict[str, Cells] = {}
    for name, table in manifest["tables"].items():
        path = folder / table["file"]
        if not path.exists():
            continue
        cells, found = _csv_cells(path, name, table, manifest)
        tables[name] = cells
        faults += found
        if sha256(path.read_bytes()).hexdigest() != table["sha256"]:
            faults.append(f"{path.name}: the checksum of release.json is another")
    public = Public(folder, manifest, tables)
    if not faults:
        faults += [*_json_faults(public), *_xlsx_faults(public)]
        faults += [*_report_faults(public), *_equal_cell_faults(public)]
    return public, faults


def _file_set_faults(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    release = manifest["release"]
    wanted = {table["file"] for table in manifest["tables"].values()}
    wanted |= {f"{release}.xlsx", f"{release}.json", "release.json"}
    wanted |= {"report.json", "report.html"}
    found = {path.name for path in folder.iterdir()}
    for name in sorted(wanted ^ found):
        yield f"{name}: {'is missing' if name in wanted else 'does not belong here'}"
    for part in (manifest["workbook"], manifest["data"]):
        path = folder / part["file"]
        if path.exists() and sha256(path.read_bytes()).hexdigest() != part["sha256"]:
            yield f"{path.name}: the checksum of release.json is another"


def codes_of(manifest: Mapping[str, Any], level: str) -> list[str]:
    """Return the codes of a level that have a leaf in the window, in list order."""
    for name, dimension in manifest["dimensions"].items():
        levels = flat_levels(dimension)
        if level in levels:
            window = manifest["window"].get(name)
            rows = dimension["codes"]
            kept = [r for r in rows if window is None or r[0] in window]
            return list(dict.fromkeys(row[levels.index(level)] for row in kept))
    raise KeyError(level)


def flat_levels(dimension: Mapping[str, Any]) -> list[str]:
    """Return the levels of a dimension in the order of its code rows."""
    levels = dimension["levels"]
    chains = levels if isinstance(levels[0], list) else [levels]
    return list(dict.fromkeys(level for chain in chains for level in chain))


def _csv_cells(
    path: Path, name: str, table: Mapping[str, Any], manifest: Mapping[str, Any]
) -> tuple[Cells, list[str]]:
    data = path.read_bytes()
    if data.startswith(b"\xef\xbb\xbf") or b"\r" in data or b'"' in data:
        return {}, [f"{path.name}: is not plain CSV with LF"]
    if not data.endswith(b"\n"):
        return {}, [f"{path.name}: the last line is not ended"]
    lines = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    columns = table["columns"]
    if lines[0] != [*columns, "count"]:
        return {}, [f"{path.name}: the header is {lines[0]}"]
    codes = [[*codes_of(manifest, level), TOTAL] for level in columns]
    wanted = list(itertools.product(*codes))
    found = [tuple(line[:-1]) for line in lines[1:]]
    if found != wanted or len(found) != table["rows"]:
        return {}, [f"{name}: the rows are not all combinations in their order"]
    counts = [line[-1] for line in lines[1:]]
    wrong = [count for count in counts if not _COUNT.fullmatch(count)]
    if wrong:
        return {}, [f"{name}: '{wrong[0]}' is no count"]
    values = [None if count == MARKER else int(count) for count in counts]
    return dict(zip(found, values, strict=True)), []


def _json_faults(public: Public) -> Iterator[str]:
    path = public.folder / public.manifest["data"]["file"]
    data = json.loads(path.read_bytes())
    if list(data["tables"]) != list(public.tables):
        yield f"{path.name}: holds other tables"
        return
    for name, cells in public.tables.items():
        wanted = [[*k, MARKER if v is None else v] for k, v in cells.items()]
        if data["tables"][name]["rows"] != wanted:
            yield f"{path.name}: table {name} has other cells than its CSV"


def _xlsx_faults(public: Public) -> Iterator[str]:
    path = public.folder / public.manifest["workbook"]["file"]
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            if any(word in part for word in _XLSX_FORBIDDEN):
                yield f"{path.name}: holds {part}"
    book = load_workbook(path)
    if book.sheetnames != ["about", *public.tables]:
        yield f"{path.name}: the sheets are {book.sheetnames}"
        return
    if book.defined_names:
        yield f"{path.name}: holds defined names"
    yield from _about_faults(path.name, book["about"], public.manifest)
    for name, cells in public.tables.items():
        yield from _sheet_faults(path.name, book[name], cells)


def _about_faults(file: str, page: Any, manifest: Mapping[str, Any]) -> Iterator[str]:
    """The first sheet holds words alone, and names the release."""
    yield from _hidden_faults(file, page)
    lines = list(page.iter_rows())
    if any(cell.data_type not in "sn" for line in lines for cell in line):
        yield f"{file}: sheet about holds what is no text"
    if any(isinstance(cell.value, int | float) for line in lines for cell in line):
        yield f"{file}: sheet about holds a number"
    told = {line[0].value: line[1].value for line in lines}
    for heading, key in (("Title", "title"), ("Release", "release"), ("Unit", "unit")):
        if told.get(heading) != manifest[key]:
            yield f"{file}: sheet about tells another {key}"


def _hidden_faults(file: str, page: Any) -> Iterator[str]:
    if page.sheet_state != "visible" or any(
        d.hidden
        for d in (*page.row_dimensions.values(), *page.column_dimensions.values())
    ):
        yield f"{file}: sheet {page.title} hides something"


def _sheet_faults(file: str, page: Any, cells: Cells) -> Iterator[str]:
    yield from _hidden_faults(file, page)
    rows = list(page.iter_rows(min_row=2))
    shown = [(tuple(str(c.value) for c in row[:-1]), row[-1].value) for row in rows]
    wanted = [(key, MARKER if v is None else v) for key, v in cells.items()]
    if shown != wanted:
        yield f"{file}: sheet {page.title} has other cells than its CSV"
    styles = {row[-1].style_id for row in rows}
    if len(styles) > 1:
        yield f"{file}: sheet {page.title} gives counts several styles"
    if any(cell.data_type == "f" for row in rows for cell in row):
        yield f"{file}: sheet {page.title} holds a formula"


def _report_faults(public: Public) -> Iterator[str]:
    report = json.loads((public.folder / "report.json").read_bytes())
    withheld = 0
    for line, (name, cells) in zip(
        report["tables"], public.tables.items(), strict=True
    ):
        shown = sum(v is not None for v in cells.values())
        withheld += len(cells) - shown
        wanted = {
            "id": name,
            "rows": len(cells),
            "shown": shown,
            "withheld": len(cells) - shown,
            "share_shown": _share(public, name, cells),
        }
        if dict(line) != wanted:
            yield f"report.json: table {name} reads {dict(line)}, not {wanted}"
    if report["audit"]["withheld_attacked"] != withheld or report["audit"]["exact"]:
        yield "report.json: the counts of the attack are not those of the tables"
    text = (public.folder / "report.html").read_text(encoding="utf-8")
    for word in ("<script", "<!--", "data-", "hidden", "style="):
        if word in text:
            yield f"report.html: holds {word}"
    manifest = (public.folder / "release.json").read_text(encoding="utf-8")
    shares = {line["share_shown"] for line in report["tables"]} - {None}
    known = {
        w for share in shares for w in (str(share), f"{share:.1%}", f"{share:.0%}")
    }
    for number in _BROKEN.findall(text):
        if number not in known and number not in manifest:
            yield f"report.html: {number} is no share of a table"


def _share(public: Public, name: str, cells: Cells) -> float | None:
    dimensions = public.manifest["dimensions"]
    levels = public.manifest["tables"][name]["columns"]
    multi = [d for d in dimensions.values() if d["multi"]]
    if any(level in flat_levels(d) for d in multi for level in levels):
        return None
    total = cells[(TOTAL,) * len(levels)]
    if not total:
        return None
    finest = sum(v or 0 for key, v in cells.items() if TOTAL not in key)
    return round(finest / total, 3)


def _equal_cell_faults(public: Public) -> Iterator[str]:
    """The same combination must read the same in every table of a release."""
    seen: dict[frozenset[tuple[str, str]], tuple[str, int | None]] = {}
    for name, cells in public.tables.items():
        levels = public.manifest["tables"][name]["columns"]
        for key, value in cells.items():
            place = frozenset(
                (level, code)
                for level, code in zip(levels, key, strict=True)
                if code != TOTAL
            )
            first, other = seen.setdefault(place, (name, value))
            if other != value:
                yield f"{name} and {first} differ in {sorted(place)}"
