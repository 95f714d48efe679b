"""A3: the interval that the sums leave to each small cell, by linear programming.

It finds breaches; that it finds none proves nothing, which is what A4 is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CLOSE = 1e-6


@dataclass(frozen=True)
class Attack:
    """What a reader can write down: the sums, what is printed, and the least counts."""

    matrix: Any
    right: Ints
    unknown: Ints
    lowest: Ints

    def interval(self, place: int) -> tuple[float, float]:
        """Return the least and the greatest value that an unknown cell may have."""
        return self._end(place, 1.0), -self._end(place, -1.0)

    def _end(self, place: int, sign: float) -> float:
        cost = np.zeros(len(self.unknown))
        cost[place] = sign
        bounds = [(float(low), None) for low in self.lowest]
        found = linprog(
            cost, A_eq=self.matrix, b_eq=self.right, bounds=bounds, method="highs"
        )
        if found.status == 3:
            return -np.inf
        if found.status != 0 or found.fun is None:
            raise ArithmeticError(found.message)
        return float(found.fun)


def attack_of(
    matrix: sparse.csr_matrix, truth: Ints, known: NDArray[np.bool_], lowest: Ints
) -> Attack:
    """Return the attack on all that is not known."""
    unknown = np.flatnonzero(~known)
    own = sparse.csr_matrix(matrix[:, unknown])
    used = np.diff(own.indptr) > 0
    right = -(matrix[:, np.flatnonzero(known)] @ truth[known])
    return Attack(own[used], right[used], unknown, lowest[unknown])


def breach(attack: Attack, place: int, k: int, low: int) -> str:
    """Return in words what a reader learns of a small cell, or nothing."""
    least, most = attack.interval(place)
    if most < k - CLOSE:
        return "is known to be small"
    if least > low + CLOSE:
        return "is known to hold somebody"
    return ""
