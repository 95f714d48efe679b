"""Axes: what the columns of the lattice run over.

A single-valued dimension is one axis with its levels. A multi-valued one is an axis
with the codes yes and no for each of its codes, because a person may have several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ckanext.tiptaskforce.disclosure.aggregate import Base, Ints
from ckanext.tiptaskforce.disclosure.codes import Dimension
from ckanext.tiptaskforce.disclosure.spec import Column, Spec

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Axis:
    """One axis: its codes by level, and which level refines which."""

    name: str
    dimension: Dimension
    code: str | None
    codes: dict[str, tuple[str, ...]]

    @property
    def leaf(self) -> str:
        """The finest level of the axis."""
        return self.dimension.name

    def refines(self, fine: str, coarse: str) -> bool:
        """Tell whether each code of one level lies in one code of the other."""
        return self.code is not None or self.dimension.refines(fine, coarse)

    def of_leaves(self, level: str) -> Ints:
        """Return for each leaf of the list its place at a level; -1 outside."""
        known = {code: place for place, code in enumerate(self.codes[level])}
        up = self.dimension.up(level)
        return np.array(
            [known.get(up[leaf], -1) for leaf in self.dimension.leaves], dtype=np.int64
        )

    def coarser(self, fine: str, coarse: str) -> Ints:
        """Return for each code of a level the place of its code at a coarser one."""
        if self.code is not None or fine == coarse:
            return np.arange(len(self.codes[fine]), dtype=np.int64)
        low = self.dimension.levels.index(fine)
        high = self.dimension.levels.index(coarse)
        up = {row[low]: row[high] for row in self.dimension.rows}
        known = {code: place for place, code in enumerate(self.codes[coarse])}
        return np.array([known[up[code]] for code in self.codes[fine]], dtype=np.int64)

    def places(self, base: Base, level: str) -> Ints:
        """Return for each row of a base its place at a level."""
        leaf = base.leaf[self.dimension.name]
        if self.code is None:
            return self.of_leaves(level)[leaf]
        sets = base.sets[self.dimension.name]
        is_no = np.array([self.code not in codes for codes in sets], dtype=np.int64)
        return is_no[leaf]

    def implies(self, level: str, wanted: str, code: str) -> NDArray[np.bool_]:
        """Tell for each code of ``level`` whether it lies in ``code`` of ``wanted``."""
        if self.code is not None:
            return np.array([self.code == code, False])
        if not self.dimension.refines(level, wanted):
            return np.zeros(len(self.codes[level]), dtype=bool)
        low = self.dimension.levels.index(level)
        high = self.dimension.levels.index(wanted)
        up = {row[low]: row[high] for row in self.dimension.rows}
        return np.array([up[c] == code for c in self.codes[level]])


def axes_of(spec: Spec, windows: Sequence[Spec]) -> dict[str, list[Axis]]:
    """Return the axes of each dimension that the tables of these specs use.

    The codes are those of all windows together, in the order of the newest list.
    """
    used = {c.dimension for s in windows for t in s.tables for c in t.columns}
    found: dict[str, list[Axis]] = {}
    for name, dimension in spec.dimensions.items():
        if name in used:
            leaves = {leaf for s in windows for leaf in s.leaves(name)}
            window = [leaf for leaf in dimension.leaves if leaf in leaves]
            found[name] = _axes(dimension, window)
    return found


def _axes(dimension: Dimension, window: list[str]) -> list[Axis]:
    if not dimension.multi:
        codes = {lv: tuple(dimension.codes(lv, window)) for lv in dimension.levels}
        return [Axis(dimension.name, dimension, None, codes)]
    both = {dimension.name: (YES, NO)}
    return [Axis(f"{dimension.name}={code}", dimension, code, both) for code in window]


def axes_for(axes: dict[str, list[Axis]], column: Column) -> list[Axis]:
    """Return the axes that a column of a table runs over."""
    return axes[column.dimension]
