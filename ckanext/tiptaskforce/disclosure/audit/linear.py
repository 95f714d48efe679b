"""A2: which withheld cells the sums determine; elimination modulo a prime.

A cell has one value exactly when it is zero in every solution of the system without
its right side. One random solution modulo a large prime shows that: a cell which could
move is zero in it once in two thousand million times, and in both of two never.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

PRIME = 2_147_483_629
N_SOLUTIONS = 2
Ints = NDArray[np.int64]
Row = dict[int, int]


@dataclass(frozen=True)
class Pivot:
    """A column with the row that gives it by columns that are chosen later, or free."""

    column: int
    row: Row


def determined(matrix: sparse.csr_matrix, unknown: Ints) -> Ints:
    """Return the unknown cells that have one value only in the system of sums."""
    own = sparse.csr_matrix(matrix[:, unknown])
    pivots = _Elimination(own).run()
    never = np.ones(len(unknown), dtype=bool)
    rng = np.random.Generator(np.random.PCG64(PRIME))
    for _ in range(N_SOLUTIONS):
        free = rng.integers(1, PRIME, len(unknown)).tolist()
        never &= np.array(_solution(pivots, free), dtype=np.int64) == 0
    return unknown[never]


def _solution(pivots: Sequence[Pivot], values: list[int]) -> list[int]:
    """Return a solution without a right side from the values of the free columns."""
    for pivot in reversed(pivots):
        own = pivot.row[pivot.column]
        rest = sum(v * values[c] for c, v in pivot.row.items() if c != pivot.column)
        values[pivot.column] = -rest * pow(own, PRIME - 2, PRIME) % PRIME
    return values


class _Elimination:
    """Takes columns away one by one, the emptiest first, so that little fills up."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        self.rows: dict[int, Row] = {}
        self.of_column: list[set[int]] = [set() for _ in range(matrix.shape[1])]
        for number, (start, stop) in enumerate(
            zip(matrix.indptr, matrix.indptr[1:], strict=False)
        ):
            columns: list[int] = matrix.indices[start:stop].tolist()
            values = (matrix.data[start:stop] % PRIME).tolist()
            self.rows[number] = dict(zip(columns, values, strict=True))
            for column in columns:
                self.of_column[column].add(number)

    def run(self) -> list[Pivot]:
        """Return the pivots in the order in which they were taken."""
        heap = [(len(rows), column) for column, rows in enumerate(self.of_column)]
        heapq.heapify(heap)
        pivots: list[Pivot] = []
        while heap:
            size, column = heapq.heappop(heap)
            now = len(self.of_column[column])
            if now > size:
                heapq.heappush(heap, (now, column))
            elif now:
                pivots.append(self._take(column, heap))
        return pivots

    def _take(self, column: int, heap: list[tuple[int, int]]) -> Pivot:
        holders = self.of_column[column]
        chosen = min(holders, key=lambda number: (len(self.rows[number]), number))
        row = self.rows.pop(chosen)
        for other in row:
            self.of_column[other].discard(chosen)
        inverse = pow(row[column], PRIME - 2, PRIME)
        for number in list(holders):
            self._subtract(number, row, self.rows[number][column] * inverse % PRIME)
        for other in row:
            if other != column:
                heapq.heappush(heap, (len(self.of_column[other]), other))
        self.of_column[column] = set()
        return Pivot(column, row)

    def _subtract(self, number: int, row: Row, factor: int) -> None:
        target = self.rows[number]
        for column, value in row.items():
            left = (target.get(column, 0) - value * factor) % PRIME
            if left:
                target[column] = left
                self.of_column[column].add(number)
            else:
                target.pop(column, None)
                self.of_column[column].discard(number)
