"""The move problem over some cells of a system: the others stay as they are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ckanext.tiptaskforce.disclosure.aggregate import Ints
from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.lp import Floats, MoveModel, whole
from ckanext.tiptaskforce.disclosure.primary import Goal
from ckanext.tiptaskforce.disclosure.system import System

N_ATTEMPTS = 4


class Moves:
    """Finds the cheapest move to a goal in which only ``cells`` take part.

    The cells of differences are no columns of it: they follow from their parts. A goal
    about one of them is a goal about the sum.
    """

    def __init__(
        self, system: System, cells: Mask, limits: tuple[Floats, Floats], cost: Floats
    ) -> None:
        rise, fall = limits
        self.system = system
        implied = system.implied()
        self.cells = np.flatnonzero(cells & ~implied & ((rise > 0) | (fall > 0)))
        self.place = np.full(system.n, -1, dtype=np.int64)
        self.place[self.cells] = np.arange(len(self.cells))
        self.implied = implied
        own = system.matrix[:, self.cells]
        used = np.diff(own.indptr) > 0
        used[system.n_own :] &= ~implied[system.derived]
        self.model = MoveModel(
            own[used], rise[self.cells], fall[self.cells], cost[self.cells]
        )

    def reach(self, goal: Goal) -> Ints | None:
        """Return a move of whole numbers that reaches a goal, or None."""
        parts = self._parts(goal.cell)
        if not parts:
            return None
        pinned = [int(p) for p in self.place[list(goal.pinned)] if p >= 0]
        own = self._whole(parts, goal, pinned)
        if own is None:
            return None
        move = np.zeros(self.system.n, dtype=np.int64)
        move[self.cells] = own
        return self.system.added_up(move)

    def _parts(self, cell: int) -> list[int]:
        """Return the columns that a cell is the sum of: its own, where it has one."""
        cells = np.array([cell])
        if self.implied[cell]:
            cells = self.system.parts_of(cell)
        return [int(place) for place in self.place[cells] if place >= 0]

    def _whole(self, parts: list[int], goal: Goal, pinned: list[int]) -> Ints | None:
        """Try again with other costs: a broken optimum is often an accident of ties."""
        rng = np.random.Generator(np.random.PCG64(goal.cell))
        own: Ints | None = None
        attempt = 0
        for attempt in range(N_ATTEMPTS):
            if attempt:
                self.model.vary(rng.uniform(0.5, 2.0, self.model.n))
            found = self.model.reach(
                parts, goal.direction, goal.amount, pinned, exact=goal.exact
            )
            own = None if found is None else whole(found)
            if found is None or own is not None or self.model.is_whole:
                break
        if attempt:
            self.model.vary(np.ones(self.model.n))
        return own

    def make_free(self, cells: Iterable[int], cost: float) -> None:
        """Let cells move at a small cost: they are withheld now."""
        places = [int(self.place[cell]) for cell in cells]
        self.model.make_free([p for p in places if p >= 0], cost)
