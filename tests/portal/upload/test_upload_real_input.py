"""Real files of the field and files that are bad on purpose, where they are at hand.

They lie outside the repository: beside it in `shared/data`, or where the variable
TIPTASKFORCE_REAL_INPUT says.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
from ckan import model

from ckanext.tiptaskforce.exchange.pages import Pages
from ckanext.tiptaskforce.model.upload import Upload

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
FOLDER = Path(os.environ.get("TIPTASKFORCE_REAL_INPUT") or BESIDE)
PRESENCE = FOLDER / "operational-presence-and-geo" / "nigeria_3w_2023Q2.xlsx"
BAD = FOLDER / "bad-input-and-pii"

needs_presence = pytest.mark.skipif(
    not PRESENCE.is_file(), reason="the 3W table of 2023 is not at hand"
)
needs_bad = pytest.mark.skipif(
    not BAD.is_dir(), reason="the collection of bad files is not at hand"
)


def of_borno():
    """Return the table as it is published, with the rows of Borno alone."""
    book = openpyxl.load_workbook(PRESENCE, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    state = rows[0].index("States")
    kept = [row for row in rows[2:] if str(row[state]).strip().lower() == "borno"]
    made = openpyxl.Workbook()
    for row in [*rows[:2], *kept]:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@needs_presence
class TestOrganisationsOfBorno:
    def test_all_of_them_load_and_load_once(self, house, act, bring, commit, told):
        content = of_borno()
        shown = bring(content, "3w.xlsx", house.secretariat, kind="agency")

        assert shown["mapping"] == {
            "name": "Organization",
            "acronym": "Org. Acronym",
            "type": "Type of Organization",
        }
        assert shown["problems"]["items"] == []
        assert (shown["counts"]["rows"], told(shown)) == (3585, (113, 0, 0, 0))
        assert shown["counts"]["repeated"] == 3585 - 113
        # Three organisations are spelt in two ways; the person confirms.
        assert shown["counts"]["warnings"] == 3

        commit(shown, house.secretariat, confirm=True)

        again = bring(content, "3w.xlsx", house.secretariat, kind="agency")
        assert told(again) == (0, 0, 113, 0)
        found = act("agency_list", house.secretariat, taskforce="borno", page_size=100)
        assert found["count"] == 113 + len(house.agency)


def bad_files():
    endings = (".csv", ".xls", ".xlsx", ".tsv", ".json", ".txt", ".zip", ".ods")
    found = [path for path in BAD.rglob("*") if path.suffix.lower() in endings]
    return sorted(found) if BAD.is_dir() else []


@needs_bad
class TestBadFiles:
    def test_none_breaks_the_import_and_none_is_saved(self, house, bring, listed):
        answers = [_tried(bring, house, path, "deliverable") for path in bad_files()]

        assert set(answers) == {"read", "refused"}
        assert listed() == []

    @pytest.mark.long
    @pytest.mark.parametrize("kind", ["agency", "seat"])
    def test_nor_as_rows_of_another_kind(self, house, bring, kind):
        answers = [_tried(bring, house, path, kind) for path in bad_files()]

        assert set(answers) == {"read", "refused"}

    def test_details_of_persons_are_not_kept(self, house, bring):
        path = BAD / "pii" / "FakeNameGenerator.com_100.csv"
        shown = bring(path.read_bytes(), path.name, house.coordinator)

        row = model.Session.get(Upload, shown["id"])
        kept = list(Pages.of(row.cells))
        people = path.read_text(encoding="utf-8-sig").splitlines()[1:]
        assert len(kept) == len(people) == 100
        assert "@" not in str(kept)


def _tried(bring, house, path, kind):
    """Bring a file in; every other answer than these two fails the test."""
    try:
        shown = bring(path.read_bytes(), path.name, house.coordinator, kind=kind)
    except tk.ValidationError as refused:
        return "refused" if refused.error_dict["upload"][0] else "silent"
    return "read" if shown["state"] == "open" else shown["state"]
