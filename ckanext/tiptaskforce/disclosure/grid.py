"""A published table cell by cell, in the order of its file."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ckanext.tiptaskforce.disclosure.aggregate import Ints
from ckanext.tiptaskforce.disclosure.axes import YES
from ckanext.tiptaskforce.disclosure.lattice import TOTAL, Mask
from ckanext.tiptaskforce.disclosure.nodes import node
from ckanext.tiptaskforce.disclosure.spec import Column, Table
from ckanext.tiptaskforce.disclosure.system import System

WITHHELD = "withheld"


@dataclass(frozen=True)
class Grid:
    """A table's codes and counts: ``cells`` are places in the system, row by row."""

    table: Table
    levels: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    cells: Ints
    counts: Ints
    shown: Mask

    def lines(self) -> Iterator[tuple[tuple[str, ...], int | str]]:
        """Yield the codes of each row with its count, or the marker."""
        for key, count, is_shown in zip(
            self.keys, self.counts, self.shown, strict=True
        ):
            yield key, int(count) if is_shown else WITHHELD

    def share_shown(self, system: System) -> float | None:
        """Return the share of those counted who are in visible finest rows.

        None where the table's total is withheld or zero, or rows do not add up.
        """
        columns = self.table.columns
        is_multi = any(system.newest.dimensions[c.dimension].multi for c in columns)
        total = self.counts[-1]
        if is_multi or not self.shown[-1] or total == 0:
            return None
        finest = np.array([TOTAL not in key for key in self.keys])
        return round(int(self.counts[finest & self.shown].sum()) / int(total), 3)


def grids(system: System, counts: Ints, shown: Mask) -> list[Grid]:
    """Return the tables of the newest release, in the order of the spec."""
    return [_grid(system, table, counts, shown) for table in system.newest.tables]


def _grid(system: System, table: Table, counts: Ints, shown: Mask) -> Grid:
    codes = [[*system.newest.codes(column), TOTAL] for column in table.columns]
    keys = tuple(itertools.product(*codes))
    cells = np.array([cell_of(system, table.columns, key) for key in keys])
    levels = tuple(column.level for column in table.columns)
    return Grid(table, levels, keys, cells, counts[cells], shown[cells])


def cell_of(system: System, columns: tuple[Column, ...], key: tuple[str, ...]) -> int:
    """Return the place in the system of one combination of codes of a table."""
    picked: dict[tuple[str, str], str] = {}
    for column, code in zip(columns, key, strict=True):
        if code == TOTAL:
            continue
        if system.newest.dimensions[column.dimension].multi:
            picked[(f"{column.dimension}={code}", column.level)] = YES
        else:
            picked[(column.dimension, column.level)] = code
    where = node(picked)
    block = system.of_release[system.newest.release]
    place = 0
    for name, level in where:
        codes = system.by_name[name].codes[level]
        place = place * len(codes) + codes.index(picked[(name, level)])
    return block.cells(where).start + place
