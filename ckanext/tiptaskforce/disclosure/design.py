"""Choosing tables: the share of small cells, coarsening, and what each table costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ckanext.tiptaskforce.disclosure import nodes as graph
from ckanext.tiptaskforce.disclosure.aggregate import Base
from ckanext.tiptaskforce.disclosure.errors import Advice, Refused
from ckanext.tiptaskforce.disclosure.primary import small
from ckanext.tiptaskforce.disclosure.spec import Column, Spec, Table
from ckanext.tiptaskforce.disclosure.system import System


@dataclass(frozen=True)
class Fit:
    """How a table stands: the share of small cells among its finest cells."""

    table: Table
    share: float
    n_cells: int


def fit_of(spec: Spec, table: Table, base: Base) -> Fit:
    """Return how many of the finest cells of one table hold few people."""
    system = System([spec.with_tables((table,))], joined=False)
    counts = system.counts(base)
    possible = ~system.known_zero()
    block = system.parts[0] if len(system.parts) == 1 else system.blocks[-1]
    finest = [
        n for n in graph.margins(table, system.axes) if len(n) == len(table.columns)
    ]
    cells = np.concatenate([np.arange(system.n)[block.cells(n)] for n in finest])
    cells = cells[possible[cells]]
    share = float(small(counts[cells], spec.k).mean()) if len(cells) else 0.0
    return Fit(table, share, len(cells))


def coarser(spec: Spec, table: Table) -> Iterator[tuple[Column, Table]]:
    """Yield the table with one column at its next level, for each that has one."""
    for place, column in enumerate(table.columns):
        dimension = spec.dimensions[column.dimension]
        level = dimension.next_level(column.level)
        if level is not None:
            changed = list(table.columns)
            changed[place] = Column(column.dimension, level)
            yield column, replace(table, columns=tuple(changed))


def fitted(spec: Spec, base: Base) -> tuple[Spec, list[Advice]]:
    """Return the spec with tables that are not mostly small, and what was changed.

    :raises Refused: with the column to coarsen and the share that it would give
    """
    tables: list[Table] = []
    notes: list[Advice] = []
    for table in spec.tables:
        fit = fit_of(spec, table, base)
        while fit.share > spec.max_small_share:
            best = _best(spec, fit, base)
            if spec.coarsen == "refuse" or best is None:
                raise _refusal(spec, fit, best)
            notes.append(_done_advice(fit, best))
            fit = best
        tables.append(fit.table)
    _check_same(tables)
    return spec.with_tables(tuple(tables)), notes


def _best(spec: Spec, fit: Fit, base: Base) -> Fit | None:
    """Return the coarser table that loses least: that keeps most cells."""
    fits = [fit_of(spec, table, base) for _, table in coarser(spec, fit.table)]
    better = [other for other in fits if other.share <= spec.max_small_share] or fits
    return max(better, key=lambda f: (f.n_cells, -f.share), default=None)


def advice_for(spec: Spec, fit: Fit, base: Base) -> list[Advice]:
    """Return how to mend a table that is mostly small; nothing where it is not."""
    if fit.share <= spec.max_small_share:
        return []
    return _refusal(spec, fit, _best(spec, fit, base)).advice


def _refusal(spec: Spec, fit: Fit, best: Fit | None) -> Refused:
    reason = (
        f"table {fit.table.id}: {fit.share:.0%} of its {fit.n_cells} finest cells hold "
        f"1 to {spec.k - 1}; at most {spec.max_small_share:.0%} may"
    )
    if best is not None:
        advice = _coarser_advice(fit, best)
    elif len(fit.table.columns) > 1:
        words = f"table {fit.table.id}: take a column out"
        advice = Advice(words, "drop_column", fit.table.id)
    else:
        words = f"leave table {fit.table.id} out"
        advice = Advice(words, "drop_table", fit.table.id)
    return Refused(reason, [advice], why="small_share", table=fit.table.id)


def _coarser_advice(fit: Fit, best: Fit) -> Advice:
    old, new = next(
        (old, new)
        for old, new in zip(fit.table.columns, best.table.columns, strict=True)
        if old != new
    )
    words = (
        f"table {fit.table.id}: take {new} instead of {old}; "
        f"{best.share:.0%} would be small"
    )
    return Advice(words, "coarsen", fit.table.id, new.dimension, new.level, best.share)


def _check_same(tables: list[Table]) -> None:
    seen: dict[frozenset[Column], str] = {}
    for table in tables:
        first = seen.setdefault(frozenset(table.columns), table.id)
        if first != table.id:
            raise Refused(
                f"table {table.id} would be the same as table {first} after coarsening",
                [Advice(f"leave table {table.id} out", "drop_table", table.id)],
                why="same_tables",
                table=table.id,
            )


def _done_advice(fit: Fit, best: Fit) -> Advice:
    made = _coarser_advice(fit, best)
    words = f"table {fit.table.id}: {_columns(fit.table)} became {_columns(best.table)}"
    return replace(made, text=words)


def _columns(table: Table) -> str:
    return ", ".join(map(str, table.columns))
