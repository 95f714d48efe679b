"""What figures say in words, and the scan before they go out."""

from __future__ import annotations

import json

import pytest

from ckanext.tiptaskforce.exchange import figures, figures_scan

MANIFEST = {
    "unit": "referrals recorded by member organisations; may count a person more than "
    "once",
    "n_sources": 3,
    "k": 11,
    "title": "Referrals",
    "dimensions": {
        "lga": {
            "levels": [["lga", "state"], ["lga", "zone"]],
            "codes": [["A", "S", "N"], ["B", "S", "N"], ["C", "S", "Z"]],
            "labels": {"A": "Askira", "B": "Bama", "C": "Chibok"},
        }
    },
    "tables": {"lga": {"columns": ["lga"]}},
}


def table(*counts):
    codes = ["A", "B", "C", "TOTAL"]
    rows = [[code, n] for code, n in zip(codes, counts, strict=True)]
    return {"columns": ["lga", "count"], "rows": rows}


class TestWords:
    def test_total_and_most_are_said(self):
        said = figures.text({"lga": table(40, 20, 12, 72)}, MANIFEST, "Jul–Sep 2026")

        assert said == (
            "72 referrals were recorded by 3 organisations in Jul–Sep 2026. "
            "Most: Askira, 40."
        )

    def test_thousands_are_set_apart_as_in_the_tables(self):
        said = figures.text({"lga": table(1040, 92, 62, 1194)}, MANIFEST, "2026")

        assert said == (
            "1,194 referrals were recorded by 3 organisations in 2026. "
            "Most: Askira, 1,040."
        )

    def test_a_withheld_total_is_said_as_such(self):
        found = table("withheld", "withheld", "withheld", "withheld")

        assert figures.text({"lga": found}, MANIFEST, "2026") == (
            "Referrals in 2026: the total is withheld to protect people."
        )

    @pytest.mark.parametrize(
        ("counts", "leader"),
        [
            ((40, 20, 12, 72), ("A", 40)),
            ((30, 30, 12, 72), None),
            ((40, "withheld", "withheld", 72), ("A", 40)),
            # What is withheld together is more than the largest that is shown.
            ((30, "withheld", "withheld", 72), None),
            ((30, 12, "withheld", "withheld"), None),
        ],
    )
    def test_the_largest_is_named_only_where_it_must_be(self, counts, leader):
        assert figures.leader(table(*counts), {}) == leader

    def test_shares_speak_of_the_finest_cells(self):
        tables = {"lga": table(40, "withheld", 20, 80)}

        assert figures.share_shown(tables, "lga", {}) == 0.75
        assert figures.n_withheld(tables) == 1
        assert figures.n_rows(tables) == 4

    def test_cells_that_changed_are_named_with_their_marks(self):
        before, after = (
            {"lga": table(40, 20, 12, 72)},
            {"lga": table(41, "withheld", 12, 72)},
        )

        assert figures.changes(before, after) == [
            {"table": "lga", "codes": ["A"], "before": 40, "after": 41},
            {"table": "lga", "codes": ["B"], "before": 20, "after": "withheld"},
        ]


def files(*counts, **more):
    found = table(*counts)
    lines = ["lga,count", *(f"{code},{n}" for code, n in found["rows"])]
    content = {
        "lga.csv": "\n".join(lines) + "\n",
        "r.json": json.dumps({"tables": {"lga": found}}),
        "release.json": json.dumps(MANIFEST),
        "report.json": "{}",
        "report.html": "<p>Counts of referrals.</p>",
        **more,
    }
    made = {name: text.encode() for name, text in content.items()}
    return {**made, "r.xlsx": _workbook()}


def _workbook() -> bytes:
    import io
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", "<x/>")
    return target.getvalue()


class TestScan:
    def found(self, made, **about):
        return figures_scan.findings(made, {"title": "Referrals", **about}, "r")

    def test_a_clean_release_passes(self):
        made = files(40, "withheld", "withheld", 72)

        assert self.found(made, sentence="72 referrals, of them 40 in Askira.") == []

    @pytest.mark.parametrize(
        "sentence",
        [
            "72 referrals by 3 organisations; below 11 is withheld.",
            "Until 30 September 2026, or 2026-09-30, 72 were recorded.",
            "One person may be counted twice, in Q3.",
        ],
    )
    def test_dates_rules_and_shown_numbers_pass(self, sentence):
        assert self.found(files(40, 20, 12, 72), sentence=sentence) == []

    @pytest.mark.parametrize(
        ("field", "words", "reason"),
        [
            ("sentence", "4 of them were girls.", "names 4"),
            ("caveats", "1,204 were screened.", "names 1204"),
            ("title", "Referrals of 99", "names 99"),
            ("caveats", "Call +234 803 123 4567.", "looks like phone"),
            ("caveats", "Write to a.b@example.org.", "looks like email"),
        ],
    )
    def test_what_does_not_belong_into_the_words_blocks(self, field, words, reason):
        made = self.found(files(40, 20, 12, 72), **{field: words})

        assert any(reason in line and line.startswith(field) for line in made)

    def test_a_small_count_that_is_shown_blocks(self):
        assert self.found(files(40, 3, 29, 72)) == ["lga: a shown count is less than k"]

    def test_a_text_that_is_no_code_blocks(self):
        made = files(40, 20, 12, 72)
        made["r.json"] = made["r.json"].replace(b'"A"', b'"Amina"')

        assert "lga: a row holds a text that is no code" in self.found(made)

    def test_a_file_more_or_less_blocks(self):
        made = files(40, 20, 12, 72)
        made["tallies.csv"] = b"n\n3\n"

        assert self.found(made) == [
            "tallies.csv: the set of files is not the one of a release"
        ]

    def test_more_than_three_dimensions_block(self):
        wide = {**MANIFEST, "tables": {"lga": {"columns": ["a", "b", "c", "d"]}}}
        made = files(40, 20, 12, 72, **{"release.json": json.dumps(wide)})

        assert self.found(made) == ["lga: counts by more than 3 dimensions"]
