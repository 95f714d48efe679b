"""The search for moves and what it costs, and the last check of a proof: by hand.

Of a1 two are b1, and seven, 15 and 31 fill the other cells; k = 3.
"""

from __future__ import annotations

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure import Refused
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.carry import Carried
from ckanext.tiptaskforce.disclosure.primary import DOWN, EITHER, UP, Goal
from ckanext.tiptaskforce.disclosure.prove import ANYBODY, Protected, Protection
from ckanext.tiptaskforce.disclosure.suppress import Proof, Suppressor, Witness
from ckanext.tiptaskforce.disclosure.system import System
from ckanext.tiptaskforce.disclosure.tallies import open_tallies
from ckanext.tiptaskforce.disclosure.vault import Proven

SEED = b"a seed for tests, 32 bytes long.."
ALL = ("", "a1", "a2", "b1", "b2", "a1|b1", "a1|b2", "a2|b1", "a2|b2")
# From a1|b1, a1|b2, a2|b1, a2|b2 to a move of all nine cells.
NONE = np.array([0, 0, 0, 0, 0, -2, 2, 2, -2])
THREE = np.array([0, 0, 0, 0, 0, 1, -1, -1, 1])
NOBODY = Goal(5, DOWN, 2, "nobody may be there", exact=True)
MANY = Goal(5, UP, 1, "many may be there")
OTHER_7, OTHER_15, OTHER_31 = (
    Goal(cell, EITHER, 1, "another count may stand there") for cell in (6, 7, 8)
)


class Case:
    """One table of two by two; cells go by their codes."""

    def __init__(self, counts=(2, 7, 15, 31), sources=None, **content):
        whole = {
            "schema": "tiptaskforce-release/1",
            "release": "first-release",
            "k": 3,
            "epochs": ["e1"],
            "homogeneity": False,
            "max_small_share": 1.0,
            "dimensions": {n: {"codes": [f"{n}1", f"{n}2"]} for n in "ab"},
            "tables": {"ab": ["a", "b"]},
            **content,
        }
        self.spec = specs.load(whole)
        rows = [
            {"a": a, "b": b, "n": n, **({"source": own} if sources else {})}
            for (a, b), ns in zip(
                [(a, b) for a in ("a1", "a2") for b in ("b1", "b2")],
                counts,
                strict=True,
            )
            for own, n in zip(sources or [""], ns if sources else [ns], strict=True)
            if n
        ]
        self.base = aggregate(open_tallies(rows, self.spec), self.spec, "pandas")
        self.system = System([self.spec], joined=False)

    def mask(self, *names):
        found = np.zeros(self.system.n, dtype=bool)
        found[[ALL.index(name) for name in names]] = True
        return found

    def names(self, mask):
        return {ALL[place] for place in np.flatnonzero(mask).tolist()}

    def protection(self, carried=(), printed=()):
        return Protection(
            [self.spec],
            self.base,
            lambda _system: self.mask(*printed),
            0,
            SEED,
            lambda *_words: None,
            lambda _system: [Carried(view, np.array(move)) for view, move in carried],
        )

    def suppressor(self, known=(), views=1):
        """Return one with all but the four finest cells visible, and old proofs."""
        made = self.protection()
        found = made._suppressor(self.system, None)
        mine = Suppressor(
            self.system,
            found.views * views,
            self.mask(*ALL[:5]),
            self.mask(),
            np.ones(self.system.n),
            lambda *_words: None,
        )
        mine.known_moves = [Witness(view, np.array(move)) for view, move in known]
        return mine


@pytest.fixture(scope="module")
def case():
    return Case()


class TestCost:
    def test_a_reader_misses_large_cells_and_totals_most(self, case):
        found = case.suppressor()._cost().round(3).tolist()

        # The logarithm of one more than the count; once for each column left out more.
        assert found == [17.422, 6.644, 11.109, 8.34, 10.571, 1.585, 3.0, 4.0, 5.0]

    def test_an_empty_cell_costs_something(self):
        found = Case((0, 7, 15, 31)).suppressor()._cost()

        assert found[5] == pytest.approx(0.1)

    def test_what_is_withheld_costs_little_and_what_is_hidden_least(self):
        content = {
            "dimensions": {n: {"codes": [f"{n}1", f"{n}2"]} for n in "abc"},
            "tables": {x: list(x) for x in ("ab", "bc", "ac")},
        }
        one = specs.load({**BASE, **content})
        cells = [(a, b, c) for a in "12" for b in "12" for c in "12"]
        rows = [{"a": f"a{a}", "b": f"b{b}", "c": f"c{c}", "n": 9} for a, b, c in cells]
        base = aggregate(open_tallies(rows, one), one, "pandas")
        joined = System([one])
        made = Protection(
            [one], base, lambda s: np.zeros(s.n, dtype=bool), 0, SEED, lambda *_: None
        )
        mine = made._suppressor(joined, np.arange(joined.n) < 1)

        cost = mine._model(mine.views[0], np.ones(joined.n, dtype=bool)).model.cost

        assert cost[0] == pytest.approx(mine._cost()[0])
        assert cost[1:19].tolist() == [1e-3] * 18
        assert cost[19:].tolist() == [1e-5] * 8


