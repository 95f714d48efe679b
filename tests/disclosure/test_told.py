"""What a release withholds does not follow from all that was ever published.

A count of k or more is withheld to protect a small one. It is no use once everybody can
work it out: then it is printed, or what would give it away is withheld as well.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from ckanext.tiptaskforce.disclosure import Refused, audit, primary
from ckanext.tiptaskforce.disclosure.audit import other, proof
from ckanext.tiptaskforce.disclosure.audit.proof import ANYBODY, Stored, Truths

K = 5
LGAS = ["l1", "l2", "l3", "l4"]
CELLS = [(lga, sex) for lga in LGAS for sex in "FM"]
LATER = "a count that an earlier release withheld follows from this one"
# What is counted in three epochs, in the order of the cells.
COUNTS = {
    "e1": [30, 9, 3, 1, 1, 0, 9, 30],
    "e2": [2, 0, 0, 2, 2, 9, 0, 9],
    "e3": [1, 0, 9, 1, 9, 1, 0, 0],
}
PLAN = {
    "month-1": ["e1"],
    "half-1": ["e1", "e2"],
    "the-year": ["e1", "e2", "e3"],
}


def rows_of(counts):
    return [
        (epoch, *cell, n)
        for epoch, own in counts.items()
        for cell, n in zip(CELLS, own, strict=True)
        if n
    ]


def shown(out, table):
    """Return what a table of a release says, by codes."""
    name = json.loads((out / "public" / "release.json").read_bytes())["release"]
    data = json.loads((out / "public" / f"{name}.json").read_bytes())
    return {tuple(key): n for *key, n in data["tables"][table]["rows"]}


class Reader:
    """Holds every release of places and sexes, and solves for whole persons."""

    def __init__(self, releases):
        self.releases = releases
        self.cells = [
            (epoch, *cell)
            for epoch in sorted({e for epochs, _ in releases for e in epochs})
            for cell in CELLS
        ]
        printed = [
            (self.row(epochs, key), n)
            for epochs, rows in releases
            for key, n in rows.items()
            if n != "withheld"
        ]
        rows, counts = zip(*printed, strict=True)
        self.sums = LinearConstraint(np.array(rows), counts, counts)

    def row(self, epochs, key):
        """Return which of the finest counts a figure adds up."""
        return np.array(
            [
                float(
                    epoch in epochs
                    and all(
                        code in ("TOTAL", own)
                        for own, code in zip(cell, key, strict=True)
                    )
                )
                for epoch, *cell in self.cells
            ]
        )

    def ends(self, epochs, key):
        """Return the least and the greatest that a figure can be."""
        row = self.row(epochs, key)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * row,
                constraints=self.sums,
                integrality=np.ones(len(row)),
                bounds=Bounds(0, 1_000),
            )
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        return tuple(ends)

    def told(self):
        """Return the withheld figures that have one value, which is k or more."""
        withheld = [
            (epochs, key)
            for epochs, rows in self.releases
            for key, n in rows.items()
            if n == "withheld"
        ]
        assert withheld
        found = [(epochs, key, *self.ends(epochs, key)) for epochs, key in withheld]
        return [
            (epochs, key, low) for epochs, key, low, high in found if low == high >= K
        ]


def published(bench, counts, plan, dimensions, tables):
    """Make the releases of a plan and return their folders."""
    for release, epochs in plan.items():
        spec = bench.spec(
            release=release, dimensions=dimensions, tables=tables, k=K, epochs=epochs
        )
        rows = [row for row in rows_of(counts) if row[0] in epochs]
        yield bench.protect(spec, bench.tallies("epoch,lga,sex,n", rows))


class TestLaterReleases:
    """Nine of l1 and M in two epochs, withheld to protect others."""

    DIMENSIONS = {"lga": {"codes": LGAS}, "sex": {"codes": ["F", "M"]}}
    TABLES = {"lga-sex": ["lga", "sex"]}

    def read(self, bench):
        outs = published(bench, COUNTS, PLAN, self.DIMENSIONS, self.TABLES)
        tables = [shown(out, "lga-sex") for out in outs]
        return Reader(list(zip(PLAN.values(), tables, strict=True)))

    def test_a_later_release_tells_nothing_that_was_withheld(self, bench):
        reader = self.read(bench)

        assert reader.releases[1][1]["l1", "M"] == "withheld"
        assert reader.told() == []

    def test_it_would_if_nobody_asked(self, bench, monkeypatch):
        """So the plan is one in which there is something to tell."""
        monkeypatch.setattr(primary, "other_goals", lambda *_given: [])
        monkeypatch.setattr(other, "faults", lambda *_given: iter(()))

        assert self.read(bench).told() == [(["e1", "e2"], ("l1", "M"), 9)]

    def test_the_audit_finds_by_itself_what_the_protector_forgot(
        self, bench, monkeypatch
    ):
        monkeypatch.setattr(primary, "other_goals", lambda *_given: [])

        with pytest.raises(Refused) as refused:
            self.read(bench)

        assert str(refused.value) == f"the audit found: A4: {LATER}"


class TestWhatIsKnownAlready:
    """Both months print l1; the quarter has regions as well, so that l2 needs cover."""

    COUNTS = {"e1": [30, 0, 2, 0, 9, 0, 40, 0], "e2": [40, 0, 1, 0, 8, 0, 50, 0]}
    LGA = {
        "levels": ["lga", "region"],
        "codes": [["l1", "r1"], ["l2", "r1"], ["l3", "r2"], ["l4", "r2"]],
    }
    DIMENSIONS = {"lga": LGA, "sex": {"codes": ["F", "M"]}}

    PLAN = {"month-1": ["e1"], "month-2": ["e2"], "quarter": ["e1", "e2"]}

    def outs(self, bench):
        for release, epochs in self.PLAN.items():
            regions = {"region": ["lga@region"]} if release == "quarter" else {}
            tables = {"lga": ["lga"], **regions}
            yield from published(
                bench, self.COUNTS, {release: epochs}, self.DIMENSIONS, tables
            )

    def test_a_sum_of_printed_counts_is_printed(self, bench):
        found = [shown(out, "lga")["l1",] for out in self.outs(bench)]

        assert found == [30, 40, 70]

    def test_what_protects_in_its_place_is_in_doubt(self, bench):
        *_, quarter = self.outs(bench)

        regions = shown(quarter, "region")
        assert regions["r1",] == regions["r2",] == "withheld"
        assert audit(quarter, bench.ledger).is_pass

    def test_who_withholds_it_all_the_same_does_not_pass(self, bench, monkeypatch):
        monkeypatch.setattr(primary, "other_goals", lambda *_given: [])

        with pytest.raises(Refused) as refused:
            list(self.outs(bench))

        assert str(refused.value) == f"the audit found: A4: {other.NEWEST}"


class TestFaults:
    """43 are printed of e1, of whom l1 has 3 and l2 has 40; of e2 there is nobody."""

    L2 = ("part e1", "lga@lga", "l2")
    ALL = ("part e1", "TOTAL", "")
    SECOND = (("release second", "TOTAL", ""), ("release second", "lga@lga", "l2"))

    def made(self, written, *, second, printed=None):
        nodes = {"TOTAL": {"": 43}, "lga@lga": {"l1": 3, "l2": 40}}
        nobody = {"TOTAL": {"": 0}, "lga@lga": {"l1": 0, "l2": 0}}
        blocks = {"part e1": nodes}
        releases = {"first": {"epochs": ["e1"], "tables": {"t": ["lga"]}}}
        if second:
            blocks |= {"part e2": nobody, "release second": nodes}
            releases["second"] = {"epochs": ["e1", "e2"], "tables": {"t": ["lga"]}}
        made = written({"lga": {"codes": [["l1"], ["l2"]]}}, releases, blocks)
        for name, public in made.publics.items():
            own = (printed or {}).get(name, {})
            public.tables["t"] = {
                (code,): own.get(code) for code in ("l1", "l2", "TOTAL")
            }
        return made

    def said(self, made, *moves, known=()):
        whole = np.array(moves, dtype=np.int64).reshape(len(moves), made.model.n)
        kept = Stored(
            sparse.csc_matrix(whole.T),
            [
                {"cell": 1, "pinned": "", "witness": number, "view": ANYBODY}
                for number in range(len(moves))
            ],
        )
        lowest = np.zeros(made.model.n, dtype=np.int64)
        truths = Truths(
            {ANYBODY: made.model.truth},
            {ANYBODY: lowest},
            np.zeros(made.model.n, dtype=bool),
        )
        printed = [made.model.visible(public) for public in made.publics.values()]
        mask = made.mask(*known)
        for cells in printed:
            mask[list(cells)] = True
        return list(
            other.faults(
                made.model,
                proof.equations(made.model),
                kept,
                truths,
                mask,
                printed,
                lambda: None,
            )
        )

    def test_one_move_is_enough(self, written):
        made = self.made(written, second=False, printed={"first": {"TOTAL": 43}})

        assert self.said(made, [0, 1, -1]) == []

    @pytest.mark.parametrize("moves", [(), ([0, 0, 0],), ([0, 1, 0],), ([0, 50, -50],)])
    def test_without_a_lawful_move_the_count_is_told(self, written, moves):
        made = self.made(written, second=False, printed={"first": {"TOTAL": 43}})

        assert self.said(made, *moves) == [other.NEWEST]

    def test_a_count_below_k_is_for_the_other_checks(self, written):
        made = self.made(
            written, second=False, printed={"first": {"TOTAL": 43, "l2": 40}}
        )

        assert self.said(made) == []

    def test_a_later_release_gives_an_earlier_one_away(self, written):
        """What the second prints of l2 is what the first withheld."""
        printed = {"first": {"TOTAL": 43}, "second": {"TOTAL": 43, "l2": 40}}
        made = self.made(written, second=True, printed=printed)

        assert self.said(made) == [LATER]

    def test_what_was_told_before_is_not_its_doing(self, written):
        """Everybody knew how many are in l1, from whatever."""
        printed = {"first": {"TOTAL": 43}, "second": {"TOTAL": 43, "l2": 40}}
        made = self.made(written, second=True, printed=printed)

        assert self.said(made, known=[("part e1", "lga@lga", "l1")]) == []

    def test_only_lawful_witnesses_change_a_cell(self, written):
        made = self.made(written, second=False, printed={"first": {"TOTAL": 43}})
        moves = sparse.csc_matrix(np.array([[0, 1, -1], [0, 9, 9], [1, 1, 0]]).T)
        goals = [
            {"cell": 1, "pinned": "", "witness": number, "view": ANYBODY}
            for number in range(3)
        ]
        truths = Truths(
            {ANYBODY: made.model.truth}, {ANYBODY: np.zeros(3, dtype=np.int64)}, None
        )

        found = proof.changed(
            proof.equations(made.model),
            Stored(moves, goals),
            truths,
            made.mask(self.ALL),
        )

        assert found.tolist() == [False, True, True]
