"""Bad input is named by file, row or key, value and reason; nothing is written."""

from __future__ import annotations

import json

import pytest

from ckanext.tiptaskforce.disclosure import BadInput
from ckanext.tiptaskforce.disclosure.cli import main

DIMENSIONS = {
    "lga": {"levels": ["lga", "state"], "codes": [["l1", "s1"], ["l2", "s1"]]},
    "sex": {"codes": ["F", "M", "UNK"], "unknown": "UNK"},
}
TABLES = {"t": ["lga", "sex"]}
GOOD = b"lga,sex,n\nl1,F,12\nl2,M,9\n"

SPECS = {
    "unknown key": ({"kk": 3}, "kk: unknown key"),
    "k as text": ({"k": "11"}, "k: must be a whole number"),
    "k too small": ({"k": 1}, "k: must be from 2 to 1000"),
    "no epoch": ({"epochs": []}, "epochs: names no epoch"),
    "epoch as number": ({"epochs": [2026]}, "put it in quotes"),
    "bad release": ({"release": "R"}, "release: must be 3 to 63"),
    "bad date": ({"date": "31.12.2026"}, "date: must be written YYYY-MM-DD"),
    "code twice": (
        {"dimensions": {**DIMENSIONS, "sex": {"codes": ["F", "M", "F"]}}},
        "code 'F' stands twice in the list",
    ),
    "total as a code": (
        {"dimensions": {**DIMENSIONS, "sex": {"codes": ["F", "TOTAL"]}}},
        "'TOTAL'",
    ),
    "mode round": ({"mode": "round"}, "mode: round is not offered"),
    "mode noise": ({"mode": "noise"}, "mode: noise is not offered"),
    "foreign window": ({"window": {"lga": ["l9"]}}, "window.lga: 'l9' is not a code"),
    "unknown column": ({"tables": {"t": ["place"]}}, "'place' is not a dimension"),
    "unknown level": ({"tables": {"t": ["lga@zone"]}}, "'zone' is not a level of lga"),
    "dimension twice": (
        {"tables": {"t": ["lga", "lga@state"]}},
        "names a dimension twice",
    ),
    "two equal tables": (
        {"tables": {"t": ["lga", "sex"], "u": ["sex", "lga"]}},
        "has the columns of table t",
    ),
    "boolean code": (
        {"dimensions": {**DIMENSIONS, "sex": {"codes": [False, "M"]}}},
        "was read as no text",
    ),
    "two parents": (
        {
            "dimensions": {
                "lga": {
                    "levels": ["lga", "state", "land"],
                    "codes": [["l1", "s1", "n1"], ["l2", "s1", "n2"]],
                }
            },
            "tables": {"t": ["lga"]},
        },
        "code 's1' of level state has 2 parents",
    ),
    "structural zero": (
        {"structural_zeros": [{"state": "s9"}]},
        "'s9' is not a code of level state",
    ),
}

