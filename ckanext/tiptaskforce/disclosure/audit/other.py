"""A4 for counts of k or more: none that a release withholds is told by all of them.

A witness that changes a cell shows that another count may stand there. Where none
does, it follows from what is printed: a release should have printed it, and must not
make it follow where an earlier one withheld it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from scipy import sparse

from ckanext.tiptaskforce.disclosure.audit import interval, proof
from ckanext.tiptaskforce.disclosure.audit.model import Ints, Model
from ckanext.tiptaskforce.disclosure.audit.proof import Mask, Stored, Truths

NEWEST = "a withheld count of k or more follows from what is printed"
EARLIER = "a count that an earlier release withheld follows from this one"


def faults(  # noqa: PLR0913, PLR0917 - all that the audit knows
    model: Model,
    matrix: sparse.csr_matrix,
    kept: Stored,
    truths: Truths,
    known: Mask,
    printed: Sequence[Mapping[int, int]],
    tell: Callable[[], None],
) -> Iterator[str]:
    """Yield where a withheld count is told; ``printed`` has the newest release last."""
    *publics, newest = model.publics.values()
    before = {cell for cells in printed[:-1] for cell in cells}
    earlier = {cell for public in publics for cell in model.withheld(public)}
    changed = proof.changed(matrix, kept, truths, known)
    k = newest.k

    def told(cells: set[int]) -> list[int]:
        large = (c for c in sorted(cells) if abs(int(model.truth[c])) >= k)
        return [cell for cell in large if not changed[cell]]

    if told(model.withheld(newest) - earlier):
        yield NEWEST
    open_before = _without(known, printed[-1], before)
    for cell in told(earlier):
        tell()
        if not _is_told(matrix, truths, open_before, cell):
            yield EARLIER
            return


def _without(known: Mask, printed: Mapping[int, int], before: set[int]) -> Mask:
    """Return what is known without the counts that the newest release alone prints.

    Its zeros stand: where zeros are shown, nothing could have withheld them.
    """
    found = known.copy()
    found[[cell for cell, n in printed.items() if n and cell not in before]] = False
    return found


def _is_told(matrix: sparse.csr_matrix, truths: Truths, known: Mask, cell: int) -> bool:
    """Tell whether the sums leave one value only to a cell."""
    if known[cell]:
        return True
    truth: Ints = truths.of[proof.ANYBODY]
    attack = interval.attack_of(matrix, truth, known, truths.lowest[proof.ANYBODY])
    place = np.searchsorted(attack.unknown, [cell])
    least = attack.least(place)[place[0]]
    most = attack.most(place, int(truth[cell]) + 1)[place[0]]
    return bool(most - least <= interval.CLOSE)
