"""Reports come together by the rule of their indicator, as a plain table would say."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange.rollup import Rule, by, by_code, total

AGENCIES = ("NGO-01", "NGO-02", "GOV-03")
PERIODS = ("2025-Q4", "2026-Q1", "2026-Q2")
PLACES = ("NG008001", "NG008021")
SEXES = ("F", "M")
LADDER = ("not begun", "drafted", "endorsed", "in force")


def a_row(agency, period, value=None, codes=None, **more):
    return {
        "agency": agency,
        "period": period,
        "codes": codes or {},
        "value": value,
        **more,
    }


def a_part(agency, period, numerator, denominator, **codes):
    return a_row(
        agency, period, codes=codes, numerator=numerator, denominator=denominator
    )


CELLS = st.tuples(*(st.sampled_from(x) for x in (AGENCIES, PERIODS, PLACES, SEXES)))
VALUES = st.dictionaries(CELLS, st.integers(0, 10_000), min_size=1, max_size=36)
PAIRS = st.dictionaries(
    CELLS,
    st.integers(0, 5_000).flatmap(
        lambda whole: st.tuples(st.integers(0, whole), st.just(whole))
    ),
    min_size=1,
    max_size=36,
)


def number_rows(cells):
    return [
        a_row(agency, period, n, {"place": place, "sex": sex})
        for (agency, period, place, sex), n in cells.items()
    ]


def frame_of(cells):
    rows = [(*key, n) for key, n in cells.items()]
    return pd.DataFrame(rows, columns=["agency", "period", "place", "sex", "value"])


def of_one_moment(frame, agencies, places, column="value"):
    """What the reports of a frame come to, one report for each agency."""
    if places == "max":
        each = frame.groupby(["agency", "place"])[column].sum()
        return int(each.groupby("place").max().sum())
    each = frame.groupby("agency")[column].sum()
    return int(each.max() if agencies == "max" else each.sum())


def recomputed(frame, agencies, places, periods):
    if periods == "sum":
        return sum(
            of_one_moment(part, agencies, places) for _, part in frame.groupby("period")
        )
    last = frame.groupby("agency")["period"].transform("max")
    return of_one_moment(frame[frame["period"] == last], agencies, places)


RULES = [
    (agencies, places, periods)
    for agencies in ("sum", "max")
    for places in ("sum", "max")
    for periods in ("sum", "latest")
]


class TestAgainstAPlainTable:
    @pytest.mark.parametrize(("agencies", "places", "periods"), RULES)
    @settings(deadline=None)
    @given(cells=VALUES)
    def test_any_rule_for_numbers(self, agencies, places, periods, cells):
        rule = Rule("number", agencies, places, periods)
        expected = recomputed(frame_of(cells), agencies, places, periods)
        assert total(number_rows(cells), rule).value == expected

    @pytest.mark.parametrize("dimension", ["place", "sex"])
    @pytest.mark.parametrize("places", ["sum", "max"])
    @settings(deadline=None)
    @given(cells=VALUES)
    def test_each_code_by_itself(self, places, dimension, cells):
        rule = Rule("number", "sum", places, "sum")
        frame = frame_of(cells)
        found = by_code(number_rows(cells), rule, dimension)
        assert {code: one.value for code, one in found.items()} == {
            code: recomputed(part, "sum", places, "sum")
            for code, part in frame.groupby(dimension)
        }

    @settings(deadline=None)
    @given(cells=VALUES)
    def test_codes_of_the_latest_add_up_to_the_whole(self, cells):
        rule = Rule("number", "sum", "sum", "latest")
        rows = number_rows(cells)
        parts = by_code(rows, rule, "sex")
        assert sum(one.value or 0 for one in parts.values()) == total(rows, rule).value

    @settings(deadline=None)
    @given(cells=PAIRS)
    def test_per_cents_are_divided_last(self, cells):
        rows = [
            a_part(agency, period, *pair, place=place, sex=sex)
            for (agency, period, place, sex), pair in cells.items()
        ]
        frame = pd.DataFrame(list(cells.values()), columns=["numerator", "denominator"])
        part, whole = (int(frame[name].sum()) for name in frame)
        found = total(rows, Rule("per_cent"))
        assert (found.numerator, found.denominator) == (part, whole)
        assert found.value == (None if whole == 0 else 100 * part / whole)

    @settings(deadline=None)
    @given(cells=VALUES)
    def test_reports_are_counted_and_not_cells(self, cells):
        expected = [(a, p) for a in AGENCIES for p in PERIODS]
        found = total(number_rows(cells), Rule(), expected)
        reports = frame_of(cells).groupby(["agency", "period"]).ngroups
        assert (found.reported, found.expected) == (reports, 9)


class TestNumbers:
    def test_what_two_organisations_met_in_one_place_counts_once(self):
        rows = [
            a_row("NGO-01", "2026-Q1", 40, {"place": "NG008001"}),
            a_row("NGO-02", "2026-Q1", 55, {"place": "NG008001"}),
            a_row("NGO-02", "2026-Q1", 10, {"place": "NG008021"}),
        ]
        assert total(rows, Rule(across_places="max")).value == 65
        assert total(rows, Rule(across_agencies="max")).value == 65
        assert total(rows, Rule()).value == 105

    def test_the_latest_report_of_an_organisation_counts_until_the_next(self):
        rows = [
            a_row("NGO-01", "2025-Q4", 7),
            a_row("NGO-01", "2026-Q1", 9),
            a_row("NGO-02", "2025-Q4", 4),
        ]
        expected = [(a, p) for a in ("NGO-01", "NGO-02") for p in PERIODS[:2]]
        found = total(rows, Rule(across_periods="latest"), expected)
        assert (found.value, found.reported, found.expected) == (13, 3, 4)
        assert [str(words) for words in found.words] == [
            "3 of 4 reports are in.",
            "1 organisation counts by an earlier report.",
        ]

    def test_cells_count_where_a_report_gives_its_total_as_well(self):
        rows = [
            a_row("NGO-01", "2026-Q1", 12),
            a_row("NGO-01", "2026-Q1", 5, {"sex": "F"}),
        ]
        assert total(rows, Rule()).value == 5

    def test_a_total_alone_stands_apart_from_the_split(self):
        rows = [
            a_row("NGO-01", "2026-Q1", 5, {"sex": "F"}),
            a_row("NGO-02", "2026-Q1", 8),
        ]
        found = by_code(rows, Rule(), "sex", ["F", "M"])
        assert {k: v.value for k, v in found.items()} == {"F": 5, "M": None, "": 8}


class TestWhatIsMissing:
    def test_nobody_reported_and_that_is_not_nought(self):
        found = total([], Rule(), [("NGO-01", "2026-Q1"), ("NGO-02", "2026-Q1")])
        assert (found.value, found.reported, found.expected) == (None, 0, 2)
        assert str(found.words[0]) == "0 of 2 organisations reported."

    def test_three_of_five_reported(self):
        five = [(f"NGO-{n:02}", "2026-Q1") for n in range(1, 6)]
        rows = [a_row(agency, "2026-Q1", 10) for agency, _ in five[:3]]
        found = total(rows, Rule(), five)
        assert found.value == 30
        assert str(found.words[0]) == "3 of 5 organisations reported."

    def test_nothing_to_report_is_a_report_of_nought(self):
        rows = [a_row("NGO-01", "2026-Q1", nothing_to_report=True)]
        found = total(rows, Rule(), [("NGO-01", "2026-Q1")])
        assert (found.value, found.reported) == (0, 1)
        assert by_code(rows, Rule(), "sex", ["F"])["F"].value == 0

    def test_a_per_cent_of_nobody_is_no_per_cent(self):
        found = total([a_part("NGO-01", "2026-Q1", 0, 0)], Rule("per_cent"))
        assert (found.value, found.denominator, found.reported) == (None, 0, 1)

    def test_an_organisation_that_owes_a_report_stands_in_the_list(self):
        rows = [a_row("NGO-01", "2026-Q1", 3)]
        expected = [("NGO-01", "2026-Q1"), ("NGO-02", "2026-Q1")]
        found = by(rows, Rule(), "agency", expected)
        assert {k: v.value for k, v in found.items()} == {"NGO-01": 3, "NGO-02": None}


class TestPerCents:
    def test_no_per_cents_are_averaged(self):
        rows = [
            a_part("NGO-01", "2026-Q1", 9, 10),
            a_part("NGO-02", "2026-Q1", 100, 1000),
        ]
        found = total(rows, Rule("per_cent"))
        assert (found.numerator, found.denominator) == (109, 1010)
        assert round(found.value, 2) == 10.79

    def test_the_largest_keeps_numerator_and_denominator_of_one_report(self):
        rows = [
            a_part("NGO-01", "2026-Q1", 40, 50, place="NG008001"),
            a_part("NGO-02", "2026-Q1", 30, 60, place="NG008001"),
            a_part("NGO-02", "2026-Q1", 5, 10, place="NG008021"),
        ]
        found = total(rows, Rule("per_cent", across_places="max"))
        assert (found.numerator, found.denominator, found.value) == (35, 70, 50.0)


class TestMilestones:
    def rows(self):
        return [
            a_row("NGO-01", "2025-Q4", "endorsed"),
            a_row("NGO-02", "2025-Q4", 0),
            a_row("NGO-02", "2026-Q1", 1),
        ]

    def test_all_who_reported_have_reached_it(self):
        rule = Rule("milestone", milestones=LADDER)
        assert total(self.rows(), rule).milestone == "drafted"

    def test_the_furthest_of_any(self):
        rule = Rule("milestone", "max", milestones=LADDER)
        assert total(self.rows(), rule).milestone == "endorsed"

    def test_nothing_new_leaves_the_step_that_was_reached(self):
        rows = [*self.rows(), a_row("NGO-01", "2026-Q1", nothing_to_report=True)]
        rule = Rule("milestone", "max", milestones=LADDER)
        assert total(rows, rule).milestone == "endorsed"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(), ["Added over organisations.", "Added over periods."]),
        (
            Rule("number", "max", "sum", "latest"),
            [
                "The largest figure of any organisation.",
                "The latest report of each organisation.",
            ],
        ),
        (
            Rule("number", "sum", "max", "sum"),
            [
                "The largest figure of each place, then added over places, so that "
                "nobody is counted twice in one place.",
                "Added over periods.",
            ],
        ),
    ],
)
def test_the_rule_is_said_in_words(rule, words):
    assert [str(said) for said in rule.words] == words
