"""All that was ever published from one ledger, as one system of equations.

Epochs are one more dimension. Those that every release holds or leaves together are one
*part*; a release of several parts is their sum, cell by cell. A part's own cells are
hidden wherever the part was not published alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ckanext.tiptaskforce.disclosure import nodes as graph
from ckanext.tiptaskforce.disclosure.aggregate import Base, Ints
from ckanext.tiptaskforce.disclosure.axes import Axis, axes_of
from ckanext.tiptaskforce.disclosure.lattice import Lattice, Mask
from ckanext.tiptaskforce.disclosure.nodes import Node
from ckanext.tiptaskforce.disclosure.spec import Spec, Table


@dataclass(frozen=True)
class Block:
    """A lattice of the system: a part, the sum of a release, or a difference."""

    label: str
    epochs: frozenset[str]
    lattice: Lattice
    start: int

    def cells(self, node: Node) -> slice[int, int]:
        """Return where the cells of a node lie in the system."""
        own = self.lattice.cells(node)
        return slice(own.start + self.start, own.stop + self.start)


@dataclass(frozen=True)
class Surplus:
    """How many answers a multi-valued dimension has beyond one for each person.

    Everybody knows that it is not negative, because each person has a code at least.
    """

    part: Block
    node: Node
    dimension: str
    start: int

    @property
    def size(self) -> int:
        """The number of cells: one for each cell of the node."""
        return self.part.lattice.size(self.node)

    @property
    def label(self) -> str:
        """The name in the vault."""
        return f"surplus of {self.dimension} in {self.part.label}"


class System:
    """The variables and equations of a set of releases over the same ledger."""

    def __init__(self, specs: Sequence[Spec], *, joined: bool = True) -> None:
        self.specs = list(specs)
        self.newest = self.specs[-1]
        self.axes = axes_of(self.newest, self.specs)
        self.by_name: dict[str, Axis] = graph.by_name(self.axes)
        self.blocks: list[Block] = []
        self.n = 0
        self.is_joined = joined
        self._build()
        self.matrix = self._matrix()
        self.sums = self.matrix[self.n_own :]

    def _build(self) -> None:
        self.parts = [self._part(epochs) for epochs in self._atoms()]
        self.of_release: dict[str, Block] = {}
        for spec in self.specs:
            own = [b for b in self.parts if b.epochs <= set(spec.epochs)]
            if len(own) == 1:
                self.of_release[spec.release] = own[0]
            else:
                wanted = self._published(spec.tables)
                label = f"release {spec.release}"
                block = self._add(label, frozenset(spec.epochs), wanted)
                self.of_release[spec.release] = block
        self.differences = [self._difference(*pair) for pair in self._nested()]
        self.surpluses: list[Surplus] = []
        for part in self.parts:
            self._add_surpluses(part)

    def _add_surpluses(self, part: Block) -> None:
        for name, group in self.axes.items():
            if not group[0].dimension.multi:
                continue
            for node in part.lattice.nodes:
                own = [graph.node((*node, (axis.name, name))) for axis in group]
                if all(n in part.lattice.starts for n in own):
                    made = Surplus(part, node, name, self.n)
                    self.surpluses.append(made)
                    self.n += made.size

    def _atoms(self) -> list[frozenset[str]]:
        """Return the epochs, put together where no release tells them apart."""
        held: dict[tuple[bool, ...], list[str]] = {}
        for epoch in dict.fromkeys(e for spec in self.specs for e in spec.epochs):
            key = tuple(epoch in spec.epochs for spec in self.specs)
            held.setdefault(key, []).append(epoch)
        return [frozenset(epochs) for epochs in held.values()]

    def _part(self, epochs: frozenset[str]) -> Block:
        specs = [spec for spec in self.specs if epochs <= set(spec.epochs)]
        tables = [table for spec in specs for table in spec.tables]
        wanted = self._published(tables)
        if self.is_joined:
            wanted += graph.hidden(tables, self.axes)
        label = "part " + "+".join(sorted(epochs))
        return self._add(label, epochs, wanted)

    def _nested(self) -> list[tuple[Spec, Spec]]:
        """Return the pairs (small, large) whose difference is several parts."""
        found: list[tuple[Spec, Spec]] = []
        for small in self.specs:
            for large in self.specs:
                rest = set(large.epochs) - set(small.epochs)
                is_nested = set(small.epochs) < set(large.epochs)
                n_parts = sum(b.epochs <= rest for b in self.parts)
                if is_nested and n_parts > 1:
                    found.append((small, large))
        return found

    def _difference(self, small: Spec, large: Spec) -> Block:
        both = set(self._published(small.tables)) & set(self._published(large.tables))
        rest = frozenset(set(large.epochs) - set(small.epochs))
        label = f"difference {large.release} - {small.release}"
        return self._add(label, rest, sorted(both))

    def _published(self, tables: Sequence[Table]) -> list[Node]:
        found = [n for table in tables for n in graph.margins(table, self.axes)]
        return list(dict.fromkeys(found))

    def _add(self, label: str, epochs: frozenset[str], wanted: list[Node]) -> Block:
        block = Block(label, epochs, Lattice(wanted, self.by_name), self.n)
        self.blocks.append(block)
        self.n += block.lattice.n
        return block

    def _matrix(self) -> sparse.csr_matrix:
        """Return the sums inside each part, then those that give a cell by parts."""
        own = [self._shifted(b.lattice.equations(), b.start) for b in self.parts]
        self.n_own = sum(matrix.shape[0] for matrix in own)
        apart = [b for b in self.blocks if all(b is not part for part in self.parts)]
        spans = [(b.start, b.lattice.n) for b in apart]
        spans += [(surplus.start, surplus.size) for surplus in self.surpluses]
        nothing = np.zeros(0, dtype=np.int64)
        self.derived = np.concatenate(
            [nothing, *(np.arange(start, start + size) for start, size in spans)]
        )
        sums = [self._sum(block) for block in apart]
        more = [self._answers(surplus) for surplus in self.surpluses]
        return sparse.vstack([*own, *sums, *more], format="csr", dtype=np.int64)

    def _answers(self, surplus: Surplus) -> sparse.csr_matrix:
        """Return the equations: all answers, minus the persons, minus the surplus."""
        part, size = surplus.part, surplus.size
        rows: list[Ints] = []
        columns: list[Ints] = []
        values: list[Ints] = []
        total = part.cells(surplus.node)
        entries: list[tuple[Ints, int]] = [(np.arange(total.start, total.stop), -1)]
        entries.append((np.arange(surplus.start, surplus.start + size), -1))
        for axis in self.axes[surplus.dimension]:
            node = graph.node((*surplus.node, (axis.name, surplus.dimension)))
            entries.append((self._yes_cells(part, node, axis.name), 1))
        for cells, value in entries:
            rows.append(np.arange(size))
            columns.append(cells)
            values.append(np.full(size, value, dtype=np.int64))
        where = (np.concatenate(rows), np.concatenate(columns))
        return sparse.csr_matrix(
            (np.concatenate(values), where), shape=(size, self.n), dtype=np.int64
        )

    def _yes_cells(self, part: Block, node: Node, name: str) -> Ints:
        row = [column[0] for column in node].index(name)
        is_yes = part.lattice.grid(node)[row] == 0
        return np.flatnonzero(is_yes) + part.cells(node).start

    def _shifted(self, matrix: sparse.csr_matrix, start: int) -> sparse.csr_matrix:
        found = matrix.tocoo()
        where = (found.row, found.col + start)
        shape = (matrix.shape[0], self.n)
        return sparse.csr_matrix((found.data, where), shape=shape, dtype=np.int64)

    def _sum(self, block: Block) -> sparse.csr_matrix:
        """Return the equations: the cells of the parts together minus the cell."""
        size = block.lattice.n
        rows: list[Ints] = [np.arange(size)]
        columns: list[Ints] = [np.arange(size) + block.start]
        values: list[Ints] = [-np.ones(size, dtype=np.int64)]
        for part in self.parts:
            if not part.epochs <= block.epochs:
                continue
            for node in block.lattice.nodes:
                own, other = block.lattice.cells(node), part.cells(node)
                rows.append(np.arange(own.start, own.stop))
                columns.append(np.arange(other.start, other.stop))
                values.append(np.ones(own.stop - own.start, dtype=np.int64))
        where = (np.concatenate(rows), np.concatenate(columns))
        return sparse.csr_matrix(
            (np.concatenate(values), where), shape=(size, self.n), dtype=np.int64
        )

    def added_up(self, move: Ints) -> Ints:
        """Return a move of the parts with the sums that follow from it."""
        found = move.copy()
        found[self.derived] = 0
        found[self.derived] = self.sums @ found
        return found

    def parts_of(self, cell: int) -> Ints:
        """Return the cells of the parts that a derived cell is the sum of."""
        row = int(np.searchsorted(self.derived, cell))
        own = slice(int(self.sums.indptr[row]), int(self.sums.indptr[row + 1]))
        return self.sums.indices[own][self.sums.data[own] > 0].astype(np.int64)

    def implied(self) -> Mask:
        """Return the cells of differences: nothing holds them but their parts.

        No release prints them, and what bounds the parts bounds their sums.
        """
        found = np.zeros(self.n, dtype=bool)
        for block in self.differences:
            found[block.start : block.start + block.lattice.n] = True
        return found

    def counts(self, base: Base) -> Ints:
        """Return the true count of every cell of the system."""
        found = [
            b.lattice.counts(base.of_epochs(sorted(b.epochs))) for b in self.blocks
        ]
        return self._with_surpluses(np.concatenate(found))

    def _with_surpluses(self, counts: Ints) -> Ints:
        found = np.concatenate([counts, np.zeros(self.n - len(counts), dtype=np.int64)])
        for surplus in self.surpluses:
            part, size = surplus.part, surplus.size
            own = -found[part.cells(surplus.node)]
            for axis in self.axes[surplus.dimension]:
                node = graph.node((*surplus.node, (axis.name, surplus.dimension)))
                own = own + found[self._yes_cells(part, node, axis.name)]
            found[surplus.start : surplus.start + size] = own
        return found

    def n_sources(self, base: Base) -> Ints:
        """Return from how many agencies the count of every cell comes."""
        found = [
            b.lattice.n_sources(base.of_epochs(sorted(b.epochs))) for b in self.blocks
        ]
        known = np.concatenate(found)
        return np.concatenate([known, np.zeros(self.n - len(known), dtype=np.int64)])

    def cells_of_counts(self) -> Mask:
        """Return the cells that count people: all but the surpluses."""
        found = np.ones(self.n, dtype=bool)
        for surplus in self.surpluses:
            found[surplus.start : surplus.start + surplus.size] = False
        return found

    def nested(self) -> tuple[Ints, Ints]:
        """Return all pairs (larger, smaller) of published cells, one inside the other.

        Inside a release, and across releases whose epochs lie in one another.
        """
        larger: list[Ints] = []
        smaller: list[Ints] = []
        blocks = list(dict.fromkeys(self.of_release.values()))
        for outer in blocks:
            for inner in blocks:
                if inner.epochs <= outer.epochs:
                    self._pairs(outer, inner, larger, smaller)
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate([nothing, *larger]), np.concatenate([nothing, *smaller])

    def _pairs(
        self, outer: Block, inner: Block, larger: list[Ints], smaller: list[Ints]
    ) -> None:
        for coarse in outer.lattice.nodes:
            for fine in inner.lattice.nodes:
                is_same = fine == coarse and inner is outer
                if is_same or not graph.refines(fine, coarse, self.by_name):
                    continue
                up = inner.lattice.up_to(fine, coarse, outer.lattice.shapes[coarse])
                larger.append(up + outer.cells(coarse).start)
                there = inner.cells(fine)
                smaller.append(np.arange(there.start, there.stop))

    def known_zero(self) -> Mask:
        """Return the cells that everybody knows to be zero: structure and windows."""
        found = np.zeros(self.n, dtype=bool)
        entries = [entry for spec in self.specs for entry in spec.structural_zeros]
        for block in self.blocks:
            own = block.lattice.structural(entries)
            windows = self._windows(block.epochs)
            for node in block.lattice.nodes:
                own[block.lattice.cells(node)] |= block.lattice.outside(node, windows)
            found[block.start : block.start + block.lattice.n] = own
        return found

    def _windows(self, epochs: frozenset[str]) -> dict[str, set[str]]:
        """Return the leaves that rows of these epochs can have."""
        holders = [s for s in self.specs if epochs & set(s.epochs)]
        return {
            name: set[str].union(
                *(
                    set[str].intersection(
                        *(set(s.leaves(name)) for s in holders if e in s.epochs)
                    )
                    for e in sorted(epochs)
                )
            )
            for name in self.axes
        }

    def published(self, release: str) -> Mask:
        """Return the cells that a release has a row for."""
        spec = next(s for s in self.specs if s.release == release)
        block = self.of_release[release]
        found = np.zeros(self.n, dtype=bool)
        for node in self._published(spec.tables):
            found[block.cells(node)] = True
        return found

    def published_before(self) -> Mask:
        """Return the cells that the releases before the newest have a row for."""
        found = np.zeros(self.n, dtype=bool)
        for spec in self.specs[:-1]:
            found |= self.published(spec.release)
        return found

    def tables_of(self, cell: int) -> list[str]:
        """Return the tables of the newest release that have a cell among theirs."""
        node = next(
            (
                node
                for block in self.blocks
                for node in block.lattice.nodes
                if block.cells(node).start <= cell < block.cells(node).stop
            ),
            None,
        )
        return [
            table.id
            for table in self.newest.tables
            if node in graph.margins(table, self.axes)
        ]

    def shows_zeros(self, release: str) -> Mask:
        """Return the published cells in which a true zero is printed."""
        spec = next(s for s in self.specs if s.release == release)
        block = self.of_release[release]
        found = np.zeros(self.n, dtype=bool)
        for table in spec.tables:
            if table.zeros == "show":
                for node in graph.margins(table, self.axes):
                    found[block.cells(node)] = True
        return found

    def n_left_out(self) -> Ints:
        """Return how many columns a cell adds up, beside the finest cells."""
        longest = max(len(n) for block in self.blocks for n in block.lattice.nodes)
        found = np.zeros(self.n, dtype=np.int64)
        for block in self.blocks:
            for node in block.lattice.nodes:
                found[block.cells(node)] = longest - len(node)
        return found

    def may_fall(self) -> Mask:
        """Return the cells that corrections may take below zero: of later epochs."""
        found = np.zeros(self.n, dtype=bool)
        first = self.specs[0].epochs[0]
        if not any(spec.corrections for spec in self.specs):
            return found
        for block in self.parts:
            if first not in block.epochs:
                found[block.start : block.start + block.lattice.n] = True
        for block in self.differences:
            found[block.start : block.start + block.lattice.n] = True
        return found
