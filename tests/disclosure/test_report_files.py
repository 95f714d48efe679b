"""Report and workbook as the auditor reads them again: each fault by its own words."""

from __future__ import annotations

import json

import openpyxl
import pytest
from openpyxl.comments import Comment

from ckanext.tiptaskforce.disclosure import export, protect
from ckanext.tiptaskforce.disclosure.audit import reader

COUNTS = "report.json: the counts of the attack are not those of the tables"
SPEC = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "k": 5,
    "epochs": ["e1"],
    "homogeneity": False,
    "max_small_share": 1.0,
    "dimensions": {"lga": {"codes": ["l1", "l2", "l3"]}},
    "tables": {"by-lga": ["lga"]},
}
# One place is small and another protects it: 30 of 41 are shown.
ROWS = [{"lga": "l1", "n": 7}, {"lga": "l2", "n": 4}, {"lga": "l3", "n": 30}]


@pytest.fixture
def public(tmp_path):
    """Return the public folder of a release."""
    made = protect(SPEC, ROWS, tmp_path / "ledger", tmp_path / "out", seed=b"s" * 32)
    return made.out / "public"


def faults(public):
    return reader.read(public)[1]


class TestReport:
    @pytest.mark.parametrize(
        ("key", "more", "said"),
        [
            ("withheld_attacked", 0, []),
            ("withheld_attacked", 1, [COUNTS]),
            ("withheld_attacked", -1, [COUNTS]),
            ("exact", 1, [COUNTS]),
        ],
    )
    def test_the_counts_of_the_attack(self, public, key, more, said):
        path = public / "report.json"
        report = json.loads(path.read_bytes())
        report["audit"][key] += more
        path.write_bytes(export.json_of(report))

        assert faults(public) == said

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("73.2%", []),
            ("0.732", []),
            ("73%", []),
            ("73.3%", ["report.html: 73.3% is no share of a table"]),
            ("12%", ["report.html: 12% is no share of a table"]),
            ("0.25", ["report.html: 0.25 is no share of a table"]),
            ("12.75", ["report.html: 12.75 is no share of a table"]),
        ],
    )
    def test_a_percentage_is_a_share_of_a_table(self, public, words, said):
        path = public / "report.html"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("</body>", f"<p>{words}</p></body>"), "utf-8")

        assert faults(public) == said

    def test_a_number_of_the_manifest_may_stand_in_it(self, tmp_path):
        spec = {**SPEC, "title": "Version 12.75"}
        made = protect(spec, ROWS, tmp_path / "l", tmp_path / "o", seed=b"s" * 32)
        path = made.out / "public/report.html"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("</body>", "<p>12.75</p></body>"), "utf-8")

        assert faults(made.out / "public") == []


def test_a_comment_in_a_workbook_is_found(public):
    path = public / "first-release.xlsx"
    book = openpyxl.load_workbook(path)
    book["by-lga"].cell(2, 2).comment = Comment("Three of them.", "somebody")
    book.save(path)
    manifest = json.loads((public / "release.json").read_bytes())
    manifest["workbook"]["sha256"] = export.sha256(path.read_bytes())
    (public / "release.json").write_bytes(export.json_of(manifest))

    found = faults(public)

    assert [word for word in found if "holds xl/comments" in word] != []
