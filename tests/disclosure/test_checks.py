"""What each check of the auditor asks, and the words in which it says what it found."""

from __future__ import annotations

import json

import numpy as np
import openpyxl
import pytest

from ckanext.tiptaskforce.disclosure import export, protect
from ckanext.tiptaskforce.disclosure.audit import knowledge, proof, reader, verdict
from ckanext.tiptaskforce.disclosure.audit.model import Model
from ckanext.tiptaskforce.disclosure.audit.proof import ANYBODY, Truths
from ckanext.tiptaskforce.disclosure.ledger import Ledger

SEED = b"a seed for tests, 32 bytes long.."
SPEC = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "k": 5,
    "epochs": ["e1"],
    "homogeneity": False,
    "max_small_share": 1.0,
    "dimensions": {"lga": {"codes": ["l1", "l2", "l3"]}, "sex": {"codes": ["F", "M"]}},
    "tables": {"lga-sex": ["lga", "sex"], "by-sex": ["sex"]},
}
ROWS = [
    {"lga": lga, "sex": sex, "n": n}
    for (lga, sex), n in zip(
        [(lga, sex) for lga in ("l1", "l2", "l3") for sex in "FM"],
        [9, 2, 8, 7, 6, 11],
        strict=True,
    )
]


class Case:
    """A release and the auditor's picture of it; cells go by their codes."""

    def __init__(self, folder, rows=ROWS, **content):
        spec = {**SPEC, **content}
        made = protect(spec, rows, folder / "ledger", folder / "out", seed=SEED)
        self.out, self.ledger = made.out, Ledger(folder / "ledger")
        self.public, self.faults = reader.read(self.out / "public")
        self.audit = verdict._Audit(
            self.out, self.public, self.ledger, lambda *_words: None
        )
        self.model: Model = self.audit.model
        self.rows = knowledge.base_rows(self.audit.vaults)

    def cell(self, block, *codes):
        """Return the place of a cell of a block by its codes in any order."""
        (found,) = (
            place
            for (name, _), sheet in self.model.sheets.items()
            for place, own in zip(sheet.cells.tolist(), sheet.codes, strict=True)
            if name == block and sorted(own) == sorted(codes)
        )
        return found

    def names(self, mask, block="part e1"):
        return {
            "|".join(own)
            for (name, _), sheet in self.model.sheets.items()
            for place, own in zip(sheet.cells.tolist(), sheet.codes, strict=True)
            if name == block and mask[place]
        }


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return Case(tmp_path_factory.mktemp("case"))


def values(*found):
    """Return what witnesses give a cell: the value, and that nothing else changes."""
    return [(value, np.zeros(0, dtype=np.int64)) for value in found]


class ByHand:
    """A vault that was written by hand; cells go by their codes."""

    def __init__(self, made):
        self.model, self.public, self.place = made.model, made.newest, made.place

    def cell(self, block, *codes):
        """Return the place of a cell of a block by its codes in any order."""
        (found,) = (
            place
            for (name, _, own), place in self.place.items()
            if name == block and sorted(own.split("|")) == sorted(codes)
        )
        return found


@pytest.fixture
def by_hand(written):
    places, sexes = ("l1", "l2", "l3"), ("F", "M")
    nodes = {
        "TOTAL": {"": 9},
        "lga@lga": dict.fromkeys(places, 9),
        "sex@sex": dict.fromkeys(sexes, 9),
        "lga@lga,sex@sex": {f"{lga}|{sex}": 9 for lga in places for sex in sexes},
    }
    dimensions = {
        "lga": {"codes": [[lga] for lga in places]},
        "sex": {"codes": [[sex] for sex in sexes]},
    }
    own = {"epochs": ["e1"], "tables": {"t": ["lga", "sex"]}}
    return ByHand(written(dimensions, {"first": own}, {"part e1": nodes}))