TALLIES = {
    "code outside the list": (b"lga,sex,n\nl1,X,2\n", "row 2, column sex: code 'X'"),
    "blank without unknown": (b"lga,sex,n\n,F,2\n", "row 2, column lga"),
    "fraction": (b"lga,sex,n\nl1,F,0.5\n", "'0.5' is not a whole number"),
    "negative": (b"lga,sex,n\nl1,F,-3\n", "-3 is negative"),
    "huge": (b"lga,sex,n\nl1,F,1000000000001\n", "more than 10^12"),
    "word": (b"lga,sex,n\nl1,F,five\n", "'five' is not a whole number"),
    "a name": (b"lga,sex,n,name\nl1,F,2,Ada\n", "column name: is not expected"),
    "missing column": (b"lga,n\nl1,2\n", "column sex: is missing"),
    "column twice": (b"lga,sex,sex\nl1,F,F\n", "names a column twice"),
    "byte order mark": (b"\xef\xbb\xbflga,sex\nl1,F\n", "byte order mark"),
    "utf-16": ("lga,sex\nl1,F\n".encode("utf-16"), "byte order mark"),
    "latin-1": ("lga,sex\nl1,F\nl\xe9,F\n".encode("latin-1"), "row 3: is not UTF-8"),
    "semicolons": (b"lga;sex\nl1;F\n", "not separated by commas"),
    "tabs": (b"lga\tsex\nl1\tF\n", "not separated by commas"),
    "nul": (b"lga,sex\nl1,F\x00\n", "row 2: holds a NUL byte"),
    "ragged": (b"lga,sex,n\nl1,F,2\nl2,M\n", "row 3: has 2 cells"),
    "empty": (b"", "is empty"),
    "quoted comma": (b'lga,sex,n\nl1,F,"1,2"\n', "'1,2' is not a whole number"),
    "open quote": (b'lga,sex,n\nl1,"F,2\nl2,M,9\n', "row 2: has 2 cells"),
    "other case": (b"lga,sex,n\nL1,F,2\n", "row 2, column lga: code 'L1'"),
    "space before": (b"lga,sex,n\n l1,F,2\n", "row 2, column lga: code ' l1'"),
    "space behind": (b"lga,sex,n\nl1,F ,2\n", "row 2, column sex: code 'F '"),
    "total as code": (b"lga,sex,n\nTOTAL,F,2\n", "row 2, column lga: code 'TOTAL'"),
    "marker as n": (b"lga,sex,n\nl1,F,withheld\n", "'withheld' is not a whole"),
    "thousands": (b"lga,sex,n\nl1,F,1 000\n", "'1 000' is not a whole number"),
    "exponent": (b"lga,sex,n\nl1,F,1e3\n", "'1e3' is not a whole number"),
    "hexadecimal": (b"lga,sex,n\nl1,F,0x1F\n", "'0x1F' is not a whole number"),
    "blank n": (b"lga,sex,n\nl1,F,\n", "row 2, column n"),
    "not a number": (b"lga,sex,n\nl1,F,NaN\n", "'NaN' is not a whole number"),
    "other digits": ("lga,sex,n\nl1,F,\u0662\n".encode(), "row 2, column n"),
    "coarse code": (b"lga,sex,n\ns1,F,2\n", "row 2, column lga: code 's1'"),
    "formula": (b"lga,sex,n\n=1+1,F,2\n", "row 2, column lga: code '=1+1'"),
    "long cell": (
        b"lga,sex,n\n" + b"x" * 70_000 + b",F,2\n",
        "row 2, column lga: code 'xxx",
    ),
    "too many cells": (b"lga,sex,n\nl1,F,2,3\n", "row 2: has 4 cells"),
    "blank header": (b"lga,sex,\nl1,F,2\n", "row 1: gives column 3 no name"),
    "no header": (b"l1,F,2\nl2,M,9\n", "column lga: is missing"),
    "old line ends": (b"lga,sex,n\rl1,F,2\r", "row 1: ends its lines with CR alone"),
    "archive": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "row 1: holds a NUL byte"),
    "last of many": (
        b"lga,sex,n\n" + b"l1,F,1\n" * 100_000 + b"l9,F,1\n",
        "row 100002, column lga: code 'l9'",
    ),
}


class TestSpec:
    @pytest.mark.parametrize("name", SPECS)
    def test_the_key_and_the_reason_are_named(self, bench, name):
        change, words = SPECS[name]
        content = {"dimensions": DIMENSIONS, "tables": TABLES, **change}
        path = bench.spec(**content)
        tallies = bench.folder / "tallies.csv"
        tallies.write_bytes(GOOD)

        with pytest.raises(BadInput) as refused:
            bench.protect(path, tallies)

        assert words in str(refused.value)
        assert not (bench.folder / f"out-{path.stem}").exists()

    def test_a_key_that_stands_twice(self, bench):
        path = bench.spec(dimensions=DIMENSIONS, tables=TABLES)
        path.write_text(path.read_text() + "k: 20\n")

        with pytest.raises(BadInput, match="the key 'k' stands twice"):
            bench.protect(path, bench.tallies("lga,sex,n", [("l1", "F", 12)]))


