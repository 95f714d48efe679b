"""A2: which withheld cells the sums determine; elimination modulo a prime."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

PRIME = 2_147_483_629
MOST_CELLS = 4000


def determined(
    matrix: sparse.csr_matrix, unknown: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the unknown cells that have one value only in the system of sums."""
    rows = sparse.csr_matrix(matrix[:, unknown])
    dense = rows[np.diff(rows.indptr) > 0].toarray().astype(np.int64) % PRIME
    pivots = _eliminate(dense)
    found: list[int] = []
    for row, column in pivots:
        if np.count_nonzero(dense[row]) == 1:
            found.append(int(unknown[column]))
    return np.array(sorted(found), dtype=np.int64)


def _eliminate(dense: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Bring a matrix to reduced echelon form in place; return its pivots."""
    pivots: list[tuple[int, int]] = []
    row = 0
    for column in range(dense.shape[1]):
        if row >= dense.shape[0]:
            break
        below = np.flatnonzero(dense[row:, column])
        if not len(below):
            continue
        dense[[row, row + below[0]]] = dense[[row + below[0], row]]
        inverse = pow(int(dense[row, column]), PRIME - 2, PRIME)
        dense[row] = _times(dense[row], inverse)
        for other in np.flatnonzero(dense[:, column]).tolist():
            if other != row:
                factor = int(dense[other, column])
                dense[other] = (dense[other] - _times(dense[row], factor)) % PRIME
        pivots.append((row, column))
        row += 1
    return pivots


def _times(values: NDArray[np.int64], factor: int) -> NDArray[np.int64]:
    """Multiply modulo the prime; both factors are below 2^31, so nothing overflows."""
    return (values * factor) % PRIME
