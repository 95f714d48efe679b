"""A withheld count of k or more is left in doubt, or shown again: by hand.

Of a1 two are b1, and seven, 15 and 31 fill the other cells; k = 3.
"""

from __future__ import annotations

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure import Refused
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.primary import EITHER, UP, Goal, other_goals
from ckanext.tiptaskforce.disclosure.prove import Protected, Protection
from ckanext.tiptaskforce.disclosure.suppress import Goals, Proof, Witness
from ckanext.tiptaskforce.disclosure.system import System
from ckanext.tiptaskforce.disclosure.tallies import open_tallies
from ckanext.tiptaskforce.disclosure.vault import Proven

SEED = b"a seed for tests, 32 bytes long.."
SPEC = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "k": 3,
    "epochs": ["e1"],
    "homogeneity": False,
    "max_small_share": 1.0,
    "dimensions": {n: {"codes": [f"{n}1", f"{n}2"]} for n in "ab"},
    "tables": {"ab": ["a", "b"]},
}
COUNTS = {"a1|b1": 2, "a1|b2": 7, "a2|b1": 15, "a2|b2": 31}
# The cells in their order: the total, both margins, and the four of COUNTS.
ALL = ("", "a1", "a2", "b1", "b2", *COUNTS)
NONE = np.array([0, 0, 0, 0, 0, -2, 2, 2, -2])
THREE = np.array([0, 0, 0, 0, 0, 1, -1, -1, 1])
MANY = Goal(5, UP, 1, "many may be there")
OTHER_7, OTHER_15, OTHER_31 = (
    Goal(cell, EITHER, 1, "another count may stand there") for cell in (6, 7, 8)
)


def mask(*names):
    return np.array([name in names for name in ALL])


@pytest.fixture(scope="module")
def protection():
    spec = specs.load(SPEC)
    rows = [dict(zip("ab", c.split("|"), strict=True), n=n) for c, n in COUNTS.items()]
    base = aggregate(open_tallies(rows, spec), spec, "pandas")
    return Protection([spec], base, lambda _: mask(), 0, SEED, lambda *_words: None)


@pytest.fixture(scope="module")
def system(protection):
    return System(protection.specs, joined=False)


class TestOtherCounts:
    """The seven of a1 and b2 are withheld, and all that is beside them is shown."""

    @pytest.fixture
    def solved(self, protection, system):
        def run(*, is_spare, fixed=()):
            mine = protection._suppressor(system, ~mask("a1|b2"))
            mine.fixed = mask(*fixed)
            mine.is_spare[6] = is_spare
            mine.run(lambda _view, _visible: [OTHER_7])
            return mine

        return run

    def test_what_follows_from_the_rest_is_shown_again(self, solved):
        mine = solved(is_spare=True)

        assert mine.visible.all()
        assert (mine.told.nonzero()[0].tolist(), mine.proof.witnesses) == ([6], [])

    def test_what_an_earlier_release_withheld_costs_the_new_one_cells(self, solved):
        mine = solved(is_spare=False)

        (witness,) = mine.proof.witnesses
        assert witness.move[6]
        assert not mine.visible[witness.move != 0].any()
        assert mine.visible.any()
        assert (mine.proof.of_goal, mine.told.any()) == ({(0, OTHER_7): 0}, False)

    def test_what_is_told_for_ever_is_no_reason_to_refuse(self, solved):
        beside = [name for name in ALL if name != "a1|b2"]

        mine = solved(is_spare=False, fixed=beside)

        assert mine.visible.all()
        assert mine.proof.of_goal == {}

    @pytest.mark.parametrize("move", [NONE, THREE])
    @pytest.mark.parametrize("view", [0, 1])
    def test_a_rise_or_a_fall_in_any_view_will_do(self, move, view):
        proof = Proof([Witness(view, move)])

        proof.use_again(0, Goals([OTHER_7, MANY]))

        assert proof.of_goal[0, OTHER_7] == 0
        assert OTHER_7.is_met(move)

    def test_a_cell_that_stays_is_not_met(self):
        stays = np.zeros(9, dtype=np.int64)
        proof = Proof([Witness(0, stays)])

        proof.use_again(0, Goals([OTHER_7]))

        assert (proof.of_goal, OTHER_7.is_met(stays)) == ({}, False)

    def test_counts_of_k_or_more_that_are_withheld(self, protection, system):
        (view,) = protection._views(system)
        withheld = mask("a1|b1", "a1|b2", "a2|b1")

        assert other_goals(view, withheld, 3) == [OTHER_7, OTHER_15]
        assert other_goals(view, withheld, 7) == [OTHER_7, OTHER_15]
        assert other_goals(view, withheld, 8) == [OTHER_15]


class TestCheck:
    """Of the three counts of k or more one has no witness."""

    @pytest.fixture
    def checked(self, protection, system):
        def check(told, *more):
            (view,) = protection._views(system)
            nobody = Goal(5, -1, 2, "nobody may be there", exact=True)
            goals = {nobody: 0, OTHER_7: 0, OTHER_15: 0, **dict(more)}
            proven = [Proven(view, goal, number) for goal, number in goals.items()]
            shown = mask(*ALL[:5])
            whole = Protected(system, view.truth, shown, shown, [NONE, THREE], proven)
            protection._check(whole, shown, mask(*told))

        return check

    def test_it_is_refused(self, checked):
        with pytest.raises(Refused) as refused:
            checked([], (MANY, 1))

        words = "no witness shows that another count may stand there"
        assert str(refused.value) == words

    def test_with_one_it_is_not(self, checked):
        checked([], (MANY, 1), (OTHER_31, 0))

    def test_what_is_told_for_ever_stands_in_nobodys_way(self, checked):
        checked(["a2|b2"], (MANY, 1))

    def test_a_small_count_does(self, checked):
        with pytest.raises(Refused):
            checked(["a1|b1", "a2|b2"])
