"""The auditor by hand: two trees, several answers, windows and shares."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure.audit import interval, model, persons, proof
from ckanext.tiptaskforce.disclosure.audit.reader import Public, _share, codes_of

# Two places in one state, of two zones; a third of another state and the first zone.
TREES = {
    "levels": [["lga", "state", "land"], ["lga", "zone"]],
    "codes": [
        ["l1", "s1", "n", "z1"],
        ["l2", "s1", "n", "z2"],
        ["l3", "s2", "n", "z1"],
    ],
}
CELLS = {
    "TOTAL": {"": 30},
    "lga@lga": {"l1": 10, "l2": 10, "l3": 10},
    "lga@state": {"s1": 20, "s2": 10},
    "lga@zone": {"z1": 20, "z2": 10},
}
FIRST = {"first": {"epochs": ["e1"], "tables": {"t": ["state"]}}}


@pytest.fixture
def places(written):
    return written({"lga": TREES}, FIRST, {"part e1": CELLS}).model


class TestUp:
    def test_each_tree_leads_up_from_its_leaves(self, places):
        assert places.up("lga", "lga", "state") == {"l1": "s1", "l2": "s1", "l3": "s2"}
        assert places.up("lga", "lga", "zone") == {"l1": "z1", "l2": "z2", "l3": "z1"}

    @pytest.mark.parametrize(
        ("fine", "coarse"), [("state", "zone"), ("zone", "state"), ("state", "lga")]
    )
    def test_no_tree_leads_across_or_down(self, places, fine, coarse):
        assert places.up("lga", fine, coarse) is None


def nodes(*levels):
    return [(("lga", level),) if level else () for level in levels]


class TestJoin:
    @pytest.mark.parametrize(
        ("levels", "join"),
        [
            # States and zones agree on nothing but the leaves.
            (("lga", "state", "zone", ""), True),
            (("state", "zone", ""), False),
            (("state", ""), True),
            (("lga", "state", ""), True),
            (("", "lga"), True),
            # One tree leads on where its leaves are not told.
            (("state", "land", ""), True),
        ],
    )
    def test_levels_of_two_trees_meet_in_the_leaves(self, places, levels, join):
        assert persons.join(places, nodes(*levels)) is join

    def test_each_dimension_must_join(self, written):
        sex = {"codes": [["F"]]}
        cells = {**CELLS, "sex@sex": {"F": 30}}
        both = written({"lga": TREES, "sex": sex}, FIRST, {"part e1": cells}).model

        mixed = [*nodes("state", "zone", ""), (("sex", "sex"),)]

        assert persons.join(both, mixed) is False
        assert persons.join(both, [*nodes("lga", ""), (("sex", "sex"),)]) is True


class TestColumns:
    OWNER = {"lga": "lga", "state": "lga", "sex": "sex", "form": "form"}

    @pytest.mark.parametrize(
        ("node", "levels", "columns"),
        [
            ((("sex", "sex"), ("lga", "state")), ["state", "sex"], [1, 0]),
            ((), ["state", "sex"], []),
            ((("lga", "lga"),), ["state", "sex"], None),
            ((("form=a", "form"),), ["form", "sex"], [0]),
            # Two answers of one person share a column, and are no row.
            ((("form=a", "form"), ("form=b", "form")), ["form", "sex"], None),
            ((("other", "sex"),), ["state", "sex"], None),
        ],
    )
    def test_where_each_column_of_a_node_stands(self, node, levels, columns):
        assert model._columns(node, levels, self.OWNER) == columns


def test_of_an_answer_only_the_yes_has_a_row(written):
    form = {"codes": [["a"], ["b"]], "multi": True}
    made = written(
        {"form": form},
        {"first": {"epochs": ["e1"], "tables": {"t": ["form"]}}},
        {
            "part e1": {
                "TOTAL": {"": 9},
                "form=a@form": {"yes": 6, "no": 3},
                "form=b@form": {"yes": 4, "no": 5},
            }
        },
    )

    assert made.model._places("part e1", ["form"]) == {
        ("TOTAL",): 0,
        ("a",): 1,
        ("b",): 3,
    }


class TestStuck:
    """Two cells of which a program finds what it is told here; the goal is nought."""

    def stuck(self, answers):
        def solve(own):
            return np.array(answers.get(tuple(own.tolist()), (1.0, 1.0)))

        places = np.array([0, 1])
        return interval._stuck(places, solve, lambda x: x[places] <= 0, lambda: None)

    @pytest.mark.parametrize(
        ("answers", "is_stuck"),
        [
            ({(0, 1): (0, 0)}, False),
            ({(0, 1): (0, 1), (1,): (1, 0)}, False),
            ({(0, 1): (0, 1)}, True),
            # Together none gives way; each alone, or one of them alone.
            ({(0,): (0, 1), (1,): (1, 0)}, False),
            ({(0,): (0, 0)}, False),
            ({(0,): (0, 1)}, True),
            ({(1,): (1, 0)}, True),
            ({}, True),
        ],
    )
    def test_each_is_asked_alone_where_all_together_do_not_give_way(
        self, answers, is_stuck
    ):
        assert self.stuck(answers) is is_stuck


class TestWanted:
    @pytest.mark.parametrize(("strict", "wanted"), [(False, [1, 2]), (True, [0, 1, 2])])
    def test_the_margins_of_tables_and_with_p2_every_cell(
        self, written, strict, wanted
    ):
        """Of the first place nothing is published: it is a hidden cell."""
        axes = {n: {"codes": [[n]]} for n in "ab"}
        own = {"epochs": ["e1"], "tables": {"t": ["b"]}, "strict": strict}
        cells = {"a@a": {"a": 9}, "TOTAL": {"": 9}, "b@b": {"b": 9}}
        made = written(axes, {"first": own}, {"part e1": cells})

        found = proof.wanted_cells(made.model, made.newest)

        assert sorted(found.tolist()) == wanted


class TestCodes:
    def public(self, window):
        lga = {**TREES, "labels": {}, "multi": False}
        return {"dimensions": {"lga": lga}, "window": window}

    @pytest.mark.parametrize(
        ("window", "level", "codes"),
        [
            ({}, "lga", ["l1", "l2", "l3"]),
            ({}, "zone", ["z1", "z2"]),
            ({"lga": ["l3", "l2"]}, "lga", ["l2", "l3"]),
            ({"lga": ["l3", "l2"]}, "state", ["s1", "s2"]),
            ({"lga": ["l3"]}, "zone", ["z1"]),
            ({"sex": ["F"]}, "state", ["s1", "s2"]),
        ],
    )
    def test_a_level_has_the_codes_of_its_leaves_in_the_window(
        self, window, level, codes
    ):
        assert codes_of(self.public(window), level) == codes

    def test_a_level_that_is_not_there(self):
        with pytest.raises(KeyError):
            codes_of(self.public({}), "ward")


class TestShare:
    KEYS = (("F",), ("M",), ("TOTAL",))

    @pytest.mark.parametrize(
        ("counts", "multi", "share"),
        [
            ((9, 18, 27), False, 1.0),
            ((9, None, 27), False, 0.333),
            ((None, None, 27), False, 0.0),
            ((9, None, None), False, None),
            ((0, 0, 0), False, None),
            ((9, 18, 27), True, None),
        ],
    )
    def test_the_shown_finest_cells_beside_the_total(self, counts, multi, share):
        sex = {"levels": ["sex"], "codes": [["F"], ["M"]], "multi": multi}
        other = {"levels": ["form"], "codes": [["a"]], "multi": True}
        manifest = {
            "dimensions": {"sex": sex, "form": other},
            "tables": {"t": {"columns": ["sex"]}},
        }
        public = Public(Path(), manifest, {})
        cells = dict(zip(self.KEYS, counts, strict=True))

        assert _share(public, "t", cells) == share
