"""Code lists: dimensions with their levels, trees and order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+-]{0,63}")
RESERVED = frozenset({"TOTAL", "withheld"})


@dataclass(frozen=True)
class Dimension:
    """A closed list of codes that a row of tallies is counted by.

    ``levels`` begins with the leaf level, which has the dimension's name; ``rows``
    holds a code per level for each leaf, in list order.
    """

    name: str
    column: str
    chains: tuple[tuple[str, ...], ...]
    levels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    unknown: str | None = None
    sensitive: bool = False
    multi: bool = False

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The leaf codes in list order."""
        return tuple(row[0] for row in self.rows)

    @cached_property
    def known(self) -> frozenset[str]:
        """The leaf codes, to look one up among many."""
        return frozenset(self.leaves)

    def codes(self, level: str, window: Sequence[str] | None = None) -> list[str]:
        """Return the codes of a level that have a leaf in the window, in order."""
        place = self.levels.index(level)
        known = set(self.leaves if window is None else window)
        found = [row[place] for row in self.rows if row[0] in known]
        return list(dict.fromkeys(found))

    def up(self, level: str) -> dict[str, str]:
        """Return for each leaf its code at a level."""
        place = self.levels.index(level)
        return {row[0]: row[place] for row in self.rows}

    def refines(self, fine: str, coarse: str) -> bool:
        """Tell whether each code of ``fine`` lies in one code of ``coarse``."""
        return any(
            fine in chain
            and coarse in chain
            and chain.index(fine) <= chain.index(coarse)
            for chain in self.chains
        )

    def next_level(self, level: str) -> str | None:
        """Return the next coarser level on the first chain that has one, or None."""
        for chain in self.chains:
            if level in chain and chain.index(level) + 1 < len(chain):
                return chain[chain.index(level) + 1]
        return None


def order_of(chains: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the level names of all chains in order of first appearance."""
    return tuple(dict.fromkeys(name for chain in chains for name in chain))


def tree_faults(dimension: Dimension) -> list[str]:
    """Return what is wrong with the codes and parents of a dimension."""
    faults: list[str] = []
    leaves = [row[0] for row in dimension.rows]
    doubled = sorted(code for code, n in Counter(leaves).items() if n > 1)
    faults += [f"code '{code}' stands twice in the list" for code in doubled]
    for chain in dimension.chains:
        for fine, coarse in zip(chain, chain[1:], strict=False):
            faults += _parent_faults(dimension, fine, coarse)
    for place, level in enumerate(dimension.levels):
        for code in dict.fromkeys(row[place] for row in dimension.rows):
            if not CODE.fullmatch(code) or code in RESERVED:
                faults.append(f"code '{code[:70]}' of level {level} is not a code")
    return faults


def _parent_faults(dimension: Dimension, fine: str, coarse: str) -> list[str]:
    low, high = dimension.levels.index(fine), dimension.levels.index(coarse)
    parents: dict[str, set[str]] = {}
    for row in dimension.rows:
        parents.setdefault(row[low], set()).add(row[high])
    return [
        f"code '{code}' of level {fine} has {len(found)} parents at level {coarse}: "
        f"{', '.join(sorted(found))}; it may have one"
        for code, found in parents.items()
        if len(found) > 1
    ]
