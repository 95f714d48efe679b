"""Hierarchies, several answers, structural zeros, homogeneity, sources, insiders."""

from __future__ import annotations

import itertools
import json

import pytest

from ckanext.tiptaskforce.disclosure import Refused, audit


def rows_of(out, table):
    """Return the printed counts of a table by codes."""
    name = json.loads((out / "public" / "release.json").read_bytes())["release"]
    data = json.loads((out / "public" / f"{name}.json").read_bytes())
    return {tuple(key): n for *key, n in data["tables"][table]["rows"]}


AGES = [["0-11", "child"], ["12-17", "child"], ["18-59", "adult"], ["60+", "adult"]]
PLACES = [["l1", "s1"], ["l2", "s1"], ["l3", "s2"], ["l4", "s2"]]
TREES = {
    "lga": {"levels": ["lga", "state"], "codes": PLACES},
    "age_band": {"levels": ["age_band", "age_group"], "codes": AGES},
    "sex": {"codes": ["F", "M"]},
}
COUNTS = [9, 2, 14, 6, 11, 3, 8, 1, 12, 7, 2, 10, 5, 9, 4, 13]
CROSS = [
    (place[0], age[0], "FM"[i % 2], COUNTS[i])
    for i, (place, age) in enumerate(itertools.product(PLACES, AGES))
]


class TestHierarchies:
    @pytest.mark.parametrize(
        "tables",
        [
            {"a": ["lga", "sex"], "b": ["lga@state", "age_band"]},
            {"a": ["lga", "age_band@age_group"], "b": ["lga@state", "age_band"]},
            {"a": ["lga"], "b": ["lga@state", "sex"], "c": ["age_band", "sex"]},
        ],
    )
    def test_small_counts_stay_in_doubt_over_all_levels(self, bench, attacker, tables):
        spec = bench.spec(dimensions=TREES, tables=tables, k=5)
        out = bench.protect(spec, bench.tallies("lga,age_band,sex,n", CROSS))
        reader = attacker(out)

        for name, table in reader.tables.items():
            levels = table["columns"][:-1]
            for *key, count in table["rows"]:
                truth = self.truth(levels, key)
                if 1 <= truth < 5:
                    assert count == "withheld", (name, key)
                    least, most = reader.interval(levels, key)
                    assert (least, most >= 5) == (0, True), (name, key)

    def truth(self, levels, key):
        up = {row[0]: row[1] for row in (*PLACES, *AGES)}
        total = 0
        for lga, age, sex, n in CROSS:
            codes = {
                *(lga, up[lga], age, up[age], sex),
            }
            total += n if all(c == "TOTAL" or c in codes for c in key) else 0
        return total

    def test_two_trees_over_the_same_places(self, bench, attacker):
        dimensions = {
            "lga": {
                "levels": [["lga", "state"], ["lga", "zone"]],
                "codes": [
                    ["l1", "s1", "z1"],
                    ["l2", "s1", "z2"],
                    ["l3", "s2", "z1"],
                    ["l4", "s2", "z2"],
                ],
            }
        }
        spec = bench.spec(
            dimensions=dimensions,
            tables={"state": ["lga@state"], "zone": ["lga@zone"]},
            k=5,
        )
        rows = [("l1", 3), ("l2", 9), ("l3", 8), ("l4", 1)]

        out = bench.protect(spec, bench.tallies("lga,n", rows))

        assert rows_of(out, "state")[("TOTAL",)] == 21


