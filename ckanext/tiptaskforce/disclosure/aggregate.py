"""From tallies to base cells: one group-by, then every code is checked.

The group-by is one Ibis expression, run by DuckDB; ``pandas`` is a short group-by of
its own for small inputs, and the check of the other. Only the group-by sees rows.
"""

# ibis has no types, and those of pyarrow leave much open.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
# pyright: reportUnknownLambdaType=false
from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ckanext.tiptaskforce.disclosure.codes import Dimension
from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault
from ckanext.tiptaskforce.disclosure.spec import Spec
from ckanext.tiptaskforce.disclosure.tallies import (
    EPOCH,
    MOST_N,
    SOURCE,
    N,
    Tallies,
    holding,
    n_faults,
)

Ints = NDArray[np.int64]
ENGINES = ("duckdb", "pandas")


@dataclass(frozen=True)
class Base:
    """The sparse counts of one input: a row per combination that occurs.

    ``leaf`` holds for each dimension the place of the leaf code in its list; for a
    multi-valued one the place in ``sets``, the sets of codes that occur.
    """

    epochs: tuple[str, ...]
    epoch: Ints
    leaf: dict[str, Ints]
    sets: dict[str, list[tuple[str, ...]]]
    sources: tuple[str, ...]
    source: Ints | None
    n: Ints

    def of_epochs(self, wanted: Sequence[str]) -> Base:
        """Return the rows of some epochs."""
        places = [self.epochs.index(e) for e in wanted if e in self.epochs]
        return self.where(np.isin(self.epoch, places))

    def without_source(self, place: int) -> Base:
        """Return the counts that are left for a reader who knows one agency's."""
        if self.source is None:
            return self
        return self.where(self.source != place)

    def where(self, keep: NDArray[np.bool_]) -> Base:
        """Return the rows that are kept."""
        leaf = {name: values[keep] for name, values in self.leaf.items()}
        source = None if self.source is None else self.source[keep]
        return Base(
            self.epochs,
            self.epoch[keep],
            leaf,
            self.sets,
            self.sources,
            source,
            self.n[keep],
        )


def aggregate(tallies: Tallies, spec: Spec, engine: str = "duckdb") -> Base:
    """Return the base cells of the epochs of a release.

    :raises BadInput: naming file, row, column, code and dimension of each fault
    """
    keys = _keys(tallies, spec)
    if tallies.kind == "csv":
        _refuse_any(n_faults(tallies, spec))
    found = _PANDAS_OR_IBIS[engine](tallies, keys)
    _check_numbers(found, tallies, spec)
    found = _of_release(found, tallies, spec)
    _check_codes(found, tallies, spec)
    base = _coded(found, tallies, spec)
    _check_sums(base, tallies, spec)
    return base


def _refuse_any(faults: Iterator[Fault]) -> None:
    first = next(faults, None)
    if first is not None:
        raise BadInput(itertools.chain([first], faults))


def _check_sums(base: Base, tallies: Tallies, spec: Spec) -> None:
    """Refuse corrections that take away more than there is."""
    names = list(base.leaf)
    if not (base.n < 0).any():
        return
    frame = pd.DataFrame({**base.leaf, "n": base.n})
    sums = frame.groupby(names)["n"].sum()
    faults: list[Fault] = []
    below = sums[sums < 0]
    for places, total in zip(below.index.to_frame().to_numpy(), below, strict=True):
        words = ", ".join(
            f"{name} {spec.dimensions[name].leaves[int(place)]}"
            for name, place in zip(names, places, strict=True)
            if not spec.dimensions[name].multi
        )
        faults.append(Fault(f"{words}: the epochs add up to {total}", tallies.name))
    if faults:
        raise BadInput(faults)


def _keys(tallies: Tallies, spec: Spec) -> list[str]:
    columns = [d.column for d in spec.dimensions.values()]
    return [c for c in (EPOCH, *columns, SOURCE) if c in tallies.columns]


