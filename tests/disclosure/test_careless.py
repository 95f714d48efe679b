"""The auditor against careless protectors: what whole numbers give away, it fails."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.disclosure import audit, pipeline, protect, vault
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.about import nothing_more
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.audit import integer, interval, proof, reader
from ckanext.tiptaskforce.disclosure.audit.model import Model
from ckanext.tiptaskforce.disclosure.prove import Protected
from ckanext.tiptaskforce.disclosure.system import System
from ckanext.tiptaskforce.disclosure.tallies import open_tallies

SEED = b"a seed for tests, 32 bytes long.."


def whole(**content):
    """Return a spec with the usual rules and these keys."""
    return {
        "schema": "tiptaskforce-release/1",
        "release": "first-release",
        "k": 3,
        "epochs": ["e1"],
        "homogeneity": False,
        "max_small_share": 1.0,
        **content,
    }


def everything(system, _base):
    """Print every count, whatever it is."""
    return system.published(system.newest.release)


def all_but_primary(system, base):
    """Withhold small counts and zeros, and nothing for their sake."""
    return everything(system, base) & (system.counts(base) >= system.newest.k)


def only(printed):
    """Print the cells that somebody printed before."""
    return lambda system, _base: vault.visible_of(
        system, system.newest.release, dict(printed)
    )


def release(out, content, rows, choice):
    """Write a release without any witness, in honest bytes."""
    read = specs.load(content)
    base = aggregate(open_tallies(rows, read), read, "pandas")
    system = System([read])
    shown = choice(system, base) | system.known_zero()
    made = Protected(system, system.counts(base), shown, ~shown, [], [])
    files = pipeline._public_files(made, base, [], nothing_more)
    pipeline._write(out, files, made, base, SEED)
    return out


def rows_of(names, cells, counts):
    """Return rows of tallies."""
    found = zip(cells, counts, strict=True)
    return [{**dict(zip(names, cell, strict=True)), "n": n} for cell, n in found if n]


def faults(out, ledger):
    """Return what each check found."""
    return {check: found for check, found in audit(out, ledger).found.items() if found}


class TestAgainstEnumeration:
    NAMES = ("a", "b", "c")
    CELLS = list(itertools.product(["a1", "a2"], ["b1", "b2"], ["c1", "c2"]))
    TABLES = {"ab": ["a", "b"], "bc": ["b", "c"]}
    K = 3
    SPEC = whole(
        k=K,
        dimensions={n: {"codes": [f"{n}1", f"{n}2"]} for n in NAMES},
        tables=TABLES,
    )

    def margins(self):
        """Return which joint cells each printed combination counts."""
        found = {}
        for columns in self.TABLES.values():
            for size in range(3):
                for chosen in itertools.combinations(columns, size):
                    places = [self.NAMES.index(name) for name in chosen]
                    for cell in self.CELLS:
                        key = tuple(cell[p] for p in places)
                        found[key] = [
                            tuple(c[p] for p in places) == key for c in self.CELLS
                        ]
        return np.array(list(found.values()), dtype=int)

    def determined(self, persons):
        """Count the small combinations with one value in all tables of that total."""
        margins, total = self.margins(), sum(persons)
        bars = itertools.combinations(range(total + 7), 7)
        ends = np.array([(-1, *bar, total + 7) for bar in bars])
        worlds = (np.diff(ends, axis=1) - 1) @ margins.T
        truth = margins @ np.array(persons)
        printed = truth >= self.K
        worlds = worlds[(worlds[:, printed] == truth[printed]).all(axis=1)]
        is_small = (truth >= 1) & (truth < self.K)
        return int((is_small & (worlds.min(axis=0) == worlds.max(axis=0))).sum())

    @given(persons=st.lists(st.integers(0, 3), min_size=8, max_size=8))
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    def test_primary_suppression_fails_where_a_small_cell_is_determined(self, persons):
        assume(3 <= sum(persons) <= 10)
        assume(self.determined(persons))
        rows = rows_of(self.NAMES, self.CELLS, persons)
        with tempfile.TemporaryDirectory() as folder:
            out = release(Path(folder) / "out", self.SPEC, rows, all_but_primary)

            found = faults(out, Path(folder) / "ledger")

        assert "A1" not in found
        assert "A3" in found

    def test_a_bare_total_passes(self, tmp_path):
        rows = rows_of(self.NAMES, self.CELLS, [1, 0, 1, 0, 0, 1, 0, 1])

        made = protect(self.SPEC, rows, tmp_path / "ledger", tmp_path / "out")

        table = (made.out / "public" / "ab.csv").read_text().splitlines()[1:]
        assert [line.split(",")[2] for line in table] == ["withheld"] * 8 + ["4"]
        assert faults(made.out, tmp_path / "ledger") == {}


class TestIntegerGap:
    NAMES = ("d1", "d2", "d3", "d4")
    CELLS = list(itertools.product(*[[f"{n}x", f"{n}y"] for n in NAMES]))
    PAIRS = {f"t{a[1]}{b[1]}": [a, b] for a, b in itertools.combinations(NAMES, 2)}
    FIRST = [0, 0, 0, 1, 0, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0, 1]
    SECOND = [0, 1, 1, 2, 0, 2, 2, 1, 2, 0, 0, 1, 1, 0, 0, 2]

    def out(self, tmp_path, persons, **content):
        spec = whole(
            dimensions={n: {"codes": [f"{n}x", f"{n}y"]} for n in self.NAMES},
            tables=self.PAIRS,
            **content,
        )
        rows = rows_of(self.NAMES, self.CELLS, persons)
        return release(tmp_path / "out", spec, rows, everything)

    def attack(self, out, persons):
        """Return the attack on the hidden cells, and the place of each in it."""
        public, _ = reader.read(out / "public")
        model = Model(out / "vault", [public])
        known = np.zeros(model.n, dtype=bool)
        known[list(model.visible(public))] = True
        matrix, lowest = proof.equations(model), np.zeros(model.n, dtype=np.int64)
        attack = interval.attack_of(matrix, model.truth, known, lowest)
        finest = tuple((name, name) for name in self.NAMES)
        sheet = model.sheets[("part e1", finest)]
        assert model.truth[sheet.cells].tolist() == persons
        places = np.searchsorted(attack.unknown, sheet.cells)
        return attack, dict(zip(sheet.codes, places.tolist(), strict=True))

    @pytest.mark.parametrize(
        ("persons", "cell", "linear", "ends"),
        [
            (FIRST, ("d1x", "d2y", "d3y", "d4x"), (0, 1), (1, 1)),
            (SECOND, ("d1x", "d2y", "d3y", "d4y"), (0, 4), (1, 4)),
        ],
        ids=["first", "second"],
    )
    def test_whole_numbers_know_more_than_fractions(
        self, tmp_path, persons, cell, linear, ends
    ):
        out = self.out(tmp_path, persons, k=3, strict=True)
        attack, place = self.attack(out, persons)
        one = np.array([place[cell]])

        low, high = attack.least(one)[one[0]], attack.most(one, 100)[one[0]]
        assert (np.ceil(low - 1e-6), np.floor(high + 1e-6)) == linear
        assert integer.ends(attack, place[cell]) == ends

    def test_the_auditor_reports_what_only_whole_numbers_determine(self, tmp_path):
        out = self.out(tmp_path, self.FIRST, k=2, strict=True)

        found = faults(out, tmp_path / "ledger")

        assert "in whole numbers, a small cell has one value only" in found["A4"]

    def test_nothing_small_is_printed_and_yet_strict_fails(self, tmp_path):
        """The least is known to be one: no linear program sees it."""
        out = self.out(tmp_path, self.SECOND, k=3, strict=True)

        found = faults(out, tmp_path / "ledger")

        assert "in whole numbers, a small cell is known to hold somebody" in found["A4"]

    def test_without_strict_it_stands_as_it_is(self, tmp_path):
        out = self.out(tmp_path, self.SECOND, k=3)

        assert faults(out, tmp_path / "ledger") == {}


class TestLinkedHierarchies:
    """Regions in states and in zones: each alone is safe, both together are not."""

    DIMENSIONS = {
        "lga": {
            "levels": [["lga", "state"], ["lga", "zone"]],
            "codes": [
                *[["l1", "s1", "z1"], ["l2", "s1", "z2"], ["l3", "s1", "z2"]],
                *[["l4", "s2", "z1"], ["l5", "s2", "z2"], ["l6", "s2", "z1"]],
            ],
        }
    }
    STATES = {"lga": ["lga"], "state": ["lga@state"]}
    ZONES = {"lga": ["lga"], "zone": ["lga@zone"]}
    ROWS = [
        {"lga": f"l{number}", "n": n}
        for number, n in enumerate([2, 9, 30, 8, 31, 32], 1)
    ]

    def spec(self, tables, **content):
        return whole(k=5, dimensions=self.DIMENSIONS, tables=tables, **content)

    def printed(self, tmp_path, tables, name, ledger):
        spec = self.spec(tables, release=name)
        out = protect(
            spec, self.ROWS, tmp_path / ledger, tmp_path / f"{ledger}-{name}", seed=SEED
        ).out
        return vault.visible_cells(out / "vault")

    def both(self, tmp_path, states, zones):
        spec = self.spec({**self.STATES, **self.ZONES})
        return release(tmp_path / "both", spec, self.ROWS, only({**states, **zones}))

    def test_one_after_the_other_without_a_ledger_is_unsafe(self, tmp_path):
        states = self.printed(tmp_path, self.STATES, "states", "one")
        zones = self.printed(tmp_path, self.ZONES, "zones", "another")

        found = faults(self.both(tmp_path, states, zones), tmp_path / "none")

        assert "A2" in found
        assert "A1" not in found

    def test_one_after_the_other_in_one_ledger_is_safe(self, tmp_path):
        states = self.printed(tmp_path, self.STATES, "states", "one")
        zones = self.printed(tmp_path, self.ZONES, "zones", "one")

        found = faults(self.both(tmp_path, states, zones), tmp_path / "none")

        assert not {"A1", "A2", "A3"} & set(found)
        assert faults(tmp_path / "one-zones", tmp_path / "one") == {}

    def test_both_at_once_are_safe(self, tmp_path):
        tables = {**self.STATES, **self.ZONES}
        self.printed(tmp_path, tables, "both-trees", "one")

        assert faults(tmp_path / "one-both-trees", tmp_path / "one") == {}


class TestThreeLonely:
    DIMENSIONS = {
        "lga": {
            "levels": ["lga", "state"],
            "codes": [
                *[["l1", "s1"], ["l2", "s1"], ["l3", "s1"]],
                *[["l4", "s2"], ["l5", "s2"]],
            ],
        }
    }
    ROWS = [{"lga": f"l{n}", "n": c} for n, c in enumerate([1, 1, 1, 50, 60], 1)]
    SPEC = whole(k=5, dimensions=DIMENSIONS, tables={"t": ["lga"], "s": ["lga@state"]})

    def test_a_wide_interval_is_not_enough(self, tmp_path):
        """Their state is withheld, and 113 - 50 - 60 leaves the three of them."""
        out = release(tmp_path / "out", self.SPEC, self.ROWS, all_but_primary)

        assert {"A2", "A3"} <= set(faults(out, tmp_path / "ledger"))

    def test_ours_is_safe(self, tmp_path):
        made = protect(self.SPEC, self.ROWS, tmp_path / "ledger", tmp_path / "out")

        assert faults(made.out, tmp_path / "ledger") == {}
