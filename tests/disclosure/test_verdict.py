"""What the audit as a whole makes of a vault, on vaults that were written by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ckanext.tiptaskforce.disclosure.audit import proof, verdict
from ckanext.tiptaskforce.disclosure.audit.proof import ANYBODY, Stored, Truths
from ckanext.tiptaskforce.disclosure.audit.verdict import CHECKS, Verdict

LGA = {"lga": {"codes": [["l1"], ["l2"]]}}
TABLES = {"tables": {"t": ["lga"]}}
ONE = {"first": {"epochs": ["e1"], **TABLES}}
L1, L2 = ("part e1", "lga@lga", "l1"), ("part e1", "lga@lga", "l2")
ALL = ("part e1", "TOTAL", "")


def counts(first, second):
    """Return the cells of a block that counts by place."""
    return {"TOTAL": {"": first + second}, "lga@lga": {"l1": first, "l2": second}}


def audit_of(made):
    """Return an audit of a vault that was written by hand."""
    found = object.__new__(verdict._Audit)
    found.newest, found.model = made.newest, made.model
    found.publics = list(made.publics.values())
    found.tell = lambda *_words: None
    return found


def verdict_of(**found):
    """Return a verdict in which some checks found something."""
    made = Verdict("first", ["P1"], {})
    made.found = {check: found.get(check, []) for check in CHECKS}
    return made


class TestVerdict:
    @pytest.mark.parametrize("check", CHECKS)
    def test_one_check_that_found_something_fails_it(self, check):
        assert verdict_of().is_pass
        assert not verdict_of(**{check: ["a hole"]}).is_pass

    def test_the_first_fault_is_named_with_its_check(self):
        made = verdict_of(A3=["one", "two"], A5=["three"])

        assert (made.first_fault, verdict_of().first_fault) == ("A3: one", "")

    def test_its_file_tells_each_check(self):
        made = verdict_of(A3=["one"])
        made.counts["A3"] = 7

        told = made.content("head")

        assert told["verdict"] == "fail"
        assert told["checks"]["A3"] == {
            "result": "fail",
            "faults": ["one"],
            "counts": 7,
        }
        assert told["checks"]["A2"] == {"result": "pass", "faults": [], "counts": 0}


class TestValues:
    ROWS = [
        {"epoch": "e1", "lga": "l1", "n": 30},
        {"epoch": "e1", "lga": "l2", "n": 40},
    ]

    def said(self, made, rows, printed):
        return list(audit_of(made)._values([printed], rows))

    def test_a_truth_that_is_the_count_of_its_rows(self, written):
        made = written(LGA, ONE, {"part e1": counts(30, 40)})

        assert self.said(made, self.ROWS, {made.place[L1]: 30}) == []

    def test_one_cell_that_is_not(self, written):
        made = written(LGA, ONE, {"part e1": counts(30, 40)})
        rows = [self.ROWS[0], {**self.ROWS[1], "n": 41}]

        words = "the truth in the vault is not the count of its base cells"
        assert self.said(made, rows, {}) == [words]

    def test_a_printed_figure_that_is_not(self, written):
        made = written(LGA, ONE, {"part e1": counts(30, 40)})

        found = self.said(made, self.ROWS, {made.place[L1]: 31})

        assert found == ["release first printed a figure that is not the truth"]


class TestSmallCells:
    """Of l1 and l2 the total is printed; k = 5."""

    @pytest.mark.parametrize(
        ("second", "is_found"),
        [(1, True), (4, True), (5, False), (0, False), (-1, True), (-4, True)],
    )
    def test_subtraction_brings_back_what_is_few(self, written, second, is_found):
        made = written(LGA, ONE, {"part e1": counts(30, second)})

        found = list(audit_of(made)._linear(np.array([made.place[L2]])))

        assert found == (["subtraction brings back a small cell"] if is_found else [])

    def test_a_hidden_cell_that_is_brought_back_is_a_matter_of_p2(self, written):
        shape = {"lga": {"codes": [["l1"]]}, "age": {"codes": [["x"]]}}
        found = {}
        for strict in (False, True):
            own = {"first": {"epochs": ["e1"], "strict": strict, **TABLES}}
            cells = {"TOTAL": {"": 3}, "age@age,lga@lga": {"x|l1": 3}}
            made = written(shape, own, {"part e1": cells})
            found[strict] = list(audit_of(made)._linear(np.array([1])))

        assert found == {False: [], True: ["subtraction brings back a small cell"]}

    def intervals(self, written, first, second, *shown):
        made = written(LGA, ONE, {"part e1": counts(first, second)})
        told, known = verdict_of(), made.mask(*shown)
        lowest = np.zeros(made.model.n, dtype=np.int64)
        truths = Truths({ANYBODY: made.model.truth}, {ANYBODY: lowest}, known)
        matrix = proof.equations(made.model)
        audit = audit_of(made)
        return (
            list(audit._intervals(matrix, known, truths, told)),
            told.counts["A3"],
            list(audit._in_whole_numbers(matrix, known, truths)),
        )

    @pytest.mark.parametrize(
        ("first", "second", "n_small", "words"),
        [
            (1, 0, 1, "is known to be small"),
            # 4 is all there is: neither of them can be 5.
            (3, 1, 2, "is known to be small"),
            (4, 0, 1, "is known to be small"),
            (4, 1, 2, None),
            (5, 0, 0, None),
            (6, 5, 0, None),
        ],
    )
    def test_what_a_total_tells_of_its_parts(
        self, written, first, second, n_small, words
    ):
        intervals, n_attacked, whole = self.intervals(written, first, second, ALL)

        assert n_attacked == n_small
        assert set(intervals) == (
            {f"against anybody, a small cell {words}"} if words else set()
        )
        assert set(whole) == (
            {f"in whole numbers, a small cell {words}"} if words else set()
        )

    @pytest.mark.parametrize(
        ("first", "is_few"), [(3, True), (5, False), (30, False), (0, False)]
    )
    def test_what_is_left_of_a_total_has_one_value(self, written, first, is_few):
        _, n_attacked, whole = self.intervals(written, first, 30, ALL, L2)

        words = "in whole numbers, a small cell has one value only"
        assert (n_attacked, words in whole) == (int(is_few), is_few)
        assert bool(whole) is is_few

    def test_a_hidden_cell_is_no_small_cell_of_the_claim(self, written):
        shape = {"lga": {"codes": [["l1"]]}, "age": {"codes": [["x"]]}}
        cells = {"TOTAL": {"": 3}, "age@age,lga@lga": {"x|l1": 3}}
        made = written(shape, ONE, {"part e1": cells})
        known = made.mask(ALL)
        lowest = np.zeros(2, dtype=np.int64)
        truths = Truths({ANYBODY: made.model.truth}, {ANYBODY: lowest}, known)
        matrix = proof.equations(made.model)

        assert not list(audit_of(made)._in_whole_numbers(matrix, known, truths))


class TestSpoken:
    """Of a table by place and sex; a hidden cross with age beside it."""

    CROSS = {
        "TOTAL": {"": 30},
        "lga@lga": {"l1": 30},
        "age@age,lga@lga": {"x|l1": 30},
    }
    SHAPE = {"lga": {"codes": [["l1"]]}, "age": {"codes": [["x"]]}}

    def made(self, written, *, strict=False):
        own = {"first": {"epochs": ["e1"], "strict": strict, **TABLES}}
        return written(self.SHAPE, own, {"part e1": self.CROSS})

    @pytest.mark.parametrize("strict", [False, True])
    def test_hidden_cells_are_spoken_of_with_p2_alone(self, written, strict):
        made = self.made(written, strict=strict)

        found = audit_of(made)._spoken()

        assert found.tolist() == [True, True, strict]
        assert audit_of(made)._margins().tolist() == [True, True, False]

    def test_sums_and_differences_of_releases_are_spoken_of_whole(self, written):
        releases = {
            "first": {"epochs": ["e1"], **TABLES},
            "both": {"epochs": ["e1", "e2", "e3"], **TABLES},
        }
        cells = {block: counts(30, 40) for block in ("part e1", "part e2+e3")}
        cells["difference both - first"] = counts(30, 40)
        made = written(LGA, releases, cells)

        assert audit_of(made)._margins().tolist() == [True] * 9

    def test_many_hidden_cells_are_left_to_the_whole_numbers(
        self, written, monkeypatch
    ):
        made = self.made(written)
        matrix = proof.equations(made.model)
        nothing = np.zeros(made.model.n, dtype=bool)
        monkeypatch.setattr(verdict, "MOST_ATTACKED", 3)
        whole, known = audit_of(made)._attacked(matrix, nothing)
        assert (whole.shape[0], known.tolist()) == (matrix.shape[0], [False] * 3)

        monkeypatch.setattr(verdict, "MOST_ATTACKED", 2)
        own, known = audit_of(made)._attacked(matrix, nothing)

        # Left is: the total is the sum of the places.
        assert (own.toarray().tolist(), known.tolist()) == (
            [[-1, 1, 0]],
            [False, False, True],
        )

    def test_what_is_known_counts_as_attacked_too(self, written, monkeypatch):
        made = self.made(written)
        matrix = proof.equations(made.model)
        monkeypatch.setattr(verdict, "MOST_ATTACKED", 0)
        hidden = ("part e1", "age@age,lga@lga", "x|l1")

        own, known = audit_of(made)._attacked(matrix, made.mask(hidden))

        assert (own.shape[0], known.tolist()) == (3, [False, False, True])

    def test_with_p2_all_is_attacked(self, written, monkeypatch):
        made = self.made(written, strict=True)
        monkeypatch.setattr(verdict, "MOST_ATTACKED", 0)
        matrix = proof.equations(made.model)
        nothing = np.zeros(made.model.n, dtype=bool)

        assert audit_of(made)._attacked(matrix, nothing)[0].shape[0] == 3


class TestWhatIsLeft:
    ROWS = [
        {"epoch": "e1", "source": source, "lga": lga, "n": n}
        for source, lga, n in (
            *(("A", "l1", 3), ("B", "l1", 4), ("C", "l1", 1)),
            ("A", "l2", 20),
        )
    ]

    def made(self, written, **rules):
        return written(
            LGA,
            {"first": {"epochs": ["e1"], **TABLES, **rules}},
            {"part e1": counts(8, 20)},
            status={L1: "primary", L2: "visible", ALL: "complementary"},
        )

    def test_nobody_of_the_agencies_is_an_attacker_by_itself(self, written):
        made = self.made(written)

        found = audit_of(made)._truths(self.ROWS)

        assert list(found.of) == [ANYBODY]
        assert found.lowest[ANYBODY].tolist() == [0, 0, 0]

    def test_an_agency_takes_its_own_away(self, written):
        made = self.made(written, insider="source")

        found = audit_of(made)._truths(self.ROWS)

        told = {view: of.tolist() for view, of in found.of.items()}
        assert told == {
            ANYBODY: [28, 8, 20],
            "insider A": [5, 5, 0],
            "insider B": [24, 4, 20],
            "insider C": [27, 7, 20],
        }

    @pytest.mark.parametrize(
        ("wanted", "lonely"),
        [(0, []), (1, []), (2, [L2]), (3, [L2]), (4, [ALL, L1, L2])],
    )
    def test_counts_of_fewer_agencies_than_wanted(self, written, wanted, lonely):
        made = self.made(written, min_sources=wanted)

        found = audit_of(made)._lonely(self.ROWS)

        assert (
            found.tolist() == made.mask(*lonely).tolist() if lonely else not found.any()
        )

    def test_rows_without_an_agency_are_of_nobody_alone(self, written):
        made = self.made(written, min_sources=3)
        rows = [*self.ROWS, {"epoch": "e1", "lga": "l2", "n": 0}]

        assert not audit_of(made)._lonely(rows).any()

    def test_a_hidden_cell_and_an_empty_one_are_not_lonely(self, written):
        made = written(
            LGA,
            {"first": {"epochs": ["e1"], **TABLES, "min_sources": 3}},
            {"part e1": counts(7, 0)},
            status={L1: "hidden", L2: "visible", ALL: "visible"},
        )
        rows = self.ROWS[:2]

        assert audit_of(made)._lonely(rows).tolist() == made.mask(ALL).tolist()

    @pytest.mark.parametrize("corrections", [False, True])
    def test_later_epochs_may_fall_where_rows_are_taken_back(
        self, written, corrections
    ):
        releases = {
            "first": {"epochs": ["e1"], **TABLES},
            "both": {"epochs": ["e1", "e2"], "corrections": corrections, **TABLES},
        }
        blocks = ("part e1", "part e2", "release both", "difference both - first")
        made = written(LGA, releases, {block: counts(30, 40) for block in blocks})

        found = audit_of(made)._may_fall().reshape(4, 3).all(axis=1)

        assert found.tolist() == [False, corrections, False, corrections]

    def test_where_zeros_are_shown_one_is_the_least(self, written):
        made = written(
            LGA,
            {"first": {"epochs": ["e1"], **TABLES}},
            {"part e1": counts(1, 0)},
        )
        made.newest.manifest["tables"]["t"]["zeros"] = "show"

        found = audit_of(made)._truths([])

        assert found.lowest[ANYBODY].tolist() == [1, 1, 0]

    def test_tables_that_hide_their_zeros_do_not_show_those_of_others(self, written):
        made = written(
            {**LGA, "sex": {"codes": [["F"]]}},
            {"first": {"epochs": ["e1"], "tables": {"t": ["lga"], "s": ["sex"]}}},
            {"part e1": {**counts(1, 2), "sex@sex": {"F": 3}}},
        )
        made.newest.manifest["tables"]["s"]["zeros"] = "show"

        assert audit_of(made)._shows().tolist() == [True, False, False, True]


class TestRun:
    """All checks over a vault by hand: l1 holds 3, the total of 43 is printed."""

    NONE, FIVE = [0, -3, 3], [0, 2, -2]
    ROWS = [
        {"epoch": "e1", "lga": "l1", "n": 3},
        {"epoch": "e1", "lga": "l2", "n": 40},
    ]

    def run(self, written, printed, *moves, **rules):
        # Each table shows one count, so that A6 has no rows to swap: it has own tests.
        own = {"epochs": ["e1"], "tables": dict.fromkeys("tu", ["lga"]), **rules}
        status = {L2: "complementary", ALL: "visible"}
        made = written(LGA, {"first": own}, {"part e1": counts(3, 40)}, status=status)
        for table, cells in zip("tu", printed, strict=False):
            made.newest.tables[table] = cells
        pq.write_table(pa.Table.from_pylist(self.ROWS), made.folder / "base.parquet")
        audit = audit_of(made)
        audit.vaults = [made.folder]
        goals = [
            {"cell": 1, "pinned": "", "witness": number, "view": ANYBODY}
            for number in range(len(moves))
        ]
        moved = np.array(moves, dtype=np.int64).reshape(len(moves), 3).T
        audit.kept = Stored(proof.sparse.csc_matrix(moved), goals)
        told = verdict_of()
        audit.run(told)
        return told

    def test_a_sound_one_passes_and_is_counted(self, written):
        told = self.run(written, [{("TOTAL",): 43}], self.NONE, self.FIVE)

        assert told.is_pass, told.first_fault
        assert told.counts == {"A2": 2, "A3": 1, "A4": 2}

    def test_a_total_less_what_is_shown_is_seen_by_all(self, written):
        printed = [{("TOTAL",): 43}, {("l2",): 40}]

        told = self.run(written, printed, self.NONE, self.FIVE)

        assert [check for check in CHECKS if told.found[check]] == [
            *("A2", "A3", "A4", "A5"),
        ]
        assert told.counts == {"A2": 1, "A3": 1, "A4": 2}
        assert any("in whole numbers" in words for words in told.found["A4"])

    def test_what_follows_from_printed_figures_is_taken_from_a_year(self, written):
        """l1 of the second is 100 less 70; the year of 53 less 20 less 30 is 3."""
        blocks = {
            "part e1": counts(20, 60),
            "part e2": counts(30, 70),
            "part e3": counts(3, 80),
            "release year": counts(53, 210),
        }
        epochs = {"first": ["e1"], "second": ["e2"], "year": ["e1", "e2", "e3"]}
        releases = {
            name: {"epochs": own, "corrections": True, **TABLES}
            for name, own in epochs.items()
        }
        made = written(LGA, releases, blocks)
        shown = {
            "first": {("l1",): 20},
            "second": {("l2",): 70, ("TOTAL",): 100},
            "year": {("l1",): 53},
        }
        for name, cells in shown.items():
            made.publics[name].tables["t"] = cells
        rows = [
            {"epoch": f"e{number}", "lga": lga, "n": n}
            for number, own in enumerate(list(blocks.values())[:3], 1)
            for lga, n in own["lga@lga"].items()
        ]
        pq.write_table(pa.Table.from_pylist(rows), made.folder / "base.parquet")
        audit = audit_of(made)
        audit.vaults = [made.folder]
        audit.kept = Stored(proof.sparse.csc_matrix((12, 0), dtype=np.int64), [])
        told = verdict_of()

        audit.run(told)

        assert told.found["A1"] == []
        assert told.found["A5"] == [
            "[lga l1] of year less first and second points at a few"
        ]

    def test_what_nobody_can_be_in_is_known(self, written):
        """With l2 empty by its structure, the total tells of l1."""
        rules = {"structural_zeros": [{"lga": "l2"}]}

        told = self.run(written, [{("TOTAL",): 43}], self.NONE, self.FIVE, **rules)

        assert told.counts["A2"] == 1
        assert "A4" in {check for check in CHECKS if told.found[check]}


def test_an_empty_proof_is_no_proof(written):
    made = written(LGA, ONE, {"part e1": counts(3, 40)})
    audit = audit_of(made)
    audit.kept = Stored(proof.sparse.csc_matrix((3, 0), dtype=np.int64), [])
    truths = audit._truths([])

    found = proof.faults(made.model, made.newest, audit.kept, truths, made.mask(ALL))

    assert list(found) == ["a small cell is not proven against anybody"]
