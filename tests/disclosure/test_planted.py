"""Breaches planted by hand in a release that passes: each is caught by its check."""

from __future__ import annotations

import itertools
import json
from hashlib import sha256

import numpy as np
import openpyxl
import pytest

from ckanext.tiptaskforce.disclosure import audit, export, protect

SEED = b"a seed for tests, 32 bytes long.."
LGAS, SEXES, FORMS = ["l1", "l2", "l3"], ["F", "M"], ["s", "w"]
ROWS = [
    {"lga": lga, "sex": sex, "form": form, "n": n}
    for (lga, sex, form), n in zip(
        itertools.product(LGAS, SEXES, FORMS),
        [3, 1, 2, 17, 12, 11, 6, 5, 4, 13, 9, 21],
        strict=True,
    )
]
SPEC = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "k": 5,
    "epochs": ["e1"],
    "max_small_share": 1.0,
    "dimensions": {
        "lga": {"codes": LGAS},
        "sex": {"codes": SEXES},
        "form": {"codes": FORMS, "sensitive": True},
    },
    "tables": {"lga-sex": ["lga", "sex"], "lga-form": ["lga", "form"]},
}


@pytest.fixture
def released(tmp_path):
    """A release that passes, and its ledger."""
    made = protect(SPEC, ROWS, tmp_path / "ledger", tmp_path / "out", seed=SEED)
    return made.out, tmp_path / "ledger"


def found(released):
    return {name for name, faults in audit(*released).found.items() if faults}


def hashed(public, part, name):
    """Write the checksum of a changed file into release.json."""
    manifest = json.loads((public / "release.json").read_bytes())
    manifest[part]["sha256"] = sha256((public / name).read_bytes()).hexdigest()
    (public / "release.json").write_bytes(export.json_of(manifest))


class TestWorkbook:
    def change(self, released, change):
        public = released[0] / "public"
        path = public / "first-release.xlsx"
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        hashed(public, "workbook", path.name)

    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b["lga-sex"].cell(2, 3).__setattr__("number_format", "0.00"),
            lambda b: b["lga-sex"].__setattr__("sheet_state", "hidden"),
            lambda b: b["lga-sex"].row_dimensions[2].__setattr__("hidden", True),
            lambda b: b["lga-sex"].cell(2, 3).__setattr__("value", 8),
            lambda b: b["lga-sex"].cell(2, 3).__setattr__("value", "=4+5"),
            lambda b: b.create_sheet("more"),
            lambda b: b["about"].__setattr__("sheet_state", "hidden"),
            lambda b: b["about"].cell(3, 2).__setattr__("value", "=4+5"),
            lambda b: b["about"].append(["Small cells", 4]),
            lambda b: b["about"].cell(2, 2).__setattr__("value", "Another title"),
            lambda b: (
                b["lga-sex"]
                .cell(2, 3)
                .__setattr__(
                    "comment", openpyxl.comments.Comment("two people", "custodian")
                )
            ),
        ],
        ids=[
            *("style", "sheet", "row", "count", "formula", "more"),
            *("about hidden", "about formula", "about number", "about title"),
            "comment",
        ],
    )
    def test_what_a_workbook_may_not_hold(self, released, change):
        self.change(released, change)

        assert found(released) == {"A1"}


class TestReport:
    @pytest.mark.parametrize(
        "words",
        [
            "<!-- 4 small cells -->",
            "<script>1</script>",
            '<p data-n="2">x</p>',
            "<p>62.5% of the cells are small</p>",
            "<p>a mean of 3.7 persons</p>",
        ],
    )
    def test_what_the_page_may_not_hold(self, released, words):
        path = released[0] / "public" / "report.html"
        path.write_text(path.read_text().replace("</body>", f"{words}</body>"))

        assert found(released) == {"A1"}

    @pytest.mark.parametrize("key", ["shown", "withheld", "rows"])
    def test_a_count_that_cannot_be_recomputed(self, released, key):
        path = released[0] / "public" / "report.json"
        report = json.loads(path.read_bytes())
        report["tables"][0][key] += 1
        path.write_bytes(export.json_of(report))

        assert found(released) == {"A1"}


class TestVault:
    def arrays(self, released, **changes):
        path = released[0] / "vault" / "witnesses.npz"
        with np.load(path) as archive:
            kept = {name: archive[name] for name in archive.files}
        for name, change in changes.items():
            kept[name] = change(kept[name])
        np.savez_compressed(path, **kept)

    def test_a_goal_that_was_left_out(self, released):
        """One goal fewer for a small cell: what nothing proves is not safe."""
        self.arrays(
            released,
            **{
                f"goal_{name}": lambda a: a[1:]
                for name in ("cell", "direction", "amount", "pinned", "witness", "view")
            },
        )

        assert found(released) == {"A4"}

    def test_a_witness_that_serves_another_goal(self, released):
        self.arrays(released, goal_witness=lambda a: a * 0)

        assert "A4" in found(released)

    def test_all_witnesses_taken_away(self, released):
        self.arrays(released, value=lambda a: a * 0)

        assert {"A4"} <= found(released)


def test_nothing_planted_passes(released):
    assert found(released) == set()


class TestClaims:
    """Without its witnesses each claim is named by the words that it breaks."""

    AGENCIES = ("one", "two", "three")

    def found(self, tmp_path, **content):
        rows = [
            {**row, "source": agency}
            for row, agency in itertools.product(ROWS, self.AGENCIES)
            if (row["lga"], agency) not in {("l1", "two"), ("l1", "three")}
        ]
        spec = {**SPEC, "min_sources": 0, "homogeneity": False, **content}
        made = protect(spec, rows, tmp_path / "ledger", tmp_path / "out", seed=SEED)
        assert audit(made.out, tmp_path / "ledger").is_pass
        TestVault().arrays((made.out, None), value=lambda a: a * 0)
        return audit(made.out, tmp_path / "ledger").found["A4"]

    def test_anybody(self, tmp_path):
        assert "a small cell is not proven against anybody" in self.found(tmp_path)

    def test_an_insider(self, tmp_path):
        found = self.found(tmp_path, insider="source")

        assert "a small cell is not proven against insider two" in found
        assert "a small cell is not proven against insider three" in found

    def test_too_few_agencies(self, tmp_path):
        found = self.found(tmp_path, min_sources=2)

        assert "a count of too few agencies is not hidden" in found

    def test_a_shared_code(self, tmp_path):
        found = self.found(tmp_path, homogeneity=True, k=50)

        assert "a group is known to share a code of form" in found
