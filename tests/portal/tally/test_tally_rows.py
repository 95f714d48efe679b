"""Malformed rows: each is refused with its number, key and reason, and quoted never."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.tally_row import TallyRow

MISSING = "Missing. Give a value."
NUMBER = "Must be a whole number from 1 to 1000000000000."
UNKNOWN = "Unknown field."
SEXES = "Not a code of the list. Allowed: F, M, UNK."
# The second row of two is wrong; what is told of it.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an extra column": ({"name": "Amina"}, f"Row 2, name: {UNKNOWN}"),
    "a case number": ({"case_id": 7}, f"Row 2, case_id: {UNKNOWN}"),
    "free text": ({"note": "She came alone"}, f"Row 2, note: {UNKNOWN}"),
    "a control sign in a key": ({"a\x00b": 1}, f"Row 2, ab: {UNKNOWN}"),
    "no step": ({"step": None}, f"Row 2, step: {MISSING}"),
    "a blank step": ({"step": ""}, f"Row 2, step: {MISSING}"),
    "a step that is not counted": (
        {"step": "followed_up"},
        "Row 2, step: Not a code of the list. Allowed: screened, identified, referred.",
    ),
    "no sex": ({"sex": None}, f"Row 2, sex: {MISSING}"),
    "an unknown sex": ({"sex": "X"}, f"Row 2, sex: {SEXES}"),
    "a small letter": ({"sex": "f"}, f"Row 2, sex: {SEXES}"),
    "a label": ({"sex": "Female"}, f"Row 2, sex: {SEXES}"),
    "a list as code": ({"sex": ["F"]}, f"Row 2, sex: {SEXES}"),
    "an object as code": ({"sex": {"F": 1}}, f"Row 2, sex: {SEXES}"),
    "a number as code": ({"sex": 1}, f"Row 2, sex: {SEXES}"),
    "truth as code": ({"sex": True}, f"Row 2, sex: {SEXES}"),
    "a place of another level": (
        {"place": "NG008"},
        "Row 2, place: There is no such place in the list.",
    ),
    "a place that is near one": (
        {"place": "Gwozza"},
        "Row 2, place: There is no such place in the list. Nearest: Gwoza (NG008011).",
    ),
    "a place of another state": (
        {"place": "NG002001"},
        "Row 2, place: There is no such place in the list.",
    ),
    "a number as place": (
        {"place": 8011},
        "Row 2, place: There is no such place in the list.",
    ),
    "no n": ({"n": None}, f"Row 2, n: {MISSING}"),
    "n is zero": ({"n": 0}, f"Row 2, n: {NUMBER}"),
    "n is negative": ({"n": -4417}, f"Row 2, n: {NUMBER}"),
    "n is a fraction": ({"n": 4417.5}, f"Row 2, n: {NUMBER}"),
    "n is a fraction as text": ({"n": "4417.0"}, f"Row 2, n: {NUMBER}"),
    "n is a power": ({"n": "4417e3"}, f"Row 2, n: {NUMBER}"),
    "n has a thousands mark": ({"n": "4,417"}, f"Row 2, n: {NUMBER}"),
    "n is true": ({"n": True}, f"Row 2, n: {NUMBER}"),
    "n is a list": ({"n": [4417]}, f"Row 2, n: {NUMBER}"),
    "n is not a number": ({"n": float("nan")}, f"Row 2, n: {NUMBER}"),
    "n is too great": ({"n": 10**12 + 1}, f"Row 2, n: {NUMBER}"),
    "n is far too great": ({"n": "9" * 60}, f"Row 2, n: {NUMBER}"),
    "n is a formula": ({"n": "=4417"}, f"Row 2, n: {NUMBER}"),
    "the codes of another row": (
        {"place": "NG008021"},
        "Row 2, step, place, sex, age_group, form_of_exploitation: "
        "The same codes stand in row 1 already.",
    ),
}


def refused(call) -> dict[str, Any]:
    with pytest.raises(tk.ValidationError) as found:
        call()
    return found.value.error_dict


def stored() -> tuple[int, int]:
    model.Session.remove()
    return (
        model.Session.scalar(sa.select(sa.func.count(Tally.id))) or 0,
        model.Session.scalar(sa.select(sa.func.count(TallyRow.id))) or 0,
    )


class TestWrong:
    @pytest.mark.parametrize("said", WRONG)
    def test_it_is_told_by_row_key_and_reason(self, count, row, said):
        more, told = WRONG[said]
        second = {**row(place="NG008013"), **more}

        wrong = refused(lambda: count(rows=[row(), second]))

        assert wrong == {"rows": [told]}
        assert stored() == (0, 0)

    @pytest.mark.parametrize(
        "sent",
        [{"step": "referred"}, "[]", [["referred", 3]], ["x"], [None], 7, True],
        ids=["an object", "text", "lists", "words", "nothing", "a number", "yes"],
    )
    def test_what_is_no_list_of_rows_is_refused(self, count, sent):
        assert refused(lambda: count(rows=sent)) == {
            "rows": ["Must be a list of rows, each with its codes and n."]
        }

    def test_an_empty_row_lacks_everything(self, count):
        wrong = refused(lambda: count(rows=[{}]))["rows"]

        keys = ("step", "place", "sex", "age_group", "form_of_exploitation", "n")
        assert wrong == [f"Row 1, {key}: {MISSING}" for key in keys]

    def test_too_many_rows_are_not_looked_at(self, count, row):
        wrong = refused(lambda: count(rows=[row()] * 50_001))

        assert wrong == {"rows": ["Has 50001 rows; at most 50000 are kept."]}

    def test_the_first_twenty_faults_are_told(self, count, row):
        wrong = refused(lambda: count(rows=[row(n=0)] * 25))["rows"]

        assert len(wrong) == 21
        assert wrong[-1] == "5 more rows are wrong."

    def test_every_fault_of_a_row_is_told(self, count, row):
        wrong = refused(lambda: count(rows=[row(sex="X", n=0, name="A")]))["rows"]

        assert [line.split(":")[0] for line in wrong] == [
            "Row 1, name",
            "Row 1, sex",
            "Row 1, n",
        ]

    @pytest.mark.parametrize("said", WRONG)
    def test_no_message_quotes_what_was_typed(self, count, row, said):
        more, _ = WRONG[said]
        typed = ("4417", "Amina", "alone", "Female", "Gwozza", "NG002001", "9999")

        told = str(refused(lambda: count(rows=[{**row(), **more}] * 2)))

        assert [word for word in typed if word in told] == []


class TestRight:
    @pytest.mark.parametrize("n", [1, 10**12, "14", " 14 ", "٣"])
    def test_a_whole_number_is_taken(self, count, row, n):
        (kept,) = count(rows=[row(n=n)])["rows"]

        assert kept["n"] == {"14": 14, " 14 ": 14, "٣": 3}.get(n, n)

    def test_the_order_of_rows_does_not_matter(self, counting, count, say, row):
        two = [row(place="NG008013"), row(place="NG008011")]
        draft = count(rows=two)

        changed = say("update", counting.focal_point, draft, rows=two[::-1])

        assert changed["rows"] == draft["rows"]

    def test_a_retired_code_may_stay_and_not_come_anew(self, counting, count, say, row):
        draft = count(rows=[row(sex="M")])
        model.Session.execute(sa.update(Code).values(retired=True).filter_by(code="M"))
        model.Session.commit()

        kept = say("update", counting.focal_point, draft, rows=[row(sex="M", n=3)])

        assert kept["rows"] == [row(sex="M", n=3)]
        new = {"user": counting.other_focal_point, "rows": [row(sex="M")]}
        told = "Row 1, sex: Not a code of the list. Allowed: F, UNK."
        assert refused(lambda: count(**new)) == {"rows": [told]}


class TestPeriod:
    @pytest.mark.parametrize(
        "period", ["2026-Q5", "2026-07", "2026-H1", "2026", "Q3", "2026-q3", "1889-Q1"]
    )
    def test_a_code_that_names_no_quarter_is_refused(self, count, period):
        told = refused(lambda: count(period=period))["period"][0]

        assert told.startswith("Not a period that is counted here. Write it like 20")

    def test_a_quarter_that_has_not_begun_is_refused(self, count):
        told = refused(lambda: count(period="2099-Q1"))

        assert told == {"period": ["This period has not begun."]}

    def test_agency_and_period_stay(self, counting, count, say):
        draft = count()
        more = {"period": "2026-Q1", "agency": "BRN"}

        told = refused(lambda: say("update", counting.focal_point, draft, **more))

        assert told == {"period": [UNKNOWN], "agency": [UNKNOWN]}


class TestDatabase:
    def test_a_refusal_of_the_database_quotes_no_row(self, counting, count, row):
        """The control of the canaries in the log: no cause goes further."""
        from ckanext.tiptaskforce.model import tally_row

        made = count(rows=[row(n=4417)])
        counts = tally_row.counts_of(made["id"])

        with pytest.raises(tally_row.NotStoredError) as found:
            tally_row.replace(counting.id, None, counts)  # type: ignore[arg-type]

        model.Session.rollback()
        assert found.value.__cause__ is None
        assert found.value.__suppress_context__
        assert "4417" not in str(found.value)

    def test_no_fault_of_the_database_quotes_the_values_of_a_row(self, counting):
        """Whatever table refuses them: such a fault ends in the log of the server."""
        statement = sa.text("INSERT INTO tiptaskforce_tally VALUES (:n, :n, :n)")

        with pytest.raises(sa.exc.DBAPIError) as found:
            model.Session.execute(statement, {"n": 441744174417})

        model.Session.rollback()
        assert "441744174417" not in str(found.value).replace(str(found.value.orig), "")