class TestProven:
    """One small cell, what may be known of it, and the values of its witnesses."""

    @pytest.mark.parametrize(
        ("count", "lowest", "found", "is_proven"),
        [
            (2, 0, (0, 5), True),
            (2, 0, (5, 0, 3), True),
            (2, 0, (0, 4), False),
            (2, 0, (1, 5), False),
            (2, 0, (0,), False),
            (2, 0, (), False),
            (2, 1, (1, 5), True),
            (2, 1, (0, 5), False),
            # It is the least that it can be: only the other end is in doubt.
            (2, 2, (5,), True),
            (2, 2, (4,), False),
            (1, 0, (0, 4), False),
            # Where zeros are shown, the one is the least that there can be.
            (1, 1, (5,), True),
            (4, 0, (0, 4), False),
            (4, 0, (0, 6), True),
            # Rows that are taken back: none of them, or many.
            (2, -9, (0, 5), True),
            (2, -9, (-1, 5), False),
            (-2, -9, (0, -5), True),
            (-2, -9, (0, 5), False),
            (-2, -9, (-1, -5), False),
            (5, 0, (), True),
            (0, 0, (), True),
            (-5, -9, (), True),
        ],
    )
    def test_nobody_and_k_must_both_be_possible(
        self, by_hand, count, lowest, found, is_proven
    ):
        said = self.said(by_hand, count, lowest, found)

        assert said == ([] if is_proven else ["a small cell is not proven against me"])

    def test_what_is_printed_needs_no_proof(self, by_hand):
        assert self.said(by_hand, 2, 0, (), is_known=True) == []

    def said(self, by_hand, count, lowest, found, *, is_known=False):
        cell = by_hand.cell("part e1", "l1", "M")
        truth = np.full(by_hand.model.n, 9)
        truth[cell] = count
        least = np.zeros(by_hand.model.n, dtype=np.int64)
        least[cell] = lowest
        known = np.zeros(by_hand.model.n, dtype=bool)
        known[cell] = is_known
        nobody = np.zeros(by_hand.model.n, dtype=bool)
        truths = Truths({"me": truth}, {"me": least}, nobody)
        reached = {("me", cell): values(*found)} if found else {}
        asked = (by_hand.model, by_hand.public, truths, known, "me", reached)
        return list(proof._unproven(*asked))


class TestLonely:
    """A count of 20 of one agency, k = 5: it must be possible 5 up and 5 down."""

    @pytest.mark.parametrize(
        ("count", "lowest", "found", "is_hidden"),
        [
            (20, 0, (25, 15), True),
            (20, 0, (30, 0), True),
            (20, 0, (24, 15), False),
            (20, 0, (25, 16), False),
            (20, 0, (25,), False),
            (20, 0, (15,), False),
            (20, 0, (), False),
            (20, 18, (25, 18), True),
            (20, 18, (25, 19), False),
            (5, 0, (10, 0), True),
            (5, 0, (9, 0), False),
            (4, 0, (), True),
        ],
    )
    def test_it_is_not_known_to_within_k(
        self, by_hand, count, lowest, found, is_hidden
    ):
        said = self.said(by_hand, count, lowest, found)

        words = [] if is_hidden else ["a count of too few agencies is not hidden"]
        assert said == words

    def test_it_is_not_printed(self, by_hand):
        assert self.said(by_hand, 20, 0, (25, 15), is_known=True) == [
            "a count of too few agencies is not hidden"
        ]

    def test_a_count_of_enough_agencies_is_not_asked_for(self, by_hand):
        assert self.said(by_hand, 20, 0, (), is_lonely=False) == []

    def said(self, by_hand, count, lowest, found, *, is_known=False, is_lonely=True):
        truths = Truths(
            {ANYBODY: np.array([count])},
            {ANYBODY: np.array([lowest])},
            np.array([is_lonely]),
        )
        reached = {(ANYBODY, 0): values(*found)} if found else {}
        known = np.array([is_known])
        return list(
            proof._lonely(by_hand.model, by_hand.public, truths, known, reached)
        )


