"""The auditor's own picture of all that was published: cells, sums, and the truth.

Every cell is named by its node (``axis@level``) and its codes, as the vault names it.
Sums are found by looking up the parent of each code, node by node.
"""

# The types of pyarrow leave much open.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ckanext.tiptaskforce.disclosure.audit.reader import Public, flat_levels

Ints = NDArray[np.int64]
Node = tuple[tuple[str, str], ...]
YES = "yes"


@dataclass(frozen=True)
class Sheet:
    """The cells of one node in one block: where they stand, and their codes."""

    block: str
    node: Node
    cells: Ints
    codes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sum:
    """Equations: each of ``parent`` is the sum of the ``children`` with its number."""

    parent: Ints
    child: Ints
    of: Ints


class Model:
    """All cells of a vault, and the sums between them."""

    def __init__(self, folder: Path, publics: Iterable[Public]) -> None:
        self.publics = {public.release: public for public in publics}
        table = pq.read_table(folder / "truth.parquet").to_pydict()
        self.truth: Ints = np.array(table["n"], dtype=np.int64)
        self.status = np.array(table["status"], dtype=object)
        self.n = len(self.truth)
        self.dimensions = self._dimensions()
        self.sheets = self._sheets(table)
        self.sums = list(self._all_sums())

    def _dimensions(self) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for public in self.publics.values():
            found |= public.manifest["dimensions"]
        return found

    def _sheets(self, table: Mapping[str, list[str]]) -> dict[tuple[str, Node], Sheet]:
        places: dict[tuple[str, str], list[int]] = {}
        for place, key in enumerate(zip(table["epoch"], table["table"], strict=True)):
            places.setdefault(key, []).append(place)
        found: dict[tuple[str, Node], Sheet] = {}
        for (block, name), own in places.items():
            node = parse(name)
            codes = tuple(
                tuple(table["cell"][place].split("|")) if node else () for place in own
            )
            found[(block, node)] = Sheet(block, node, np.array(own), codes)
        return found

    @property
    def blocks(self) -> list[str]:
        """The names of the blocks that hold counts of people."""
        names = dict.fromkeys(block for block, _ in self.sheets)
        return [name for name in names if not name.startswith("surplus")]

    def nodes(self, block: str) -> list[Node]:
        """Return the nodes of a block."""
        return [node for name, node in self.sheets if name == block]

    def epochs(self, block: str) -> frozenset[str]:
        """Return the epochs whose counts a block holds."""
        kind, _, rest = block.partition(" ")
        if kind == "part":
            return frozenset(rest.split("+"))
        if kind == "release":
            return self.publics[rest].epochs
        large, small = rest.split(" - ")
        return self.publics[large].epochs - self.publics[small].epochs

    def block_of(self, release: str) -> str:
        """Return the block that holds what a release printed."""
        epochs = self.publics[release].epochs
        own = [b for b in self.blocks if self.epochs(b) == epochs]
        parts = [b for b in own if b.startswith("part")]
        return parts[0] if parts else f"release {release}"

    def up(self, axis: str, fine: str, coarse: str) -> dict[str, str] | None:
        """Return each code of a level with its code at a coarser one, or None."""
        name, _, code = axis.partition("=")
        if code:
            return {YES: YES, "no": "no"}
        dimension = self.dimensions[name]
        levels = flat_levels(dimension)
        chains = dimension["levels"]
        chains = chains if isinstance(chains[0], list) else [chains]
        if not any(
            fine in chain and coarse in chain[chain.index(fine) :] for chain in chains
        ):
            return None
        low, high = levels.index(fine), levels.index(coarse)
        return {row[low]: row[high] for row in dimension["codes"]}

    def refinement(self, fine: Node, coarse: Node) -> list[dict[str, str]] | None:
        """Return the way up for each column of ``coarse``, or None."""
        levels = dict(fine)
        ways: list[dict[str, str]] = []
        for axis, level in coarse:
            way = self.up(axis, levels[axis], level) if axis in levels else None
            if way is None:
                return None
            ways.append(way)
        return ways

    def _all_sums(self) -> Iterable[Sum]:
        for block in self.blocks:
            for fine, coarse in itertools.permutations(self.nodes(block), 2):
                made = self.sum_of(block, fine, block, coarse)
                if made is not None:
                    yield made
        yield from self._sums_of_parts()

    def sum_of(
        self, fine_block: str, fine: Node, coarse_block: str, coarse: Node
    ) -> Sum | None:
        """Return the sums that lead from one node up to another, or None."""
        ways = self.refinement(fine, coarse)
        if ways is None:
            return None
        low, high = self.sheets[(fine_block, fine)], self.sheets[(coarse_block, coarse)]
        columns = [[axis for axis, _ in fine].index(axis) for axis, _ in coarse]
        place = {codes: number for number, codes in enumerate(high.codes)}
        of = [
            place[tuple(way[codes[c]] for way, c in zip(ways, columns, strict=True))]
            for codes in low.codes
        ]
        return Sum(high.cells, low.cells, np.array(of, dtype=np.int64))

    def _sums_of_parts(self) -> Iterable[Sum]:
        parts = [b for b in self.blocks if b.startswith("part")]
        for block in self.blocks:
            if block in parts:
                continue
            own = [p for p in parts if self.epochs(p) <= self.epochs(block)]
            for node in self.nodes(block):
                high = self.sheets[(block, node)]
                lows = [self.sheets[(part, node)] for part in own]
                place = {codes: number for number, codes in enumerate(high.codes)}
                child = np.concatenate([low.cells for low in lows])
                of = np.array([place[c] for low in lows for c in low.codes])
                yield Sum(high.cells, child, of)

    def visible(self, public: Public) -> dict[int, int]:
        """Return what a release printed: the place of each cell with its count."""
        block = self.block_of(public.release)
        found: dict[int, int] = {}
        for name, cells in public.tables.items():
            levels = public.manifest["tables"][name]["columns"]
            places = self._places(block, levels)
            for key, value in cells.items():
                if value is not None:
                    found[places[key]] = value
        return found

    def withheld(self, public: Public) -> set[int]:
        """Return the places of the cells whose row in a release has no count."""
        block = self.block_of(public.release)
        found: set[int] = set()
        for name, cells in public.tables.items():
            places = self._places(block, public.manifest["tables"][name]["columns"])
            found |= {places[key] for key, value in cells.items() if value is None}
        return found

    def _places(self, block: str, levels: list[str]) -> dict[tuple[str, ...], int]:
        """Return the place of each combination of codes and TOTAL of a table."""
        owner = {
            level: name
            for name, dimension in self.dimensions.items()
            for level in flat_levels(dimension)
        }
        found: dict[tuple[str, ...], int] = {}
        for (name, node), sheet in self.sheets.items():
            if name != block:
                continue
            columns = _columns(node, levels, owner)
            if columns is None:
                continue
            for place, codes in zip(sheet.cells.tolist(), sheet.codes, strict=True):
                key = ["TOTAL"] * len(levels)
                is_row = True
                for (axis, _), code, column in zip(node, codes, columns, strict=True):
                    answer = axis.partition("=")[2]
                    key[column] = answer or code
                    is_row &= not answer or code == YES
                if is_row:
                    found[tuple(key)] = place
        return found


def _columns(
    node: Node, levels: list[str], owner: Mapping[str, str]
) -> list[int] | None:
    """Return the column of a table for each column of a node, or None."""
    found: list[int] = []
    for axis, level in node:
        if level not in levels or owner[level] != axis.partition("=")[0]:
            return None
        found.append(levels.index(level))
    return found if len(set(found)) == len(found) else None


def parse(name: str) -> Node:
    """Return the node that a name in the vault means."""
    if name == "TOTAL":
        return ()
    return tuple((p.rpartition("@")[0], p.rpartition("@")[2]) for p in name.split(","))
