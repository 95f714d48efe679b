"""What whole numbers leave to a cell, exactly, where no witness is at hand.

Fractions leave more room than people do: a cell may look open from 0 to 1 to a linear
program, and be 1 in every count of persons. This names such a breach; what it cannot
settle in its time stays unproven, and therefore unsafe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from ckanext.tiptaskforce.disclosure.audit.interval import Attack, Ints

MOST_CELLS = 20
SECONDS = 5.0


def ends(attack: Attack, place: int) -> tuple[float | None, float | None]:
    """Return the least and the greatest that a cell can be; None where it is open."""
    return _end(attack, place, 1), _end(attack, place, -1)


def _end(attack: Attack, place: int, sign: int) -> float | None:
    cost: NDArray[np.float64] = np.zeros(len(attack.unknown))
    cost[place] = sign
    found = milp(
        cost,
        constraints=LinearConstraint(attack.matrix, attack.right, attack.right),
        integrality=np.ones(len(cost), dtype=np.int64),
        bounds=Bounds(attack.lowest.astype(float), np.inf),
        options={"time_limit": SECONDS},
    )
    return round(sign * float(found.fun)) if found.status == 0 else None


def breaches(
    attack: Attack, places: Ints, k: int, tell: Callable[[], None]
) -> Iterator[str]:
    """Yield in words, once each, what whole numbers tell of these small cells."""
    said: set[str] = set()
    for place in places[:MOST_CELLS].tolist():
        tell()
        least, most = ends(attack, place)
        low = max(int(attack.lowest[place]), 0)
        words: list[str] = []
        if least is not None and least == most:
            words.append("has one value only")
        if least is not None and least > low:
            words.append("is known to hold somebody")
        if most is not None and most < k:
            words.append("is known to be small")
        yield from (w for w in words if w not in said)
        said.update(words)
