"""Reading tallies: CSV, Parquet or rows; every fault by file, row and column."""

# The types of pyarrow leave much open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault
from ckanext.tiptaskforce.disclosure.spec import Spec

EPOCH, SOURCE, N = "epoch", "source", "n"
FIRST_ROW = {"csv": 2, "parquet": 1, "rows": 1}
MOST_N = 10**12
BATCH = 65_536
_WHOLE = re.compile(r"-?[0-9]{1,13}")


Rows = pd.DataFrame | pa.Table | Iterable[Mapping[str, Any]]
# A file, a folder of Parquet parts, or rows in memory.
Source = Path | Rows


@dataclass(frozen=True)
class Tallies:
    """A file of tallies, opened: where it lies, and which columns it has."""

    path: Path
    kind: str
    columns: tuple[str, ...]
    table: pa.Table | None = None

    @property
    def name(self) -> str:
        """The name of the file or folder, for messages."""
        return self.path.name

    @property
    def first_row(self) -> int:
        """The number of the first row of data, as the file's readers count."""
        return FIRST_ROW[self.kind]

    def load(self) -> pa.Table:
        """Return all columns as text or whole numbers, in the order of the file."""
        return self.table if self.table is not None else pq.read_table(self.path)

    def batches(self, columns: Sequence[str]) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield some columns piece by piece, with the number of each first row."""
        row = self.first_row
        for batch in self._batches(list(columns)):
            yield row, batch
            row += batch.num_rows

    def _batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        if self.table is not None:
            yield from self.table.select(columns).to_batches(BATCH)
            return
        for part in self.sources():
            with pq.ParquetFile(part) as file:
                yield from file.iter_batches(BATCH, columns=columns)

    def sources(self) -> list[Path]:
        """Return the Parquet parts."""
        if self.path.is_dir():
            return sorted(self.path.rglob("*.parquet"))
        return [self.path]


def open_tallies(source: Source, spec: Spec) -> Tallies:
    """Open a file, a folder of Parquet parts, or rows, and check the columns.

    :raises BadInput: for a file of another kind, a missing or a foreign column
    """
    tallies = _open_path(source) if isinstance(source, Path) else _open_rows(source)
    faults = list(_column_faults(tallies, spec))
    if faults:
        raise BadInput(faults)
    return tallies


def _open_path(path: Path) -> Tallies:
    if not path.exists():
        raise BadInput([Fault("does not exist", path.name)])
    if path.is_dir() or path.suffix == ".parquet":
        return _open_parquet(path)
    return _open_csv(path)


def _open_rows(
    source: pd.DataFrame | pa.Table | Iterable[Mapping[str, Any]],
) -> Tallies:
    """Take rows from memory under the rules of Parquet: text, and whole numbers."""
    name = Path("tallies")
    try:
        if isinstance(source, pa.Table):
            table = source
        elif isinstance(source, pd.DataFrame):
            table = pa.Table.from_pandas(source, preserve_index=False)
        else:
            table = _table_of(list(source))
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise BadInput([Fault(f"mixes types ({error})", name.name)]) from error
    for place, field in enumerate(table.schema):
        if pa.types.is_null(field.type):
            blank = table.column(place).cast(pa.string())
            table = table.set_column(place, field.name, blank)
    _check_types(table.schema, name)
    return Tallies(name, "rows", tuple(table.column_names), table)


def _table_of(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns = dict.fromkeys(str(key) for row in rows for key in row)
    return pa.table({name: [row.get(name) for row in rows] for name in columns})


def _open_parquet(path: Path) -> Tallies:
    parts = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not parts:
        raise BadInput([Fault("holds no Parquet part", path.name)])
    schemas: list[pa.Schema] = []
    for part in parts:
        try:
            schemas.append(pq.read_schema(part))
        except (pa.ArrowException, OSError) as error:
            raise BadInput([Fault(f"is not Parquet ({error})", part.name)]) from error
    first = schemas[0]
    for part, schema in zip(parts, schemas, strict=True):
        if not schema.equals(first):
            message = f"has other columns than {parts[0].name}"
            raise BadInput([Fault(message, part.name)])
    _check_types(first, path)
    return Tallies(path, "parquet", tuple(first.names))


def _check_types(schema: pa.Schema, path: Path) -> None:
    faults = [
        Fault(f"must be text, not {field.type}", path.name, column=field.name)
        for field in schema
        if field.name != N and not _is_text(field.type)
    ]
    if N in schema.names and not pa.types.is_integer(schema.field(N).type):
        found = schema.field(N).type
        faults.append(Fault(f"must be whole numbers, not {found}", path.name, column=N))
    if faults:
        raise BadInput(faults)


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _open_csv(path: Path) -> Tallies:
    data = path.read_bytes()
    header = _checked_header(path, data)
    ragged: list[Fault] = []

    def note(row: pa_csv.InvalidRow) -> Literal["skip"]:
        message = f"has {row.actual_columns} cells, the header has {len(header)}"
        ragged.append(Fault(message, path.name, row.number))
        return "skip"

    try:
        table = pa_csv.read_csv(
            io.BytesIO(data),
            read_options=pa_csv.ReadOptions(use_threads=False),
            parse_options=pa_csv.ParseOptions(
                ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException as error:
        raise BadInput([Fault(f"cannot be read ({error})", path.name)]) from error
    if ragged:
        raise BadInput(ragged)
    return Tallies(path, "csv", tuple(header), table)


def _checked_header(path: Path, data: bytes) -> list[str]:
    """Return the header of a file that is what the contract says, or refuse it."""

    def refuse(message: str, row: int | None = None) -> BadInput:
        return BadInput([Fault(message, path.name, row)])

    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise refuse("begins with a byte order mark; save it as UTF-8 without one")
    if b"\0" in data:
        raise refuse("holds a NUL byte", data[: data.index(b"\0")].count(b"\n") + 1)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise refuse("is not UTF-8", row) from error
    line = data.split(b"\n", 1)[0].rstrip(b"\r").decode()
    if not line:
        raise refuse("is empty; a header line is needed", 1)
    header = line.split(",")
    if len(header) == 1 and (";" in line or "\t" in line):
        raise refuse("is not separated by commas", 1)
    if "\r" in line:
        raise refuse("ends its lines with CR alone; LF or CRLF is needed", 1)
    if "" in header:
        raise refuse(f"gives column {header.index('') + 1} no name", 1)
    if len(set(header)) != len(header):
        raise refuse("names a column twice", 1)
    return header


def _column_faults(tallies: Tallies, spec: Spec) -> Sequence[Fault]:
    dimensions = [d.column for d in spec.dimensions.values()]
    allowed = [EPOCH, *dimensions, SOURCE, N]
    faults = [
        Fault(
            f"is not expected; allowed are {', '.join(allowed)}",
            tallies.name,
            column=name[:60],
        )
        for name in tallies.columns
        if name not in allowed
    ]
    faults += [
        Fault("is missing", tallies.name, column=name)
        for name in dimensions
        if name not in tallies.columns
    ]
    if EPOCH not in tallies.columns and len(spec.epochs) > 1:
        message = "is missing, and the spec lists several epochs"
        faults.append(Fault(message, tallies.name, column=EPOCH))
    needs_source = spec.insider == "source" or (spec.min_sources or 0) > 0
    if needs_source and SOURCE not in tallies.columns:
        message = "is missing; min_sources and insider need it"
        faults.append(Fault(message, tallies.name, column=SOURCE))
    return faults


def n_faults(tallies: Tallies, spec: Spec) -> Iterator[Fault]:
    """Yield the rows whose ``n`` is not a whole number that is allowed there."""
    if N not in tallies.columns:
        return
    has_epochs = EPOCH in tallies.columns
    for row, batch in tallies.batches([N, EPOCH] if has_epochs else [N]):
        numbers = batch.column(0)
        is_first = np.ones(len(numbers), dtype=bool)
        if has_epochs:
            is_first = holding(batch.column(1), lambda e: e == spec.epochs[0])
        may_fall = ~is_first & spec.corrections
        wrong = holding(numbers, lambda n: bool(_wrong_n(n, may_fall=False)))
        wrong &= ~may_fall | holding(
            numbers, lambda n: bool(_wrong_n(n, may_fall=True))
        )
        for place in np.flatnonzero(wrong).tolist():
            number = numbers[place].as_py()
            message = _wrong_n(number, may_fall=bool(may_fall[place]))
            yield Fault(message, tallies.name, row + place, N, str(number)[:60])


def holding(column: Any, wanted: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """Return the rows of an Arrow column that are wanted; asks once for each value."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    coded = column.dictionary_encode(null_encoding="encode")
    answers = [wanted(value) for value in coded.dictionary.to_pylist()]
    return np.array(answers, dtype=bool)[coded.indices.to_numpy()]


def _wrong_n(number: object, *, may_fall: bool) -> str:
    if not _WHOLE.fullmatch(str(number)):
        return f"'{str(number)[:60]}' is not a whole number from 0 to 10^12"
    value = int(str(number))
    if abs(value) > MOST_N:
        return f"{value} is more than 10^12"
    if value < 0 and not may_fall:
        return (
            f"{value} is negative; that is a correction, allowed with "
            "corrections: true in an epoch that is not the first"
        )
    return ""
