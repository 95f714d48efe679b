"""What earlier releases of a ledger mean for the next one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce.disclosure.codes import Dimension, order_of
from ckanext.tiptaskforce.disclosure.errors import Advice, BadInput, Fault, Refused
from ckanext.tiptaskforce.disclosure.export import sha256
from ckanext.tiptaskforce.disclosure.ledger import Entry, Ledger
from ckanext.tiptaskforce.disclosure.spec import Column, Spec, Table


@dataclass(frozen=True)
class Earlier:
    """One release that a reader may hold, as its public files describe it."""

    spec: Spec
    manifest_sha256: str
    folder: Path


def earlier_of(ledger: Ledger) -> list[Earlier]:
    """Return the releases of a ledger that constrain everything later, oldest first.

    :raises BadInput: where the ledger names a release whose files are gone
    """
    return [
        _read(ledger.release_folder(entry.release), entry)
        for entry in ledger.entries()
        if entry.counts
    ]


def _read(folder: Path, entry: Entry) -> Earlier:
    path = folder / "public" / "release.json"
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"the files of release {entry.release} are gone from the ledger"
        raise BadInput([Fault(message, path.name)]) from error
    if entry.published and entry.published["manifest_sha256"] != sha256(data):
        message = f"the files of release {entry.release} are not those of the ledger"
        raise BadInput([Fault(message, path.name)])
    return Earlier(spec_of(json.loads(data)), sha256(data), folder)


def spec_of(manifest: Mapping[str, Any]) -> Spec:
    """Return the spec that a ``release.json`` describes, as it was published."""
    dimensions = {n: _dimension(n, d) for n, d in manifest["dimensions"].items()}
    owner = {level: d.name for d in dimensions.values() for level in d.levels}
    tables = tuple(
        _table(name, found, owner) for name, found in manifest["tables"].items()
    )
    return Spec(
        release=manifest["release"],
        title=manifest["title"],
        series=manifest["series"],
        date=manifest["date"],
        unit=manifest["unit"],
        mode=manifest["mode"],
        k=manifest["k"],
        zeros=manifest["zeros"],
        strict=manifest["strict"],
        homogeneity=manifest["homogeneity"],
        min_sources=manifest["min_sources"],
        insider=manifest["insider"],
        corrections=manifest["corrections"],
        epochs=tuple(manifest["epochs"]),
        window={n: tuple(codes) for n, codes in manifest["window"].items()},
        coarsen="refuse",
        max_small_share=1.0,
        time_limit=600,
        dimensions=dimensions,
        structural_zeros=tuple(manifest["structural_zeros"]),
        tables=tables,
    )


def _dimension(name: str, found: Mapping[str, Any]) -> Dimension:
    levels = found["levels"]
    chains = levels if isinstance(levels[0], list) else [levels]
    return Dimension(
        name=name,
        column=name,
        chains=tuple(tuple(chain) for chain in chains),
        levels=order_of(chains),
        rows=tuple(tuple(row) for row in found["codes"]),
        labels=found["labels"],
        unknown=found["unknown"],
        sensitive=found["sensitive"],
        multi=found["multi"],
    )


def _table(name: str, found: Mapping[str, Any], owner: Mapping[str, str]) -> Table:
    columns = tuple(Column(owner[level], level) for level in found["columns"])
    requested = tuple(Column(*entry.split("@")) for entry in found["requested"])
    return Table(name, columns, found["zeros"], found["title"], requested)


def linked(spec: Spec, earlier: Sequence[Earlier]) -> list[Earlier]:
    """Return the earlier releases that share epochs with this one, also by others."""
    epochs = set(spec.epochs)
    found: list[Earlier] = []
    while True:
        more = [e for e in earlier if e not in found and epochs & set(e.spec.epochs)]
        if not more:
            return [e for e in earlier if e in found]
        found += more
        epochs |= {epoch for e in more for epoch in e.spec.epochs}


def newest_vaults(near: Sequence[Earlier]) -> list[Path]:
    """Return the vaults that hold the proofs of all these releases, newest first.

    The proof of a release speaks also of all that it was linked with.
    """
    found: list[Path] = []
    covered: set[str] = set()
    for place in range(len(near) - 1, -1, -1):
        one = near[place]
        if one.spec.release not in covered:
            found.append(one.folder / "vault")
            before = linked(one.spec, near[:place])
            covered |= {one.spec.release, *(e.spec.release for e in before)}
    return found


def check(spec: Spec, earlier: Sequence[Earlier], ledger: Ledger) -> None:
    """Refuse what earlier releases forbid.

    :raises BadInput: for a name that is taken, or a code that was moved
    :raises Refused: for a lower k, or another mode, over an epoch that was released
    """
    taken = {entry.release for entry in ledger.entries()}
    if spec.release in taken:
        raise BadInput([Fault(f"release: '{spec.release}' is in the ledger already")])
    for other in earlier:
        _check_codes(spec, other.spec)
        if not set(spec.epochs) & set(other.spec.epochs):
            continue
        if spec.k < other.spec.k:
            raise Refused(
                f"k is {spec.k}, and release {other.spec.release} of the same epoch "
                f"promised {other.spec.k}",
                [Advice(f"set k to {other.spec.k} or more", "raise_k")],
                why="lower_k",
            )
        if spec.mode != other.spec.mode:
            raise Refused(
                f"release {other.spec.release} of the same epoch was made with mode "
                f"{other.spec.mode}",
                [Advice(f"use mode {other.spec.mode}", "keep_mode")],
                why="other_mode",
            )


def _check_codes(spec: Spec, old: Spec) -> None:
    for name, before in old.dimensions.items():
        now = spec.dimensions.get(name)
        if now is None:
            continue
        rows = {row[0]: row for row in now.rows}
        for row in before.rows:
            if rows.get(row[0]) != row or now.multi != before.multi:
                message = (
                    f"dimensions.{name}: code '{row[0]}' stood as {list(row)} in "
                    f"release {old.release}; keep it, and give what moved a new code"
                )
                raise BadInput([Fault(message)])