BASE = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "k": 3,
    "epochs": ["e1"],
    "homogeneity": False,
}


class TestOldMoves:
    """A move of an earlier proof serves where it changes nothing that is shown."""

    WIDE = [0, 2, -2, 0, 0, 2, 0, -2, 0]

    def reached(self, *known, views=1):
        mine = Case().suppressor(known, views)
        mine._meet(0, [MANY])
        return [w.move.tolist() for w in mine.proof.witnesses], mine.visible[1]

    def test_one_that_touches_only_what_is_withheld_is_taken(self):
        twice = (2 * THREE).tolist()

        assert self.reached((0, twice)) == ([twice], True)

    def test_one_that_touches_what_is_shown_is_not(self):
        moves, is_shown = self.reached((0, self.WIDE))

        assert (moves, is_shown) == ([THREE.tolist()], True)

    def test_one_of_another_attacker_is_not(self):
        twice = (2 * THREE).tolist()

        assert self.reached((1, twice), views=2) == ([THREE.tolist()], True)

    def test_the_one_that_costs_a_reader_least_comes_first(self, case):
        both = [0, 1, -1, 0, 0, 1, 0, -1, 0]
        known = ((0, self.WIDE), (0, [1, 1, 0, 0, 1, 1, 0, 0, 0]), (0, both))
        mine = case.suppressor(known, views=2)

        assert mine._proven_before(0, MANY).tolist() == self.WIDE
        assert mine._proven_before(1, MANY) is None
        assert mine._proven_before(0, Goal(5, UP, 9, "many may be there")) is None

    def test_one_that_touches_nothing_shown_costs_nothing(self, case):
        known = ((0, self.WIDE), (0, THREE))

        found = case.suppressor(known)._proven_before(0, MANY)

        assert found.tolist() == THREE.tolist()


class TestRefusal:
    @pytest.mark.parametrize(
        ("zeros", "more"), [("hide", []), ("show", ["withhold zeros as well"])]
    )
    def test_it_names_the_table_and_what_to_do(self, zeros, more):
        case = Case((2, 7, 15, 31), zeros=zeros)

        said = case.suppressor()._refusal(0, MANY)

        assert str(said) == (
            "table ab: no table of whole numbers leaves the doubt that many may be "
            "there (anybody)"
        )
        wanted = ["leave table ab out, or publish it coarser", *more]
        assert [str(a).partition(":")[0] for a in said.advice] == wanted

    def test_a_cell_of_no_table_is_a_matter_of_all(self, case):
        beyond = Goal(len(ALL), UP, 1, "many may be there")

        said = case.suppressor()._refusal(0, beyond)

        assert [str(a) for a in said.advice] == [
            "publish fewer tables, or coarser levels"
        ]
        assert str(said).startswith("no table of whole numbers")


class TestViews:
    def test_what_few_others_count_is_small_for_one_who_counts_there(self):
        """Of nine in a1|b2 the first agency has seven, and knows of two others."""
        case = Case(
            ((9, 9), (7, 2), (9, 9), (9, 9)),
            ("BRN", "RP"),
            insider="source",
            min_sources=0,
        )

        found = case.protection()._suppressor(case.system, None)

        assert [view.label for view in found.views] == [
            "anybody",
            "insider BRN",
            "insider RP",
        ]
        assert "a1|b2" not in case.names(found.visible)
        assert case.names(~found.visible) == {"a1|b2"}

    def test_printed_figures_structure_and_shown_zeros_are_known(self):
        plain = Case((0, 7, 15, 31))
        shown = Case((0, 7, 15, 31), zeros="show")
        one = Case((1, 7, 15, 31), zeros="show")

        known = [
            case.names(case.protection(printed=["a2"])._known(case.system))
            for case in (plain, shown, one)
        ]

        assert known == [{"a2"}, {"a2", "a1|b1"}, {"a2"}]

    @pytest.mark.parametrize(("strict", "n_wanted"), [(False, 19), (True, 27)])
    def test_of_a_circle_the_hidden_cells_are_wanted_where_p2_is_claimed(
        self, strict, n_wanted
    ):
        content = {
            "dimensions": {n: {"codes": [f"{n}1", f"{n}2"]} for n in "abc"},
            "tables": {x: list(x) for x in ("ab", "bc", "ac")},
        }
        one = specs.load({**BASE, **content, "strict": strict})
        rows = [{"a": "a1", "b": "b1", "c": "c1", "n": 9}]
        base = aggregate(open_tallies(rows, one), one, "pandas")
        joined = System([one])
        made = Protection(
            [one], base, lambda s: np.zeros(s.n, dtype=bool), 0, SEED, lambda *_: None
        )

        assert made._wanted(joined).tolist() == [True] * n_wanted + [False] * (
            joined.n - n_wanted
        )

    def test_the_pattern_shows_what_is_visible_or_known(self):
        _, shown = Case((2, 7, 15, 31)).protection().pattern()
        _, printed = Case((2, 7, 15, 31)).protection(printed=["a2|b2"]).pattern()

        assert shown.tolist() == [True] * 5 + [False] * 4
        # A figure that stands for ever leaves nothing to be withheld beside it.
        assert bool(printed[8]) is True


