"""The base cells of a new release beside those that earlier ones left in the vault."""

# The types of pyarrow leave much open.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ckanext.tiptaskforce.disclosure import vault
from ckanext.tiptaskforce.disclosure.aggregate import Base, Ints
from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault
from ckanext.tiptaskforce.disclosure.spec import Spec


def merged(spec: Spec, base: Base, near: Sequence[tuple[Spec, Path]]) -> Base:
    """Return the base with the epochs of earlier releases that this one leaves out.

    :raises BadInput: where the tallies of an old epoch are not what they were
    """
    frame = frame_of(spec, base)
    for old, folder in near:
        before = vault.read_base(folder).to_pandas()
        _check_same(spec, old, frame, before)
        known = set(frame["epoch"])
        more = before[~before["epoch"].isin(known)]
        frame = pd.concat([frame, more], ignore_index=True)
    return base_of(spec, frame) if near else base


def frame_of(spec: Spec, base: Base) -> pd.DataFrame:
    """Return a base as a frame of codes."""
    columns: dict[str, object] = {"epoch": [base.epochs[p] for p in base.epoch]}
    for name, dimension in spec.dimensions.items():
        places: list[int] = base.leaf[name].tolist()
        if dimension.multi:
            columns[name] = [";".join(base.sets[name][p]) for p in places]
        else:
            columns[name] = [dimension.leaves[p] for p in places]
    if base.source is not None:
        columns["source"] = [base.sources[p] for p in base.source]
    columns["n"] = base.n
    return pd.DataFrame(columns)


def base_of(spec: Spec, frame: pd.DataFrame) -> Base:
    """Return a frame of codes as a base."""
    epochs = tuple(dict.fromkeys(frame["epoch"]))
    leaf: dict[str, Ints] = {}
    sets: dict[str, list[tuple[str, ...]]] = {}
    for name, dimension in spec.dimensions.items():
        values = [_filled(value, dimension.leaves) for value in frame.get(name, [])]
        if dimension.multi:
            found = [tuple(sorted(v.split(";"))) for v in values]
            sets[name] = sorted(set(found))
            leaf[name] = _places(found, sets[name])
        else:
            leaf[name] = _places(values, dimension.leaves)
    sources: tuple[str, ...] = ()
    if "source" in frame:
        sources = tuple(sorted(set(frame["source"].fillna(""))))
    return Base(
        epochs=epochs,
        epoch=_places(list(frame["epoch"]), epochs),
        leaf=leaf,
        sets=sets,
        sources=sources,
        source=_places(list(frame["source"].fillna("")), sources) if sources else None,
        n=frame["n"].to_numpy(dtype=np.int64),
    )


def _filled(value: Any, leaves: tuple[str, ...]) -> str:
    """An old epoch that did not know a dimension stands at its first code: no table
    that holds the old epoch runs over that dimension."""
    return leaves[0] if value is None or pd.isna(value) else str(value)


def _places(values: Sequence[object], known: Sequence[object]) -> Ints:
    places = {value: place for place, value in enumerate(known)}
    return np.array([places[value] for value in values], dtype=np.int64)


def _check_same(
    spec: Spec, old: Spec, frame: pd.DataFrame, before: pd.DataFrame
) -> None:
    shared = [e for e in old.epochs if e in set(frame["epoch"])]
    columns = [name for name in old.dimensions if name in spec.dimensions]
    for epoch in shared:
        now = _summed(frame, epoch, columns)
        then = _summed(before, epoch, columns)
        if not now.equals(then):
            message = (
                f"epoch {epoch} is not what it was in release {old.release}; a "
                "correction belongs in a later epoch"
            )
            raise BadInput([Fault(message)])


def _summed(frame: pd.DataFrame, epoch: str, columns: list[str]) -> pd.Series:
    rows = frame[frame["epoch"] == epoch]
    found = rows.groupby(columns)["n"].sum().sort_index()
    return found[found != 0]
