"""The files of a progress release, against numbers that were added up by hand."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import load_workbook

from ckanext.tiptaskforce.exchange import progress
from ckanext.tiptaskforce.exchange.progress_audit import audit

NAME = "progress-2026-q3"
ABOUT = {
    "release": NAME,
    "title": "State of the work",
    "series": "progress",
    "sentence": "Three of five deliverables are under way.",
    "caveats": "",
    "date": "2026-10-05",
}
SNAPSHOT = {
    "as_of": "2026-10-05",
    "n_sources": 4,
    "period": {
        "code": "2026-Q3",
        "from": "2026-07-01",
        "to": "2026-09-30",
        "label": "July to September 2026",
    },
    "log_head": "ab" * 32,
    "tables": {
        "function-state": {
            "columns": [
                ["core_function", ["1", "2"]],
                ["state", ["planned", "delivered"]],
            ],
            "counts": [["1", "planned", 2], ["1", "delivered", 1], ["2", "planned", 1]],
        },
        "members-type": {
            "columns": [["type", ["government", "un", "icrc"]]],
            "counts": [["government", 20], ["un", 7]],
        },
        "status-words": {
            "columns": [["objective", ["A"]], ["status", ["met", "on_track"]]],
            "counts": [],
        },
    },
}
GOLDEN = {
    "function-state.csv": (
        "core_function,state,count\n"
        "1,planned,2\n"
        "1,delivered,1\n"
        "1,TOTAL,3\n"
        "2,planned,1\n"
        "2,delivered,0\n"
        "2,TOTAL,1\n"
        "TOTAL,planned,3\n"
        "TOTAL,delivered,1\n"
        "TOTAL,TOTAL,4\n"
    ),
    "members-type.csv": "type,count\ngovernment,20\nun,7\nicrc,0\nTOTAL,27\n",
    "status-words.csv": (
        "objective,status,count\n"
        "A,met,0\nA,on_track,0\nA,TOTAL,0\n"
        "TOTAL,met,0\nTOTAL,on_track,0\nTOTAL,TOTAL,0\n"
    ),
}


@pytest.fixture
def files() -> dict[str, bytes]:
    return progress.build(ABOUT, SNAPSHOT)


class TestBuild:
    def test_the_set_of_files(self, files):
        assert sorted(files) == [
            "function-state.csv",
            "members-type.csv",
            f"{NAME}.json",
            f"{NAME}.xlsx",
            "release.json",
            "status-words.csv",
        ]

    @pytest.mark.parametrize("name", GOLDEN)
    def test_csv_is_code_columns_and_then_the_count(self, files, name):
        assert files[name].decode() == GOLDEN[name]

    @pytest.mark.parametrize("name", GOLDEN)
    def test_json_and_workbook_hold_the_same_cells(self, files, name):
        table = name.removesuffix(".csv")
        golden = [line.split(",") for line in GOLDEN[name].splitlines()]
        shown = json.loads(files[f"{NAME}.json"])["tables"][table]
        book = load_workbook(io.BytesIO(files[f"{NAME}.xlsx"]))

        in_json = [shown["columns"], *([str(c) for c in r] for r in shown["rows"])]
        in_book = [[str(cell) for cell in row] for row in book[table].values]

        assert in_json == golden
        assert in_book == golden
        assert all(isinstance(row[-1], int) for row in shown["rows"])

    def test_each_table_says_what_it_counts(self, files):
        tables = json.loads(files[f"{NAME}.json"])["tables"]

        assert {name: table["unit"] for name, table in tables.items()} == {
            "function-state": "deliverables",
            "members-type": "member organisations",
            "status-words": "indicators",
        }

    def test_the_manifest_names_every_file_with_its_checksum(self, files):
        manifest = json.loads(files["release.json"])
        table = manifest["tables"]["function-state"]

        assert (table["columns"], table["rows"]) == (["core_function", "state"], 9)
        assert table["codes"] == {
            "core_function": ["1", "2"],
            "state": ["planned", "delivered"],
        }
        assert manifest["log_head"] == "ab" * 32
        assert manifest["n_sources"] == 4
        for entry in (*manifest["tables"].values(), manifest["data"]):
            assert progress.sha256(files[entry["file"]]) == entry["sha256"]

    def test_the_same_snapshot_gives_the_same_bytes(self, files):
        assert progress.build(ABOUT, SNAPSHOT) == files

    def test_a_sentence_that_acts_as_a_formula_is_text(self):
        about = {**ABOUT, "sentence": "=1+1"}

        files = progress.build(about, SNAPSHOT)

        book = load_workbook(io.BytesIO(files[f"{NAME}.xlsx"]))
        assert book["about"]["B3"].value == "'=1+1"
        assert audit(files, about, SNAPSHOT) == []


def _json(change):
    def tampered(content: bytes) -> bytes:
        data = json.loads(content)
        change(data)
        return json.dumps(data).encode()

    return tampered


def _book(change):
    def tampered(content: bytes) -> bytes:
        book = load_workbook(io.BytesIO(content))
        change(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return tampered


def _set(page, cell, value):
    def change(book):
        book[page][cell] = value

    return change


def _in(data, *path):
    for key in path[:-2]:
        data = data[key]
    data[path[-2]] = path[-1]


DATA, BOOK = f"{NAME}.json", f"{NAME}.xlsx"
TAMPERED = [
    ("function-state.csv", lambda c: c.replace(b"1,planned,2", b"1,planned,3")),
    ("function-state.csv", lambda c: c.replace(b"TOTAL,TOTAL,4", b"TOTAL,TOTAL,5")),
    ("function-state.csv", lambda c: c.replace(b"2,delivered,0\n", b"")),
    ("function-state.csv", lambda c: c + b"2,planned,1\n"),
    ("function-state.csv", lambda c: c.replace(b",count", b",persons")),
    ("function-state.csv", lambda c: c.replace(b"1,planned,2", b'1,"planned",2')),
    ("function-state.csv", lambda c: c.replace(b"\n", b"\r\n")),
    ("function-state.csv", lambda _: b"\xff\xfe"),
    ("members-type.csv", lambda c: c + b"# collected by a named person\n"),
    ("members-type.csv", lambda _: b""),
    (DATA, _json(lambda d: _in(d, "tables", "members-type", "rows", 0, 1, 99))),
    (DATA, _json(lambda d: _in(d, "tables", "members-type", "unit", "persons"))),
    (DATA, _json(lambda d: _in(d, "tables", "members-type", "note", "text"))),
    (DATA, _json(lambda d: _in(d, "tables", "extra", {"columns": [], "rows": []}))),
    (DATA, _json(lambda d: d["tables"].pop("members-type"))),
    (DATA, _json(lambda d: _in(d, "release", "another"))),
    (DATA, _json(lambda d: _in(d, "comment", "text"))),
    (DATA, lambda c: c[:-10]),
    (DATA, lambda _: b"[]"),
    (BOOK, _book(_set("members-type", "B2", 99))),
    (BOOK, _book(_set("members-type", "C2", "hidden"))),
    (BOOK, _book(_set("about", "B2", "Another title"))),
    (BOOK, _book(lambda b: b.create_sheet("notes"))),
    (BOOK, _book(lambda b: b.remove(b["status-words"]))),
    (BOOK, lambda c: c[:-100]),
    (BOOK, lambda _: b"not a workbook"),
    ("release.json", _json(lambda d: _in(d, "title", "Another"))),
    ("release.json", _json(lambda d: _in(d, "as_of", "2026-01-01"))),
    ("release.json", _json(lambda d: _in(d, "log_head", "cd" * 32))),
    ("release.json", _json(lambda d: _in(d, "n_sources", 40))),
    ("release.json", _json(lambda d: _in(d, "tables", "members-type", "rows", 9))),
    ("release.json", _json(lambda d: _in(d, "data", "sha256", "0" * 64))),
    ("release.json", _json(lambda d: d["tables"].pop("members-type"))),
    ("release.json", lambda _: b"{}"),
]


class TestAudit:
    def test_what_was_built_passes(self, files):
        assert audit(files, ABOUT, SNAPSHOT) == []

    @pytest.mark.parametrize(("name", "change"), TAMPERED)
    def test_it_objects_to_a_tampered_file_and_names_its_kind(
        self, files, name, change
    ):
        files[name] = change(files[name])

        faults = audit(files, ABOUT, SNAPSHOT)

        kind = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX"}[name.rpartition(".")[2]]
        words = (name, kind, "workbook", "release.json", "checksum")
        assert faults
        assert any(word in fault for fault in faults for word in words)

    @pytest.mark.parametrize(("name", "change"), TAMPERED)
    def test_it_objects_also_where_every_checksum_was_made_anew(
        self, files, name, change
    ):
        """Then the content alone has to give it away."""
        files[name] = change(files[name])
        if name != "release.json":
            manifest = json.loads(files["release.json"])
            for entry in (
                *manifest["tables"].values(),
                manifest["workbook"],
                manifest["data"],
            ):
                entry["sha256"] = progress.sha256(files[entry["file"]])
            files["release.json"] = json.dumps(manifest).encode()

        assert audit(files, ABOUT, SNAPSHOT)

    def test_a_file_too_many_or_too_few(self, files):
        more = {**files, "persons.csv": b"name\n"}
        fewer = {k: v for k, v in files.items() if k != BOOK}

        assert "persons.csv" in audit(more, ABOUT, SNAPSHOT)[0]
        assert "the set of files" in audit(fewer, ABOUT, SNAPSHOT)[0]

    def test_a_snapshot_that_counts_otherwise_is_noticed(self, files):
        table = SNAPSHOT["tables"]["members-type"]
        other = {**table, "counts": [["government", 21], ["un", 7]]}
        tables = {**SNAPSHOT["tables"], "members-type": other}

        faults = audit(files, ABOUT, {**SNAPSHOT, "tables": tables})

        assert [fault.partition(":")[0] for fault in faults] == [
            "members-type in JSON",
            "members-type in XLSX",
            "members-type in CSV",
        ]
