"""Tallies in Parquet: many parts and batches, and the row of a fault by its number."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ckanext.tiptaskforce.disclosure import BadInput, check

SPEC = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "epochs": ["e1"],
    "dimensions": {
        "lga": {"levels": ["lga", "state"], "codes": [["l1", "s1"], ["l2", "s1"]]},
        "sex": {"codes": ["F", "M", "UNK"], "unknown": "UNK"},
    },
    "tables": {"t": ["lga", "sex"]},
}
CORRECTED = {**SPEC, "epochs": ["e1", "e2"], "corrections": True}
N_ROWS = 70_000
ENGINES = pytest.mark.parametrize("engine", ["duckdb", "pandas"])


def columns(n_rows=N_ROWS, **changed):
    """Return rows that are right, but for the last of each changed column."""
    right = {"lga": "l1", "sex": "F", "n": 1}
    return {
        name: [value] * (n_rows - 1) + [changed.get(name, value)]
        for name, value in right.items()
    }


@pytest.fixture
def parts(tmp_path):
    """Return what writes a folder of parts, one for each set of columns."""

    def write(*found, **types):
        folder = tmp_path / "parts"
        folder.mkdir()
        for number, part in enumerate(found):
            table = pa.table(part)
            for name, kind in types.items():
                place = table.schema.get_field_index(name)
                table = table.set_column(place, name, table[name].cast(kind))
            pq.write_table(table, folder / f"part-{number}.parquet")
        return folder

    return write


def faults(spec, path, engine):
    with pytest.raises(BadInput) as refused:
        check(spec, path, engine=engine)
    return refused.value


class TestFaults:
    @ENGINES
    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"sex": "X"}, "sex: code 'X' is not in the code list of dimension sex"),
            ({"lga": None}, "lga: dimension lga: is blank"),
            ({"lga": ""}, "lga: dimension lga: is blank"),
            ({"n": -1}, "n: -1 is negative; that is a correction"),
            ({"n": None}, "n: 'None' is not a whole number from 0 to 10^12"),
            ({"n": 10**12 + 1}, "n: 1000000000001 is more than 10^12"),
        ],
        ids=str,
    )
    def test_the_last_row_of_the_last_part(self, parts, changed, words, engine):
        refused = faults(SPEC, parts(columns(3), columns(**changed)), engine)

        assert str(refused).startswith(f"parts: row {N_ROWS + 3}, column {words}")
        assert refused.total == 1

    @ENGINES
    def test_a_dictionary_is_text_too(self, parts, engine):
        kind = pa.dictionary(pa.int32(), pa.string())

        refused = faults(SPEC, parts(columns(3, sex="X"), sex=kind), engine)

        assert str(refused).startswith("parts: row 3, column sex: code 'X'")

    @ENGINES
    def test_a_structural_zero(self, parts, engine):
        spec = {**SPEC, "structural_zeros": [{"state": "s1", "sex": "M"}]}

        refused = faults(spec, parts(columns(sex="M")), engine)

        assert str(refused) == (
            f"parts: row {N_ROWS}: stands in a structural zero: state s1, sex M"
        )

    def test_all_rows_wrong_are_counted_not_kept(self, parts):
        part = {"lga": ["l9"] * 3_000, "sex": ["F"] * 3_000, "n": [1] * 3_000}

        refused = faults(SPEC, parts(part), "duckdb")

        assert refused.total == 3_000
        assert len(refused.faults) == 1_000
        assert "3000 faults in all; the first 20 are shown." in str(refused)


class TestCorrections:
    @ENGINES
    def test_a_later_epoch_may_take_back(self, parts, engine):
        part = {
            "epoch": ["e1", "e1", "e2"],
            "lga": ["l1", "l2", "l1"],
            "sex": ["F", "F", "F"],
            "n": [12, 30, -2],
        }

        found = check(CORRECTED, parts(part), engine=engine)

        assert found.persons == {"e1": 42, "e2": -2}

    @ENGINES
    def test_the_first_epoch_may_not(self, parts, engine):
        part = {
            "epoch": ["e1", "e2", "e1"],
            "lga": ["l1", "l2", "l1"],
            "sex": ["F", "F", "F"],
            "n": [12, 30, -2],
        }

        refused = faults(CORRECTED, parts(part), engine)

        assert [(fault.row, fault.code) for fault in refused.faults] == [(3, "-2")]
