"""The auditor's attacks and its arithmetic, on sums small enough to do by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from ckanext.tiptaskforce.disclosure.audit import integer, interval, linear, persons
from ckanext.tiptaskforce.disclosure.audit import proof as proofs
from ckanext.tiptaskforce.disclosure.audit.interval import Attack
from ckanext.tiptaskforce.disclosure.audit.proof import ANYBODY, Stored, Truths


def matrix(*rows):
    return sparse.csr_matrix(np.array(rows, dtype=np.int64))


def attack(rows, right, lowest=None):
    """Return an attack on unknown cells with these sums."""
    n = len(rows[0])
    least = np.array(lowest or [0] * n, dtype=np.int64)
    return Attack(matrix(*rows), np.array(right), np.arange(n), least)


class Asked:
    """Counts how often the auditor says that it still works."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1


class TestElimination:
    @pytest.mark.parametrize(
        ("rows", "determined"),
        [
            ([[1, 1]], []),
            ([[1, 1], [1, -1]], [0, 1]),
            ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [0, 1, 2]),
            ([[1, 1, 0], [0, 1, 1]], []),
            ([[1, 1, 0], [1, 1, 1]], [2]),
            ([[0, 0, 1], [1, 1, 1]], [2]),
            ([[1, 1, -1, 0], [1, 1, 0, -1], [0, 0, 1, 1]], [2, 3]),
            ([[0, 0]], []),
            # The first is zero only where the second is right to the last digit.
            ([[1, 3, 2], [0, 3, 2]], [0]),
            ([[3, 1, 2], [1, 3, 1], [2, 1, 3]], [0, 1, 2]),
            # A ring of four leaves all open, a ring of three none.
            ([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]], []),
        ],
    )
    def test_which_cells_have_one_value(self, rows, determined):
        unknown = np.arange(len(rows[0]))

        assert linear.determined(matrix(*rows), unknown).tolist() == determined

    def test_what_is_known_takes_no_part(self):
        found = linear.determined(matrix([1, 1, 1], [1, 0, 0]), np.array([1, 2]))

        assert found.tolist() == []
        assert linear.determined(matrix([1, 1, 1]), np.array([1])).tolist() == [1]


SMALL, SOMEBODY = "is known to be small", "is known to hold somebody"


class TestIntervals:
    @pytest.mark.parametrize(
        ("rows", "right", "lowest", "said"),
        [
            ([[1, 1]], [4], None, [SMALL]),
            ([[1, 1]], [5], None, []),
            ([[1, -1]], [1], None, [SOMEBODY]),
            ([[1, -1]], [0], None, []),
            ([[1, 1], [1, -1]], [3, 1], None, [SOMEBODY, SMALL]),
            # Where zeros are shown, one person is the least, and no breach.
            ([[1, 1]], [6], [1, 1], []),
            ([[1, 1]], [5], [1, 1], [SMALL]),
            ([[1, -1]], [1], [1, 1], [SOMEBODY]),
            # A part that may be below zero can be nobody, though it cannot be least.
            ([[1, -1]], [2], [-3, -3], []),
            ([[1, -1]], [4], [-3, -3], [SOMEBODY]),
        ],
    )
    def test_what_a_reader_learns_of_the_first_cell(self, rows, right, lowest, said):
        asked = Asked()
        made = attack(rows, right, lowest)

        assert list(interval.breaches(made, np.array([0]), 5, asked)) == said
        assert asked.times >= 2

    def test_cells_that_are_not_least_together_are_tried_one_by_one(self):
        made = attack([[1, 1, 1]], [9])

        assert list(interval.breaches(made, np.array([0, 1, 2]), 5, Asked())) == []

    def test_one_of_many_that_is_stuck_is_found(self):
        made = attack([[1, 1, 0, 0], [0, 0, 1, 1]], [9, 3])

        said = list(interval.breaches(made, np.array([0, 1, 2, 3]), 5, Asked()))

        assert said == [SMALL]

    def test_no_small_cell_is_no_breach(self):
        made = attack([[1, 1]], [4])
        nothing = np.zeros(0, dtype=np.int64)

        assert list(interval.breaches(made, nothing, 5, Asked())) == []

    def test_sums_that_contradict_each_other_are_an_error(self):
        with pytest.raises(ArithmeticError):
            attack([[1, 1], [1, 1]], [3, 4]).least(np.array([0]))

    def test_what_is_known_moves_to_the_right_side(self):
        sums = matrix([1, 1, 0, -1], [0, 0, 1, -1], [1, 0, -1, 0])
        known = np.array([False, False, True, True])
        truth = np.array([2, 3, 5, 5])

        made = interval.attack_of(sums, truth, known, np.array([0, 1, 2, 3]))

        assert made.matrix.toarray().tolist() == [[1, 1], [1, 0]]
        assert (made.right.tolist(), made.unknown.tolist()) == ([5, 5], [0, 1])
        assert made.lowest.tolist() == [0, 1]


