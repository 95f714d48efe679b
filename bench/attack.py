"""What happens without proof: primary suppression alone, under linear programming."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog


def on_primary_only(
    rows: pd.DataFrame, tables: dict[str, list[str]], k: int
) -> tuple[int, int, int]:
    """Return how many cells are small, recovered exactly, and known to be small.

    Only the small cells are withheld, zeros are printed; the attack knows that counts
    are not negative and that tables add up.
    """
    counts = {cell: n for node in _nodes(tables) for cell, n in _counted(rows, node)}
    small = [cell for cell, n in counts.items() if 1 <= n < k]
    place = {cell: number for number, cell in enumerate(small)}
    equations = list(_equations(counts, place))
    matrix = sparse.lil_matrix((len(equations), len(small)))
    right = np.zeros(len(equations))
    for number, (entries, total) in enumerate(equations):
        right[number] = total
        for cell, value in entries:
            matrix[number, cell] = value
    exact = known = 0
    for cell in range(len(small)):
        low, high = _interval(matrix.tocsr(), right, cell)
        exact += round(low, 6) == round(high, 6)
        known += high < k - 1e-6
    return len(small), exact, known


Cell = tuple[tuple[str, str], ...]


def _nodes(tables: dict[str, list[str]]) -> set[tuple[str, ...]]:
    return {
        tuple(sorted(chosen))
        for columns in tables.values()
        for size in range(len(columns) + 1)
        for chosen in itertools.combinations(columns, size)
    }


def _counted(rows: pd.DataFrame, node: tuple[str, ...]) -> list[tuple[Cell, int]]:
    if not node:
        return [((), len(rows))]
    found = rows.groupby(list(node)).size()
    keys = [key if isinstance(key, tuple) else (key,) for key in found.index]
    return [
        (tuple(zip(node, key, strict=True)), int(n))
        for key, n in zip(keys, found.tolist(), strict=True)
    ]


def _equations(counts: dict[Cell, int], place: dict[Cell, int]):
    """Yield (unknown cells with their signs, what they add up to)."""
    children: dict[tuple[Cell, str], list[Cell]] = {}
    for cell in counts:
        for column, _ in cell:
            parent = tuple(item for item in cell if item[0] != column)
            children.setdefault((parent, column), []).append(cell)
    for (parent, _), cells in children.items():
        entries = [(place[c], 1.0) for c in cells if c in place]
        total = -sum(counts[c] for c in cells if c not in place)
        if parent in place:
            entries.append((place[parent], -1.0))
        else:
            total += counts[parent]
        if entries:
            yield entries, total


def _interval(matrix, right, cell: int) -> tuple[float, float]:
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(matrix.shape[1])
        cost[cell] = sign
        found = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        ends.append(np.inf if found.fun is None else sign * found.fun)
    return ends[0], ends[1]
