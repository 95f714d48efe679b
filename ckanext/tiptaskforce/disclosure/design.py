"""Choosing tables: the share of small cells, coarsening, and what each table costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ckanext.tiptaskforce.disclosure import nodes as graph
from ckanext.tiptaskforce.disclosure.aggregate import Base
from ckanext.tiptaskforce.disclosure.errors import Refused
from ckanext.tiptaskforce.disclosure.lattice import Mask
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


def fitted(spec: Spec, base: Base) -> tuple[Spec, list[str]]:
    """Return the spec with tables that are not mostly small, and what was changed.

    :raises Refused: with the column to coarsen and the share that it would give
    """
    tables: list[Table] = []
    notes: list[str] = []
    for table in spec.tables:
        fit = fit_of(spec, table, base)
        while fit.share > spec.max_small_share:
            best = _best(spec, fit, base)
            if spec.coarsen == "refuse" or best is None:
                raise _refusal(spec, fit, best)
            old = ", ".join(map(str, fit.table.columns))
            new = ", ".join(map(str, best.table.columns))
            notes.append(f"table {table.id}: {old} became {new}")
            fit = best
        tables.append(fit.table)
    _check_same(tables)
    return spec.with_tables(tuple(tables)), notes


def _best(spec: Spec, fit: Fit, base: Base) -> Fit | None:
    """Return the coarser table that loses least: that keeps most cells."""
    fits = [fit_of(spec, table, base) for _, table in coarser(spec, fit.table)]
    better = [other for other in fits if other.share <= spec.max_small_share] or fits
    return max(better, key=lambda f: (f.n_cells, -f.share), default=None)


def _refusal(spec: Spec, fit: Fit, best: Fit | None) -> Refused:
    reason = (
        f"table {fit.table.id}: {fit.share:.0%} of its {fit.n_cells} finest cells hold "
        f"1 to {spec.k - 1}; at most {spec.max_small_share:.0%} may"
    )
    if best is None:
        return Refused(reason, [f"table {fit.table.id}: take a column out"])
    changed = [
        f"take {new} instead of {old}"
        for old, new in zip(fit.table.columns, best.table.columns, strict=True)
        if old != new
    ]
    advice = f"table {fit.table.id}: {changed[0]}; {best.share:.0%} would be small"
    return Refused(reason, [advice])


def _check_same(tables: list[Table]) -> None:
    seen: dict[frozenset[Column], str] = {}
    for table in tables:
        first = seen.setdefault(frozenset(table.columns), table.id)
        if first != table.id:
            raise Refused(
                f"table {table.id} would be the same as table {first} after coarsening",
                [f"leave table {table.id} out"],
            )


def design(spec: Spec, base: Base) -> list[str]:
    """Return advice for those who choose tables: shares, coarsening, and their cost.

    The cost is counted in withheld rows, with and without each table.
    """
    notes = [_share_words(spec, fit_of(spec, table, base)) for table in spec.tables]
    for table in spec.tables:
        fit = fit_of(spec, table, base)
        if fit.share > spec.max_small_share:
            best = _best(spec, fit, base)
            notes += [str(word) for word in _refusal(spec, fit, best).advice]
    whole = _cost(spec, base)
    notes.append(f"all {len(spec.tables)} tables together withhold {whole} cells")
    if len(spec.tables) > 1:
        for table in spec.tables:
            rest = tuple(other for other in spec.tables if other != table)
            cost = _cost(spec.with_tables(rest), base)
            notes.append(f"without table {table.id} they withhold {cost}")
    return notes


def _share_words(spec: Spec, fit: Fit) -> str:
    return (
        f"table {fit.table.id}: {fit.share:.0%} of its {fit.n_cells} finest cells hold "
        f"1 to {spec.k - 1}"
    )


def _cost(spec: Spec, base: Base) -> int:
    from ckanext.tiptaskforce.disclosure.prove import Protection

    def nothing(system: System) -> Mask:
        return np.zeros(system.n, dtype=bool)

    work = Protection(
        [spec], base, nothing, spec.min_sources or 0, b"design", lambda *_args: None
    )
    made = work.run()
    published = made.system.published(spec.release)
    return int((published & ~made.shown).sum())