class TestWholeNumbers:
    ONE = "has one value only"

    @pytest.mark.parametrize(
        ("rows", "right", "lowest", "said"),
        [
            ([[1, 1]], [4], None, [SMALL]),
            ([[1, 1]], [5], None, []),
            ([[1, -1]], [1], None, [SOMEBODY]),
            ([[1, 1], [1, -1]], [3, 1], None, [ONE, SOMEBODY, SMALL]),
            # Fractions could make the first 2.5; persons are 2 or 1 of it.
            ([[2, 3]], [7], None, [ONE, SOMEBODY, SMALL]),
            ([[1, 1]], [6], [1, 1], []),
            ([[1, -1]], [2], [-3, -3], []),
        ],
    )
    def test_what_persons_leave_of_the_first_cell(self, rows, right, lowest, said):
        asked = Asked()
        made = attack(rows, right, lowest)

        assert list(integer.breaches(made, np.array([0]), 5, asked)) == said
        assert asked.times == 1

    def test_each_breach_is_said_once(self):
        made = attack([[1, 1]], [4])

        assert list(integer.breaches(made, np.array([0, 1]), 5, Asked())) == [SMALL]

    def test_both_ends(self):
        assert integer.ends(attack([[1, 1]], [4]), 1) == (0, 4)
        assert integer.ends(attack([[1, -1]], [1]), 0) == (1, None)


def sets(*words):
    """Return sets of attributes: one letter each."""
    return {frozenset((letter, letter) for letter in word) for word in words}


class TestPersons:
    @pytest.mark.parametrize(
        ("words", "join"),
        [
            (("ab", "bc", "b"), True),
            (("ab", "bc"), False),
            (("ab", "bc", "cd", "b", "c"), True),
            (("ab", "bc", "cd", "b"), False),
            (("ab", "bc", "ac", "a", "b", "c"), False),
            (("abc", "ab", "bc", "ac"), True),
            (("a", "b", ""), True),
            (("a", "b"), False),
            (("ab", "ac", "ad", "a"), True),
            (("ab", "bc", "cd", "da", "a", "b", "c", "d"), False),
            (("a",), True),
        ],
    )
    def test_tables_that_agree_are_counts_of_persons(self, words, join):
        assert persons._is_ear_by_ear(sets(*words)) is join


class TestWitnesses:
    TRUTH = np.array([2, 3, 4])
    MOVES = sparse.csc_matrix(np.array([[2, 0, -2], [-2, -3, 2], [0, 3, 0]]))

    def stored(self, *views):
        goals = [
            {"cell": 0, "pinned": "", "witness": number, "view": view}
            for number, view in enumerate(views)
        ]
        return Stored(self.MOVES, goals)

    def truths(self, *lowest):
        nobody = np.zeros(3, dtype=bool)
        return Truths({ANYBODY: self.TRUTH}, {ANYBODY: np.array(lowest)}, nobody)

    @pytest.mark.parametrize(
        ("lowest", "known", "bad", "good"),
        [
            ((0, 0, 0), (), set(), {0, 1, 2}),
            ((0, 0, 0), (2,), set(), {0, 2}),
            ((0, 0, 0), (0,), set(), {1}),
            ((0, 1, 0), (), set(), {0, 2}),
            ((0, 2, 0), (), set(), {2}),
            ((1, 0, 0), (), set(), {0, 1}),
            ((0, 0, 0), (), {1}, {0, 2}),
        ],
    )
    def test_a_lawful_one_changes_nothing_known_nor_goes_too_low(
        self, lowest, known, bad, good
    ):
        mask = np.isin(np.arange(3), known)
        stored = self.stored(ANYBODY, ANYBODY, ANYBODY)

        found = proofs._lawful(stored, self.truths(*lowest), mask, bad)

        assert found == {ANYBODY: good}

    def test_one_that_serves_no_goal_of_a_view_is_not_asked(self):
        stored = self.stored(ANYBODY, "insider one", ANYBODY)
        nothing = np.zeros(3, dtype=bool)

        found = proofs._lawful(stored, self.truths(0, 0, 0), nothing, set())

        assert found == {ANYBODY: {0, 2}}

    def test_the_values_that_lawful_ones_give(self):
        stored = self.stored(ANYBODY, ANYBODY, ANYBODY)

        found = proofs._reached(
            stored, self.truths(0, 0, 0), self.MOVES, {ANYBODY: {0, 1}}
        )

        values = [(n, changed.tolist()) for n, changed in found[ANYBODY, 0]]
        assert values == [(4, [0, 1]), (2, [1, 2])]