@pytest.fixture
def uniform(written):
    forms = {"codes": [["s"], ["w"]], "sensitive": True}
    nodes = {
        "TOTAL": {"": 71},
        "lga@lga": {"l1": 30, "l2": 41},
        "form@form": {"s": 48, "w": 23},
        "form@form,lga@lga": {"s|l1": 28, "w|l1": 2, "s|l2": 20, "w|l2": 21},
    }
    own = {"epochs": ["e1"], "tables": {"t": ["lga", "form"]}, "homogeneity": True}
    places = {"codes": [["l1"], ["l2"]]}
    return ByHand(
        written({"lga": places, "form": forms}, {"first": own}, {"part e1": nodes})
    )


class TestUniform:
    """30 in l1, all but two of one form, k = 5: three more must be able to lack it."""

    @pytest.mark.parametrize(
        ("found", "changed", "is_hidden"),
        [
            ((25,), (), True),
            ((25, 28), (), True),
            ((26,), (), False),
            ((), (), False),
            # The group itself is printed, so a witness that changes it shows nothing.
            ((25,), ("l1",), False),
        ],
    )
    def test_so_many_could_lack_the_code(self, uniform, found, changed, is_hidden):
        part = uniform.cell("part e1", "l1", "s")
        moved = np.array([uniform.cell("part e1", c) for c in changed], dtype=np.int64)
        known = np.zeros(uniform.model.n, dtype=bool)
        known[uniform.cell("part e1", "l1")] = True
        truth = uniform.model.truth
        least = np.zeros(uniform.model.n, dtype=np.int64)
        truths = Truths({ANYBODY: truth}, {ANYBODY: least}, known)
        reached = {(ANYBODY, part): [(value, moved) for value in found]}

        said = proof._uniform(uniform.model, uniform.public, truths, known, reached)

        words = [] if is_hidden else ["a group is known to share a code of form"]
        assert list(said) == words


