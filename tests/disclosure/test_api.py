"""What other programs call: data in and out, progress, interruption, refusal."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pytest

from ckanext.tiptaskforce.disclosure import (
    BadInput,
    Cancelled,
    Refused,
    abandon,
    audit,
    check,
    commit,
    design,
    preview,
    protect,
)
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.ledger import Ledger
from ckanext.tiptaskforce.disclosure.progress import Progress
from ckanext.tiptaskforce.disclosure.tallies import open_tallies

SEED = b"a seed for tests, 32 bytes long.."
SPEC = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "k": 5,
    "epochs": ["e1"],
    "homogeneity": False,
    "max_small_share": 1.0,
    "dimensions": {
        "lga": {
            "levels": ["lga", "state"],
            "codes": [["l1", "s1"], ["l2", "s1"], ["l3", "s2"]],
        },
        "sex": {"codes": ["F", "M"]},
    },
    "tables": {"lga-sex": ["lga", "sex"]},
}
ROWS = [
    {"lga": "l1", "sex": "F", "n": 12},
    {"lga": "l1", "sex": "M", "n": 3},
    {"lga": "l2", "sex": "F", "n": 9},
    {"lga": "l2", "sex": "M", "n": 8},
    {"lga": "l3", "sex": "F", "n": 7},
    {"lga": "l3", "sex": "M", "n": 15},
]


@pytest.fixture
def places(tmp_path):
    """Where the ledger and the release go."""
    return tmp_path / "ledger", tmp_path / "out"


def kinds(ledger):
    return [line["kind"] for line in Ledger(ledger).lines()]


class TestInput:
    @pytest.mark.parametrize("engine", ["duckdb", "pandas"])
    @pytest.mark.parametrize(
        "as_given",
        [list, iter, pd.DataFrame, pa.Table.from_pylist],
        ids=["rows", "iterator", "frame", "arrow"],
    )
    def test_rows_in_memory_give_the_bytes_of_a_file(self, tmp_path, as_given, engine):
        lines = ["lga,sex,n", *(f"{r['lga']},{r['sex']},{r['n']}" for r in ROWS)]
        path = tmp_path / "tallies.csv"
        path.write_text("\n".join(lines) + "\n")
        made = [
            protect(
                SPEC,
                tallies,
                tmp_path / f"ledger-{number}",
                tmp_path / f"out-{number}",
                seed=SEED,
                engine=engine,
            )
            for number, tallies in enumerate([path, as_given(ROWS)])
        ]

        assert made[0].files == made[1].files
        assert "public/lga-sex.csv" in made[0].files

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"n": 2.5}, "column n: must be whole numbers, not double"),
            ({"n": -1}, "row 2, column n: -1 is negative"),
            ({"lga": 7, "n": 1}, "mixes types"),
            ({"lga": "l9"}, "row 2, column lga: code 'l9'"),
            ({"name": "a name"}, "column name: is not expected"),
        ],
    )
    def test_a_wrong_row_is_named(self, places, change, words):
        rows = [ROWS[0], {**ROWS[1], **change}]

        with pytest.raises(BadInput, match="tallies") as refused:
            protect(SPEC, rows, *places)

        assert words in str(refused.value)

    def test_no_rows_at_all(self, places):
        with pytest.raises(BadInput, match="column lga: is missing"):
            protect(SPEC, [], *places)

    def test_a_spec_that_is_no_file_holds_its_codes(self, places):
        spec = {**SPEC, "dimensions": {"lga": {"codes": "/etc/passwd"}}}

        with pytest.raises(BadInput, match="dimensions.lga.codes: must be a list"):
            protect(spec, ROWS, *places)

    def test_a_short_seed(self, places):
        with pytest.raises(BadInput, match="32 bytes or more"):
            protect(SPEC, ROWS, *places, seed=b"short")

    def test_check_counts_and_writes_nothing(self, tmp_path):
        found = check(SPEC, ROWS)

        assert (found.persons, found.rows) == ({"e1": 54}, {"lga-sex": 12})
        assert list(tmp_path.iterdir()) == []


class TestCommit:
    def test_an_intent_waits_for_its_release(self, places):
        made = protect(SPEC, ROWS, *places, commit=False)

        assert kinds(places[0]) == ["intent"]
        commit(made.release, places[0])
        assert kinds(places[0]) == ["intent", "release"]

    def test_an_abandoned_intent_constrains_nothing(self, places, tmp_path):
        made = protect(SPEC, ROWS, *places, commit=False)
        abandon(made.release, places[0])
        changed = [{**ROWS[0], "n": 40}, *ROWS[1:]]

        again = {**SPEC, "release": "second-release"}
        protect(again, changed, places[0], tmp_path / "again")

        assert kinds(places[0]) == ["intent", "abandon", "intent", "release"]

    @pytest.mark.parametrize("end", [commit, abandon])
    def test_only_an_open_intent_can_be_ended(self, places, end):
        protect(SPEC, ROWS, *places)

        with pytest.raises(BadInput, match="has no open intent"):
            end("first-release", places[0])

    def test_the_audit_reads_the_bytes_again(self, places):
        made = protect(SPEC, ROWS, *places)

        assert audit(made.out, places[0]).is_pass
        (made.out / "public" / "lga-sex.csv").write_text("lga,sex,count\n")
        assert audit(made.out, places[0]).found["A1"]


class Asked(Progress):
    """Counts how often it is asked for the time, and has none left after ``more``."""

    def __init__(self):
        super().__init__()
        self.limit, self.n, self.more = 9.0, 0, 10_000

    def left(self):
        self.n += 1
        return 1.0 if self.n <= self.more else -1.0


class TestProgress:
    def test_every_step_is_said_in_order(self, places):
        said = []

        protect(SPEC, ROWS, *places, progress=said.append)

        names = list(dict.fromkeys(step.name for step in said))
        assert names[0] == "read"
        assert names == sorted(names, key=lambda n: said[0].__class__(n).number)
        assert str(said[-1]) == "step 8/8 done"

    @pytest.mark.parametrize("name", ["read", "fit", "suppress", "write", "audit"])
    def test_who_cancels_finds_nothing(self, places, name):
        said = []

        with pytest.raises(Cancelled):
            protect(
                SPEC,
                ROWS,
                *places,
                progress=said.append,
                cancel=lambda: said[-1].name == name,
            )

        assert said[-1].name == name
        assert Ledger(places[0]).lines() == []
        assert [p.name for p in places[1].parent.iterdir()] in ([], ["ledger"])

    def test_the_time_limit_refuses_with_advice(self, places):
        with pytest.raises(Refused, match="not done within") as refused:
            protect(SPEC, ROWS, *places, time_limit=1e-9)

        assert refused.value.why == "out_of_time"
        changes = [advice.change for advice in refused.value.advice]
        assert changes == ["fewer_tables", "raise_time_limit"]

    def test_what_a_killed_run_left_is_cleared(self, places):
        stale = places[1].with_name(".out.0123abcd")
        (stale / "vault").mkdir(parents=True)

        protect(SPEC, ROWS, *places)

        assert not stale.exists()


class TestRefusal:
    def test_a_table_of_small_cells_names_the_level_to_take(self, places):
        spec = {**SPEC, "k": 10, "max_small_share": 0.2}

        with pytest.raises(Refused) as refused:
            protect(spec, ROWS, *places)

        (advice,) = refused.value.advice
        assert (refused.value.why, refused.value.table) == ("small_share", "lga-sex")
        assert (advice.change, advice.column, advice.level, advice.share) == (
            *("coarsen", "lga", "state", 0.25),
        )

    @pytest.mark.parametrize(
        ("columns", "change", "words"),
        [
            (["sex", "form"], "drop_column", "table t: take a column out"),
            (["sex"], "drop_table", "leave table t out"),
        ],
    )
    def test_where_nothing_is_coarser_there_is_less(
        self, places, columns, change, words
    ):
        dimensions = {"sex": {"codes": ["F", "M"]}, "form": {"codes": ["s", "w"]}}
        spec = {**SPEC, "dimensions": dimensions, "tables": {"t": columns}}
        rows = [{"sex": "F", "form": "s", "n": 2}, {"sex": "M", "form": "w", "n": 3}]

        with pytest.raises(Refused) as refused:
            protect({**spec, "max_small_share": 0.4}, rows, *places)

        (advice,) = refused.value.advice
        assert (advice.change, advice.text) == (change, words)

    def test_design_counts_what_each_table_costs(self):
        tables = {**SPEC["tables"], "sex": ["sex"], "state": ["lga@state", "sex"]}

        found = design({**SPEC, "tables": tables}, ROWS)

        assert found.n_rows == 12 + 3 + 9
        # One small cell, and three more that make a square with it; no total of either.
        held = [(t.n_rows, t.n_withheld) for t in found.tables]
        assert held == [(12, 4), (3, 0), (9, 0)]
        assert found.n_withheld == 4
        assert found.tables[0].small_share == pytest.approx(1 / 6)
        assert [t.n_without for t in found.tables][0] < found.n_withheld
        assert any("without table state" in line for line in found.lines())
        assert found.is_late is False

    def test_design_tells_what_it_found_when_the_time_was_over(self):
        """The first table was left out in turn, the last one was not."""
        every, last = Asked(), Asked()
        self.designed(every)
        last.more = every.n - 1

        found = self.designed(last)

        assert found.is_late
        assert [t.n_without is None for t in found.tables] == [False, True]
        assert found.n_withheld == self.designed(Asked()).n_withheld
        assert found.lines()[-1] == "the time was over before all were left out"

    def test_design_without_any_time_tells_how_small_the_cells_are(self):
        none = Asked()
        none.more = 0

        found = self.designed(none)

        assert (found.is_late, found.refusal.why) == (True, "out_of_time")
        assert found.n_withheld is found.tables[0].n_withheld is None
        assert found.tables[0].small_share == pytest.approx(1 / 6)

    def designed(self, progress):
        spec = specs.load({**SPEC, "tables": {**SPEC["tables"], "sex": ["sex"]}})
        return preview.design(
            spec, aggregate(open_tallies(ROWS, spec), spec), 0, progress
        )


def test_the_manifest_carries_no_path(places):
    made = protect(SPEC, ROWS, *places)

    for path in (made.out / "public").iterdir():
        assert str(made.out.parent).encode() not in path.read_bytes()
    assert json.loads((made.out / "verdict.json").read_bytes())["verdict"] == "pass"
