"""Carry each witness down to the hidden cells, so that it speaks of whole persons.

A move over the published margins is only half a proof: there must be joint counts of
persons below it. The hidden cells fall apart into cliques that share nothing but
published cells; in each the smallest move with the right margins is looked for, first
among the cells near those that changed, then among all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ckanext.tiptaskforce.disclosure.aggregate import Ints
from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.lp import MoveModel, whole
from ckanext.tiptaskforce.disclosure.system import System

NEAR_ENOUGH = 1500
N_COMMON = 3
MIP_SECONDS = 20.0


@dataclass(frozen=True)
class Clique:
    """Hidden cells that hang together, and the equations that hold them.

    ``codes`` has a row per axis with the code of each cell, -1 where its node lacks the
    axis; ``of_row`` the code that all cells of an equation share, else -1; ``common``
    the codes of each axis with most people, who make room for a move.
    """

    cells: Ints
    rows: Ints
    matrix: sparse.csr_matrix
    codes: Ints
    of_row: Ints
    common: tuple[Ints, ...]

    def near(self, changed: Ints, *, with_common: bool) -> Ints:
        """Return the cells whose codes are those of changed equations, axis by axis."""
        keep = np.ones(len(self.cells), dtype=bool)
        for axis, codes in enumerate(self.codes):
            wanted = self.of_row[axis][changed]
            wanted = np.unique(wanted[wanted >= 0])
            if len(wanted) and with_common:
                wanted = np.union1d(wanted, self.common[axis])
            if len(wanted):
                keep &= np.isin(codes, wanted) | (codes < 0)
        return np.flatnonzero(keep)


class Joint:
    """The system with its hidden cells, and the way to it from the open one."""

    def __init__(
        self, opened: System, joined: System, truth: Ints, lowest: Ints
    ) -> None:
        self.joined = joined
        self.truth, self.lowest = truth, lowest
        self.place = places(opened, joined)
        self.is_hidden = np.ones(joined.n, dtype=bool)
        self.is_hidden[self.place] = False
        self.is_fixed = joined.known_zero()
        self.cliques = list(self._cliques())
        self.whole_models: dict[int, MoveModel] = {}

    def _cliques(self) -> Iterator[Clique]:
        columns = np.flatnonzero(self.is_hidden & ~self.is_fixed)
        if not len(columns):
            return
        own = self.joined.matrix[:, columns]
        links = sparse.csr_matrix(sparse.bmat([[None, own.T], [own, None]]))
        _, label = connected_components(links.astype(bool), directed=False)
        of_cell, of_row = label[: len(columns)], label[len(columns) :]
        for number in np.unique(of_cell):
            rows = np.flatnonzero(of_row == number)
            yield self._clique(columns[of_cell == number], rows)

    def _clique(self, cells: Ints, rows: Ints) -> Clique:
        matrix = self.joined.matrix[rows][:, cells]
        codes = self._codes(cells)
        links = matrix.tocoo()
        of_row = np.full((len(codes), len(rows)), -1, dtype=np.int64)
        common: list[Ints] = []
        for axis, own in enumerate(codes):
            low = np.full(len(rows), np.iinfo(np.int64).max)
            high = np.full(len(rows), -1, dtype=np.int64)
            np.minimum.at(low, links.row, own[links.col])
            np.maximum.at(high, links.row, own[links.col])
            of_row[axis] = np.where(low == high, low, -1)
            known = own >= 0
            mass = np.bincount(
                own[known], weights=self.truth[cells][known].astype(float)
            )
            common.append(np.argsort(-mass, kind="stable")[:N_COMMON])
        return Clique(cells, rows, matrix, codes, of_row, tuple(common))

    def _codes(self, cells: Ints) -> Ints:
        """Return for each axis the code of each of these cells, else -1."""
        names = sorted(self.joined.by_name)
        found = np.full((len(names), self.joined.n), -1, dtype=np.int64)
        for block in self.joined.parts:
            for node in block.lattice.nodes:
                grid = block.lattice.grid(node)
                for row, (name, _) in enumerate(node):
                    found[names.index(name), block.cells(node)] = grid[row]
        return found[:, cells]

    def extended(self, move: Ints) -> Ints | None:
        """Return the move with the hidden cells that it needs, or None."""
        found = np.zeros(self.joined.n, dtype=np.int64)
        found[self.place] = move
        missing = -(self.joined.matrix @ found)
        for number, clique in enumerate(self.cliques):
            right = missing[clique.rows]
            if not right.any():
                continue
            own = self._among_near(clique, right)
            if own is None:
                own = self._among_all(number, clique, right)
            if own is None:
                return None
            found[clique.cells] = own
        return found

    def _among_near(self, clique: Clique, right: Ints) -> Ints | None:
        """Look in the block of the codes that changed, then with the common codes."""
        changed = np.flatnonzero(right)
        for with_common in (False, True):
            near = clique.near(changed, with_common=with_common)
            if 0 < len(near) <= NEAR_ENOUGH:
                own = self._within(clique, near, right)
                if own is not None:
                    return own
        return None

    def _within(self, clique: Clique, near: Ints, right: Ints) -> Ints | None:
        part = clique.matrix[:, near]
        used = np.diff(part.indptr) > 0
        if right[~used].any():
            return None
        found = self._model(part[used], clique.cells[near]).match(right[used])
        move = None if found is None else whole(found)
        if move is None:
            return None
        answer = np.zeros(len(clique.cells), dtype=np.int64)
        answer[near] = move
        return answer

    def _among_all(self, number: int, clique: Clique, right: Ints) -> Ints | None:
        if number not in self.whole_models:
            self.whole_models[number] = self._model(clique.matrix, clique.cells)
        found = self.whole_models[number].match(right)
        if found is None:
            return None
        move = whole(found)
        if move is not None:
            return move
        strict = self._model(clique.matrix, clique.cells)
        strict.wholly(MIP_SECONDS)
        found = strict.match(right)
        return None if found is None else whole(found)

    def _model(self, matrix: sparse.csr_matrix, cells: Ints) -> MoveModel:
        truth = self.truth[cells]
        fall = (truth - self.lowest[cells]).astype(float)
        rise = np.full(len(cells), np.inf)
        return MoveModel(matrix.tocsr(), rise, fall, np.ones(len(cells)))


def places(opened: System, joined: System) -> Ints:
    """Return for each cell of the open system its place in the joined one."""
    found = np.empty(opened.n, dtype=np.int64)
    for own, other in zip(opened.blocks, joined.blocks, strict=True):
        for node in own.lattice.nodes:
            there = other.cells(node)
            found[own.cells(node)] = np.arange(there.start, there.stop)
    known = {(s.label, s.node): s for s in joined.surpluses}
    for own in opened.surpluses:
        there = known[(own.label, own.node)]
        ends = own.start + own.size, there.start + there.size
        found[own.start : ends[0]] = np.arange(there.start, ends[1])
    return found


def holds(matrix: sparse.csr_matrix, move: Ints) -> bool:
    """Check a move against every equation, in whole numbers."""
    return not (matrix @ move).any()


def is_lawful(move: Ints, truth: Ints, lowest: Ints, known: Mask) -> bool:
    """Check that nothing known changes and nothing falls below what is possible."""
    return not move[known].any() and bool((truth + move >= lowest).all())
