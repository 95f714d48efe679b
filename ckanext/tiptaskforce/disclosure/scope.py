"""Where a move is looked for: near the cell that it is for first, then farther off.

What moves in one part is taken up by the other parts of a release that holds it; the
smaller the release, the fewer cells there are to look among.
"""

from __future__ import annotations

import numpy as np

from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.system import System

Epochs = frozenset[str]


class Scopes:
    """The sets of cells of a system to look among, from the nearest to all."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.held = [frozenset(spec.epochs) for spec in system.specs]
        self.known: dict[Epochs, list[Mask]] = {}

    def of(self, cell: int) -> list[Mask]:
        """Return the sets for one cell, the smallest first, each larger than the last.

        First the smallest release around its block; then all that share an epoch with
        it, and all that share one with these; at last every cell.
        """
        epochs = self._epochs_of(cell)
        if epochs not in self.known:
            self.known[epochs] = self._around(epochs)
        return self.known[epochs]

    def _epochs_of(self, cell: int) -> Epochs:
        for block in self.system.blocks:
            if block.start <= cell < block.start + block.lattice.n:
                return block.epochs
        return Epochs().union(*self.held)

    def _around(self, epochs: Epochs) -> list[Mask]:
        around = [held for held in self.held if epochs < held]
        wider = epochs
        for _ in range(2):
            wider = wider.union(*(held for held in self.held if wider & held))
        smallest = min(around, key=len, default=wider)
        found = [self._within(smallest), self._within(wider)]
        found.append(np.ones(self.system.n, dtype=bool))
        sizes = [int(cells.sum()) for cells in found]
        return [c for place, c in enumerate(found) if sizes[place] not in sizes[:place]]

    def _within(self, epochs: Epochs) -> Mask:
        """Return the cells of the parts in these epochs, and of sums that they feed."""
        found = np.zeros(self.system.n, dtype=bool)
        parts = {part.start for part in self.system.parts}
        for block in self.system.blocks:
            own = slice(block.start, block.start + block.lattice.n)
            is_part = block.start in parts
            found[own] = block.epochs <= epochs if is_part else block.epochs & epochs
        for surplus in self.system.surpluses:
            own = slice(surplus.start, surplus.start + surplus.size)
            found[own] = surplus.part.epochs <= epochs
        return found
