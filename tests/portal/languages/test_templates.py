"""A template that goes out in one language is read when it comes back in another."""

from __future__ import annotations

import pytest

EITHER_WAY = (("fr", "fr"), ("fr", "en"), ("en", "fr"))


def fill(book, **row):
    """Type a row under the headers."""
    page = book.worksheets[0]
    at = {cell.value: cell.column for cell in page[1]}
    for header, value in row.items():
        page.cell(2, at[header], value)


ORGANISATION = {
    "fr": {"Nom court": "NEW", "Nom": "New Hope", "Type": "ONG nationale"},
    "en": {"Short name": "NEW", "Name": "New Hope", "Type": "National NGO"},
}
COUNTS = {
    "fr": {
        "Zone": "Maiduguri",
        "Forme d'exploitation": "Forced labour",
        "Étape": "Referred",
        "Femmes": 7,
    },
    "en": {
        "Area": "Maiduguri",
        "Form of exploitation": "Forced labour",
        "Step": "Referred",
        "Women": 7,
    },
}


@pytest.mark.parametrize(("out", "back"), EITHER_WAY)
class TestTemplate:
    def test_organisations_are_read(self, house, workbook, bring, out, back):
        book = workbook(out, house.secretariat, kind="agency")
        fill(book, **ORGANISATION[out])

        shown = bring(back, house.secretariat, book, kind="agency")

        assert shown["problems"]["items"] == []
        assert shown["counts"]["new"] == 1

    def test_counts_are_read(self, counting, act, workbook, bring, out, back):
        user = counting.focal_point
        asked = {"taskforce": "borno", "period": "2026-Q3", "rows": []}
        tally = act("tally_create", user, **asked)["id"]
        book = workbook(out, user, kind="tally", tally=tally)
        fill(book, **COUNTS[out])

        shown = bring(back, user, book, kind="tally", tally=tally)

        assert shown["problems"]["items"] == []
        assert shown["counts"]["new"] == 1


def test_a_template_speaks_the_language_of_its_reader(house, workbook):
    french = workbook("fr", house.secretariat, kind="agency").worksheets[0]
    assert [cell.value for cell in french[1]][:3] == ["Nom court", "Nom", "Type"]
