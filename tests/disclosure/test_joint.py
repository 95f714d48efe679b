"""How a move over a circle of tables is carried down to the cells below it: by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.system import System
from ckanext.tiptaskforce.disclosure.tallies import open_tallies
from ckanext.tiptaskforce.disclosure.witness import Joint, holds, places

PAIRS = {"ab": ["a", "b"], "bc": ["b", "c"], "ac": ["a", "c"]}
CODES = [f"{a} {b} {c}".split() for a in "12" for b in "12" for c in "12"]
COUNTS = (5, 1, 4, 6, 7, 8, 2, 9)


def spec(**content):
    return specs.load(
        {
            "schema": "tiptaskforce-release/1",
            "release": "first-release",
            "k": 3,
            "epochs": ["e1"],
            "homogeneity": False,
            "max_small_share": 1.0,
            "dimensions": {n: {"codes": [f"{n}1", f"{n}2"]} for n in "abc"},
            "tables": PAIRS,
            **content,
        }
    )


class Circle:
    """Three tables in a circle, with eight hidden cells below them."""

    def __init__(self, counts=COUNTS, lowest=0, **content):
        one = spec(**content)
        rows = [
            {**{n: f"{n}{code}" for n, code in zip("abc", codes, strict=True)}, "n": n}
            for codes, n in zip(CODES, counts, strict=True)
            if n
        ]
        base = aggregate(open_tallies(rows, one), one, "pandas")
        self.opened = System([one], joined=False)
        self.joined = System([one])
        self.truth = self.joined.counts(base)
        least = np.full(self.joined.n, lowest, dtype=np.int64)
        self.joint = Joint(self.opened, self.joined, self.truth, least)
        (block,) = self.opened.blocks
        self.place = {
            name: block.cells(node).start + number
            for node in block.lattice.nodes
            for number, name in enumerate(block.lattice.names(node))
        }

    def move(self, **cells):
        """Return an open move; an underscore stands between the codes."""
        found = np.zeros(self.opened.n, dtype=np.int64)
        for name, n in cells.items():
            found[self.place[name.replace("_", "|")]] = n
        return found


# One more and one less of the four pairs of a and b: all other margins stay.
TURN = {"a1_b1": 1, "a1_b2": -1, "a2_b1": -1, "a2_b2": 1}


class TestCliques:
    def test_eight_cells_hang_together(self):
        (clique,) = Circle().joint.cliques

        assert clique.cells.tolist() == list(range(19, 27))
        assert clique.rows.tolist() == [11, 12, 13, 14, *range(19, 27)]
        assert clique.codes.tolist() == [
            [0, 0, 0, 0, 1, 1, 1, 1],
            [0, 0, 1, 1, 0, 0, 1, 1],
            [0, 1, 0, 1, 0, 1, 0, 1],
        ]
        assert clique.of_row.tolist() == [
            [0, 0, 1, 1, -1, -1, -1, -1, 0, 0, 1, 1],
            [0, 1, 0, 1, 0, 0, 1, 1, -1, -1, -1, -1],
            [-1, -1, -1, -1, 0, 1, 0, 1, 0, 1, 0, 1],
        ]
        # Of a there are 16 and 26, of b 21 each, of c 18 and 24.
        assert [codes.tolist() for codes in clique.common] == [[1, 0], [0, 1], [1, 0]]

    def test_what_is_known_to_be_nobody_is_no_column(self):
        counts = (0, *COUNTS[1:])
        never = [{"a": "a1", "b": "b1", "c": "c1"}]

        (clique,) = Circle(counts, structural_zeros=never).joint.cliques

        assert clique.cells.tolist() == list(range(20, 27))

    def test_the_codes_of_open_cells_stand_where_their_node_has_the_axis(self):
        circle = Circle()

        # All together, a1 and a2, b1 and b2, and the pairs of a and b.
        codes = circle.joint._codes(np.arange(9))

        assert codes.tolist() == [
            [-1, 0, 1, -1, -1, 0, 0, 1, 1],
            [-1, -1, -1, 0, 1, 0, 1, 0, 1],
            [-1] * 9,
        ]

    def test_tables_without_a_circle_have_none(self):
        star = Circle(tables={"ab": ["a", "b"], "bc": ["b", "c"]})

        assert star.joint.cliques == []
        assert star.joint.is_hidden.sum() == 0

    def test_two_circles_hang_apart(self):
        content = {
            "dimensions": {n: {"codes": [f"{n}1", f"{n}2"]} for n in "abcdef"},
            "tables": {x: list(x) for x in ("ab", "bc", "ac", "de", "ef", "df")},
        }
        rows = [{n: f"{n}1" for n in "abcdef"}]
        one = spec(**content)
        base = aggregate(open_tallies(rows, one), one, "pandas")
        opened, joined = System([one], joined=False), System([one])
        none = np.zeros(joined.n, dtype=np.int64)

        cliques = Joint(opened, joined, joined.counts(base), none).cliques

        assert [len(clique.cells) for clique in cliques] == [8, 8]
        assert not set(cliques[0].cells) & set(cliques[1].cells)


class TestExtended:
    def test_the_open_cells_stay_as_they_moved(self):
        circle = Circle()
        move = circle.move(**TURN)

        found = circle.joint.extended(move)

        assert found is not None
        assert found[circle.joint.place].tolist() == move.tolist()
        assert holds(circle.joined.matrix, found)
        assert np.abs(found[19:]).sum() == 4
        assert (circle.truth + found >= 0).all()

    def test_nothing_to_move_moves_nothing(self):
        circle = Circle()

        assert not circle.joint.extended(circle.move()).any()

    def test_where_nobody_can_leave_there_is_none(self):
        """All are of c1, and a move would need four of c2 to change as well."""
        circle = Circle((1, 0, 0, 0, 0, 0, 1, 0))

        assert circle.joint.extended(circle.move(**TURN)) is None

    def test_what_each_cell_holds_at_least_stays(self):
        """With all at their least nobody can leave; with one to spare somebody can."""
        counts = (2, 2, 2, 2, 2, 2, 2, 2)

        assert Circle(counts, 2).joint.extended(Circle().move(**TURN)) is None
        assert Circle(counts, 1).joint.extended(Circle().move(**TURN)) is not None


class TestWithin:
    """Cells 0, 2, 4 and 6 of the clique are those of c1; 1, 3, 5 and 7 those of c2."""

    @pytest.fixture
    def found(self):
        circle = Circle()
        (clique,) = circle.joint.cliques
        wanted = circle.move(**TURN)
        whole = np.zeros(circle.joined.n, dtype=np.int64)
        whole[circle.joint.place] = wanted
        right = -(circle.joined.matrix @ whole)[clique.rows]

        def within(*near, ask=right):
            return circle.joint._within(clique, np.array(near), ask)

        return within

    def test_the_cells_of_one_code_are_enough(self, found):
        assert found(0, 2, 4, 6).tolist() == [1, 0, -1, 0, -1, 0, 1, 0]

    def test_an_equation_that_none_of_them_is_in_cannot_be_met(self, found):
        assert found(0, 1) is None

    def test_what_none_of_them_is_in_may_stay(self, found):
        """Nothing is asked of the equations of one cell, so that none may move."""
        nothing = np.zeros(12, dtype=np.int64)

        assert found(0, 1, ask=nothing).tolist() == [0] * 8

    def test_an_equation_with_one_cell_holds_it(self, found):
        """To raise a1|b1 by one of two cells changes a sum that must stay."""
        ask = np.zeros(12, dtype=np.int64)
        ask[0] = 1

        assert found(0, 1, ask=ask) is None

    def test_among_all_it_is_found_as_well(self):
        circle = Circle()
        (clique,) = circle.joint.cliques
        whole = np.zeros(circle.joined.n, dtype=np.int64)
        whole[circle.joint.place] = circle.move(**TURN)
        right = -(circle.joined.matrix @ whole)[clique.rows]

        for _ in range(2):
            found = circle.joint._among_all(0, clique, right)
            assert (clique.matrix @ found).tolist() == right.tolist()
            assert np.abs(found).sum() == 4
        assert list(circle.joint.whole_models) == [0]


def test_the_answers_beyond_one_have_their_place_too():
    """Each of two questions with several answers has its own surplus cells."""
    answers = {"codes": ["x", "y"], "multi": True}
    one = spec(
        dimensions={
            **{n: {"codes": [f"{n}1", f"{n}2"]} for n in "abc"},
            "u": answers,
            "v": {"codes": ["p", "q"], "multi": True},
        },
        tables={**PAIRS, "au": ["a", "u"], "bv": ["b", "v"]},
    )
    opened, joined = System([one], joined=False), System([one])

    found = places(opened, joined)

    of = {(s.label, s.node): s for s in joined.surpluses}
    assert [s.label for s in opened.surpluses] == [
        *["surplus of u in part e1"] * 2,
        *["surplus of v in part e1"] * 2,
    ]
    for own in opened.surpluses:
        there = of[own.label, own.node]
        assert found[own.start : own.start + own.size].tolist() == list(
            range(there.start, there.start + there.size)
        )
    assert len(set(found.tolist())) == opened.n
