"""What tables would show and cost, for the people who choose them; never public.

It speaks of small counts. The pattern is that of the first pass; the proof over
persons may withhold a few cells more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ckanext.tiptaskforce.disclosure.aggregate import Base
from ckanext.tiptaskforce.disclosure.design import advice_for, fit_of
from ckanext.tiptaskforce.disclosure.errors import Advice, Refused
from ckanext.tiptaskforce.disclosure.grid import Grid, grids
from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.progress import Progress
from ckanext.tiptaskforce.disclosure.prove import Protection
from ckanext.tiptaskforce.disclosure.spec import Spec, Table
from ckanext.tiptaskforce.disclosure.system import System


@dataclass(frozen=True)
class TableDesign:
    """What one table would show beside the others, and what it costs them.

    ``n_without`` is what the other tables withhold when this one is left out. What is
    None could not be made safe, needs a second table, or was not found in the time.
    """

    id: str
    columns: tuple[str, ...]
    n_cells: int
    small_share: float
    n_rows: int
    n_withheld: int | None
    share_shown: float | None
    n_without: int | None
    advice: list[Advice]


@dataclass(frozen=True)
class Design:
    """What all tables would show; ``refusal`` says why they cannot be made safe.

    ``is_late`` tells that the time was over before each table was left out in turn.
    """

    k: int
    tables: list[TableDesign]
    n_rows: int
    n_withheld: int | None
    refusal: Refused | None
    is_late: bool = False

    def lines(self) -> list[str]:
        """Return the design in sentences."""
        found = [
            f"table {t.id}: {t.small_share:.0%} of its {t.n_cells} finest cells hold "
            f"1 to {self.k - 1}"
            for t in self.tables
        ]
        found += [advice.text for t in self.tables for advice in t.advice]
        if self.refusal:
            return [*found, f"all together: {self.refusal}"]
        found.append(
            f"all {len(self.tables)} tables together withhold {self.n_withheld} of "
            f"{self.n_rows} rows"
        )
        found += [
            f"without table {t.id} the others withhold {t.n_without}"
            for t in self.tables
            if t.n_without is not None
        ]
        return found + ["the time was over before all were left out"] * self.is_late


@dataclass(frozen=True)
class _Pattern:
    """What the first pass would withhold, table by table, or why it cannot."""

    system: System
    grids: list[Grid]
    refusal: Refused | None

    @property
    def n_withheld(self) -> int | None:
        if self.refusal:
            return None
        return sum(int((~grid.shown).sum()) for grid in self.grids)

    @property
    def is_late(self) -> bool:
        """Tell that the time was over before it was found."""
        return self.refusal is not None and self.refusal.why == "out_of_time"


def design(
    spec: Spec, base: Base, min_sources: int, progress: Progress | None = None
) -> Design:
    """Return what the tables would show, what each costs, and how to mend them."""
    progress = progress or Progress()
    whole = _pattern(spec, base, min_sources, progress)
    is_late = whole.is_late
    tables: list[TableDesign] = []
    for table, grid in zip(spec.tables, whole.grids, strict=True):
        rest = tuple(other for other in spec.tables if other != table)
        less: _Pattern | None = None
        if rest and not is_late:
            less = _pattern(spec.with_tables(rest), base, min_sources, progress)
            is_late = less.is_late
        tables.append(_of_table(spec, table, base, (whole, grid, less)))
    n_rows = sum(len(grid.keys) for grid in whole.grids)
    return Design(spec.k, tables, n_rows, whole.n_withheld, whole.refusal, is_late)


def _of_table(
    spec: Spec, table: Table, base: Base, found: tuple[_Pattern, Grid, _Pattern | None]
) -> TableDesign:
    whole, grid, less = found
    fit = fit_of(spec, table, base)
    is_safe = whole.refusal is None
    return TableDesign(
        id=table.id,
        columns=tuple(map(str, table.columns)),
        n_cells=fit.n_cells,
        small_share=fit.share,
        n_rows=len(grid.keys),
        n_withheld=int((~grid.shown).sum()) if is_safe else None,
        share_shown=grid.share_shown(whole.system) if is_safe else None,
        n_without=less.n_withheld if less else None,
        advice=advice_for(spec, fit, base),
    )


def _pattern(spec: Spec, base: Base, min_sources: int, progress: Progress) -> _Pattern:
    work = Protection([spec], base, _nothing, min_sources, b"design", progress.tell)
    try:
        system, shown = work.pattern()
        refusal = None
    except Refused as refused:
        system = System([spec], joined=False)
        shown, refusal = _nothing(system), refused
    return _Pattern(system, grids(system, system.counts(base), shown), refusal)


def _nothing(system: System) -> Mask:
    return np.zeros(system.n, dtype=bool)
