"""The auditor must be able to fail: each kind of breach is planted, and named."""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256

import numpy as np
import pytest

from ckanext.tiptaskforce.disclosure.audit.verdict import audit_files
from ckanext.tiptaskforce.disclosure.ledger import Ledger

ROWS = [
    *[("l1", sex, form, n) for sex, form, n in (("F", "s", 9), ("M", "s", 2))],
    *[("l1", sex, form, n) for sex, form, n in (("F", "w", 8), ("M", "w", 7))],
    *[("l2", sex, form, n) for sex, form, n in (("F", "s", 12), ("M", "s", 6))],
    *[("l2", sex, form, n) for sex, form, n in (("F", "w", 1), ("M", "w", 5))],
    *[("l3", sex, form, n) for sex, form, n in (("F", "s", 4), ("M", "w", 9))],
]
DIMENSIONS = {
    "lga": {"codes": ["l1", "l2", "l3"]},
    "sex": {"codes": ["F", "M"]},
    "form": {"codes": ["s", "w"]},
}
TABLES = {"lga-sex": ["lga", "sex"], "lga-form": ["lga", "form"]}


@pytest.fixture
def released(bench):
    """A release that passes, and the ledger beside it."""
    spec = bench.spec(dimensions=DIMENSIONS, tables=TABLES, k=5)
    out = bench.protect(spec, bench.tallies("lga,sex,form,n", ROWS))
    return out, Ledger(bench.ledger)


def findings(out, ledger):
    """Return which checks found something."""
    verdict = audit_files(out, ledger, lambda *_args: None)
    return {check for check, found in verdict.found.items() if found}


def rewrite(out, table, change):
    """Change the CSV of a table, and every checksum and twin that follows from it."""
    public = out / "public"
    path = public / f"{table}.csv"
    path.write_text(change(path.read_text()))
    manifest = json.loads((public / "release.json").read_bytes())
    manifest["tables"][table]["sha256"] = sha256(path.read_bytes()).hexdigest()
    (public / "release.json").write_text(json.dumps(manifest))


def test_a_sound_release_passes(released):
    assert findings(*released) == set()


class TestBytes:
    def test_a_figure_that_is_not_the_truth(self, released):
        out, ledger = released
        rewrite(out, "lga-sex", lambda text: re.sub(r"TOTAL,\d+\n$", "TOTAL,7\n", text))

        assert "A1" in findings(out, ledger)

    @pytest.mark.parametrize("name", ["report.html", "first-release.xlsx"])
    def test_a_file_that_is_missing(self, released, name):
        out, ledger = released
        (out / "public" / name).unlink()

        assert "A1" in findings(out, ledger)

    def test_a_file_that_does_not_belong(self, released):
        out, ledger = released
        (out / "public" / "notes.txt").write_text("a note")

        assert "A1" in findings(out, ledger)

    def test_a_report_that_counts_wrong(self, released):
        out, ledger = released
        path = out / "public" / "report.json"
        path.write_text(path.read_text().replace('"exact": 0', '"exact": 1'))

        assert "A1" in findings(out, ledger)


class TestWitnesses:
    def change(self, out, **arrays):
        path = out / "vault" / "witnesses.npz"
        with np.load(path) as found:
            kept = {name: found[name] for name in found.files}
        for name, change in arrays.items():
            kept[name] = change(kept[name])
        np.savez_compressed(path, **kept)

    def test_a_witness_that_does_not_add_up(self, released):
        out, ledger = released
        self.change(out, value=lambda v: np.where(np.arange(len(v)) == 0, v + 1, v))

        assert "A4" in findings(out, ledger)

    def test_witnesses_that_are_gone(self, released):
        out, ledger = released
        self.change(out, value=lambda v: v * 0)

        assert "A4" in findings(out, ledger)

    def test_a_witness_that_goes_below_zero(self, released):
        out, ledger = released
        self.change(out, value=lambda v: v * 100)

        assert "A4" in findings(out, ledger)