class TestTallies:
    @pytest.mark.parametrize("name", TALLIES)
    def test_the_row_and_the_reason_are_named(self, bench, name):
        data, words = TALLIES[name]
        path = bench.folder / "tallies.csv"
        path.write_bytes(data)

        with pytest.raises(BadInput) as refused:
            bench.protect(bench.spec(dimensions=DIMENSIONS, tables=TABLES), path)

        assert words in str(refused.value)
        assert not bench.ledger.joinpath("ledger.jsonl").exists()

    def test_the_first_twenty_faults_and_their_number(self, bench):
        path = bench.folder / "tallies.csv"
        path.write_bytes(b"lga,sex\n" + b"l9,F\n" * 30)

        with pytest.raises(BadInput) as refused:
            bench.protect(bench.spec(dimensions=DIMENSIONS, tables=TABLES), path)

        assert len(refused.value.faults) == 30
        assert str(refused.value).count("\n") == 20

    def test_a_row_in_a_structural_zero(self, bench):
        path = bench.tallies("lga,sex,n", [("l2", "F", 12), ("l1", "M", 3)])
        spec = bench.spec(
            dimensions=DIMENSIONS,
            tables=TABLES,
            structural_zeros=[{"lga": "l1", "sex": "M"}],
        )

        with pytest.raises(BadInput) as refused:
            bench.protect(spec, path)

        words = "tallies.csv: row 3: stands in a structural zero: lga l1, sex M"
        assert str(refused.value) == words

    def test_blank_becomes_the_unknown_code(self, bench):
        rows = [("l1", "", 12), ("l2", "F", 13)]

        spec = bench.spec(dimensions=DIMENSIONS, tables={"s": ["sex"]})
        out = bench.protect(spec, bench.tallies("lga,sex,n", rows))

        assert "UNK,12\n" in (out / "public" / "s.csv").read_text()


class TestCommand:
    def words(self, bench, spec, tallies):
        return [
            *("protect", "--spec", str(spec), "--tallies", str(tallies)),
            *("--ledger", str(bench.ledger), "--out", str(bench.folder / "out")),
            *("--engine", "pandas", "--json"),
        ]

    def test_exit_0_and_one_line_of_json(self, bench, capfd):
        spec = bench.spec(dimensions=DIMENSIONS, tables=TABLES)
        tallies = bench.folder / "tallies.csv"
        tallies.write_bytes(GOOD)

        code = main(self.words(bench, spec, tallies))

        out = capfd.readouterr().out
        assert (code, out.count("\n")) == (0, 1)
        assert json.loads(out)["status"] == "safe"

    def test_exit_2_names_the_fault(self, bench, capfd):
        spec = bench.spec(dimensions=DIMENSIONS, tables=TABLES)
        tallies = bench.folder / "tallies.csv"
        tallies.write_bytes(b"lga,sex\nl1,X\n")

        code = main(self.words(bench, spec, tallies))

        answer = json.loads(capfd.readouterr().out)
        assert (code, answer["status"]) == (2, "bad_input")
        assert answer["errors"][0] == {
            "file": "tallies.csv",
            "row": 2,
            "column": "sex",
            "code": "X",
            "message": "code 'X' is not in the code list of dimension sex",
        }

    def test_exit_3_gives_advice(self, bench, capfd):
        spec = bench.spec(
            dimensions=DIMENSIONS, tables=TABLES, k=50, max_small_share=0.1
        )
        tallies = bench.folder / "tallies.csv"
        tallies.write_bytes(GOOD)

        code = main(self.words(bench, spec, tallies))

        answer = json.loads(capfd.readouterr().out)
        assert (code, answer["status"]) == (3, "refused")
        assert "lga@state instead of lga@lga" in answer["advice"][0]


class TestEngines:
    def test_both_engines_and_any_order_give_the_same_bytes(self, bench, make_bench):
        rows = [("l1", "F", 12), ("l2", "M", 9), ("l1", "M", 2), ("l2", "F", 14)]
        written = []
        for engine, order in (("pandas", 1), ("duckdb", 1), ("duckdb", -1)):
            folder = bench.folder / f"{engine}{order}"
            folder.mkdir()
            own = make_bench(folder)
            spec = own.spec(dimensions=DIMENSIONS, tables=TABLES)
            tallies = own.tallies("lga,sex,n", rows[::order])
            out = own.protect(spec, tallies, engine=engine)
            public = sorted((out / "public").iterdir())
            written.append([path.read_bytes() for path in public])

        assert written[0] == written[1] == written[2]

    @pytest.mark.parametrize("engine", ["pandas", "duckdb"])
    def test_lines_may_end_as_on_windows(self, bench, make_bench, engine):
        written = []
        for name, ends in (("lf", b"\n"), ("crlf", b"\r\n")):
            folder = bench.folder / name
            folder.mkdir()
            own = make_bench(folder)
            tallies = folder / "tallies.csv"
            tallies.write_bytes(GOOD.replace(b"\n", ends))
            spec = own.spec(dimensions=DIMENSIONS, tables=TABLES)
            public = sorted(
                (own.protect(spec, tallies, engine=engine) / "public").iterdir()
            )
            written.append([path.read_bytes() for path in public])

        assert written[0] == written[1]
