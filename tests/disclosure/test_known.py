"""What a reader, and one of the agencies, knows beforehand: worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure import Refused, protect
from ckanext.tiptaskforce.disclosure.audit import knowledge, reader, verdict
from ckanext.tiptaskforce.disclosure.ledger import Ledger
from ckanext.tiptaskforce.disclosure.primary import DOWN, UP, Goal
from ckanext.tiptaskforce.disclosure.suppress import Goals

SEED = b"a seed for tests, 32 bytes long.."
AGES = [["0-11", "child"], ["12-17", "child"], ["18+", "adult"]]
PLACES = {"codes": ["l1", "l2", "l3"]}


def release(folder, rows, **content):
    """Make a release in a ledger; return its folder and what the auditor reads."""
    spec = {
        "schema": "tiptaskforce-release/1",
        "release": "first-release",
        "k": 5,
        "epochs": ["e1"],
        "homogeneity": False,
        "max_small_share": 1.0,
        **content,
    }
    out = folder / f"out-{spec['release']}"
    protect(spec, rows, folder / "ledger", out, seed=SEED)
    public, faults = reader.read(out / "public")
    assert faults == []
    return verdict._Audit(out, public, Ledger(folder / "ledger"), lambda *_: None)


def names(model, mask):
    """Return the marked cells as block and codes."""
    return {
        (block, "|".join(sorted(own)))
        for (block, _), sheet in model.sheets.items()
        for place, own in zip(sheet.cells.tolist(), sheet.codes, strict=True)
        if mask[place]
    }


def counted(found, block="part e1"):
    """Return the cells of one block by their codes."""
    return {codes for name, codes in found if name == block}


def rows_of(keys, *lines):
    return [dict(zip(keys, line, strict=True)) for line in lines]


class TestKnownZero:
    def zeros(self, tmp_path, rows, **content):
        model = release(tmp_path, rows, **content).model
        return counted(names(model, knowledge.known_zero(model)))

    def test_an_entry_of_two_dimensions_at_a_coarser_level(self, tmp_path):
        """No boys: neither at their ages nor at the level above, and no other cell."""
        rows = rows_of(
            ("age", "sex", "n"),
            *(("0-11", "F", 9), ("12-17", "F", 8), ("18+", "F", 7), ("18+", "M", 20)),
        )

        found = self.zeros(
            tmp_path,
            rows,
            dimensions={
                "age": {"levels": ["age", "group"], "codes": AGES},
                "sex": {"codes": ["F", "M"]},
            },
            tables={"t": ["age", "sex"], "u": ["age@group", "sex"]},
            structural_zeros=[{"group": "child", "sex": "M"}],
        )

        assert found == {"0-11|M", "12-17|M", "M|child"}

    def test_an_entry_finer_than_a_node_says_nothing_of_it(self, tmp_path):
        """Nobody of 0 to 11 in l1: children in l1 may be there all the same."""
        rows = rows_of(
            ("age", "lga", "n"),
            *(("0-11", "l2", 9), ("12-17", "l1", 8), ("18+", "l3", 7)),
        )

        found = self.zeros(
            tmp_path,
            rows,
            dimensions={
                "age": {"levels": ["age", "group"], "codes": AGES},
                "lga": PLACES,
            },
            tables={"t": ["age", "lga"], "u": ["age@group", "lga"]},
            structural_zeros=[{"age": "0-11", "lga": "l1"}],
        )

        assert found == {"0-11|l1"}

    def test_two_entries_each_speak_for_themselves(self, tmp_path):
        rows = rows_of(("lga", "sex", "n"), ("l1", "F", 9), ("l2", "M", 8))

        found = self.zeros(
            tmp_path,
            rows,
            dimensions={"lga": PLACES, "sex": {"codes": ["F", "M"]}},
            tables={"t": ["lga", "sex"]},
            structural_zeros=[{"lga": "l3"}, {"lga": "l1", "sex": "M"}],
        )

        assert found == {"l3", "F|l3", "M|l3", "M|l1"}

    def test_an_answer_that_nobody_can_give(self, tmp_path):
        """Of several answers, that nobody gives: not those without it."""
        rows = rows_of(("lga", "v", "n"), ("l1", "a", 9), ("l2", "b", 8))

        found = self.zeros(
            tmp_path,
            rows,
            dimensions={"lga": PLACES, "v": {"codes": ["a", "b"], "multi": True}},
            tables={"t": ["lga", "v"]},
            structural_zeros=[{"lga": "l1", "v": "b"}],
        )

        assert found == {"l1|yes"}

    def test_outside_the_window_that_an_epoch_was_published_with(self, tmp_path):
        rows = rows_of(
            ("epoch", "lga", "n"), ("e1", "l1", 9), ("e1", "l2", 8), ("e2", "l3", 7)
        )
        more = {"dimensions": {"lga": PLACES}, "tables": {"t": ["lga"]}}
        release(tmp_path, rows, window={"lga": ["l1", "l2"]}, **more)

        both = {"release": "second-release", "epochs": ["e1", "e2"]}
        model = release(tmp_path, rows, **both, **more).model

        found = names(model, knowledge.known_zero(model))
        assert found == {("part e1", "l3")}


class TestInsiders:
    """Two agencies in three places; nobody but one of them counts in l1."""

    LINES = (
        *(("l1", "BRN", 2), ("l2", "RP", 8), ("l2", "BRN", 9)),
        *(("l3", "RP", 7), ("l3", "BRN", 3)),
    )

    def truths(self, tmp_path, **content):
        made = release(
            tmp_path,
            rows_of(("lga", "source", "n"), *self.LINES),
            dimensions={"lga": PLACES},
            tables={"t": ["lga"]},
            insider="source",
            min_sources=0,
            **content,
        )
        rows = knowledge.base_rows(made.vaults)
        found = made._truths(rows)
        order = [("l1",), ("l2",), ("l3",), ()]
        place = {
            own: cell
            for sheet in made.model.sheets.values()
            for own, cell in zip(sheet.codes, sheet.cells.tolist(), strict=True)
        }
        cells = [place[key] for key in order]
        return {
            view: (found.of[view][cells].tolist(), found.lowest[view][cells].tolist())
            for view in found.of
        }

    def test_what_is_left_to_guess_and_the_least_of_it(self, tmp_path):
        assert self.truths(tmp_path) == {
            "anybody": ([2, 17, 10, 29], [0, 0, 0, 0]),
            "insider BRN": ([0, 8, 7, 15], [0, 0, 0, 0]),
            "insider RP": ([2, 9, 3, 14], [0, 0, 0, 0]),
        }

    def test_where_zeros_are_shown_somebody_else_may_be_known_to_be_there(
        self, tmp_path
    ):
        """A withheld cell holds one at least; who counts there may be the one."""
        assert self.truths(tmp_path, zeros="show") == {
            "anybody": ([2, 17, 10, 29], [1, 1, 1, 1]),
            "insider BRN": ([0, 8, 7, 15], [0, 0, 0, 0]),
            "insider RP": ([2, 9, 3, 14], [1, 0, 0, 0]),
        }

    def test_large_counts_are_printed_and_what_is_left_of_few_is_not(self, tmp_path):
        made = release(
            tmp_path,
            rows_of(
                ("lga", "source", "n"),
                *(("l1", "RP", 9), ("l1", "BRN", 2), ("l2", "RP", 8), ("l2", "BRN", 9)),
                *(
                    ("l3", "RP", 7),
                    ("l3", "BRN", 9),
                    ("l4", "RP", 30),
                    ("l4", "BRN", 40),
                ),
            ),
            dimensions={"lga": {"codes": ["l1", "l2", "l3", "l4"]}},
            tables={"t": ["lga"]},
            insider="source",
            min_sources=0,
        )

        shown = made.newest.tables["t"]
        assert (shown["l1",], shown["l4",], shown["TOTAL",]) == (None, 70, 114)
        assert sorted([shown["l2",] or 0, shown["l3",] or 0])[0] == 0
        assert max(shown["l2",] or 0, shown["l3",] or 0) in {16, 17}


class TestLonely:
    def test_cells_of_fewer_agencies_than_asked(self, tmp_path):
        """Cells that nobody is in are none of them, and l2 has two agencies."""
        made = release(
            tmp_path,
            rows_of(
                ("lga", "source", "n"),
                *(("l1", "RP", 20), ("l2", "RP", 8), ("l2", "BRN", 9)),
            ),
            dimensions={"lga": PLACES},
            tables={"t": ["lga"]},
            min_sources=2,
        )
        rows = knowledge.base_rows(made.vaults)

        assert counted(names(made.model, made._lonely(rows))) == {"l1"}

    def test_of_one_agency_where_one_is_enough(self, tmp_path):
        made = release(
            tmp_path,
            rows_of(("lga", "source", "n"), ("l1", "RP", 20), ("l2", "RP", 8)),
            dimensions={"lga": PLACES},
            tables={"t": ["lga"]},
            min_sources=1,
        )
        rows = knowledge.base_rows(made.vaults)

        assert counted(names(made.model, made._lonely(rows))) == set()


class TestMayFall:
    def test_later_epochs_alone_and_only_with_corrections(self, tmp_path):
        lines = [
            (epoch, lga, n)
            for epoch, n in (("e1", 20), ("e2", 30), ("e3", 40))
            for lga in ("l1", "l2", "l3")
        ]
        for number, epochs in enumerate((["e1"], ["e2"], ["e1", "e2"], ["e2", "e3"])):
            made = release(
                tmp_path,
                rows_of(("epoch", "lga", "n"), *lines),
                release=f"release-{number}",
                epochs=epochs,
                corrections=number > 1,
                dimensions={"lga": PLACES},
                tables={"t": ["lga"]},
            )
            found = names(made.model, made._may_fall())
            blocks = {block for block, _ in found}
            assert blocks == [set(), set(), {"part e2"}, {"part e2", "part e3"}][number]
        assert counted(found, "part e2") == {"l1", "l2", "l3", ""}


class TestGoals:
    """A move of two cells against goals of the first; the second is pinned in some."""

    @pytest.mark.parametrize(
        ("goal", "move", "is_taken"),
        [
            (Goal(0, UP, 3, "r"), [3, 1], True),
            (Goal(0, UP, 3, "r"), [2, 1], False),
            (Goal(0, UP, 3, "r", pinned=(1,)), [3, 1], False),
            (Goal(0, UP, 3, "r", pinned=(1,)), [3, 0], True),
            (Goal(0, UP, 3, "r", pinned=(1,)), [2, 0], False),
            (Goal(0, DOWN, 3, "r", exact=True), [-3, 1], True),
            (Goal(0, DOWN, 3, "r", exact=True), [-4, 1], False),
            (Goal(0, DOWN, 3, "r"), [-4, 1], True),
            (Goal(0, DOWN, 3, "r"), [4, 1], False),
        ],
    )
    def test_a_move_takes_what_it_reaches_and_once(self, goal, move, is_taken):
        goals = Goals([goal])

        assert goals.take(np.array(move)) == ([goal] if is_taken else [])
        assert goals.is_open.tolist() == [not is_taken]
        assert goals.take(np.array(move)) == []


@pytest.mark.parametrize("hides", [(), ("cd",)])
def test_what_to_change_where_two_are_known_to_be_two(tmp_path, hides):
    """With all zeros printed; a table that hides its own is no help."""
    cells = [(a, b, c, d) for a in "xy" for b in "xy" for c in "xy" for d in "xy"]
    persons = [0, 0, 0, 1, 0, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0, 1]
    lines = [(*cell, n) for cell, n in zip(cells, persons, strict=True) if n]
    zeros = {True: "hide", False: "show"}

    with pytest.raises(Refused) as refused:
        release(
            tmp_path,
            rows_of("abcdn", *lines),
            k=3,
            strict=True,
            dimensions={name: {"codes": ["x", "y"]} for name in "abcd"},
            tables={
                pair: {"columns": list(pair), "zeros": zeros[pair in hides]}
                for pair in ("ab", "ac", "ad", "bc", "bd", "cd")
            },
        )

    assert [str(advice) for advice in refused.value.advice] == [
        "leave table ab out, or publish it coarser",
        "leave table ac out, or publish it coarser",
        "leave table ad out, or publish it coarser",
        "withhold zeros as well: zeros: hide",
    ]
