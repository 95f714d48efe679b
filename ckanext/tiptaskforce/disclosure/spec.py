"""The release spec: a YAML file as checked, immutable data."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce.disclosure import dimensions
from ckanext.tiptaskforce.disclosure.codes import Dimension
from ckanext.tiptaskforce.disclosure.document import (
    Reading,
    is_list,
    is_mapping,
    read_yaml,
)
from ckanext.tiptaskforce.disclosure.errors import BadInput

SCHEMA = "tiptaskforce-release/1"
RELEASE = re.compile(r"[a-z0-9][a-z0-9-]{2,62}")
TABLE = re.compile(r"[a-z][a-z0-9-]{0,30}")
MOST_COLUMNS = 6
MOST_ROWS = 200_000
LEAST_SAFE_K = 5
_KEYS = (
    *("schema", "release", "title", "series", "date", "unit", "max_rows_per_person"),
    *("mode", "base", "epsilon", "budget", "k", "zeros", "strict", "homogeneity"),
    *("min_sources", "insider", "corrections", "epochs", "window", "coarsen"),
    *("max_small_share", "time_limit", "dimensions", "structural_zeros", "tables"),
)


@dataclass(frozen=True)
class Column:
    """A column of a table: a dimension at one of its levels."""

    dimension: str
    level: str

    def __str__(self) -> str:
        return f"{self.dimension}@{self.level}"


@dataclass(frozen=True)
class Table:
    """A table to publish, with all its margins."""

    id: str
    columns: tuple[Column, ...]
    zeros: str
    title: str
    requested: tuple[Column, ...]


@dataclass(frozen=True)
class Spec:
    """What one release publishes, and under which rules."""

    release: str
    title: str
    series: str
    date: str | None
    unit: str
    mode: str
    k: int
    zeros: str
    strict: bool
    homogeneity: bool
    min_sources: int | None
    insider: str
    corrections: bool
    epochs: tuple[str, ...]
    window: Mapping[str, tuple[str, ...]]
    coarsen: str
    max_small_share: float
    time_limit: int
    dimensions: Mapping[str, Dimension]
    structural_zeros: tuple[Mapping[str, str], ...]
    tables: tuple[Table, ...]
    sha256: str = ""

    def leaves(self, name: str) -> list[str]:
        """Return the leaf codes of a dimension that this release can hold."""
        wanted = self.window.get(name)
        return self.dimensions[name].codes(name, wanted)

    def codes(self, column: Column) -> list[str]:
        """Return the codes of a column that this release can hold, in order."""
        dimension = self.dimensions[column.dimension]
        return dimension.codes(column.level, self.window.get(column.dimension))

    def rows_of(self, table: Table) -> int:
        """Return how many rows the file of a table has, TOTAL included."""
        number = 1
        for column in table.columns:
            number *= len(self.codes(column)) + 1
        return number

    def with_tables(self, tables: tuple[Table, ...]) -> Spec:
        """Return the same spec with other tables, as coarsening makes them."""
        return replace(self, tables=tables)


def load(source: Path | Mapping[str, Any]) -> Spec:
    """Read a spec, from a file with the code lists that it names, or as given.

    :raises BadInput: naming each key, what was found and what is allowed
    """
    if isinstance(source, Path):
        found, file, folder = read_yaml(source), source.name, source.parent
        digest = hashlib.sha256(source.read_bytes())
    else:
        found, file, folder = dict(source), "", None
        digest = hashlib.sha256(json.dumps(found, default=str).encode())
    reading = Reading(found, "", file)
    reading.only(*_KEYS)
    if found.get("schema") != SCHEMA:
        reading.fault("schema", f"must be {SCHEMA}, not {found.get('schema')!r}")
    read = dimensions.read(reading, folder, digest)
    if reading.faults:
        raise BadInput(reading.faults)
    spec = _spec(reading, read, digest.hexdigest())
    _check_whole(reading, spec)
    if reading.faults:
        raise BadInput(reading.faults)
    return spec


def _spec(reading: Reading, read: dict[str, Dimension], sha256: str) -> Spec:
    release = reading.text("release")
    if not RELEASE.fullmatch(release) or release in ("release", "report"):
        reading.fault("release", "must be 3 to 63 of a-z, 0-9 and -, not a file's name")
    zeros = reading.word("zeros", "hide", ("hide", "show"))
    given = "min_sources" in reading.found
    return Spec(
        release=release,
        title=reading.text("title", release),
        series=reading.text("series", release),
        date=_date(reading),
        unit=reading.text("unit", "person"),
        mode=_mode(reading),
        k=reading.whole("k", 11, 2, 1000),
        zeros=zeros,
        strict=reading.truth("strict", default=False),
        homogeneity=reading.truth("homogeneity", default=True),
        min_sources=reading.whole("min_sources", 0, 0, 1000) if given else None,
        insider=reading.word("insider", "none", ("none", "source")),
        corrections=reading.truth("corrections", default=False),
        epochs=_epochs(reading),
        window=_window(reading, read),
        coarsen=reading.word("coarsen", "refuse", ("refuse", "auto")),
        max_small_share=reading.share("max_small_share", 0.4),
        time_limit=reading.whole("time_limit", 600, 1, 86_400),
        dimensions=read,
        structural_zeros=_structural_zeros(reading, read),
        tables=_tables(reading, read, zeros),
        sha256=sha256,
    )


def _mode(reading: Reading) -> str:
    mode = reading.word("mode", "suppress", ("suppress", "round", "noise"))
    if mode != "suppress":
        reading.fault("mode", f"{mode} is not offered by this version; use suppress")
    for key in ("base", "epsilon", "budget"):
        if key in reading.found:
            reading.fault(key, "belongs to another mode than suppress")
    reading.whole("max_rows_per_person", 1, 1, 1_000_000)
    return mode


def _date(reading: Reading) -> str | None:
    if "date" not in reading.found:
        return None
    text = reading.text("date")
    try:
        if text and date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    reading.fault("date", "must be written YYYY-MM-DD")
    return None


def _epochs(reading: Reading) -> tuple[str, ...]:
    found = reading.texts("epochs", reading.found.get("epochs"))
    if not found and not reading.faults:
        reading.fault("epochs", "names no epoch")
    if len(set(found)) != len(found):
        reading.fault("epochs", "names an epoch twice")
    return tuple(found)


def _window(reading: Reading, read: dict[str, Dimension]) -> dict[str, tuple[str, ...]]:
    window: dict[str, tuple[str, ...]] = {}
    for name, value in reading.mapping("window", {}).items():
        codes = reading.texts(f"window.{name}", value)
        if name not in read:
            reading.fault("window", f"'{name}' is not a dimension")
            continue
        for code in codes:
            if code not in read[name].known:
                reading.fault(f"window.{name}", f"'{code}' is not a code of the list")
        if not codes or len(set(codes)) != len(codes):
            reading.fault(f"window.{name}", "must name at least one code, none twice")
        inside = set(codes)
        window[name] = tuple(code for code in read[name].leaves if code in inside)
    return window


def _structural_zeros(
    reading: Reading, read: dict[str, Dimension]
) -> tuple[dict[str, str], ...]:
    owner = {level: d.name for d in read.values() for level in d.levels}
    found: list[dict[str, str]] = []
    value: Any = reading.found.get("structural_zeros", [])
    for number, item in enumerate(value if is_list(value) else [value], 1):
        key = f"structural_zeros.{number}"
        if not is_mapping(item) or not item:
            reading.fault(key, "must be a mapping of level and code")
            continue
        entry: dict[str, str] = {}
        for level, code in item.items():
            if level not in owner:
                reading.fault(key, f"'{level}' is not a level")
            elif code not in read[owner[level]].codes(level):
                reading.fault(key, f"{code!r} is not a code of level {level}")
            else:
                entry[level] = code
        if len({owner[level] for level in entry}) != len(entry):
            reading.fault(key, "names a dimension twice")
        found.append(entry)
    return tuple(found)


def _tables(
    reading: Reading, read: dict[str, Dimension], zeros: str
) -> tuple[Table, ...]:
    tables: list[Table] = []
    seen: dict[tuple[Column, ...], str] = {}
    for name, value in reading.mapping("tables").items():
        table = _table(reading, read, zeros, str(name), value)
        if table is None:
            continue
        same = seen.setdefault(tuple(sorted(table.columns, key=str)), table.id)
        if same != table.id:
            reading.fault(f"tables.{name}", f"has the columns of table {same}")
        tables.append(table)
    if not tables and not reading.faults:
        reading.fault("tables", "names no table")
    return tuple(tables)


def _table(
    reading: Reading, read: dict[str, Dimension], zeros: str, name: str, value: Any
) -> Table | None:
    key = f"tables.{name}"
    if not TABLE.fullmatch(name) or name in ("about", "release", "report"):
        reading.fault(key, "an id has 1 to 31 of a-z, 0-9 and -, and is not reserved")
        return None
    inner: Mapping[Any, Any] = value if is_mapping(value) else {"columns": value}
    own = Reading(inner, key, reading.file)
    own.only("columns", "zeros", "title")
    names = own.texts("columns", inner.get("columns"))
    columns = tuple(c for c in (_column(own, read, n) for n in names) if c)
    zeros = own.word("zeros", zeros, ("hide", "show"))
    title = own.text("title", name)
    if not own.faults:
        _check_columns(own, read, columns)
    reading.faults += own.faults
    return None if own.faults else Table(name, columns, zeros, title, columns)


def _column(own: Reading, read: dict[str, Dimension], name: str) -> Column | None:
    dimension, _, level = name.partition("@")
    if dimension not in read:
        known = ", ".join(read)
        own.fault("columns", f"'{dimension}' is not a dimension; there are {known}")
        return None
    if level and level not in read[dimension].levels:
        levels = ", ".join(read[dimension].levels)
        own.fault("columns", f"'{level}' is not a level of {dimension}: {levels}")
        return None
    return Column(dimension, level or dimension)


def _check_columns(
    own: Reading, read: dict[str, Dimension], columns: tuple[Column, ...]
) -> None:
    if not 1 <= len(columns) <= MOST_COLUMNS:
        own.fault("columns", f"must be 1 to {MOST_COLUMNS} columns")
    names = [column.dimension for column in columns]
    if len(set(names)) != len(names):
        own.fault("columns", "names a dimension twice")
    if sum(read[name].multi for name in names) > 1:
        own.fault("columns", "may hold one multi-valued dimension")


def _check_whole(reading: Reading, spec: Spec) -> None:
    for table in spec.tables:
        rows = spec.rows_of(table)
        if rows > MOST_ROWS:
            message = f"would have {rows} rows; at most {MOST_ROWS} are published"
            reading.fault(f"tables.{table.id}", message)
