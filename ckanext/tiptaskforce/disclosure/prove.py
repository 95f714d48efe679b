"""From base cells to a final pattern with a witness for every doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ckanext.tiptaskforce.disclosure import primary
from ckanext.tiptaskforce.disclosure.aggregate import Base, Ints
from ckanext.tiptaskforce.disclosure.carry import Carried
from ckanext.tiptaskforce.disclosure.errors import Refused
from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.lp import Floats
from ckanext.tiptaskforce.disclosure.primary import Goal, View
from ckanext.tiptaskforce.disclosure.spec import Spec
from ckanext.tiptaskforce.disclosure.suppress import Suppressor, Tell, Witness
from ckanext.tiptaskforce.disclosure.system import System
from ckanext.tiptaskforce.disclosure.vault import Proven
from ckanext.tiptaskforce.disclosure.witness import Joint, holds, is_lawful, places

ANYBODY = "anybody"


def no_moves(_system: System) -> Iterable[Carried]:
    """Nothing was proven before."""
    return ()


@dataclass(frozen=True)
class Protected:
    """A pattern with its proof, in the joint system."""

    system: System
    counts: Ints
    shown: Mask
    at_once: Mask
    moves: list[Ints]
    proven: list[Proven]


@dataclass
class Protection:
    """One protection: the systems, what was printed before, and how far it is.

    ``printed`` marks for a system the cells that earlier releases printed; ``carried``
    gives the moves of their proofs.
    """

    specs: Sequence[Spec]
    base: Base
    printed: Callable[[System], Mask]
    min_sources: int
    seed: bytes
    tell: Tell
    carried: Callable[[System], Iterable[Carried]] = no_moves

    def run(self) -> Protected:
        """Withhold, prove over the margins, then over the hidden cells.

        :raises Refused: where a doubt cannot be left by whole numbers
        """
        joined = System(self.specs, joined=True)
        opened = joined if joined.newest.strict else System(self.specs, joined=False)
        first = self._first(opened, joined)
        joint = self._joint(opened, joined)
        moves, proven, missing = self._extended(first, joint, joined)
        visible = self._carried(first.visible, joint, joined)
        if missing:
            visible = self._widened(joined, visible, missing, moves, proven)
        told = self._told(joined, visible, moves, proven)
        counts = joined.counts(self.base)
        known = self._known(joined)
        shown = joined.published(joined.newest.release) & (visible | known | told)
        at_once = self._at_once(joined, counts)
        found = Protected(joined, counts, shown, at_once, moves, proven)
        self._check(found, shown | known, told)
        return found

    def pattern(self) -> tuple[System, Mask]:
        """Return what the first pass would show, without the proof over persons.

        :raises Refused: where a doubt cannot be left by whole numbers
        """
        opened = System(self.specs, joined=self.specs[-1].strict)
        visible = self._first(opened, None).visible | self._known(opened)
        return opened, opened.published(opened.newest.release) & visible

    def _first(self, opened: System, joined: System | None) -> Suppressor:
        found = self._suppressor(opened, None)
        if joined is not None:
            found.known_moves = list(self._known_moves(opened, joined))
        found.run(lambda view, visible: self._goals(opened, view, visible))
        return found

    def _known_moves(self, opened: System, joined: System) -> Iterator[Witness]:
        """Yield the moves of earlier proofs that are lawful here too."""
        place = places(opened, joined)
        known = self._known(joined)
        views = {v.label: (n, v) for n, v in enumerate(self._views(joined))}
        for found in self.carried(joined):
            number, view = views.get(found.view, (-1, None))
            if view is None or not holds(joined.matrix, found.move):
                continue
            if is_lawful(found.move, view.truth, view.lowest, known):
                yield Witness(number, found.move[place], found.move)

    def _at_once(self, system: System, counts: Ints) -> Mask:
        n_sources = system.n_sources(self.base)
        return primary.withheld_at_once(
            system, counts, n_sources, self.min_sources, self.printed(system)
        )

    def _suppressor(self, system: System, visible: Mask | None) -> Suppressor:
        counts = system.counts(self.base)
        known = self._known(system)
        views = self._views(system)
        start = system.published(system.newest.release)
        start &= ~self._at_once(system, counts)
        for view in views[1:]:
            start &= ~primary.small(view.truth, system.newest.k)
        made = Suppressor(
            system,
            views,
            start & ~known,
            known,
            self._weights(system),
            self.tell,
        )
        if visible is not None:
            made.visible = visible & ~known
        return made

    def _shows(self, system: System) -> Mask:
        found = np.zeros(system.n, dtype=bool)
        for spec in self.specs:
            found |= system.shows_zeros(spec.release)
        return found

    def _known(self, system: System) -> Mask:
        """Return what is known for ever: old figures, structure, and shown zeros."""
        zeros = self._shows(system) & (system.counts(self.base) == 0)
        return self.printed(system) | system.known_zero() | zeros

    def _views(self, system: System) -> list[View]:
        """Return what each attacker has left to guess: anybody, and every insider."""
        counts = system.counts(self.base)
        lowest = np.zeros(system.n, dtype=np.int64)
        lowest[system.may_fall()] = np.iinfo(np.int32).min
        # Where zeros are shown, everybody knows that a withheld cell holds somebody.
        lowest[self._shows(system) & (counts >= 1)] = 1
        wanted = self._wanted(system)
        views = [View(ANYBODY, counts, lowest, wanted)]
        if system.newest.insider == "source":
            for place, name in enumerate(self.base.sources):
                left = system.counts(self.base.without_source(place))
                least = np.maximum(lowest - (counts - left), 0)
                views.append(View(f"insider {name}", left, least, wanted))
        return views

    def _wanted(self, system: System) -> Mask:
        """Return the cells that P1, and with ``strict`` P2, speak of."""
        found = system.cells_of_counts()
        if not system.is_joined or system.newest.strict:
            return found
        opened = System(self.specs, joined=False)
        margins = {(b.label, node) for b in opened.blocks for node in b.lattice.nodes}
        for block in system.blocks:
            hidden = [n for n in block.lattice.nodes if (block.label, n) not in margins]
            for node in hidden:
                found[block.cells(node)] = False
        return found

    def _goals(self, system: System, view: View, visible: Mask) -> list[Goal]:
        known = visible | self._known(system)
        k = system.newest.k
        found = primary.goals(system, view, known, k)
        if view.label == ANYBODY:
            lonely = (system.n_sources(self.base) < self.min_sources) & (view.truth > 0)
            lonely &= system.published(system.newest.release)
            found += primary.lonely_goals(view, lonely, known, k)
            found += primary.other_goals(view, self._withheld(system, visible), k)
            found += primary.homogeneous_goals(system, view, known, k)
        return found

    def _withheld(self, system: System, visible: Mask) -> Mask:
        """Return what the newest release withholds, and what an earlier one did.

        What was withheld once is so for ever: also where the newest would print it.
        """
        own = system.published(system.newest.release) & ~visible
        return (system.published_before() | own) & ~self._known(system)

    def _told(
        self, joined: System, visible: Mask, moves: list[Ints], proven: list[Proven]
    ) -> Mask:
        """Return the withheld counts that no witness changes; mark the others proven.

        Of a cell that is told the newest release may print the count: no proof leans
        on its being in doubt.
        """
        view = self._views(joined)[0]
        withheld = self._withheld(joined, visible | self._known(joined))
        have = {p.goal for p in proven}
        told = np.zeros(joined.n, dtype=bool)
        for goal in primary.other_goals(view, withheld, joined.newest.k):
            if goal in have:
                continue
            number = next((n for n, m in enumerate(moves) if goal.is_met(m)), None)
            if number is None:
                told[goal.cell] = True
            else:
                proven.append(Proven(view, goal, number))
        return told

    def _weights(self, system: System) -> Floats:
        digest = hashlib.sha256(self.seed).digest()
        rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
        return rng.uniform(0.75, 1.25, system.n)

    def _joint(self, opened: System, joined: System) -> list[Joint]:
        return [
            Joint(opened, joined, view.truth, view.lowest)
            for view in self._views(joined)
        ]

    def _extended(
        self, first: Suppressor, joint: Sequence[Joint], joined: System
    ) -> tuple[list[Ints], list[Proven], list[tuple[int, Goal]]]:
        views = self._views(joined)
        moves: list[Ints] = []
        number_of: dict[int, int] = {}
        proven: list[Proven] = []
        missing: list[tuple[int, Goal]] = []
        total = len(first.proof.witnesses)
        for place, witness in enumerate(first.proof.witnesses):
            self.tell("witnesses", place, total)
            move = witness.whole
            if move is None:
                move = joint[witness.view].extended(witness.move)
            if move is not None:
                number_of[place] = len(moves)
                moves.append(move)
        for (view, goal), place in first.proof.of_goal.items():
            there = _carried_goal(goal, joint[view])
            if place in number_of:
                proven.append(Proven(views[view], there, number_of[place]))
            elif not (there.is_other and any(there.is_met(m) for m in moves)):
                missing.append((view, there))
        return moves, proven, missing

    def _carried(self, visible: Mask, joint: Sequence[Joint], joined: System) -> Mask:
        found = np.zeros(joined.n, dtype=bool)
        found[joint[0].place[visible]] = True
        return found

    def _widened(
        self,
        joined: System,
        visible: Mask,
        missing: Sequence[tuple[int, Goal]],
        moves: list[Ints],
        proven: list[Proven],
    ) -> Mask:
        """Solve the goals that no margin proof reached, over all hidden cells."""
        second = self._suppressor(joined, visible)
        wanted: dict[int, list[Goal]] = {}
        for view, goal in missing:
            wanted.setdefault(view, []).append(goal)
        labels = {view.label: number for number, view in enumerate(second.views)}
        second.run(lambda view, _: wanted.get(labels[view.label], []))
        start = len(moves)
        moves += [witness.move for witness in second.proof.witnesses]
        for (view, goal), place in second.proof.of_goal.items():
            proven.append(Proven(second.views[view], goal, start + place))
        return second.visible

    def _check(self, found: Protected, known: Mask, told: Mask) -> None:
        """Check every witness in whole numbers before anything is written."""
        views = {view.label: view for view in self._views(found.system)}
        used = {(p.view.label, p.witness) for p in found.proven}
        for label, number in sorted(used):
            view, move = views[label], found.moves[number]
            if not holds(found.system.matrix, move) or not is_lawful(
                move, view.truth, view.lowest, known
            ):
                raise Refused(
                    "a witness does not hold in whole numbers", why="unproven"
                )
        for entry in found.proven:
            if not entry.goal.is_met(found.moves[entry.witness]):
                raise Refused("a witness does not reach its goal", why="unproven")
        self._check_all_met(found, known, told, views)

    def _check_all_met(
        self, found: Protected, known: Mask, told: Mask, views: dict[str, View]
    ) -> None:
        have = {(p.view.label, p.goal) for p in found.proven}
        for label, view in views.items():
            for goal in self._goals(found.system, view, known):
                is_told = goal.is_other and told[goal.cell]
                if (label, goal) not in have and not is_told:
                    raise Refused(
                        f"no witness shows that {goal.reason}", why="unproven"
                    )


def _carried_goal(goal: Goal, joint: Joint) -> Goal:
    pinned = tuple(int(joint.place[p]) for p in goal.pinned)
    cell = int(joint.place[goal.cell])
    return replace(goal, cell=cell, pinned=pinned)
