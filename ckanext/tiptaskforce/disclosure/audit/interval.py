"""A3: the interval that the sums leave to each small cell, by linear programming.

It finds breaches; that it finds none proves nothing, which is what A4 is for. One
solution answers for many cells: it is looked for so that as many as possible stand
at their end, and only those that never do are tried one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

    def least(self, places: Ints) -> Floats:
        """Return a solution in which these unknown cells together are least."""
        cost = np.zeros(len(self.unknown))
        cost[places] = 1.0
        return self._solved(cost, self.matrix)

    def most(self, places: Ints, enough: int) -> Floats:
        """Return a solution in which these cells together are most.

        What a cell has beyond ``enough`` does not count.
        """
        n, size = len(self.unknown), len(places)
        cost = np.concatenate([np.zeros(n), -np.ones(size)])
        counted = sparse.csr_matrix(
            (-np.ones(size), (np.arange(size), places)), shape=(size, n)
        )
        both = sparse.hstack([counted, sparse.identity(size)], format="csr")
        padded = sparse.csr_matrix((self.matrix.shape[0], size))
        matrix = sparse.hstack([self.matrix, padded], format="csr")
        more = [(None, float(enough))] * size
        return self._solved(cost, matrix, both, more)[:n]

    def _solved(
        self,
        cost: Floats,
        matrix: Any,
        limits: Any = None,
        more: list[tuple[None, float]] | None = None,
    ) -> Floats:
        bounds = [(float(low), None) for low in self.lowest]
        found = linprog(
            cost,
            A_ub=limits,
            b_ub=None if limits is None else np.zeros(limits.shape[0]),
            A_eq=matrix,
            b_eq=self.right,
            bounds=[*bounds, *(more or [])],
            method="highs",
        )
        if found.status != 0:
            raise ArithmeticError(found.message)
        return np.asarray(found.x)


def attack_of(
    matrix: sparse.csr_matrix, truth: Ints, known: NDArray[np.bool_], lowest: Ints
) -> Attack:
    """Return the attack on all that is not known."""
    unknown = np.flatnonzero(~known)
    own = sparse.csr_matrix(matrix[:, unknown])
    used = np.diff(own.indptr) > 0
    right = -(matrix[:, np.flatnonzero(known)] @ truth[known])
    return Attack(own[used], right[used], unknown, lowest[unknown])


def breaches(
    attack: Attack, places: Ints, k: int, tell: Callable[[], None]
) -> Iterator[str]:
    """Yield in words what a reader learns of these small cells."""
    low = np.maximum(attack.lowest[places], 0)

    def few(x: Floats) -> NDArray[np.bool_]:
        return x[places] <= low + CLOSE

    def many(x: Floats) -> NDArray[np.bool_]:
        return x[places] >= k - CLOSE

    if _stuck(places, attack.least, few, tell):
        yield "is known to hold somebody"
    if _stuck(places, lambda own: attack.most(own, k), many, tell):
        yield "is known to be small"


def _stuck(
    places: Ints,
    solve: Callable[[Ints], Floats],
    reached: Callable[[Floats], NDArray[np.bool_]],
    tell: Callable[[], None],
) -> bool:
    """Tell whether a cell cannot reach its end in any solution."""
    left = np.ones(len(places), dtype=bool)
    while left.any():
        tell()
        found = left & reached(solve(places[left]))
        if not found.any():
            break
        left &= ~found
    for place in np.flatnonzero(left).tolist():
        if left[place]:
            tell()
            found = reached(solve(places[place : place + 1]))
            if not found[place]:
                return True
            left &= ~found
    return False
