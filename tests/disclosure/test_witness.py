"""Which hidden cells a witness may change, and when it is one: by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from ckanext.tiptaskforce.disclosure.witness import Clique, holds, is_lawful


def clique(codes, of_row, common):
    """Return hidden cells with their codes, axis by axis."""
    cells = np.arange(len(codes[0]))
    rows = np.arange(len(of_row[0]))
    matrix = sparse.csr_matrix(np.zeros((len(rows), len(cells)), dtype=np.int64))
    made = tuple(np.array(own, dtype=np.int64) for own in common)
    return Clique(cells, rows, matrix, np.array(codes), np.array(of_row), made)


class TestNear:
    """Cells with the codes 0, 1, 2 and none; equations of the codes 0, 1 and mixed."""

    ONE = clique([[0, 1, 2, -1]], [[0, 1, -1]], [[2]])

    @pytest.mark.parametrize(
        ("changed", "with_common", "near"),
        [
            ([0], False, [0, 3]),
            ([1], False, [1, 3]),
            ([0, 1], False, [0, 1, 3]),
            ([0], True, [0, 2, 3]),
            # What is mixed may be anywhere, with common codes or without.
            ([2], False, [0, 1, 2, 3]),
            ([2], True, [0, 1, 2, 3]),
            ([0, 2], False, [0, 3]),
        ],
    )
    def test_those_with_the_codes_of_what_changed(self, changed, with_common, near):
        found = self.ONE.near(np.array(changed), with_common=with_common)

        assert found.tolist() == near

    def test_every_axis_must_allow_it(self):
        two = clique([[0, 0, 1, 1], [0, 1, 0, 1]], [[0], [1]], [[], []])

        assert two.near(np.array([0]), with_common=False).tolist() == [1]


@pytest.mark.parametrize(
    ("move", "lawful"),
    [
        ([0, -2, 2], True),
        ([0, -3, 3], False),
        ([1, -1, 0], False),
        ([1, -3, 2], False),
        ([0, 0, 0], True),
    ],
)
def test_nothing_known_changes_and_nothing_falls_too_low(move, lawful):
    truth, lowest = np.array([9, 3, 4]), np.array([0, 1, 0])
    known = np.array([True, False, False])

    assert is_lawful(np.array(move), truth, lowest, known) is lawful


@pytest.mark.parametrize(("move", "is_held"), [([1, -1], True), ([1, 0], False)])
def test_what_changes_adds_up(move, is_held):
    assert holds(sparse.csr_matrix(np.array([[1, 1]])), np.array(move)) is is_held