def _with_ibis(tallies: Tallies, keys: list[str]) -> pd.DataFrame:
    import ibis

    connection = ibis.duckdb.connect()
    try:
        if tallies.table is not None:
            rows = ibis.memtable(tallies.load())
        else:
            parts = [str(part) for part in tallies.sources()]
            rows = connection.read_parquet(parts, table_name="tallies")
        number = rows[N].cast("int64") if N in tallies.columns else ibis.literal(1)
        grouped = rows.mutate(n_=number).group_by([rows[key] for key in keys])
        answer = grouped.aggregate(
            blank=lambda t: t.n_.isnull().any(),
            n=lambda t: t.n_.sum().cast("int64"),
            least=lambda t: t.n_.min().cast("int64"),
            most=lambda t: t.n_.max().cast("int64"),
        )
        found: Any = connection.to_pyarrow(answer).combine_chunks()
    finally:
        connection.disconnect()
    for place, key in enumerate(keys):
        # A text object for each cell would take as long as the group-by itself.
        found = found.set_column(place, key, found.column(key).dictionary_encode())
    return cast("pd.DataFrame", found.to_pandas())


def _with_pandas(tallies: Tallies, keys: list[str]) -> pd.DataFrame:
    rows = tallies.load().to_pandas()
    number = rows[N].astype("Int64") if N in tallies.columns else 1
    rows = rows.assign(n_=number)
    grouped = rows.groupby(keys, dropna=False, observed=True)["n_"]
    found = grouped.agg(n="sum", least="min", most="max", size="size", full="count")
    found = found.assign(blank=found["size"] > found["full"])
    return found.reset_index().drop(columns=["size", "full"])


_PANDAS_OR_IBIS = {"duckdb": _with_ibis, "pandas": _with_pandas}


def _check_numbers(found: pd.DataFrame, tallies: Tallies, spec: Spec) -> None:
    """The limits of n also hold in Parquet, where no row was looked at yet."""
    if N not in tallies.columns or tallies.kind == "csv":
        return
    least, most = found["least"].fillna(0), found["most"].fillna(0)
    may_fall = pd.Series(spec.corrections, index=found.index)
    may_fall &= found[EPOCH].ne(spec.epochs[0]) if EPOCH in found else False
    is_wrong = found["blank"] | most.gt(MOST_N) | least.lt(-MOST_N)
    is_wrong |= least.lt(0) & ~may_fall
    if is_wrong.any():
        raise BadInput(n_faults(tallies, spec))


def _of_release(found: pd.DataFrame, tallies: Tallies, spec: Spec) -> pd.DataFrame:
    if EPOCH not in tallies.columns:
        return found.assign(**{EPOCH: spec.epochs[0]})
    listed = found[EPOCH].isin(spec.epochs)
    others = int((~listed).sum())
    if others:
        names = ", ".join(sorted(map(str, set(found.loc[~listed, EPOCH])))[:10])
        words = f"left out: {others} combinations of epochs not listed ({names})"
        sys.stderr.write(words + "\n")
    silent = [e for e in spec.epochs if e not in set(found.loc[listed, EPOCH])]
    if silent:
        message = f"epoch {', '.join(silent)} is listed and has no row"
        raise BadInput([Fault(message, tallies.name, column=EPOCH)])
    return found[listed]


def _check_codes(found: pd.DataFrame, tallies: Tallies, spec: Spec) -> None:
    bad: dict[str, dict[object, str]] = {}
    for dimension in spec.dimensions.values():
        window = frozenset(spec.leaves(dimension.name))
        for value in found[dimension.column].unique():
            message = _wrong_code(value, dimension, window)
            if message:
                key = None if pd.isna(value) else value
                bad.setdefault(dimension.column, {})[key] = message
    if SOURCE in found and (found[SOURCE].isna() | found[SOURCE].eq("")).any():
        bad[SOURCE] = {"": "is blank", None: "is blank"}
    if bad:
        raise BadInput(_located(tallies, spec, bad))


def _wrong_code(value: Any, dimension: Dimension, window: frozenset[str]) -> str:
    """Return what is wrong with a cell, or nothing."""
    if value is None or value == "" or pd.isna(value):
        return "" if dimension.unknown else f"dimension {dimension.name}: is blank"
    codes = str(value).split(";") if dimension.multi else [str(value)]
    if len(set(codes)) != len(codes):
        return f"dimension {dimension.name}: '{str(value)[:60]}' names a code twice"
    for code in codes:
        if code not in dimension.known:
            return (
                f"code '{code[:60]}' is not in the code list of dimension "
                f"{dimension.name}"
            )
        if code not in window:
            return f"code '{code}' is outside the window of dimension {dimension.name}"
    return ""


