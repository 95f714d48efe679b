"""What must be withheld at once, and which doubts the proof must leave to a reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ckanext.tiptaskforce.disclosure.aggregate import Ints
from ckanext.tiptaskforce.disclosure.axes import NO
from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.nodes import Node
from ckanext.tiptaskforce.disclosure.system import Block, System

UP, DOWN, EITHER = 1, -1, 0


@dataclass(frozen=True)
class Goal:
    """A doubt to leave: a consistent table in which a cell moves this far.

    The cells of ``pinned`` keep their value, because a reader sees them; ``exact``
    wants this far and no farther, where a cell may pass zero. One that may go either
    way is met by any change.
    """

    cell: int
    direction: int
    amount: int
    reason: str
    pinned: tuple[int, ...] = ()
    exact: bool = False

    @property
    def is_other(self) -> bool:
        """Whether it only wants that a count is not told."""
        return self.direction == EITHER

    def is_met(self, move: Ints) -> bool:
        """Tell whether a move from the truth reaches the goal."""
        moved = int(move[self.cell])
        moved = moved * self.direction if self.direction else abs(moved)
        far = moved == self.amount if self.exact else moved >= self.amount
        return far and not any(int(move[p]) for p in self.pinned)


@dataclass(frozen=True)
class View:
    """What one kind of attacker knows: the counts that are left to be guessed.

    ``lowest`` is the least that each cell can be, ``truth`` what it is.
    """

    label: str
    truth: Ints
    lowest: Ints
    goals_for: Mask


@dataclass(frozen=True)
class Group:
    """A published group and its part with one sensitive code, for P3."""

    group: int
    part: int


def small(counts: Ints, k: int) -> Mask:
    """Return the cells that hold somebody, and few."""
    size = np.abs(counts)
    return (size >= 1) & (size < k)


def withheld_at_once(
    system: System, counts: Ints, n_sources: Ints, min_sources: int, printed: Mask
) -> Mask:
    """Return the cells of the newest release that may not be printed as they are.

    ``printed`` marks what earlier releases printed, which stays known for ever.
    """
    release = system.newest
    published = system.published(release.release)
    shows = system.shows_zeros(release.release)
    zero = (counts == 0) & ~shows
    lonely = (counts != 0) & (n_sources < min_sources)
    found = published & (small(counts, release.k) | zero | lonely)
    if release.homogeneity:
        for pair in groups(system):
            others = int(counts[pair.group] - counts[pair.part])
            if counts[pair.group] >= release.k > others:
                found[pair.part] = True
    found &= ~system.known_zero()
    return _without_small_differences(system, counts, found, printed)


def _without_small_differences(
    system: System, counts: Ints, withheld: Mask, printed: Mask
) -> Mask:
    """Withhold also what would leave a small rest when taken from a shown total."""
    published = system.published(system.newest.release)
    larger, smaller = system.nested()
    rest = small(counts[larger] - counts[smaller], system.newest.k)
    larger, smaller = larger[rest], smaller[rest]
    found = withheld.copy()
    shown = (published & ~found) | printed
    for one, other in zip(larger.tolist(), smaller.tolist(), strict=True):
        if shown[one] and shown[other]:
            cell = other if published[other] and not printed[other] else one
            found[cell] |= published[cell] and not printed[cell]
            shown[cell] &= printed[cell]
    return found


def goals(system: System, view: View, visible: Mask, k: int) -> list[Goal]:
    """Return every doubt that the proof must leave, the largest small cells first."""
    wanted = small(view.truth, k) & view.goals_for & ~visible
    cells = np.flatnonzero(wanted)
    order = np.lexsort((cells, -np.abs(view.truth[cells])))
    found: list[Goal] = []
    for cell in cells[order].tolist():
        count, low = int(view.truth[cell]), int(view.lowest[cell])
        found += list(_both_ways(cell, count, low, k))
    return found


def _both_ways(cell: int, count: int, low: int, k: int) -> Iterator[Goal]:
    if count > 0:
        if count > max(low, 0):
            fall = count - max(low, 0)
            yield Goal(cell, DOWN, fall, "nobody may be there", exact=True)
        yield Goal(cell, UP, k - count, "many may be there")
    else:
        yield Goal(cell, UP, -count, "nothing may have been taken back", exact=True)
        yield Goal(cell, DOWN, k + count, "much may have been taken back")


def lonely_goals(view: View, lonely: Mask, visible: Mask, k: int) -> list[Goal]:
    """Return the doubts about cells of too few agencies: they are not known near k."""
    found: list[Goal] = []
    for cell in np.flatnonzero(lonely & ~visible & (view.truth >= k)).tolist():
        down = min(k, int(view.truth[cell] - view.lowest[cell]))
        found.append(Goal(cell, UP, k, "another count may stand there"))
        found.append(Goal(cell, DOWN, down, "another count may stand there"))
    return found


def other_goals(view: View, withheld: Mask, k: int) -> list[Goal]:
    """Return the doubts about withheld counts of k or more: none of them is told."""
    large = withheld & (np.abs(view.truth) >= k)
    return [
        Goal(cell, EITHER, 1, "another count may stand there")
        for cell in np.flatnonzero(large).tolist()
    ]


def homogeneous_goals(system: System, view: View, visible: Mask, k: int) -> list[Goal]:
    """Return the doubts about groups nearly all of whom share a sensitive code (P3)."""
    found: list[Goal] = []
    if not system.newest.homogeneity:
        return found
    for pair in groups(system):
        total, part = int(view.truth[pair.group]), int(view.truth[pair.part])
        missing = k - (total - part)
        if total >= k and missing > 0 and visible[pair.group]:
            goal = Goal(
                pair.part, DOWN, missing, "many may lack the code", (pair.group,)
            )
            found.append(goal)
    return found


def groups(system: System) -> list[Group]:
    """Return each published group with each sensitive code of a published cell."""
    found: list[Group] = []
    block = system.of_release[system.newest.release]
    published = system.published(system.newest.release)
    for node in block.lattice.nodes:
        if published[block.cells(node)].all():
            found += _groups_of(system, block, node)
    return found


def _groups_of(system: System, block: Block, node: Node) -> list[Group]:
    found: list[Group] = []
    for name, level in node:
        axis = system.by_name[name]
        if not axis.dimension.sensitive:
            continue
        rest = tuple(column for column in node if column[0] != name)
        up = block.lattice.up(node, rest) + block.cells(rest).start
        first = block.cells(node).start
        row = [column[0] for column in node].index(name)
        codes = block.lattice.grid(node)[row]
        for place, group in enumerate(up.tolist()):
            if axis.codes[level][codes[place]] != NO or axis.code is None:
                found.append(Group(group, first + place))
    return found
