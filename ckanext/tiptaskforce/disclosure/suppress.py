"""Joint suppression: withhold until every doubt has a table of whole numbers.

One move problem per goal over all tables, levels and epochs. What the cheapest move
touches is withheld, and costs nearly nothing from then on; each move that is whole is a
witness, and serves every other goal that it happens to reach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ckanext.tiptaskforce.disclosure.aggregate import Ints
from ckanext.tiptaskforce.disclosure.errors import Advice, Refused
from ckanext.tiptaskforce.disclosure.lattice import Mask
from ckanext.tiptaskforce.disclosure.lp import Floats, MoveModel, whole
from ckanext.tiptaskforce.disclosure.primary import Goal, View
from ckanext.tiptaskforce.disclosure.system import System

WITHHELD_COST = 1e-3
HIDDEN_COST = 1e-5
MIP_SECONDS = 20.0
Tell = Callable[[str, int, int], None]


@dataclass
class Witness:
    """A move from the truth that gives the published bytes again."""

    view: int
    move: Ints


@dataclass
class Proof:
    """Which witness shows each goal, by view and place of the goal."""

    witnesses: list[Witness] = field(default_factory=list)
    of_goal: dict[tuple[int, Goal], int] = field(default_factory=dict)

    def is_met(self, view: int, goal: Goal) -> bool:
        """Tell whether a goal has its witness."""
        return (view, goal) in self.of_goal

    def add(self, view: int, move: Ints, open_goals: Sequence[Goal]) -> None:
        """Keep a witness with every open goal that it reaches."""
        number = len(self.witnesses)
        reached = [goal for goal in open_goals if goal.is_met(move)]
        for goal in reached:
            self.of_goal.setdefault((view, goal), number)
        if reached:
            self.witnesses.append(Witness(view, move))


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
        self.views = list(views)
        self.visible = visible.copy()
        self.fixed = fixed
        self.weights = weights
        self.tell = tell
        self.proof = Proof()
        self.models = [self._model(view) for view in self.views]

    def _model(self, view: View) -> MoveModel:
        k = self.system.newest.k
        size = np.abs(view.truth)
        rise = np.maximum(k, size).astype(float) * 1.0
        fall = np.maximum(view.truth - view.lowest, 0).astype(float)
        rise[self.fixed] = fall[self.fixed] = 0.0
        cost = np.where(self.visible, self._cost(), WITHHELD_COST)
        cost[~self._is_published()] = HIDDEN_COST
        return MoveModel(self.system.matrix, rise, fall, cost)

    def _cost(self) -> Floats:
        size = np.abs(self.views[0].truth).astype(float)
        return np.maximum(np.log2(1 + size), 0.1) * self.weights

    def _is_published(self) -> Mask:
        found = np.zeros(self.system.n, dtype=bool)
        for spec in self.system.specs:
            found |= self.system.published(spec.release)
        return found

    def run(self, goals_of: Callable[[View, Mask], list[Goal]]) -> None:
        """Meet every goal of every view; new ones come as cells are withheld."""
        while True:
            before = int(self.visible.sum())
            for number, view in enumerate(self.views):
                self._meet(number, goals_of(view, self.visible))
            if int(self.visible.sum()) == before:
                return

    def _meet(self, view: int, goals: list[Goal]) -> None:
        total = len(goals)
        for place, goal in enumerate(goals):
            if self.proof.is_met(view, goal):
                continue
            self.tell("suppress", place, total)
            move = self._solved(view, goal)
            self.withhold(np.flatnonzero((move != 0) & self.visible))
            left = [g for g in goals[place:] if not self.proof.is_met(view, g)]
            self.proof.add(view, move, left)

    def _solved(self, view: int, goal: Goal) -> Ints:
        args = (goal.cell, goal.direction, goal.amount, goal.pinned)
        found = self.models[view].reach(*args)
        move = None if found is None else whole(found)
        if move is not None:
            return move
        wide = self._model(self.views[view])
        wide.wholly(MIP_SECONDS)
        found = wide.reach(*args)
        move = None if found is None else whole(found)
        if move is None:
            raise self._refusal(view, goal)
        return move

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
        for model in self.models:
            model.make_free(found, WITHHELD_COST)