def _located(
    tallies: Tallies, spec: Spec, bad: Mapping[str, Mapping[object, str]]
) -> Iterator[Fault]:
    """Yield the rows in which bad values stand, in the order of the file."""
    more = [EPOCH] if EPOCH in tallies.columns else []
    for first, batch in tallies.batches([*bad, *more]):
        is_ours = np.ones(batch.num_rows, dtype=bool)
        if more:
            is_ours = holding(batch.column(EPOCH), spec.epochs.__contains__)
        faults: list[Fault] = []
        for column, wrong in bad.items():
            hit = is_ours & holding(batch.column(column), wrong.__contains__)
            for place in np.flatnonzero(hit).tolist():
                value = cast("str | None", batch.column(column)[place].as_py())
                row, shown = first + place, str(value)[:60]
                faults.append(Fault(wrong[value], tallies.name, row, column, shown))
        yield from sorted(faults, key=lambda fault: fault.row or 0)


def _coded(found: pd.DataFrame, tallies: Tallies, spec: Spec) -> Base:
    leaf: dict[str, Ints] = {}
    sets: dict[str, list[tuple[str, ...]]] = {}
    for name, dimension in spec.dimensions.items():
        values = found[dimension.column]
        is_blank = values.isna() | values.eq("")
        if is_blank.any():
            values = values.astype(object).mask(is_blank, dimension.unknown)
        if dimension.multi:
            answers = [tuple(sorted(v.split(";"))) for v in values]
            sets[name] = sorted(set(answers))
            leaf[name] = _places(answers, sets[name])
        else:
            leaf[name] = _places(values, dimension.leaves)
    sources = tuple(sorted(found[SOURCE].unique())) if SOURCE in found else ()
    base = Base(
        epochs=spec.epochs,
        epoch=_places(found[EPOCH], spec.epochs),
        leaf=leaf,
        sets=sets,
        sources=sources,
        source=_places(found[SOURCE], sources) if sources else None,
        n=found["n"].to_numpy(dtype=np.int64),
    )
    _check_structural(base, tallies, spec)
    return base


def _places(values: Sequence[Any] | pd.Series, known: Sequence[Any]) -> Ints:
    """Return the place of each value among those that are known."""
    if isinstance(values, pd.Series) and isinstance(values.dtype, pd.CategoricalDtype):
        used = values.cat.remove_unused_categories().cat
        return _places(list(used.categories), known)[used.codes.to_numpy()]
    index = pd.Index(list(known), dtype=object, tupleize_cols=False)
    wanted = pd.Index(list(values), dtype=object, tupleize_cols=False)
    found = np.asarray(index.get_indexer(wanted), dtype=np.int64)
    if (found < 0).any():
        raise KeyError(wanted[found < 0][0])
    return found


def _check_structural(base: Base, tallies: Tallies, spec: Spec) -> None:
    """Refuse counts in a combination that the spec says cannot occur."""
    for entry in spec.structural_zeros:
        holds = base.n != 0
        for level, code in entry.items():
            holds &= _has(base, _owner(spec, level), level, code)
        if holds.any():
            raise BadInput(_impossible(tallies, spec, entry))


def _impossible(
    tallies: Tallies, spec: Spec, entry: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield the rows that stand in a structural zero, in the order of the file."""
    words = ", ".join(f"{level} {code}" for level, code in entry.items())
    message = f"stands in a structural zero: {words}"
    owners = [_owner(spec, level) for level in entry]
    tests = [_stands_in(d, *e) for d, e in zip(owners, entry.items(), strict=True)]
    for first, batch in tallies.batches([owner.column for owner in owners]):
        inside = np.ones(batch.num_rows, dtype=bool)
        for owner, stands in zip(owners, tests, strict=True):
            inside &= holding(batch.column(owner.column), stands)
        for place in np.flatnonzero(inside).tolist():
            yield Fault(message, tallies.name, first + place)


def _owner(spec: Spec, level: str) -> Dimension:
    return next(d for d in spec.dimensions.values() if level in d.levels)


def _stands_in(dimension: Dimension, level: str, code: str) -> Callable[[Any], bool]:
    """Return what tells whether a cell holds a code or one below it."""
    up = dimension.up(level)

    def stands(cell: Any) -> bool:
        found = cell or dimension.unknown or ""
        return any(up.get(leaf) == code for leaf in found.split(";"))

    return stands


def _has(base: Base, dimension: Dimension, level: str, code: str) -> NDArray[np.bool_]:
    places = base.leaf[dimension.name]
    if dimension.multi:
        has = np.array([code in codes for codes in base.sets[dimension.name]])
        return has[places]
    up = dimension.up(level)
    return np.array([up[leaf] == code for leaf in dimension.leaves])[places]
