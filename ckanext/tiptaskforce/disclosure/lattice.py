"""The cells of a set of nodes as one vector, and the equations between them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ckanext.tiptaskforce.disclosure.aggregate import Base, Ints
from ckanext.tiptaskforce.disclosure.axes import Axis
from ckanext.tiptaskforce.disclosure.nodes import Node, refines

Mask = NDArray[np.bool_]
TOTAL = "TOTAL"


class Lattice:
    """The cells of nodes, numbered: node by node, the first column slowest."""

    def __init__(self, nodes: Iterable[Node], axes: Mapping[str, Axis]) -> None:
        self.axes = axes
        self.nodes = list(dict.fromkeys(nodes))
        self.shapes = {n: self._shape(n) for n in self.nodes}
        sizes = [int(np.prod(self.shapes[n])) for n in self.nodes]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        self.starts = dict(zip(self.nodes, starts.tolist(), strict=False))
        self.n = int(starts[-1])

    def _shape(self, node: Node) -> tuple[int, ...]:
        return tuple(len(self.axes[name].codes[level]) for name, level in node)

    def size(self, node: Node) -> int:
        """Return how many cells a node has."""
        return int(np.prod(self.shapes[node]))

    def grid(self, node: Node) -> Ints:
        """Return a row per column of a node with the code of each cell."""
        found = np.indices(self.shapes[node], dtype=np.int64)
        return found.reshape(len(node), self.size(node))

    def cells(self, node: Node) -> slice[int, int]:
        """Return where the cells of a node lie."""
        return slice(self.starts[node], self.starts[node] + self.size(node))

    def places(self, node: Node, base: Base) -> Ints:
        """Return for each row of a base the cell of a node that it belongs to."""
        found = np.zeros(len(base.n), dtype=np.int64)
        for (name, level), size in zip(node, self.shapes[node], strict=True):
            found = found * size + self.axes[name].places(base, level)
        return found + self.starts[node]

    def counts(self, base: Base) -> Ints:
        """Return the true count of every cell."""
        found = np.zeros(self.n, dtype=np.int64)
        for node in self.nodes:
            np.add.at(found, self.places(node, base), base.n)
        return found

    def n_sources(self, base: Base) -> Ints:
        """Return from how many agencies the count of every cell comes."""
        found = np.zeros(self.n, dtype=np.int64)
        if base.source is None:
            return found
        for node in self.nodes:
            pairs = self.places(node, base) * len(base.sources) + base.source
            kept = np.unique(pairs[base.n != 0])
            np.add.at(found, kept // len(base.sources), 1)
        return found

    def equations(self) -> sparse.csr_matrix:
        """Return a row for each cell that is the sum of finer ones: sum minus cell."""
        rows: list[Ints] = []
        columns: list[Ints] = []
        values: list[Ints] = []
        n_rows = 0
        for fine, coarse in self.covering():
            up = self.up(fine, coarse)
            size = self.size(coarse)
            rows += [up + n_rows, np.arange(size) + n_rows]
            columns += [
                np.arange(self.size(fine)) + self.starts[fine],
                np.arange(size) + self.starts[coarse],
            ]
            values += [np.ones(len(up), dtype=np.int64), -np.ones(size, dtype=np.int64)]
            n_rows += size
        if not rows:
            return sparse.csr_matrix(np.zeros((0, self.n), dtype=np.int64))
        where = (np.concatenate(rows), np.concatenate(columns))
        return sparse.csr_matrix(
            (np.concatenate(values), where), shape=(n_rows, self.n), dtype=np.int64
        )

    def covering(self) -> list[tuple[Node, Node]]:
        """Return the pairs (fine, coarse) with no node between them."""
        finer = {
            n: {m for m in self.nodes if m != n and refines(m, n, self.axes)}
            for n in self.nodes
        }
        return [
            (m, n)
            for n in self.nodes
            for m in self.nodes
            if m in finer[n] and not any(m in finer[b] for b in finer[n])
        ]

    def up(self, fine: Node, coarse: Node) -> Ints:
        """Return for each cell of a node the place of its cell in a coarser node."""
        return self.up_to(fine, coarse, self.shapes[coarse])

    def up_to(self, fine: Node, coarse: Node, shape: tuple[int, ...]) -> Ints:
        """Return the same for a node of another lattice, whose shape is given."""
        grid = self.grid(fine)
        levels = {name: (row, level) for row, (name, level) in enumerate(fine)}
        found = np.zeros(self.size(fine), dtype=np.int64)
        for (name, level), size in zip(coarse, shape, strict=True):
            row, own = levels[name]
            found = found * size + self.axes[name].coarser(own, level)[grid[row]]
        return found

    def structural(self, entries: Iterable[Mapping[str, str]]) -> Mask:
        """Return which cells are zero by what is known of the field."""
        found = np.zeros(self.n, dtype=bool)
        for entry, node in itertools.product(list(entries), self.nodes):
            found[self.cells(node)] |= self._implied(node, entry)
        return found

    def _implied(self, node: Node, entry: Mapping[str, str]) -> Mask:
        grid = self.grid(node)
        holds = np.ones(self.size(node), dtype=bool)
        for wanted, code in entry.items():
            hit = np.zeros(self.size(node), dtype=bool)
            for row, (name, level) in enumerate(node):
                axis = self.axes[name]
                if wanted in axis.dimension.levels:
                    hit |= axis.implies(level, wanted, code)[grid[row]]
            holds &= hit
        return holds

    def outside(self, node: Node, windows: Mapping[str, set[str]]) -> Mask:
        """Return the cells of a node none of whose leaves lies in the windows."""
        found = np.zeros(self.shapes[node], dtype=bool)
        for row, (name, level) in enumerate(node):
            axis = self.axes[name]
            window = windows.get(axis.dimension.name)
            if window is None or axis.code is not None:
                continue
            inside = set(axis.dimension.codes(level, sorted(window)))
            out = np.array([code not in inside for code in axis.codes[level]])
            found |= out.reshape([-1 if r == row else 1 for r in range(len(node))])
        return found.reshape(-1)

    def names(self, node: Node) -> list[str]:
        """Return a name for each cell of a node: its codes, joined."""
        codes = [self.axes[name].codes[level] for name, level in node]
        return ["|".join(picked) for picked in itertools.product(*codes)]


def title(node: Node) -> str:
    """Return the name of a node, which the vault uses."""
    return ",".join(f"{name}@{level}" for name, level in node) or TOTAL
