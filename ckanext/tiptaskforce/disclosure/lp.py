"""The one place that speaks to HiGHS: the smallest move from the truth to a goal."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import math
import os
from collections.abc import Callable, Generator, Sequence
from contextvars import ContextVar

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ckanext.tiptaskforce.disclosure.aggregate import Ints

Floats = NDArray[np.float64]
WHOLE_WITHIN = 1e-6
# A move that costs a tenth more than the best serves as well, and is found much sooner.
MIP_GAP = 0.1
FEASIBLE = 2
_SECONDS_LEFT: ContextVar[Callable[[], float]] = ContextVar(
    "seconds_left", default=lambda: math.inf
)


@contextlib.contextmanager
def within(seconds_left: Callable[[], float]) -> Generator[None]:
    """Let no solver work longer than what is left; what it has not found is nothing."""
    before = _SECONDS_LEFT.get()
    token = _SECONDS_LEFT.set(lambda: min(before(), seconds_left()))
    try:
        yield
    finally:
        _SECONDS_LEFT.reset(token)


class MoveModel:
    """Minimise the weighted size of a move ``y`` with ``matrix @ y == right``.

    Each cell has a column for its rise and one for its fall. The model stays warm
    between goals, because only bounds change.
    """

    def __init__(
        self, matrix: sparse.csr_matrix, rise: Floats, fall: Floats, cost: Floats
    ) -> None:
        self.n = matrix.shape[1]
        self.n_rows = matrix.shape[0]
        self.rise, self.fall = rise, fall
        self.cost = cost.copy()
        self.is_whole = False
        self.seconds = math.inf
        self.row_of: dict[tuple[int, ...], int] = {}
        _without_greeting()
        self.solver = highspy.Highs()
        for name, value in _OPTIONS:
            self.solver.setOptionValue(name, value)
        self._pass(matrix)

    def _pass(self, matrix: sparse.csr_matrix) -> None:
        both = sparse.hstack([matrix, -matrix], format="csc")
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * self.n, self.n_rows
        lp.col_cost_ = np.concatenate([self.cost, self.cost])
        lp.col_lower_ = np.zeros(2 * self.n)
        lp.col_upper_ = np.concatenate([self.rise, self.fall])
        lp.row_lower_ = np.zeros(self.n_rows)
        lp.row_upper_ = np.zeros(self.n_rows)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = both.indptr.astype(np.int32)
        lp.a_matrix_.index_ = both.indices.astype(np.int32)
        lp.a_matrix_.value_ = both.data.astype(np.float64)
        self.solver.passModel(lp)

    def make_free(self, cells: Sequence[int], cost: float) -> None:
        """Let cells move at a small cost: they are withheld now."""
        for cell in cells:
            self.cost[cell] = cost
            self.solver.changeColCost(cell, cost)
            self.solver.changeColCost(cell + self.n, cost)

    def vary(self, factor: Floats) -> None:
        """Multiply the costs for the next goals; ones bring them back."""
        columns = np.arange(2 * self.n, dtype=np.int32)
        costs = np.tile(self.cost * factor, 2)
        self.solver.changeColsCost(2 * self.n, columns, costs)

    def reach(
        self,
        parts: Sequence[int],
        direction: int,
        amount: int,
        pinned: Sequence[int] = (),
        *,
        exact: bool = False,
    ) -> Floats | None:
        """Return the cheapest move in which some cells together rise or fall this far.

        None where there is none, or none was found in the time.
        """
        held = [column for p in pinned for column in (p, p + self.n)]
        aim = self._aim_at_cell if len(parts) == 1 else self._aim_at_sum
        for column in held:
            self.solver.changeColBounds(column, 0, 0)
        try:
            with aim(parts, direction, amount, exact) as is_possible:
                return self._solve() if is_possible else None
        finally:
            self._let_go(held)

    def _let_go(self, columns: Sequence[int]) -> None:
        for column in columns:
            self.solver.changeColBounds(column, 0, self._bound(column))

    @contextlib.contextmanager
    def _aim_at_cell(
        self, parts: Sequence[int], direction: int, amount: int, exact: bool
    ) -> Generator[bool]:
        ahead, back = (parts[0], parts[0] + self.n)[::direction]
        most = amount if exact else max(self._bound(ahead), amount)
        self.solver.changeColBounds(ahead, amount, most)
        self.solver.changeColBounds(back, 0, 0)
        try:
            yield direction > 0 or amount <= self._bound(ahead)
        finally:
            self._let_go((ahead, back))

    @contextlib.contextmanager
    def _aim_at_sum(
        self, parts: Sequence[int], direction: int, amount: int, exact: bool
    ) -> Generator[bool]:
        """Want a sum: a row that stays in the model, because taking it out is slow."""
        key = tuple(parts)
        if key not in self.row_of:
            self.row_of[key] = self.solver.getNumRow()
            columns = np.array([*parts, *(p + self.n for p in parts)], dtype=np.int32)
            values = np.repeat([1.0, -1.0], len(parts))
            self.solver.addRow(-math.inf, math.inf, len(columns), columns, values)
        most = amount if exact else math.inf
        bounds = sorted((direction * amount, direction * most))
        self.solver.changeRowBounds(self.row_of[key], *bounds)
        try:
            yield True
        finally:
            self.solver.changeRowBounds(self.row_of[key], -math.inf, math.inf)

    def match(self, right: Ints) -> Floats | None:
        """Return the cheapest move with these sums, or None where there is none."""
        rows = np.arange(self.n_rows, dtype=np.int32)
        sums = right.astype(np.float64)
        change = getattr(self.solver, "changeRowsBounds")  # noqa: B009 - no stub has it
        change(self.n_rows, rows, sums, sums)
        return self._solve()

    def wholly(self, seconds: float) -> None:
        """Ask for whole numbers from now on, within a time."""
        columns = np.arange(2 * self.n, dtype=np.int32)
        kinds = np.full(2 * self.n, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self.solver.changeColsIntegrality(2 * self.n, columns, kinds)
        self.seconds = seconds
        self.solver.setOptionValue("mip_rel_gap", MIP_GAP)
        self.is_whole = True

    def _is_in_hand(self, status: highspy.HighsModelStatus) -> bool:
        """Tell whether the time was over with a table of whole numbers found."""
        is_late = status == highspy.HighsModelStatus.kTimeLimit
        found = self.solver.getInfo().primal_solution_status
        return self.is_whole and is_late and found == FEASIBLE

    def _bound(self, column: int) -> float:
        values = self.rise if column < self.n else self.fall
        return float(values[column % self.n])

    def _solve(self) -> Floats | None:
        # HiGHS holds its limit against all runs of a model together.
        left = max(0.0, min(self.seconds, _SECONDS_LEFT.get()()))
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal and not self._is_in_hand(status):
            # A model that failed once may fail again from its own basis.
            self.solver.clearSolver()
            return None
        values = np.asarray(self.solver.getSolution().col_value)
        if not np.isfinite(values).all():
            return None
        return values[: self.n] - values[self.n :]


@functools.cache
def _without_greeting() -> None:
    """Let HiGHS greet into nothing, which it does on the first use in a process.

    Our standard output is one line for a program to read.
    """
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        highspy.Highs()
        ctypes.CDLL(None).fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


_OPTIONS: tuple[tuple[str, bool | int | str], ...] = (
    ("output_flag", False),
    ("presolve", "off"),
    ("threads", 1),
    ("random_seed", 0),
)


def whole(move: Floats) -> Ints | None:
    """Return a move as whole numbers, or None where it is none."""
    rounded = np.rint(move)
    # Written so that what is no number is not whole either.
    if not (np.abs(move - rounded) <= WHOLE_WITHIN).all():
        return None
    return rounded.astype(np.int64)