class TestSeveralAnswers:
    def test_a_code_and_those_without_it_are_both_hidden(self, bench):
        spec = bench.spec(
            dimensions={
                "lga": {"codes": ["l1", "l2"]},
                "violation": {"codes": ["none", "abduction", "killing"], "multi": True},
            },
            tables={"t": ["lga", "violation"]},
            k=5,
        )
        rows = [
            ("l1", "none", 20),
            ("l1", "abduction", 12),
            ("l1", "abduction;killing", 2),
            ("l2", "none", 9),
            ("l2", "killing", 11),
        ]

        out = bench.protect(spec, bench.tallies("lga,violation,n", rows))

        found = rows_of(out, "t")
        assert found[("l1", "killing")] == "withheld"
        assert found[("l1", "none")] == 20
        assert found[("l1", "TOTAL")] == 34

    def test_two_such_dimensions_in_tables_that_form_a_circle(self, bench):
        """Below the circle stand hidden cells, and answers beyond one of both."""
        spec = bench.spec(
            dimensions={
                "lga": {"codes": ["l1", "l2"]},
                "sex": {"codes": ["F", "M"]},
                "need": {"codes": ["shelter", "law"], "multi": True},
                "violation": {"codes": ["none", "abduction"], "multi": True},
            },
            tables={
                "a": ["lga", "need"],
                "b": ["lga", "sex"],
                "c": ["sex", "need"],
                "d": ["violation"],
            },
            k=3,
        )
        rows = [
            *(("l1", "F", "shelter", "none", 9), ("l1", "M", "law", "abduction", 8)),
            *(("l2", "F", "law;shelter", "none", 7), ("l2", "M", "law", "none", 6)),
            ("l1", "F", "law;shelter", "none;abduction", 2),
        ]

        out = bench.protect(spec, bench.tallies("lga,sex,need,violation,n", rows))

        assert audit(out, bench.ledger).is_pass
        found = rows_of(out, "d")
        assert (found[("none",)], found[("abduction",)]) == (24, 10)
        assert found[("TOTAL",)] == 32


class TestStructuralZeros:
    def test_they_are_printed_and_known(self, bench):
        spec = bench.spec(
            dimensions=TREES,
            tables={"t": ["age_band", "sex"]},
            structural_zeros=[{"age_group": "child", "sex": "M"}],
            k=5,
        )
        rows = [
            row for row in CROSS if not (row[1] in ("0-11", "12-17") and row[2] == "M")
        ]

        out = bench.protect(spec, bench.tallies("lga,age_band,sex,n", rows))

        found = rows_of(out, "t")
        assert (found[("0-11", "M")], found[("12-17", "M")]) == (0, 0)


class TestHomogeneity:
    DIMENSIONS = {
        "lga": {"codes": ["l1", "l2", "l3"]},
        "form": {"codes": ["sexual", "labour"], "sensitive": True},
    }
    ROWS = [
        *[("l1", "sexual", 20), ("l1", "labour", 0)],
        *[("l2", "sexual", 15), ("l2", "labour", 18)],
        *[("l3", "sexual", 14), ("l3", "labour", 12)],
    ]

    @pytest.mark.parametrize("is_asked", [True, False])
    def test_no_group_is_known_to_share_a_code(self, bench, is_asked):
        spec = bench.spec(
            dimensions=self.DIMENSIONS,
            tables={"t": ["lga", "form"]},
            k=5,
            zeros="show",
            homogeneity=is_asked,
        )
        try:
            out = bench.protect(spec, bench.tallies("lga,form,n", self.ROWS))
        except Refused:
            assert is_asked
            return
        found = rows_of(out, "t")
        if is_asked:
            assert "withheld" in (found[("l1", "sexual")], found[("l1", "TOTAL")])
        else:
            assert found[("l1", "sexual")] == 20


class TestSources:
    ROWS = [
        *[("l1", "RP", 9), ("l1", "BRN", 8)],
        *[("l2", "RP", 14), ("l3", "RP", 7), ("l3", "BRN", 9)],
    ]
    DIMENSIONS = {"lga": {"codes": ["l1", "l2", "l3"]}}

    def test_a_count_of_one_agency_is_withheld(self, bench):
        spec = bench.spec(dimensions=self.DIMENSIONS, tables={"t": ["lga"]}, k=5)

        out = bench.protect(spec, bench.tallies("lga,source,n", self.ROWS))

        assert rows_of(out, "t")[("l2",)] == "withheld"

    def test_an_insider_does_not_learn_the_rest(self, bench):
        rows = [*self.ROWS, ("l1", "MIN", 1)]
        spec = bench.spec(
            dimensions=self.DIMENSIONS,
            tables={"t": ["lga"]},
            k=5,
            insider="source",
            min_sources=0,
        )

        out = bench.protect(spec, bench.tallies("lga,source,n", rows))

        claims = json.loads((out / "public" / "release.json").read_bytes())["claims"]
        assert "P4" in claims
        found = rows_of(out, "t")
        for lga in ("l1", "l2", "l3"):
            for agency in ("RP", "BRN", "MIN"):
                rest = sum(n for p, s, n in rows if p == lga and s != agency)
                if 1 <= rest < 5:
                    assert found[(lga,)] == "withheld"
