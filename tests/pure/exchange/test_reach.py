"""Whom released tables tell of, and whom not: read from released cells alone."""

from __future__ import annotations

from ckanext.tiptaskforce.exchange import reach

SEX = {"levels": ["sex"], "codes": [["F"], ["M"]]}
FORM = {
    "levels": ["form_of_exploitation"],
    "codes": [["forced_labour"], ["organ_removal"]],
}
BANDS = {
    "levels": [["age_band", "age_group"]],
    "codes": [["25-59", "adult"], ["60+", "adult"]],
}
BY_FORM_AND_SEX = {
    "columns": ["form_of_exploitation", "sex", "count"],
    "rows": [
        ["forced_labour", "F", 31],
        ["forced_labour", "M", "withheld"],
        ["forced_labour", "TOTAL", 45],
        ["organ_removal", "F", 0],
        ["organ_removal", "M", 0],
        ["organ_removal", "TOTAL", 0],
        ["TOTAL", "F", 31],
        ["TOTAL", "M", "withheld"],
        ["TOTAL", "TOTAL", 45],
    ],
}
BY_SEX = {
    "columns": ["sex", "count"],
    "rows": [["F", 31], ["M", 14], ["TOTAL", 45]],
}
BY_PLACE = {
    "columns": ["lga", "quarter", "count"],
    "rows": [["NG008013", "2026-Q3", 45], ["TOTAL", "TOTAL", 45]],
}


def said(tables, dimensions):
    return {
        row["group"]: (row["is"], row["value"])
        for row in reach.missed(tables, dimensions)
    }


class TestMissed:
    def test_withheld_zero_not_released_and_not_asked_are_apart(self):
        told = said({"by": BY_FORM_AND_SEX}, {"sex": SEX, "form": FORM})

        assert told["women_and_girls_labour"] == ("shown", 31)
        assert told["men_and_boys_labour"] == ("withheld", "withheld")
        assert told["organ_removal"] == ("zero", 0)
        assert told["older"] == ("not_asked", None)
        assert told["migrants"] == ("not_asked", None)

    def test_a_group_that_no_table_crosses_is_not_worked_out(self):
        form = {**BY_FORM_AND_SEX, "columns": ["form_of_exploitation", "lga", "count"]}
        told = said({"form": form, "sex": BY_SEX}, {"sex": SEX, "form": FORM})

        assert told["men_and_boys_labour"] == ("not_released", None)

    def test_a_level_of_a_chain_is_asked_for_though_no_table_has_it(self):
        told = said({"sex": BY_SEX}, {"sex": SEX, "age": BANDS})

        assert told["older"] == ("not_released", None)

    def test_a_shown_cell_comes_before_a_withheld_one_of_another_table(self):
        found = reach.told(
            {"one": BY_FORM_AND_SEX, "two": BY_SEX}, {"sex": SEX}, {"sex": "M"}
        )

        assert (found["value"], found["cell"]) == (14, "two~M")


class TestTables:
    def test_one_that_another_holds_is_left_out_and_so_are_places(self):
        tables = {"sex": BY_SEX, "place": BY_PLACE, "both": BY_FORM_AND_SEX}

        assert reach.crossings(tables) == [("both", ["form_of_exploitation", "sex"])]
        assert not reach.is_about_people(BY_PLACE["columns"])

    def test_a_margin_is_what_stands_at_the_total_of_the_others(self):
        assert reach.margin(BY_FORM_AND_SEX, ["form_of_exploitation"])["rows"] == [
            ["forced_labour", 45],
            ["organ_removal", 0],
            ["TOTAL", 45],
        ]

    def test_the_finest_groups_are_counted_by_what_is_told_of_them(self):
        assert reach.tally(BY_FORM_AND_SEX) == {"shown": 1, "zero": 2, "withheld": 1}
