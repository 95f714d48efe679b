"""What must not change the tables, and what a reader could not tell apart."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.disclosure import pipeline, protect, vault
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.about import nothing_more
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.prove import Protected
from ckanext.tiptaskforce.disclosure.system import System
from ckanext.tiptaskforce.disclosure.tallies import open_tallies

SEED = b"a seed for tests, 32 bytes long.."
LGAS, SEXES, FORMS = ["l1", "l2", "l3"], ["F", "M"], ["s", "w"]
CELLS = list(itertools.product(LGAS, SEXES, FORMS))
COUNTS = [1, 1, 2, 17, 12, 11, 6, 5, 4, 13, 9, 21]
ROWS = [
    {"lga": lga, "sex": sex, "form": form, "n": n}
    for (lga, sex, form), n in zip(CELLS, COUNTS, strict=True)
]
TABLES = {
    "lga-sex": ["lga", "sex"],
    "lga-form": ["lga", "form"],
    "sex-form": ["sex", "form"],
}


def spec(**content):
    return {
        "schema": "tiptaskforce-release/1",
        "release": "first-release",
        "k": 5,
        "epochs": ["e1"],
        "homogeneity": False,
        "max_small_share": 1.0,
        "dimensions": {
            "lga": {"codes": LGAS},
            "sex": {"codes": SEXES},
            "form": {"codes": FORMS},
        },
        "tables": TABLES,
        **content,
    }


def released(folder, content, rows):
    return protect(content, rows, folder / "ledger", folder / "out", seed=SEED).out


def counts(out):
    """Return the counts of every table in the order of its rows."""
    data = json.loads((out / "public" / "first-release.json").read_bytes())
    return {
        name: [row[-1] for row in table["rows"]]
        for name, table in data["tables"].items()
    }


class TestRelabelled:
    def test_other_codes_give_the_same_tables(self, tmp_path):
        """The order of the list counts, what its codes are called does not."""
        name = {"l1": "zz", "l2": "M", "l3": "0-11", "F": "x9", "M": "a", "s": "w"}
        name["w"] = "s"
        own = {"lga": LGAS, "sex": SEXES, "form": FORMS}
        renamed = {d: {"codes": [name[c] for c in codes]} for d, codes in own.items()}
        rows = [{**{d: name[row[d]] for d in own}, "n": row["n"]} for row in ROWS]

        first = released(tmp_path / "a", spec(), ROWS)
        other = released(tmp_path / "b", spec(dimensions=renamed), rows[::-1])

        assert counts(first) == counts(other)
        assert "withheld" in counts(first)["lga-form"]


class TestShards:
    """Partial counts add up, however the rows were dealt out."""

    def base(self, tallies, engine):
        read = specs.load(spec())
        found = aggregate(open_tallies(tallies, read), read, engine)
        places = (found.leaf[name].tolist() for name in ("lga", "sex", "form"))
        return Counter(
            dict(zip(zip(*places, strict=True), found.n.tolist(), strict=True))
        )

    @given(
        drawn=st.lists(
            st.tuples(st.sampled_from(CELLS), st.integers(1, 9), st.integers(0, 3)),
            min_size=1,
            max_size=40,
        )
    )
    @settings(max_examples=20, deadline=None)
    def test_bases_of_shards_add_up_to_the_base_of_all(self, drawn):
        names = ("lga", "sex", "form", "n")
        shards = {}
        for cell, n, shard in drawn:
            row = dict(zip(names, (*cell, n), strict=True))
            shards.setdefault(shard, []).append(row)

        whole = self.base([row for rows in shards.values() for row in rows], "pandas")

        merged = sum((self.base(rows, "pandas") for rows in shards.values()), Counter())
        assert merged == whole
        assert whole.total() == sum(n for _, n, _ in drawn)

    @pytest.mark.parametrize("engine", ["duckdb", "pandas"])
    def test_a_folder_of_parts_is_one_file(self, tmp_path, engine):
        folder = tmp_path / "parts"
        folder.mkdir()
        halves = [{**row, "n": row["n"] - 1} for row in ROWS]
        ones = [{**row, "n": 1} for row in ROWS]
        for number, rows in enumerate([halves[:5], ones, halves[5:]]):
            table = pa.Table.from_pylist(rows)
            pq.write_table(table, folder / f"part-{number}.parquet")

        assert self.base(folder, engine) == self.base(ROWS, engine)


class TestFewerTables:
    def test_any_of_the_tables_of_a_safe_release_are_safe(self, tmp_path, attacker):
        """Who holds fewer tables can tell no more of a small count."""
        reader = attacker(released(tmp_path, spec(), ROWS))
        published = dict(reader.tables)
        small = [
            (columns, key)
            for columns in TABLES.values()
            for key in itertools.product(
                *[{"lga": LGAS, "sex": SEXES, "form": FORMS}[c] for c in columns]
            )
            if 1 <= self.truth(key) < 5
        ]
        assert small == [
            (["lga", "sex"], ("l1", "F")),
            (["lga", "form"], ("l1", "s")),
        ]

        for size in (1, 2):
            for names in itertools.combinations(published, size):
                reader.tables = {name: published[name] for name in names}
                for columns, key in small:
                    least, most = reader.interval(columns, key)
                    assert (least, most >= 5) == (0, True), (names, key)

    def truth(self, key):
        found = zip(CELLS, COUNTS, strict=True)
        return sum(n for cell, n in found if set(key) <= set(cell))


class TestWitnesses:
    def rewritten(self, out, change):
        """Return the public files as they would be with other counts."""
        read = specs.load(spec())
        base = aggregate(open_tallies(ROWS, read), read, "pandas")
        system = System([read])
        printed = vault.visible_cells(out / "vault")
        shown = vault.visible_of(system, read.release, printed)
        other = system.counts(base) + change
        made = Protected(system, other, shown, ~shown, [], [])
        return pipeline._public_files(made, base, [], nothing_more)

    @pytest.fixture
    def out(self, tmp_path):
        """A release with witnesses."""
        return released(tmp_path, spec(), ROWS)

    def moves(self, out):
        """Return the moves of all witnesses, a row each."""
        size = len(vault.stored_keys(out / "vault"))
        found = []
        for _, cells, values in vault.stored_moves(out / "vault"):
            move = np.zeros(size, dtype=np.int64)
            move[cells] = values
            found.append(move)
        return found

    def test_every_witness_would_print_the_same_bytes(self, out):
        moves = self.moves(out)
        wanted = {p.name: p.read_bytes() for p in (out / "public").iterdir()}

        assert len(moves) >= 2
        assert all(move.any() for move in moves)
        assert all(self.rewritten(out, move) == wanted for move in moves)

    def test_one_person_more_in_a_printed_total_would_not(self, out):
        wanted = {p.name: p.read_bytes() for p in (out / "public").iterdir()}
        keys = vault.stored_keys(out / "vault")
        move = np.array([node == "TOTAL" for _, node, _ in keys], dtype=np.int64)

        found = self.rewritten(out, move)

        changed = {name for name in wanted if found[name] != wanted[name]}
        assert {"lga-sex.csv", "first-release.xlsx", "first-release.json"} <= changed
