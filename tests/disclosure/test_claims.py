"""P1: nobody can tell a small count from none, nor from many; tried by an attacker."""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.disclosure import Refused

A, B, C = ["a1", "a2", "a3"], ["b1", "b2", "b3"], ["c1", "c2"]
CELLS = list(itertools.product(A, B, C))
TABLE_SETS = [
    {"ab": ["a", "b"], "bc": ["b", "c"]},
    {"ab": ["a", "b"], "bc": ["b", "c"], "ac": ["a", "c"]},
    {"abc": ["a", "b", "c"]},
    {"ab": ["a", "b"], "c": ["c"]},
]
DIMENSIONS = {"a": {"codes": A}, "b": {"codes": B}, "c": {"codes": C}}


def margins(tables, persons):
    """Return the true count of every combination of every table."""
    names = ["a", "b", "c"]
    for columns in tables.values():
        for size in range(len(columns) + 1):
            for chosen in itertools.combinations(columns, size):
                places = [names.index(column) for column in chosen]
                counts = Counter()
                for cell, n in zip(CELLS, persons, strict=True):
                    counts[tuple(cell[p] for p in places)] += n
                for key, n in counts.items():
                    yield chosen, key, n


@given(
    persons=st.lists(st.integers(0, 6), min_size=18, max_size=18).filter(any),
    tables=st.sampled_from(TABLE_SETS),
    zeros=st.sampled_from(["hide", "show"]),
    k=st.integers(3, 5),
)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_whole_persons_leave_every_small_count_in_doubt(
    make_bench, attacker, persons, tables, zeros, k
):
    with tempfile.TemporaryDirectory() as folder:
        bench = make_bench(Path(folder))
        spec = bench.spec(dimensions=DIMENSIONS, tables=tables, zeros=zeros, k=k)
        rows = [(*cell, n) for cell, n in zip(CELLS, persons, strict=True) if n]
        try:
            out = bench.protect(spec, bench.tallies("a,b,c,n", rows))
        except Refused:
            # Where zeros are shown, two lonely people make their total known to be
            # two: no pattern hides that, and the release is refused.
            assert zeros == "show"
            return
        reader = attacker(out)

        lowest = 0 if zeros == "hide" else 1
        small = [m for m in margins(tables, persons) if 1 <= m[2] < k]
        for levels, key, n in small[:: max(1, len(small) // 8)]:
            least, most = reader.interval(levels, key)
            assert least <= lowest, (levels, key, n)
            assert most >= k, (levels, key, n)


def finest(tables, persons):
    """Return the finest cells that P2 speaks of, by clique: columns, codes, count.

    Three tables in a circle hang together as one clique of all three dimensions.
    """
    cliques = {tuple(columns) for columns in tables.values()}
    if len(cliques) == 3:
        cliques = {("a", "b", "c")}
    for clique in sorted(cliques):
        yield [m for m in margins({"": list(clique)}, persons) if m[0] == clique]


# Without ``strict`` these tables tell that one person is in a2, b3 and c1.
TELLING = [0, 0, 0, 1, 2, 5, 5, 2, 0, 2, 1, 1, 2, 5, 0, 0, 0, 0]


@given(
    persons=st.lists(st.sampled_from([0, 1, 2, 5]), min_size=18, max_size=18).filter(
        any
    ),
    tables=st.sampled_from(TABLE_SETS),
    zeros=st.sampled_from(["hide", "show"]),
    k=st.integers(2, 4),
    picked=st.lists(st.integers(0, 17), min_size=2, max_size=9),
)
@example(persons=TELLING, tables=TABLE_SETS[1], zeros="hide", k=2, picked=[10, 11])
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_strictly_no_sum_of_finest_cells_is_known_to_be_few(
    make_bench, attacker, persons, tables, zeros, k, picked
):
    with tempfile.TemporaryDirectory() as folder:
        bench = make_bench(Path(folder))
        spec = bench.spec(
            dimensions=DIMENSIONS, tables=tables, zeros=zeros, k=k, strict=True
        )
        rows = [(*cell, n) for cell, n in zip(CELLS, persons, strict=True) if n]
        try:
            out = bench.protect(spec, bench.tallies("a,b,c,n", rows))
        except Refused:
            assert zeros == "show"
            return
        reader = attacker(out)

        for cells in finest(tables, persons):
            few = [m for m in cells if 1 <= m[2] < k]
            for levels, key, n in few[:: max(1, len(few) // 4)]:
                least, most = reader.interval(levels, key)
                assert (least <= 1, most >= k) == (True, True), (levels, key, n)
            some = [m for place, m in enumerate(cells) if place in picked]
            n = sum(m[2] for m in some)
            whole = [(levels, key) for levels, key, _ in some or cells]
            least, most = reader.interval_of_sum(whole)
            assert not 1 <= least == most < k, (some, n)


class TestWithoutProtection:
    def test_the_attacker_wins_against_primary_suppression(self, bench, attacker):
        """The control: withholding the small cell alone gives it back at once."""
        spec = bench.spec(dimensions=DIMENSIONS, tables={"ab": ["a", "b"]})
        rows = [("a1", "b1", "c1", 2), ("a1", "b2", "c1", 9), ("a2", "b1", "c1", 9)]
        out = bench.protect(spec, bench.tallies("a,b,c,n", rows))
        reader = attacker(out)
        reader.tables = {
            "ab": {
                "columns": ["a", "b", "count"],
                "rows": [
                    ["a1", "b1", "withheld"],
                    ["a1", "b2", 9],
                    ["a1", "b3", 0],
                    ["a1", "TOTAL", 11],
                ],
            }
        }

        assert reader.interval(["a", "b"], ["a1", "b1"]) == (2, 2)


class TestIntegerGap:
    def test_a_linear_program_would_pass_what_whole_numbers_determine(
        self, bench, attacker
    ):
        """All six two-way tables of 2x2x2x2: the cell is 1, though LP says [0, 1]."""
        x = [0, 0, 0, 1, 0, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0, 1]
        names = ["d1", "d2", "d3", "d4"]
        cells = list(itertools.product(*[[f"{n}x", f"{n}y"] for n in names]))
        pairs = itertools.combinations(names, 2)
        spec = bench.spec(
            dimensions={n: {"codes": [f"{n}x", f"{n}y"]} for n in names},
            tables={f"t{a[1]}{b[1]}": [a, b] for a, b in pairs},
            zeros="hide",
            k=2,
            strict=True,
        )
        rows = [(*cell, n) for cell, n in zip(cells, x, strict=True) if n]
        out = bench.protect(spec, bench.tallies(f"{','.join(names)},n", rows))
        reader = attacker(out)

        least, most = reader.interval(names, cells[6])
        assert least == 0
        assert most >= 2


@pytest.mark.parametrize("strict", [False, True])
def test_p2_holds_for_every_hidden_finest_cell_where_asked(bench, attacker, strict):
    persons = [0, 1, 1, 2, 0, 2, 2, 1, 2, 0, 0, 1, 1, 0, 0, 2]
    names = ["d1", "d2", "d3", "d4"]
    cells = list(itertools.product(*[[f"{n}x", f"{n}y"] for n in names]))
    spec = bench.spec(
        dimensions={n: {"codes": [f"{n}x", f"{n}y"]} for n in names},
        tables={f"t{a[1]}{b[1]}": [a, b] for a, b in itertools.combinations(names, 2)},
        k=3,
        zeros="show",
        strict=strict,
    )
    rows = [(*cell, n) for cell, n in zip(cells, persons, strict=True) if n]
    try:
        out = bench.protect(spec, bench.tallies(f"{','.join(names)},n", rows))
    except Refused:
        assert strict
        return
    if strict:
        reader = attacker(out)
        for cell, n in zip(cells, persons, strict=True):
            if n:
                least, most = reader.interval(names, cell)
                assert (least <= 1, most >= 3) == (True, True), cell
