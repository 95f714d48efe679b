"""A5 by hand: what is left when printed figures are taken from each other, k = 5."""

from __future__ import annotations

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure.audit import difference

LGA = {"lga": {"codes": [["l1"], ["l2"]], "labels": {"l1": "Town"}}}
TABLES = {"tables": {"t": ["lga"]}}
ONE = {"first": {"epochs": ["e1"], **TABLES}}


def counts(first, second):
    """Return the cells of a block that counts by place."""
    return {"TOTAL": {"": first + second}, "lga@lga": {"l1": first, "l2": second}}


def said(made, visible=None, read=None):
    seen = np.ones(made.model.n, dtype=bool) if visible is None else visible
    held = seen if read is None else read
    return list(difference.faults(made.model, made.newest, seen, held))


class TestOneRelease:
    @pytest.mark.parametrize(
        ("second", "is_few"),
        [(0, False), (1, True), (4, True), (5, False), (-1, True), (-5, False)],
    )
    def test_a_total_less_its_first_part(self, written, second, is_few):
        made = written(LGA, ONE, {"part e1": counts(30, second)})
        first = ("part e1", "lga@lga", "l1")

        found = said(made, made.mask(("part e1", "TOTAL", ""), first))

        words = "[TOTAL] of first less [lga l1 (Town)] of first points at a few"
        assert found == ([words] if is_few else [])

    def test_what_is_withheld_is_no_part_of_a_subtraction(self, written):
        made = written(LGA, ONE, {"part e1": counts(30, 3)})

        assert said(made, made.mask(("part e1", "TOTAL", ""))) == []
        assert said(made, made.mask(("part e1", "lga@lga", "l1"))) == []

    def test_the_second_place_is_named_where_it_is_that_one(self, written):
        made = written(LGA, ONE, {"part e1": counts(3, 30)})
        second = ("part e1", "lga@lga", "l2")

        found = said(made, made.mask(("part e1", "TOTAL", ""), second))

        assert found == ["[TOTAL] of first less [lga l2] of first points at a few"]

    def test_an_answer_of_several_is_named_with_its_yes(self, written):
        answers = {"form": {"codes": [["s"]], "multi": True}}
        made = written(
            answers,
            {"first": {"epochs": ["e1"], "tables": {"t": ["form"]}}},
            {"part e1": {"TOTAL": {"": 33}, "form=s@form": {"yes": 30, "no": 3}}},
        )

        found = said(made, made.mask(("part e1", "TOTAL", ""), YES))

        words = "[TOTAL] of first less [form s: yes] of first points at a few"
        assert found == [words]


YES = ("part e1", "form=s@form", "yes")


class TestTwoReleases:
    RELEASES = {
        "first": {"epochs": ["e1"], **TABLES},
        "both": {"epochs": ["e1", "e2"], **TABLES},
    }

    @pytest.mark.parametrize(
        ("late", "is_few"), [(0, False), (3, True), (5, False), (-4, True)]
    )
    def test_the_larger_less_the_smaller(self, written, late, is_few):
        made = written(
            LGA,
            self.RELEASES,
            {
                "part e1": counts(30, 40),
                "part e2": counts(late, 50),
                "release both": counts(30 + late, 90),
            },
        )
        own = ("part e1", "lga@lga", "l1"), ("release both", "lga@lga", "l1")

        found = said(made, made.mask(*own))

        words = "[lga l1 (Town)] of both less [lga l1 (Town)] of first points at a few"
        assert found == ([words] if is_few else [])

    def test_releases_of_which_none_holds_the_other_are_not_compared(self, written):
        releases = {
            "first": {"epochs": ["e1", "e2"], **TABLES},
            "other": {"epochs": ["e2", "e3"], **TABLES},
        }
        made = written(
            LGA,
            releases,
            {
                "part e1": counts(30, 40),
                "part e2": counts(20, 20),
                "part e3": counts(33, 40),
                "release first": counts(50, 60),
                "release other": counts(53, 60),
            },
        )
        own = (f"release {name}" for name in releases)

        assert said(made, made.mask(*((b, "lga@lga", "l1") for b in own))) == []