class TestPrimaryOnly:
    """Show what protects, leave what is small withheld: the attack must be seen."""

    def test_every_check_of_values_objects(self, released):
        out, ledger = released
        truth = {}
        import pyarrow.parquet as pq

        for row in pq.read_table(out / "vault" / "truth.parquet").to_pylist():
            if row["status"] == "complementary":
                truth[(row["table"], row["cell"])] = row["n"]
        assert truth, "the case must need complementary cells"
        self.reveal(out, truth)

        assert {"A2", "A3", "A4"} <= findings(out, ledger)

    def reveal(self, out, truth):
        names = {"lga-sex": "lga@lga,sex@sex", "lga-form": "form@form,lga@lga"}
        singles = {"lga": "lga@lga", "sex": "sex@sex", "form": "form@form"}
        public = out / "public"
        for table in names:
            path = public / f"{table}.csv"
            header, *lines = path.read_text().splitlines()
            levels = header.split(",")[:-1]
            shown = [header]
            for line in lines:
                *key, count = line.split(",")
                kept = [
                    (level, code)
                    for level, code in zip(levels, key, strict=True)
                    if code != "TOTAL"
                ]
                kept.sort()
                node = ",".join(singles[level] for level, _ in kept) or "TOTAL"
                cell = "|".join(code for _, code in kept)
                shown.append(",".join([*key, str(truth.get((node, cell), count))]))
            path.write_text("\n".join(shown) + "\n")
        remake(out)


def remake(out):
    """Write the twins of changed CSV files again, as a careless hand would."""
    from ckanext.tiptaskforce.disclosure import export
    from ckanext.tiptaskforce.disclosure.report import html_of

    public = out / "public"
    manifest = json.loads((public / "release.json").read_bytes())
    data = json.loads((public / manifest["data"]["file"]).read_bytes())
    report = json.loads((public / "report.json").read_bytes())
    withheld = 0
    for line in report["tables"]:
        path = public / f"{line['id']}.csv"
        header, *rows = [r.split(",") for r in path.read_text().splitlines()]
        cells = [[*r[:-1], r[-1] if r[-1] == "withheld" else int(r[-1])] for r in rows]
        data["tables"][line["id"]]["rows"] = cells
        line["shown"] = sum(c[-1] != "withheld" for c in cells)
        line["withheld"] = len(cells) - line["shown"]
        withheld += line["withheld"]
        finest = [c for c in cells if "TOTAL" not in c and c[-1] != "withheld"]
        total = cells[-1][-1]
        line["share_shown"] = round(sum(c[-1] for c in finest) / total, 3)
        manifest["tables"][line["id"]]["sha256"] = export.sha256(path.read_bytes())
    report["audit"]["withheld_attacked"] = withheld
    (public / "report.json").write_bytes(export.json_of(report))
    (public / "report.html").write_bytes(html_of(report, manifest))
    _remake_workbook(public, manifest, data)
    (public / manifest["data"]["file"]).write_bytes(export.json_of(data))
    for part in ("workbook", "data"):
        file = public / manifest[part]["file"]
        manifest[part]["sha256"] = export.sha256(file.read_bytes())
    (public / "release.json").write_bytes(export.json_of(manifest))


def _remake_workbook(public, manifest, data):
    import openpyxl

    path = public / manifest["workbook"]["file"]
    book = openpyxl.load_workbook(path)
    for name, table in data["tables"].items():
        for number, row in enumerate(table["rows"], start=2):
            book[name].cell(number, len(row)).value = row[-1]
    book.save(path)


class TestDifferences:
    def test_a_rest_of_a_few_is_found(self, bench):
        spec = bench.spec(dimensions=DIMENSIONS, tables=TABLES, k=5)
        out = bench.protect(spec, bench.tallies("lga,sex,form,n", ROWS))
        shutil.copytree(out, bench.folder / "copy")
        reveal = {("form@form,lga@lga", "s|l3"): 4, ("form@form,lga@lga", "w|l3"): 9}
        TestPrimaryOnly().reveal(bench.folder / "copy", reveal)

        assert "A5" in findings(bench.folder / "copy", Ledger(bench.ledger))
