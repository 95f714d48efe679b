"""The part ``dimensions`` of a spec: levels, code lists in the spec or in CSV files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

from ckanext.tiptaskforce.disclosure.codes import Dimension, order_of, tree_faults
from ckanext.tiptaskforce.disclosure.document import (
    Reading,
    is_list,
    is_mapping,
    read_codes,
)
from ckanext.tiptaskforce.disclosure.errors import BadInput

NAME = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = frozenset({"epoch", "period", "source", "n", "count", "total"})
_KEYS = ("column", "levels", "codes", "labels", "unknown", "sensitive", "multi")


class Digest(Protocol):
    """Takes the bytes of the code files into the checksum of the spec."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""
        ...


def read(reading: Reading, folder: Path | None, digest: Digest) -> dict[str, Dimension]:
    """Return the dimensions by name; faults gather in ``reading``."""
    found: dict[str, Dimension] = {}
    for name, value in reading.mapping("dimensions").items():
        key = f"dimensions.{name}"
        if not isinstance(name, str) or not NAME.fullmatch(name) or name in TAKEN:
            taken = ", ".join(sorted(TAKEN))
            reading.fault(key, f"a name has a-z, 0-9 and _ and is none of {taken}")
            continue
        if not is_mapping(value):
            reading.fault(key, "must be a mapping with codes")
            continue
        own = Reading(value, key, reading.file)
        dimension = _dimension(own, name, folder, digest)
        reading.faults += own.faults
        if dimension is not None:
            found[name] = dimension
    _check_levels(reading, found)
    return found


def _dimension(
    own: Reading, name: str, folder: Path | None, digest: Digest
) -> Dimension | None:
    own.only(*_KEYS)
    chains = _chains(own, name)
    levels = order_of(chains)
    rows, labels = _rows(own, levels, folder, digest)
    if own.faults:
        return None
    found = Dimension(
        name=name,
        column=own.text("column", name),
        chains=chains,
        levels=levels,
        rows=rows,
        labels={**labels, **_labels(own)},
        unknown=own.text("unknown") if "unknown" in own.found else None,
        sensitive=own.truth("sensitive", default=False),
        multi=own.truth("multi", default=False),
    )
    for fault in tree_faults(found):
        own.fault("codes", fault)
    if found.unknown is not None and found.unknown not in found.leaves:
        own.fault("unknown", f"'{found.unknown}' is not a code of the list")
    if found.multi and len(levels) > 1:
        own.fault("levels", "a multi-valued dimension has one level")
    return found


def _chains(own: Reading, name: str) -> tuple[tuple[str, ...], ...]:
    value: Any = own.found.get("levels", [name])
    if is_list(value) and value and all(is_list(v) for v in value):
        chains = tuple(tuple(own.texts("levels", chain)) for chain in value)
    else:
        chains = (tuple(own.texts("levels", value)),)
    for chain in chains:
        if not chain or chain[0] != name or len(set(chain)) != len(chain):
            own.fault("levels", f"each chain begins with '{name}' and goes up once")
    return chains


def _rows(
    own: Reading, levels: tuple[str, ...], folder: Path | None, digest: Digest
) -> tuple[tuple[tuple[str, ...], ...], dict[str, str]]:
    value: Any = own.found.get("codes")
    if isinstance(value, str) and folder is None:
        own.fault("codes", "must be a list: a spec that is no file holds its codes")
        return (), {}
    if isinstance(value, str) and folder is not None:
        return _rows_of_file(own, levels, folder / value, digest)
    if not is_list(value) or not value:
        own.fault("codes", "missing: a list of codes, or the path of a CSV file")
        return (), {}
    rows: list[tuple[str, ...]] = []
    for item in value:
        row = own.texts("codes", item if is_list(item) else [item])
        if row and len(row) != len(levels):
            own.fault("codes", f"{row} has {len(row)} codes, not {len(levels)}")
        rows.append(tuple(row))
    return tuple(rows), {}


def _rows_of_file(
    own: Reading, levels: tuple[str, ...], path: Path, digest: Digest
) -> tuple[tuple[tuple[str, ...], ...], dict[str, str]]:
    try:
        header, lines = read_codes(path)
        digest.update(path.read_bytes())
    except BadInput as refused:
        own.faults += refused.faults
        return (), {}
    if tuple(header) not in (levels, (*levels, "label")):
        wanted = ",".join(levels)
        own.fault("codes", f"the header of {path.name} must be {wanted}[,label]")
        return (), {}
    width = len(levels)
    rows = tuple(tuple(line[:width]) for line in lines)
    labels = {line[0]: line[width] for line in lines if len(line) > width}
    return rows, labels


def _labels(own: Reading) -> dict[str, str]:
    labels = own.mapping("labels", {})
    for code, label in labels.items():
        if not isinstance(code, str) or not isinstance(label, str):
            own.fault("labels", f"{code!r}: {label!r} must be two texts; quote them")
    return labels


def _check_levels(reading: Reading, found: dict[str, Dimension]) -> None:
    """Level names are unique over the whole spec, and so are tally columns."""
    owner: dict[str, str] = {}
    columns: dict[str, str] = {}
    for dimension in found.values():
        for level in dimension.levels:
            first = owner.setdefault(level, dimension.name)
            if first != dimension.name:
                key = f"dimensions.{dimension.name}.levels"
                reading.fault(key, f"level '{level}' belongs to {first} already")
        first = columns.setdefault(dimension.column, dimension.name)
        if first != dimension.name or dimension.column in ("epoch", "source", "n"):
            key = f"dimensions.{dimension.name}.column"
            reading.fault(key, f"'{dimension.column}' is taken")