class TestCheck:
    """The last look at a proof, in whole numbers, before anything is written."""

    OTHERS = tuple((goal, 0) for goal in (OTHER_7, OTHER_15, OTHER_31))
    ALL_GOALS = ((NOBODY, 0), (MANY, 1), *OTHERS)

    def checked(self, moves, goals=ALL_GOALS, shown=ALL[:5]):
        case = Case()
        made = case.protection()
        (view,) = made._views(case.system)
        proven = [Proven(view, goal, number) for goal, number in goals]
        mask = case.mask(*shown)
        whole = Protected(case.system, view.truth, mask, mask, moves, proven)
        made._check(whole, mask, case.mask())

    def test_none_and_three(self):
        self.checked([NONE, THREE])

    @pytest.mark.parametrize(
        ("moves", "said"),
        [
            # It does not add up, though it changes nothing shown.
            ([NONE, [0, 0, 0, 0, 0, 1, 0, 0, 0]], "a witness does not hold"),
            # It adds up, and changes what is shown.
            ([NONE, [0, 1, -1, 0, 0, 1, 0, -1, 0]], "a witness does not hold"),
            ([NONE, NONE], "a witness does not reach its goal"),
        ],
    )
    def test_what_does_not_hold(self, moves, said):
        with pytest.raises(Refused) as refused:
            self.checked([np.array(move) for move in moves])

        assert str(refused.value).startswith(said)

    def test_a_doubt_without_a_witness(self):
        with pytest.raises(Refused) as refused:
            self.checked([NONE], goals=((NOBODY, 0), *self.OTHERS))

        assert str(refused.value) == "no witness shows that many may be there"


class Careless(Protection):
    """Puts a witness that changes what is shown in the place of the last."""

    def _extended(self, first, joint, joined):
        moves, proven, missing = super()._extended(first, joint, joined)
        return [*moves[:-1], np.array(TestOldMoves.WIDE)], proven, missing


def test_a_witness_against_what_is_shown_is_found_before_it_is_written():
    case = Case()
    made = case.protection()
    assert made.run().system.n == len(ALL)

    careless = Careless(
        made.specs, made.base, made.printed, made.min_sources, SEED, made.tell
    )
    with pytest.raises(Refused) as refused:
        careless.run()

    assert str(refused.value) == "a witness does not hold in whole numbers"


class TestCarried:
    """Moves of earlier proofs: those that are lawful here are tried first."""

    WRONG = [0, 0, 0, 0, 0, 1, 0, 0, 0]
    LOW = [0, 0, 0, 0, 0, -3, 3, 3, -3]

    def test_what_does_not_hold_here_stays_behind(self):
        views = (ANYBODY, "insider RP", ANYBODY, ANYBODY)
        moves = (THREE, THREE, self.WRONG, self.LOW)
        case = Case()
        made = case.protection(list(zip(views, moves, strict=True)))
        joined = System([case.spec])

        found = list(made._known_moves(case.system, joined))

        assert [(w.view, w.move.tolist()) for w in found] == [(0, THREE.tolist())]
        assert found[0].whole.tolist() == THREE.tolist()


class TestWidened:
    def test_what_no_margin_proved_is_looked_for_among_all(self):
        """Behind one move that is there already come those that are found."""
        case = Case()
        made = case.protection()
        joined = System([case.spec])
        moves, proven = [2 * THREE], []

        shown = made._widened(
            joined, case.mask(*ALL[:5]), [(0, NOBODY), (0, MANY)], moves, proven
        )

        assert case.names(shown) == set(ALL[:5])
        assert [entry.goal.is_met(moves[entry.witness]) for entry in proven] == [
            True,
            True,
        ]
        assert sorted(entry.witness for entry in proven) == [1, 2]

    def test_a_proof_over_margins_is_the_proof(self):
        case = Case()
        made = case.protection()
        joined = System([case.spec])
        first = made._first(case.system, None)

        found = made._extended(first, made._joint(case.system, joined), joined)

        moves, proven, missing = found
        assert [move.tolist() for move in moves] == [NONE.tolist(), THREE.tolist()]
        assert {p.goal: p.witness for p in proven} == {
            NOBODY: 0,
            MANY: 1,
            OTHER_7: 0,
            OTHER_15: 0,
            OTHER_31: 0,
        }
        assert missing == []


def test_a_witness_that_reaches_nothing_is_not_kept():
    proof = Proof()

    assert (proof.is_met(0, MANY), proof.witnesses) == (False, [])