class TestTakenBack:
    """A year of three epochs, of which two were printed: 53 less 20 less 30 is 3."""

    def year(self, written, third, *, corrections=True, **more):
        releases = {
            "first": {"epochs": ["e1"], **TABLES},
            "second": {"epochs": ["e2"], **TABLES},
            **more,
            "year": {
                "epochs": ["e1", "e2", "e3"],
                "corrections": corrections,
                **TABLES,
            },
        }
        return written(
            LGA,
            releases,
            {
                "part e1": counts(20, 60),
                # In another order of rows than the year has them.
                "part e2": {"TOTAL": {"": 100}, "lga@lga": {"l2": 70, "l1": 30}},
                "part e3": counts(third, 80),
                "release year": counts(50 + third, 210),
                **{f"release {name}": counts(50, 130) for name in more},
            },
        )

    @pytest.mark.parametrize(
        ("third", "is_few"),
        [(0, False), (1, True), (4, True), (5, False), (-3, True), (-5, False)],
    )
    def test_a_year_less_two_releases(self, written, third, is_few):
        made = self.year(written, third)
        own = ("part e1", "part e2", "release year")
        visible = made.mask(*((block, "lga@lga", "l1") for block in own))

        words = "[lga l1 (Town)] of year less first and second points at a few"
        assert said(made, visible) == ([words] if is_few else [])

    @pytest.mark.parametrize("hidden", ["part e1", "part e2", "release year"])
    def test_one_that_is_withheld_leaves_no_rest(self, written, hidden):
        made = self.year(written, 3)
        own = {"part e1", "part e2", "release year"} - {hidden}
        visible = made.mask(*((block, "lga@lga", "l1") for block in own))

        assert said(made, visible) == []

    def test_what_follows_from_printed_figures_is_subtracted_too(self, written):
        """The count of the second is withheld, and follows from what is printed."""
        made = self.year(written, 3)
        own = [(block, "lga@lga", "l1") for block in ("part e1", "release year")]
        read = made.mask(*own, ("part e2", "lga@lga", "l1"))

        words = "[lga l1 (Town)] of year less first and second points at a few"
        assert said(made, made.mask(*own), read) == [words]
        assert said(made, made.mask(*own)) == []

    def test_where_nothing_is_taken_back_the_proof_covers_it(self, written):
        made = self.year(written, 3, corrections=False)
        own = ("part e1", "part e2", "release year")
        visible = made.mask(*((block, "lga@lga", "l1") for block in own))

        assert said(made, visible) == []

    def test_what_holds_the_same_rows_is_not_taken_twice(self, written):
        """The year less both and less the second would count the second twice."""
        made = self.year(written, 33, both={"epochs": ["e1", "e2"], **TABLES})
        own = ("part e2", "release both", "release year")
        visible = made.mask(*((block, "lga@lga", "l1") for block in own))

        assert said(made, visible) == []

    def test_what_was_not_tried_is_not_passed(self, written, monkeypatch):
        made = self.year(written, 33)
        monkeypatch.setattr(difference, "MOST_DIFFERENCES", 4)
        assert said(made) == []

        monkeypatch.setattr(difference, "MOST_DIFFERENCES", 3)

        words = "[TOTAL] of year leaves more differences than can be tried"
        assert said(made) == [words]


class TestShared:
    """Of a printed group of 20, all but a few have the code s; k = 5."""

    FORM = {"form": {"codes": [["s"], ["w"]], "sensitive": True}}

    def made(self, written, most, rest, *, homogeneity=True):
        own = {"epochs": ["e1"], "tables": {"t": ["form"]}, "homogeneity": homogeneity}
        cells = {"TOTAL": {"": most + rest}, "form@form": {"s": most, "w": rest}}
        return written(self.FORM, {"first": own}, {"part e1": cells})

    @pytest.mark.parametrize(
        ("most", "rest", "is_shared"),
        [
            (20, 0, True),
            (16, 4, True),
            (15, 5, False),
            (5, 0, True),
            (4, 0, False),
            (1, 4, True),
            (0, 20, False),
        ],
    )
    def test_a_printed_group_and_the_part_with_a_code(
        self, written, most, rest, is_shared
    ):
        made = self.made(written, most, rest)
        visible = made.mask(("part e1", "TOTAL", ""), ("part e1", "form@form", "s"))

        found = list(difference._homogeneous(made.model, made.newest, visible))

        assert found == (["a printed group shares a code of form"] if is_shared else [])

    def test_a_group_of_which_one_is_withheld_says_nothing(self, written):
        made = self.made(written, 20, 0)
        for own in (("part e1", "TOTAL", ""), ("part e1", "form@form", "s")):
            visible = made.mask(own)
            assert not list(difference._homogeneous(made.model, made.newest, visible))

    def test_it_is_asked_where_it_is_claimed(self, written):
        said_of = {
            is_claimed: said(self.made(written, 20, 0, homogeneity=is_claimed))
            for is_claimed in (True, False)
        }

        assert said_of == {True: ["a printed group shares a code of form"], False: []}


def test_a_figure_that_is_not_the_truth(written):
    made = written(LGA, ONE, {"part e1": counts(30, 40)})
    place = made.place["part e1", "lga@lga", "l1"]

    assert not difference.values_differ(made.model, {place: 30, place + 1: 40})
    assert difference.values_differ(made.model, {place: 30, place + 1: 41})
