"""Places: found by any spelling; the real tables of the field are the measure."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
from ckan.tests import factories

from ckanext.tiptaskforce.logic import references
from ckanext.tiptaskforce.model.taskforce import Taskforce

DATA = Path(
    os.environ.get("TIPTASKFORCE_DATA")
    or Path(__file__).resolve().parents[3] / "shared" / "data"
)
FIELD = DATA / "operational-presence-and-geo" / "nigeria_3w_2023Q2.xlsx"
ROWS_OF_BORNO = 3585


@pytest.fixture
def borno(clean_db, act):
    act("preset_load", factories.Sysadmin(name="root"), name="borno")
    factories.User(name="member")
    root, seat = {"name": "root"}, {"user": "member", "role": "observer"}
    act("seat_create", root, taskforce="borno", **seat)
    return Taskforce.get("borno")


class TestList:
    @pytest.mark.parametrize(
        "name", ["Kala Balge", "kala/balge", "NG008015", "NGA008015"]
    )
    def test_a_name_in_any_spelling_finds_its_place(self, borno, act, name):
        found = act("place_list", {"name": "member"}, taskforce="borno", name=name)

        assert [item["code"] for item in found["items"]] == ["NG008015"]

    def test_an_unknown_name_is_refused_with_the_nearest(self, borno, act):
        with pytest.raises(tk.ValidationError) as refused:
            act("place_list", {"name": "member"}, taskforce="borno", name="Maidugri")

        assert "Maiduguri (NG008021)" in refused.value.error_dict["name"][0]

    def test_a_shared_name_wants_its_state(self, borno, act):
        call = {"taskforce": "borno", "name": "Obi"}
        with pytest.raises(tk.ValidationError) as refused:
            act("place_list", {"name": "member"}, **call)
        found = act("place_list", {"name": "member"}, **call, parent="NG026")

        assert "P-code" in refused.value.error_dict["name"][0]
        assert found["count"] == 1

    def test_words_find_another_spelling_too(self, borno, act):
        found = act("place_list", {"name": "member"}, taskforce="borno", q="metropol")

        assert [item["name"] for item in found["items"]] == ["Maiduguri"]


@pytest.mark.skipif(
    not FIELD.exists(),
    reason=f"{ROWS_OF_BORNO} rows not read: no nigeria_3w_2023Q2.xlsx in the data",
)
class TestFieldTable:
    def test_every_lga_of_borno_resolves_to_the_place_of_its_p_code(self, borno):
        places = references.gazetteer(borno.id, within="NG008", level=2)
        resolved: Counter[str] = Counter()
        spellings = set()
        for row in _rows():
            if str(row["States"]).strip().casefold() == "borno":
                spellings.add(row["LGA"])
                assert references.place_code(places, row["LGA"]) == row["LGA PCode"]
                resolved[row["LGA PCode"]] += 1

        assert resolved.total() == ROWS_OF_BORNO
        assert (len(spellings), len(resolved)) == (29, 23)


def _rows():
    book = openpyxl.load_workbook(FIELD, read_only=True)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    return [dict(zip(header, row, strict=True)) for row in rows]