class TestFiles:
    """Each fault of a file by its own words."""

    @pytest.fixture
    def public(self, tmp_path):
        return Case(tmp_path).out / "public"

    def book(self, public, change):
        path = public / "first-release.xlsx"
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        self.seal(public, "workbook", path.name)

    def seal(self, public, part, name):
        manifest = json.loads((public / "release.json").read_bytes())
        manifest[part]["sha256"] = export.sha256((public / name).read_bytes())
        (public / "release.json").write_bytes(export.json_of(manifest))

    def test_a_sound_set_has_none(self, public):
        assert reader.read(public)[1] == []

    def test_the_other_checks_run_where_the_files_are_sound(self, case):
        made = verdict.audit_files(case.out, case.ledger, lambda *_words: None)

        assert (set(made.counts), made.is_pass) == ({"A1", "A2", "A3", "A4"}, True)

    def test_the_other_checks_do_not_read_what_is_not(self, public):
        ledger = Ledger(public.parents[1] / "ledger")
        (public / "notes.txt").write_text("a note")

        made = verdict.audit_files(public.parent, ledger, lambda *_words: None)

        assert made.first_fault == "A1: notes.txt: does not belong here"
        assert set(made.counts) == {"A1"}

    def test_the_set_of_files(self, public):
        (public / "notes.txt").write_text("a note")
        (public / "report.html").unlink()

        assert reader.read(public)[1] == [
            "notes.txt: does not belong here",
            "report.html: is missing",
        ]

    @pytest.mark.parametrize("name", ["first-release.xlsx", "first-release.json"])
    def test_bytes_that_were_changed(self, public, name):
        path = public / name
        path.write_bytes(path.read_bytes() + b" ")

        assert (
            f"{name}: the checksum of release.json is another"
            in (reader.read(public)[1])
        )

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda t: "\ufeff" + t, "is not plain CSV with LF"),
            (lambda t: t.replace("\n", "\r\n"), "is not plain CSV with LF"),
            (lambda t: t.replace("l1,F", '"l1",F'), "is not plain CSV with LF"),
            (lambda t: t[:-1], "the last line is not ended"),
            (lambda t: t.replace("count", "n", 1), "the header is ['lga', 'sex', 'n']"),
        ],
    )
    def test_how_a_table_is_written(self, public, change, said):
        path = public / "lga-sex.csv"
        path.write_bytes(change(path.read_text()).encode())

        assert f"lga-sex.csv: {said}" in reader.read(public)[1]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                lambda rows: [rows[0], rows[2], rows[1], *rows[3:]],
                "the rows are not all combinations in their order",
            ),
            (
                lambda rows: [*rows[:3], *rows[4:]],
                "the rows are not all combinations in their order",
            ),
            (lambda rows: [rows[0], "l1,F,07", *rows[2:]], "'07' is no count"),
            (lambda rows: [rows[0], "l1,F,-1", *rows[2:]], "'-1' is no count"),
            (lambda rows: [rows[0], "l1,F,", *rows[2:]], "'' is no count"),
        ],
    )
    def test_which_rows_a_table_has(self, public, change, said):
        path = public / "lga-sex.csv"
        path.write_text("\n".join(change(path.read_text().split("\n"))))

        assert f"lga-sex: {said}" in reader.read(public)[1]

    def test_other_cells_in_the_json(self, public):
        path = public / "first-release.json"
        data = json.loads(path.read_bytes())
        data["tables"]["by-sex"]["rows"][0][-1] = 99
        path.write_bytes(export.json_of(data))
        self.seal(public, "data", path.name)

        assert reader.read(public)[1] == [
            "first-release.json: table by-sex has other cells than its CSV"
        ]

    def test_other_tables_in_the_json(self, public):
        path = public / "first-release.json"
        data = json.loads(path.read_bytes())
        del data["tables"]["by-sex"]
        path.write_bytes(export.json_of(data))
        self.seal(public, "data", path.name)

        assert reader.read(public)[1] == ["first-release.json: holds other tables"]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                lambda b: setattr(b["by-sex"].cell(2, 2), "value", "=4+5"),
                [
                    "sheet by-sex has other cells than its CSV",
                    "sheet by-sex holds a formula",
                ],
            ),
            (
                lambda b: setattr(b["by-sex"].cell(2, 2), "number_format", "0.00"),
                ["sheet by-sex gives counts several styles"],
            ),
            (
                lambda b: setattr(b["about"].cell(9, 2), "value", "=4+5"),
                ["sheet about holds what is no text"],
            ),
            (
                lambda b: setattr(b["about"].cell(9, 2), "value", 4),
                ["sheet about holds a number"],
            ),
            (
                lambda b: setattr(b["about"].cell(9, 2), "value", True),
                ["sheet about holds what is no text", "sheet about holds a number"],
            ),
            (
                lambda b: setattr(b["by-sex"].column_dimensions["A"], "hidden", True),
                ["sheet by-sex hides something"],
            ),
            (
                lambda b: setattr(b["by-sex"], "sheet_state", "veryHidden"),
                ["sheet by-sex hides something"],
            ),
            (
                lambda b: setattr(b["about"].row_dimensions[3], "hidden", True),
                ["sheet about hides something"],
            ),
            (
                lambda b: b.defined_names.add(
                    openpyxl.workbook.defined_name.DefinedName(
                        "n", attr_text="'about'!A1"
                    )
                ),
                ["holds defined names"],
            ),
            (
                lambda b: b.create_sheet("more"),
                ["the sheets are ['about', 'lga-sex', 'by-sex', 'more']"],
            ),
        ],
    )
    def test_what_a_workbook_may_not_hold(self, public, change, said):
        self.book(public, change)

        assert reader.read(public)[1] == [f"first-release.xlsx: {w}" for w in said]

    def test_a_combination_that_reads_otherwise_in_another_table(self, case):
        tables = {
            "lga-sex": {("TOTAL", "F"): 23, ("TOTAL", "M"): None, ("l1", "F"): 9},
            "by-sex": {("F",): 23, ("M",): 20},
        }
        public = reader.Public(case.out, case.public.manifest, tables)

        assert list(reader._equal_cell_faults(public)) == [
            "by-sex and lga-sex differ in [('sex', 'M')]"
        ]
