"""Joint suppression: withhold until every doubt has a table of whole numbers.

One move problem per goal over all tables, levels and epochs. What the cheapest move
touches is withheld, and costs nearly nothing from then on; each move that is whole is a
witness, and serves every other goal that it happens to reach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ckanext.tiptaskforce.disclosure.aggregate import Ints
from ckanext.tiptaskforce.disclosure.errors import Advice, Refused
from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.lp import Floats
from ckanext.tiptaskforce.disclosure.moves import Moves
from ckanext.tiptaskforce.disclosure.primary import DOWN, EITHER, UP, Goal, View
from ckanext.tiptaskforce.disclosure.scope import Scopes
from ckanext.tiptaskforce.disclosure.system import System

WITHHELD_COST = 1e-3
HIDDEN_COST = 1e-5
MIP_SECONDS = 20.0
ROOM = 100.0
Tell = Callable[[str, int, int], None]


@dataclass
class Witness:
    """A move from the truth that gives the published bytes again.

    ``whole`` is the same move with its hidden cells, where it is known already.
    """

    view: int
    move: Ints
    whole: Ints | None = None


class Goals:
    """The goals of one view as columns, so that a move is held against all at once."""

    def __init__(self, goals: Sequence[Goal]) -> None:
        self.goals = list(goals)
        self.cell = np.array([g.cell for g in goals], dtype=np.int64)
        self.direction = np.array([g.direction for g in goals], dtype=np.int64)
        self.amount = np.array([g.amount for g in goals], dtype=np.int64)
        self.exact = np.array([g.exact for g in goals], dtype=bool)
        self.pinned = [(place, g) for place, g in enumerate(goals) if g.pinned]
        self.is_open = np.ones(len(self.goals), dtype=bool)

    def take(self, move: Ints) -> list[Goal]:
        """Return the open goals that a move reaches, and close them."""
        moved = self.direction * move[self.cell]
        either = self.direction == EITHER
        moved[either] = np.abs(move[self.cell[either]])
        hit = self.is_open & (moved >= self.amount)
        hit &= ~self.exact | (moved == self.amount)
        for place, goal in self.pinned:
            hit[place] &= goal.is_met(move)
        self.is_open &= ~hit
        return [self.goals[place] for place in np.flatnonzero(hit).tolist()]


@dataclass
class Proof:
    """Which witness shows each goal, by view and place of the goal."""

    witnesses: list[Witness] = field(default_factory=list[Witness])
    of_goal: dict[tuple[int, Goal], int] = field(
        default_factory=dict[tuple[int, Goal], int]
    )

    def is_met(self, view: int, goal: Goal) -> bool:
        """Tell whether a goal has its witness."""
        return (view, goal) in self.of_goal

    def add(self, witness: Witness, goals: Goals) -> None:
        """Keep a witness with every open goal that it reaches."""
        if self._take(len(self.witnesses), witness.view, witness.move, goals):
            self.witnesses.append(witness)

    def use_again(self, view: int, goals: Goals) -> None:
        """Meet open goals of a view by the witnesses that are kept already.

        What an insider has to leave open, who knows more, is open to anybody.
        """
        for number, witness in enumerate(self.witnesses):
            if goals.is_open.any():
                self._take(number, view, witness.move, goals)

    def _take(self, number: int, view: int, move: Ints, goals: Goals) -> list[Goal]:
        reached = goals.take(move)
        for goal in reached:
            self.of_goal.setdefault((view, goal), number)
        return reached


class Suppressor:
    """The state of one suppression: what is visible, what is fixed for ever."""

    def __init__(  # noqa: PLR0913, PLR0917 - one suppression has six givens
        self,
        system: System,
        views: Sequence[View],
        visible: Mask,
        fixed: Mask,
        weights: Floats,
        tell: Tell,
    ) -> None:
        self.system = system
        self.scopes = Scopes(system)
        self.views = list(views)
        self.visible = visible.copy()
        self.fixed = fixed
        self.weights = weights
        self.tell = tell
        self.proof = Proof()
        self.known_moves: list[Witness] = []
        self.own = system.published(system.newest.release)
        # What a proof alone withholds, and no earlier release did, may be shown again.
        self.is_spare = self.own & (visible | fixed) & ~system.published_before()
        self.told = np.zeros(system.n, dtype=bool)
        self.models: dict[tuple[int, bytes], Moves] = {}

    def _model(self, view: View, cells: Mask, room: float = 1.0) -> Moves:
        """Return the move problem; ``room`` widens what a cell may rise by."""
        size = np.abs(view.truth).astype(float)
        rise = np.maximum(self.system.newest.k, size) * room
        fall = np.maximum(view.truth - view.lowest, 0).astype(float)
        rise[self.fixed] = fall[self.fixed] = 0.0
        cost = np.where(self.visible, self._cost(), WITHHELD_COST)
        cost[~self._is_published()] = HIDDEN_COST
        return Moves(self.system, cells, (rise, fall), cost)

    def _cost(self) -> Floats:
        """Return what it costs a reader to lose each cell; totals are missed most."""
        size = np.abs(self.views[0].truth).astype(float)
        missed = np.maximum(np.log2(1 + size), 0.1) * self.weights
        return missed * (1 + self.system.n_left_out())

    def _is_published(self) -> Mask:
        found = np.zeros(self.system.n, dtype=bool)
        for spec in self.system.specs:
            found |= self.system.published(spec.release)
        return found

    def run(self, goals_of: Callable[[View, Mask], list[Goal]]) -> None:
        """Meet every goal of every view; new ones come as cells are withheld.

        That another count may stand somewhere is asked last: mostly it is met by then.
        """
        while True:
            before = self.visible.copy()
            for number, view in enumerate(self.views):
                goals = goals_of(view, self.visible)
                self._meet(number, [g for g in goals if not g.is_other])
            others = [g for g in goals_of(self.views[0], self.visible) if g.is_other]
            self._meet(0, others, again=True)
            if (self.visible == before).all():
                return

    def _meet(self, view: int, goals: list[Goal], *, again: bool = False) -> None:
        wanted = Goals([g for g in goals if not self.proof.is_met(view, g)])
        if again:
            self.proof.use_again(view, wanted)
        for witness in self.known_moves:
            if witness.view == view and not self._takes_more(witness.move):
                self.proof.add(witness, wanted)
        solved = self._other if again else self._solved
        for place, goal in enumerate(wanted.goals):
            if not wanted.is_open[place]:
                continue
            self.tell("suppress", place, len(wanted.goals))
            move = solved(view, goal)
            if move is not None:
                self.withhold(np.flatnonzero((move != 0) & self.visible))
                self.proof.add(Witness(view, move), wanted)

    def _takes_more(self, move: Ints) -> bool:
        """Tell whether a move touches what is visible still."""
        return bool((move != 0)[self.visible].any())

    def _other(self, view: int, goal: Goal) -> Ints | None:
        """Return a move that changes a cell, or None where its count is told.

        What follows from the rest is printed, because it protects nobody: no witness
        moves it. What an earlier release withheld stays in doubt, at the cost of the
        new one, unless nothing that the new one could withhold helps.
        """
        if self.told[goal.cell]:
            return None
        ways = [replace(goal, direction=direction) for direction in (DOWN, UP)]
        found = [m for m in (self._nearby(view, way) for way in ways) if m is not None]
        move = min(found, key=self._cost_of, default=None)
        is_spare = bool(self.is_spare[goal.cell])
        if move is None and not is_spare:
            found = [m for m in (self._far(view, w) for w in ways) if m is not None]
            move = min(found, key=self._cost_of, default=None)
        if move is None or (is_spare and self._takes_more(move)):
            self.tell("suppress", 0, 0)
            self.told[goal.cell] = True
            self.visible[goal.cell] |= self.own[goal.cell]
            return None
        return move

    def _cost_of(self, move: Ints) -> float:
        return float((self._cost() * self.visible)[move != 0].sum())

    def _solved(self, view: int, goal: Goal) -> Ints:
        """Look near the goal, then everywhere, then among old proofs, then wholly."""
        move = self._nearby(view, goal)
        move = self._far(view, goal) if move is None else move
        if move is None:
            # Where the time is over nothing was shown to be impossible.
            self.tell("suppress", 0, 0)
            raise self._refusal(view, goal)
        return move

    def _nearby(self, view: int, goal: Goal) -> Ints | None:
        """Return a move from near the goal, or the one that was found farthest off.

        It is taken at once where nothing more is withheld for it.
        """
        move: Ints | None = None
        for cells in self.scopes.of(goal.cell):
            found = self._kept_model(view, cells).reach(goal)
            move = found if found is not None else move
            if move is not None and not self._takes_more(move):
                break
        return move

    def _far(self, view: int, goal: Goal) -> Ints | None:
        """Return the move of an earlier proof, or one that is looked for wholly."""
        move = self._proven_before(view, goal)
        everywhere = np.ones(self.system.n, dtype=bool)
        for room in (1.0, ROOM):
            if move is None:
                wide = self._model(self.views[view], everywhere, room)
                wide.model.wholly(MIP_SECONDS)
                move = wide.reach(goal)
        return move

    def _proven_before(self, view: int, goal: Goal) -> Ints | None:
        """Return the move of an earlier proof that touches least of what is shown."""
        known = [w.move for w in self.known_moves if w.view == view]
        fitting = [move for move in known if goal.is_met(move)]
        return min(fitting, key=self._cost_of, default=None)

    def _kept_model(self, view: int, cells: Mask) -> Moves:
        """Return the move problem over these cells, which stays warm between goals."""
        key = (view, np.packbits(cells).tobytes())
        if key not in self.models:
            self.models[key] = self._model(self.views[view], cells)
        return self.models[key]

    def _refusal(self, view: int, goal: Goal) -> Refused:
        tables = self.system.tables_of(goal.cell)
        where = f"table {tables[0]}: " if tables else ""
        advice = [
            Advice(
                f"leave table {table} out, or publish it coarser", "drop_table", table
            )
            for table in tables
        ]
        if not tables:
            words = "publish fewer tables, or coarser levels"
            advice = [Advice(words, "fewer_tables")]
        if any(table.zeros == "show" for table in self.system.newest.tables):
            advice.append(Advice("withhold zeros as well: zeros: hide", "hide_zeros"))
        return Refused(
            f"{where}no table of whole numbers leaves the doubt that {goal.reason} "
            f"({self.views[view].label})",
            advice,
            why="unproven",
            table=tables[0] if tables else "",
        )

    def withhold(self, cells: Ints) -> None:
        """Withhold cells from now on."""
        found = [int(cell) for cell in cells]
        self.visible[found] = False
        for model in self.models.values():
            model.make_free(found, WITHHELD_COST)
