"""What may not be printed, and which doubts are wanted: worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure import primary
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.primary import DOWN, UP, Goal, View
from ckanext.tiptaskforce.disclosure.system import System
from ckanext.tiptaskforce.disclosure.tallies import open_tallies

DIMENSIONS = {
    "lga": {"codes": ["l1", "l2", "l3"]},
    "form": {"codes": ["s", "w"], "sensitive": True},
}


class Case:
    """A system of one release with its true counts; cells go by their codes."""

    def __init__(self, rows, **content):
        whole = {
            "schema": "tiptaskforce-release/1",
            "release": "first-release",
            "k": 5,
            "epochs": ["e1"],
            "homogeneity": False,
            "dimensions": DIMENSIONS,
            "tables": {"t": ["lga", "form"]},
            **content,
        }
        self.spec = specs.load(whole)
        self.base = aggregate(open_tallies(rows, self.spec), self.spec, "pandas")
        self.system = System([self.spec])
        self.counts = self.system.counts(self.base)
        (block,) = self.system.blocks
        self.place = {
            "|".join(sorted(name.split("|"))): block.cells(node).start + number
            for node in block.lattice.nodes
            for number, name in enumerate(block.lattice.names(node))
        }
        self.name = {place: name for name, place in self.place.items()}

    def mask(self, *names):
        found = np.zeros(self.system.n, dtype=bool)
        found[[self.place[name] for name in names]] = True
        return found

    def names(self, mask):
        return {self.name[place] for place in np.flatnonzero(mask).tolist()}

    def at_once(self, min_sources=0, printed=()):
        n_sources = self.system.n_sources(self.base)
        return self.names(
            primary.withheld_at_once(
                self.system, self.counts, n_sources, min_sources, self.mask(*printed)
            )
        )

    def view(self, lowest=0):
        least = np.full(self.system.n, lowest, dtype=np.int64)
        return View("anybody", self.counts, least, np.ones(self.system.n, dtype=bool))


def cross(*counts):
    """Return rows of three places with two forms each."""
    cells = [(lga, form) for lga in ("l1", "l2", "l3") for form in "sw"]
    return [
        {"lga": lga, "form": form, "n": n}
        for (lga, form), n in zip(cells, counts, strict=True)
    ]


class TestWithheldAtOnce:
    def test_one_to_k_less_one(self):
        assert Case(cross(1, 4, 5, 9, 6, 7)).at_once() == {"l1|s", "l1|w"}

    @pytest.mark.parametrize(
        ("zeros", "withheld"), [("hide", {"l1", "l1|s", "l1|w"}), ("show", set())]
    )
    def test_a_zero(self, zeros, withheld):
        assert Case(cross(0, 0, 5, 9, 6, 7), zeros=zeros).at_once() == withheld

    def test_what_leaves_a_few_when_taken_from_a_total(self):
        case = Case(cross(3, 7, 8, 9, 6, 6))

        # l1 is 10 and l1|w 7: both together tell of the three.
        assert case.at_once() == {"l1|s", "l1|w"}

    def test_the_total_goes_where_the_part_was_printed_before(self):
        case = Case(cross(3, 7, 8, 9, 6, 6))

        assert case.at_once(printed=["l1|w"]) == {"l1|s", "l1"}

    def test_what_both_were_printed_before_cannot_be_taken_back(self):
        case = Case(cross(3, 7, 8, 9, 6, 6))

        assert case.at_once(printed=["l1|w", "l1"]) == {"l1|s"}

    def test_a_part_that_is_withheld_tells_nothing_by_its_total(self):
        case = Case(cross(3, 3, 8, 9, 6, 6))

        assert case.at_once() == {"l1|s", "l1|w"}

    def test_k_less_one_and_k_lack_the_code(self):
        uniform = Case(cross(20, 5, 20, 4, 6, 6), homogeneity=True)

        # Of 24 in l2 only four lack s, of 25 in l1 five do.
        assert uniform.at_once() == {"l2|s", "l2|w"}

    def test_a_group_of_k_shares_a_code(self):
        rows = cross(5, 0, 20, 20, 6, 6)
        zeros = {"zeros": "show"}

        assert Case(rows, **zeros, homogeneity=True).at_once() == {"l1|s"}
        assert Case(rows, **zeros).at_once() == set()

    def test_a_group_that_is_small_is_withheld_itself(self):
        case = Case(cross(4, 0, 20, 20, 6, 6), zeros="show", homogeneity=True)

        assert case.at_once() == {"l1", "l1|s"}

    def test_structural_zeros_are_printed(self):
        case = Case(
            cross(7, 0, 20, 20, 6, 6),
            homogeneity=False,
            structural_zeros=[{"lga": "l1", "form": "w"}],
        )

        assert case.at_once() == set()

    @pytest.mark.parametrize(
        ("min_sources", "withheld"),
        [(1, set()), (2, {"l1|s", "l1|w", "l1", "l2|w", "l3|s"})],
    )
    def test_too_few_agencies(self, min_sources, withheld):
        agencies = ["one", "one", "one", "one", "one", "two"]
        rows = [
            {**row, "source": source}
            for row, source in zip(cross(9, 8, 7, 6, 9, 9), agencies, strict=True)
        ]
        rows += [
            {"lga": "l2", "form": "s", "n": 8, "source": "two"},
            {"lga": "l3", "form": "w", "n": 9, "source": "one"},
        ]

        assert Case(rows).at_once(min_sources) == withheld

    def test_a_count_of_nobody_has_no_agency_and_is_not_lonely(self):
        rows = [{**row, "source": "one"} for row in cross(9, 0, 7, 6, 9, 9)]

        assert Case(rows, zeros="show").at_once(1) == set()


class TestGoals:
    def test_the_largest_small_counts_come_first(self):
        case = Case(cross(1, 4, 5, 9, 0, 6))

        found = primary.goals(case.system, case.view(), case.mask(), 5)

        fall, rise = "nobody may be there", "many may be there"
        assert found == [
            Goal(case.place["l1|w"], DOWN, 4, fall, exact=True),
            Goal(case.place["l1|w"], UP, 1, rise),
            Goal(case.place["l1|s"], DOWN, 1, fall, exact=True),
            Goal(case.place["l1|s"], UP, 4, rise),
        ]

    def test_what_is_visible_is_no_doubt(self):
        case = Case(cross(1, 4, 5, 9, 0, 6))
        visible = case.mask("l1|w")

        found = primary.goals(case.system, case.view(), visible, 5)

        assert {goal.cell for goal in found} == {case.place["l1|s"]}

    def test_where_zeros_are_shown_one_person_is_the_least(self):
        case = Case(cross(1, 4, 5, 9, 0, 6))

        found = primary.goals(case.system, case.view(lowest=1), case.mask(), 5)

        falls = [(case.name[g.cell], g.amount) for g in found if g.direction == DOWN]
        assert falls == [("l1|w", 3)]

    def test_a_correction_may_have_been_nothing_or_much(self):
        case = Case(cross(9, 9, 9, 9, 9, 9))
        cell = case.place["l1|s"]
        case.counts[cell] = -2

        found = primary.goals(case.system, case.view(-100), case.mask(), 5)

        assert [(g.cell, g.direction, g.amount, g.exact) for g in found] == [
            (cell, UP, 2, True),
            (cell, DOWN, 3, False),
        ]

    def test_a_later_epoch_may_be_below_zero_but_nobody_is_zero(self):
        case = Case(cross(2, 9, 9, 9, 9, 9))

        found = primary.goals(case.system, case.view(-100), case.mask(), 5)

        assert [(g.direction, g.amount) for g in found] == [(DOWN, 2), (UP, 3)]

    def test_too_few_agencies_are_not_known_near_k(self):
        case = Case(cross(5, 4, 12, 9, 6, 6))
        lonely = case.mask("l1|s", "l1|w", "l2|s", "l3|s")

        found = primary.lonely_goals(case.view(3), lonely, case.mask("l3|s"), 5)

        assert [(case.name[g.cell], g.direction, g.amount) for g in found] == [
            ("l1|s", UP, 5),
            ("l1|s", DOWN, 2),
            ("l2|s", UP, 5),
            ("l2|s", DOWN, 5),
        ]

    def test_many_may_lack_the_code_of_a_printed_group(self):
        case = Case(cross(20, 5, 20, 4, 5, 0), homogeneity=True)
        visible = case.mask("l1", "l2", "l3")

        found = primary.homogeneous_goals(case.system, case.view(), visible, 5)

        assert {(case.name[g.cell], g.direction, g.amount) for g in found} == {
            ("l2|s", DOWN, 1),
            ("l3|s", DOWN, 5),
        }
        assert {case.name[g.cell]: g.pinned for g in found} == {
            "l2|s": (case.place["l2"],),
            "l3|s": (case.place["l3"],),
        }

    def test_a_group_that_is_withheld_or_small_shares_nothing(self):
        case = Case(cross(20, 5, 20, 4, 4, 0), homogeneity=True)
        visible = case.mask("l1", "l3")

        found = primary.homogeneous_goals(case.system, case.view(), visible, 5)

        assert found == []

    def test_only_where_it_is_asked_for(self):
        case = Case(cross(20, 5, 20, 4, 5, 0))
        visible = case.mask("l2")

        assert primary.homogeneous_goals(case.system, case.view(), visible, 5) == []


class TestMet:
    MOVE = np.array([3, -2, 0])

    @pytest.mark.parametrize(
        ("goal", "is_met"),
        [
            (Goal(0, UP, 3, ""), True),
            (Goal(0, UP, 2, ""), True),
            (Goal(0, UP, 4, ""), False),
            (Goal(0, DOWN, 3, ""), False),
            (Goal(1, DOWN, 2, ""), True),
            (Goal(1, DOWN, 3, ""), False),
            (Goal(0, UP, 2, "", exact=True), False),
            (Goal(0, UP, 3, "", exact=True), True),
            (Goal(0, UP, 3, "", pinned=(2,)), True),
            (Goal(0, UP, 3, "", pinned=(2, 1)), False),
        ],
    )
    def test_a_move_reaches_a_goal(self, goal, is_met):
        assert goal.is_met(self.MOVE) is is_met


class TestGroups:
    def test_each_place_and_all_places_with_each_sensitive_code(self):
        case = Case(cross(9, 9, 9, 9, 9, 9))

        found = {
            (case.name[pair.group], case.name[pair.part])
            for pair in primary.groups(case.system)
        }

        assert found == {
            *(("l1", "l1|s"), ("l1", "l1|w"), ("l2", "l2|s"), ("l2", "l2|w")),
            *(("l3", "l3|s"), ("l3", "l3|w"), ("", "s"), ("", "w")),
        }

    def test_a_coarser_level_is_a_code_of_the_same_groups(self):
        form = {"levels": ["form", "kind"], "codes": [["s", "k1"], ["w", "k2"]]}
        case = Case(
            cross(9, 9, 9, 9, 9, 9),
            dimensions={**DIMENSIONS, "form": {**form, "sensitive": True}},
            tables={"t": ["lga", "form@kind"]},
        )

        pairs = primary.groups(case.system)

        found = {(case.name[pair.group], case.name[pair.part]) for pair in pairs}
        assert {("l1", "k1|l1"), ("l3", "k2|l3"), ("", "k1")} <= found
        assert len(found) == 8

    def test_who_does_not_have_an_answer_shares_nothing(self):
        dimensions = {
            **DIMENSIONS,
            "form": {"codes": ["s", "w"], "sensitive": True, "multi": True},
        }
        case = Case(
            [{"lga": "l1", "form": "s;w", "n": 9}],
            dimensions=dimensions,
            tables={"t": ["form"]},
        )

        parts = {pair.part for pair in primary.groups(case.system)}

        # A yes and a no for each of two answers, and a total: only the yes cells count.
        assert len(parts) == 2
        assert {int(case.counts[part]) for part in parts} == {9}
