"""A4 and A6 as a whole, on a vault and witnesses that were written by hand; k = 5.

Of l1 and l2 the total of 43 is printed, and l1 holds 3. Two witnesses prove it: none
and 43, or five and 38.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import sparse

from ckanext.tiptaskforce.disclosure.audit import knowledge, mutate, proof
from ckanext.tiptaskforce.disclosure.audit.proof import ANYBODY, Stored, Truths

LGA = {"lga": {"codes": [["l1"], ["l2"]]}}
FIRST = {"epochs": ["e1"], "tables": {"t": ["lga"]}}
L1, L2 = ("part e1", "lga@lga", "l1"), ("part e1", "lga@lga", "l2")
ALL = ("part e1", "TOTAL", "")
NONE, FIVE = [0, -3, 3], [0, 2, -2]
UNPROVEN = "a small cell is not proven against anybody"


def made_of(written, second=40, **rules):
    cells = {"TOTAL": {"": 3 + second}, "lga@lga": {"l1": 3, "l2": second}}
    status = {L2: "complementary", ALL: "visible"}
    own = {"first": {**FIRST, **rules}}
    return written(LGA, own, {"part e1": cells}, status=status)


def stored(*moves, view=ANYBODY, cell=1):
    """Return witnesses that all claim the goal of l1."""
    goals = [
        {"cell": cell, "pinned": "", "witness": number, "view": view}
        for number in range(len(moves))
    ]
    return Stored(sparse.csc_matrix(np.array(moves, dtype=np.int64).T), goals)


def truths_of(made, **more):
    lowest = np.zeros(made.model.n, dtype=np.int64)
    nobody = np.zeros(made.model.n, dtype=bool)
    views = {ANYBODY: made.model.truth, **more}
    return Truths(views, dict.fromkeys(views, lowest), nobody)


def said(made, kept, truths=None, *shown):
    known = made.mask(ALL, *shown)
    truths = truths or truths_of(made)
    return list(proof.faults(made.model, made.newest, kept, truths, known))


class TestFaults:
    def test_none_and_five(self, written):
        assert said(made_of(written), stored(NONE, FIVE)) == []

    @pytest.mark.parametrize("moves", [(NONE,), (FIVE,), (NONE, NONE), ([0, 1, -1],)])
    def test_one_end_is_not_enough(self, written, moves):
        assert said(made_of(written), stored(*moves)) == [UNPROVEN]

    def test_a_truth_that_does_not_add_up_is_said_alone(self, written):
        made = made_of(written)
        made.model.truth[0] += 1

        assert said(made, stored([0, 1, 0])) == [
            "the truth in the vault does not add up"
        ]

    def test_three_that_do_not_add_up_are_named(self, written):
        wrong = [[0, 2, -1]] * 4

        assert said(made_of(written), stored(NONE, FIVE, *wrong)) == [
            "witness 2 does not add up",
            "witness 3 does not add up",
            "witness 4 does not add up",
        ]

    def test_one_that_changes_a_printed_figure_is_named_once(self, written):
        wider = [1, 1, 0]

        assert said(made_of(written), stored(NONE, FIVE, wider, wider)) == [
            "witness 2 changes what anybody knows, or is impossible"
        ]

    def test_one_that_takes_more_than_there_are(self, written):
        assert said(made_of(written), stored(NONE, FIVE, [0, -4, 4])) == [
            "witness 2 changes what anybody knows, or is impossible"
        ]

    def test_each_attacker_is_asked_by_name(self, written):
        made = made_of(written)
        kept = stored(NONE, FIVE)
        truths = truths_of(made, me=made.model.truth)

        assert said(made, kept, truths) == ["a small cell is not proven against me"]
        goals = [*kept.goals, *stored(NONE, FIVE, view="me").goals]
        assert said(made, Stored(kept.moves, goals), truths) == []

    def test_what_an_attacker_does_not_use_is_not_held_against_it(self, written):
        """A part of the other is -1 in it, and only the other does not use it."""
        made = made_of(written)
        mine = made.model.truth - np.array([2, 2, 0])
        truths = truths_of(made, me=mine)
        kept = stored(NONE, FIVE, [0, -1, 1], [0, 4, -4])
        views = (ANYBODY, ANYBODY, "me", "me")
        goals = [
            {**goal, "view": view} for goal, view in zip(kept.goals, views, strict=True)
        ]

        assert said(made, Stored(kept.moves, goals), truths) == []

    def test_a_group_that_shares_a_code_where_p3_is_claimed(self, written):
        forms = {"form": {"codes": [["s"], ["w"]], "sensitive": True}}
        cells = {"TOTAL": {"": 30}, "form@form": {"s": 30, "w": 0}}
        found = {}
        for claimed in (False, True):
            own = {"epochs": ["e1"], "tables": {"t": ["form"]}, "homogeneity": claimed}
            made = written(forms, {"first": own}, {"part e1": cells})
            nothing = Stored(sparse.csc_matrix((3, 0), dtype=np.int64), [])
            found[claimed] = said(made, nothing)

        words = ["a group is known to share a code of form"]
        assert found == {False: [], True: words}

    def test_nodes_that_do_not_join_are_no_statement_about_persons(self, written):
        axes = {name: {"codes": [["x"]]} for name in "abc"}
        tables = {"ab": ["a", "b"], "bc": ["b", "c"], "ac": ["a", "c"]}
        nodes = {
            "TOTAL": {"": 9},
            **{f"{a}@{a}": {"x": 9} for a in "abc"},
            **{f"{a}@{a},{b}@{b}": {"x|x": 9} for a, b in tables.values()},
        }
        own = {"first": {"epochs": ["e1"], "tables": tables}}
        circle = written(axes, own, {"part e1": nodes})
        kept = Stored(sparse.csc_matrix((7, 0), dtype=np.int64), [])
        truths, nothing = truths_of(circle), np.zeros(7, dtype=bool)

        found = proof.faults(circle.model, circle.newest, kept, truths, nothing)

        assert list(found) == [
            "part e1: the nodes do not join to a statement about persons"
        ]


@pytest.mark.parametrize(
    ("most", "rest", "found", "is_said"),
    [
        (25, 5, None, False),
        (26, 4, None, True),
        (26, 4, 25, False),
        (26, 4, 26, True),
        (5, 0, None, True),
        (5, 0, 0, False),
        (4, 0, None, False),
        (1, 4, None, True),
        (0, 30, None, False),
    ],
)
def test_of_a_printed_group_k_must_be_able_to_lack_a_code(
    written, most, rest, found, is_said
):
    forms = {"form": {"codes": [["s"], ["w"]], "sensitive": True}}
    own = {"epochs": ["e1"], "tables": {"t": ["form"]}, "homogeneity": True}
    cells = {"TOTAL": {"": most + rest}, "form@form": {"s": most, "w": rest}}
    made = written(forms, {"first": own}, {"part e1": cells})
    nothing = np.zeros(0, dtype=np.int64)
    reached = {} if found is None else {(ANYBODY, 1): [(found, nothing)]}
    # The rest of the group has another code, and is asked for by itself.
    reached[ANYBODY, 2] = [(-99, nothing)]

    said = proof._uniform(
        made.model, made.newest, truths_of(made), made.mask(ALL), reached
    )

    words = ["a group is known to share a code of form"]
    assert list(said) == (words if is_said else [])


def test_a_witness_changes_what_it_moves_by_one_too(written):
    """A printed group that moves by one is changed, so that it shows nothing (P3)."""
    made = made_of(written)
    column = (np.array([1, 0, 1]), np.arange(3), np.array([0, 3]))
    kept = Stored(sparse.csc_matrix(column, shape=(3, 1)), stored([0]).goals)

    found = proof._reached(kept, truths_of(made), kept.moves, {ANYBODY: {0}})

    ((count, changed),) = found[ANYBODY, 1]
    assert (count, changed.tolist()) == (3, [0, 2])


class TestEquations:
    def test_children_minus_parent(self, written):
        matrix = proof.equations(made_of(written).model)

        assert matrix.toarray().tolist() == [[-1, 1, 1]]

    def test_the_sums_of_each_block_and_those_of_parts(self, written):
        one = {"TOTAL": {"": 30}, "lga@lga": {"l1": 30}}
        releases = {"first": FIRST, "both": {**FIRST, "epochs": ["e1", "e2"]}}
        blocks = ("part e1", "part e2", "release both")
        made = written(
            {"lga": {"codes": [["l1"]]}}, releases, dict.fromkeys(blocks, one)
        )

        found = sorted(proof.equations(made.model).toarray().tolist())

        assert found == sorted(
            [
                [-1, 1, 0, 0, 0, 0],
                [0, 0, -1, 1, 0, 0],
                [0, 0, 0, 0, -1, 1],
                [1, 0, 1, 0, -1, 0],
                [0, 1, 0, 1, 0, -1],
            ]
        )

    def test_answers_minus_persons_minus_surplus(self, written):
        answers = {"form": {"codes": [["s"], ["w"]], "multi": True}}
        made = written(
            answers,
            {"first": {"epochs": ["e1"], "tables": {"t": ["form"]}}},
            {
                "part e1": {
                    "TOTAL": {"": 30},
                    "form=s@form": {"yes": 20, "no": 10},
                    "form=w@form": {"yes": 15, "no": 15},
                },
                "surplus of form in part e1": {"TOTAL": {"": 5}},
            },
        )

        found = proof.equations(made.model).toarray().tolist()

        assert found == [
            [-1, 1, 1, 0, 0, 0],
            [-1, 0, 0, 1, 1, 0],
            [-1, 1, 0, 1, 0, -1],
        ]
        rows = [
            {"epoch": "e1", "form": "s", "n": 15},
            {"epoch": "e1", "form": "w", "n": 10},
            {"epoch": "e1", "form": "s;w", "n": 5},
        ]
        assert knowledge.counts(made.model, rows).tolist() == [30, 20, 10, 15, 15, 5]

    def test_a_single_cell_has_none(self, written):
        own = {"epochs": ["e1"], "tables": {"t": ["lga"]}}
        made = written(LGA, {"first": own}, {"part e1": {"TOTAL": {"": 3}}})

        assert proof.equations(made.model).shape == (0, 1)


def test_witnesses_are_numbers_and_no_objects(tmp_path):
    objects = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "witnesses.npz", start=objects)

    with pytest.raises(ValueError, match="allow_pickle=False"):
        proof.stored(tmp_path, 3)


class TestBlindSpots:
    """What an auditor that sees nothing, or all but one thing, would let through."""

    def spots(self, made, kept, *shown, rows=({"epoch": "e1", "lga": "l1", "n": 3},)):
        pq.write_table(pa.Table.from_pylist(list(rows)), made.folder / "base.parquet")
        given = (truths_of(made), made.mask(ALL, *shown), [made.folder])
        return list(mutate.blind_spots(made.model, made.newest, kept, *given))

    def test_one_that_sees_all(self, written):
        assert self.spots(made_of(written), stored(NONE, FIVE)) == []

    def test_a_witness_that_proves_nothing_is_no_matter(self, written):
        """No cell is small here, and so nothing is missed when one is shown."""
        made = made_of(written)
        made.model.truth[:] = [43, 13, 30]

        found = self.spots(made, stored(NONE), L1)

        assert found == []

    def alone(self, written):
        """Return a vault without any sum: nothing contradicts a change there."""
        cells = {"lga@lga": {"l1": 3, "l2": 40}}
        return written(
            LGA, {"first": FIRST}, {"part e1": cells}, status={L2: "complementary"}
        )

    def blind(self, made, kept):
        rows = [{"epoch": "e1", "lga": "l1", "n": 3}]
        pq.write_table(pa.Table.from_pylist(rows), made.folder / "base.parquet")
        nothing = np.zeros(made.model.n, dtype=bool)
        given = (truths_of(made), nothing, [made.folder])
        return list(mutate.blind_spots(made.model, made.newest, kept, *given))

    def test_a_cell_and_a_witness_that_nobody_would_miss(self, written):
        made = self.alone(written)
        made.model.truth[:] = [30, 40]
        kept = Stored(sparse.csc_matrix(np.array([[-1], [1]])), [])

        assert self.blind(made, kept) == [
            "a complementary cell that was shown",
            "a witness that was changed",
        ]

    def test_the_first_number_of_the_first_witness_is_one_more(self, written):
        """Six of l1 prove as much as five, and four would not; nor would one."""
        made = self.alone(written)
        goals = stored(NONE, FIVE, cell=0).goals

        five_first = Stored(sparse.csc_matrix(np.array([[2, -3], [0, 0]])), goals)
        none_first = Stored(sparse.csc_matrix(np.array([[-3, 2], [0, 0]])), goals)

        assert self.blind(made, five_first) == ["a witness that was changed"]
        assert self.blind(made, none_first) == []

    def test_epochs_without_anybody_are_no_loss(self, written):
        made = made_of(written)
        row = {"epoch": "e1", "lga": "l1", "n": 0}

        assert list(mutate._without_an_epoch(made.model, made.newest, [])) == []
        assert self.spots(made, stored(NONE, FIVE), rows=[row]) == []

    def test_an_epoch_that_nobody_would_miss(self, written):
        made = made_of(written)
        made.model.truth[:] = 0

        rows = [{"epoch": "e1", "lga": "l1", "n": 3}]
        pq.write_table(pa.Table.from_pylist(rows), made.folder / "base.parquet")

        found = mutate._without_an_epoch(made.model, made.newest, [made.folder])
        assert list(found) == ["an epoch that was dropped"]

    def test_the_last_epoch_is_the_one_that_is_dropped(self, written):
        made = made_of(written)
        made.newest.manifest["epochs"] = ["e0", "e1"]
        made.model.truth[:] = 0
        rows = [{"epoch": "e0", "lga": "l1", "n": 3}]
        pq.write_table(pa.Table.from_pylist(rows), made.folder / "base.parquet")

        assert not list(
            mutate._without_an_epoch(made.model, made.newest, [made.folder])
        )

    def test_the_first_three_cells_that_protect_and_are_moved(self):
        status = np.array(["visible", *["complementary"] * 5], dtype=object)
        moves = sparse.csc_matrix(np.array([[1, 0, 2, 3, 4, 5]], dtype=np.int64).T)

        found = mutate._moved_complementary(
            SimpleNamespace(status=status), Stored(moves, [])
        )

        assert found == [2, 3, 4]


class TestSwappedRows:
    """Two rows with other counts change places; a reader must see it."""

    def public(self, folder, cells):
        public = folder / "public"
        public.mkdir()
        lines = ["lga,count", *(f"{key[0]},{n}" for key, n in cells.items())]
        (public / "t.csv").write_text("\n".join(lines) + "\n")
        manifest = {"tables": {"t": {"file": "t.csv"}}}
        return SimpleNamespace(folder=public, manifest=manifest, tables={"t": cells})

    def swapped(self, monkeypatch, public, faults=()):
        seen = []

        def read(folder):
            seen.append((folder / "t.csv").read_text().splitlines()[1:])
            return None, list(faults)

        monkeypatch.setattr(mutate.reader, "read", read)
        return list(mutate._swapped_rows(public)), seen

    def test_the_first_row_and_the_first_that_differs(self, tmp_path, monkeypatch):
        cells = {("a",): 7, ("b",): 7, ("c",): 9, ("d",): 8}

        found, seen = self.swapped(monkeypatch, self.public(tmp_path, cells))

        assert seen == [["c,9", "b,7", "a,7", "d,8"]]
        assert found == ["two rows that were swapped"]

    def test_what_is_seen_is_no_spot(self, tmp_path, monkeypatch):
        public = self.public(tmp_path, {("a",): 7, ("b",): 9})

        assert self.swapped(monkeypatch, public, ["a fault"])[0] == []

    def test_a_table_of_one_count_is_passed_over(self, tmp_path, monkeypatch):
        public = self.public(tmp_path, {("a",): 7, ("b",): 7})

        assert self.swapped(monkeypatch, public) == ([], [])
