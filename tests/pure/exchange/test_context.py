"""Yearly figures of others, from the files in which they publish them."""

from __future__ import annotations

import json

import pytest

from ckanext.tiptaskforce.exchange import context

HEAD = (
    "country_cy,year_cy,cumulative_total_deaths_civilians_in_orgvio_cy,"
    "cumulative_total_deaths_in_orgvio_best_cy,"
    "cumulative_total_deaths_in_orgvio_low_cy,"
    "cumulative_total_deaths_in_orgvio_high_cy,sb_dyad_names_cy,version"
)
ROWS = """\
Nigeria,2024,40,100,90,120,A party - Another party,25.1
Nigeria,2023,30,80,75,85,A party,25.1
Chad,2024,1,2,2,2,A party,25.1
"""


def found(name: str, text: str, country: str = "Nigeria") -> dict[str, object]:
    return {s.measure.slug: s for s in context.read(name, text.encode(), country)}


def test_country_years_have_three_estimates():
    series = found("ucdp.csv", f"{HEAD}\n{ROWS}")

    assert series["ucdp-deaths"].points == {
        "2024": {"value": 100, "low": 90, "high": 120},
        "2023": {"value": 80, "low": 75, "high": 85},
    }
    assert series["ucdp-civilian-deaths"].points["2024"] == {"value": 40}
    assert series["ucdp-deaths"].source.endswith("version 25.1")


def test_an_overview_gives_the_measures_that_it_has():
    rows = [
        {
            "Country": "Nigeria",
            "Year": "2024",
            "Attacks on Schools": "5",
            "Students Kidnapped": "1,287",
            "Attacks on Students and Teachers": False,
        }
    ]
    series = found("education.json", json.dumps(rows))

    assert {name: s.points for name, s in series.items()} == {
        "insecurity-insight-schools": {"2024": {"value": 5}},
        "insecurity-insight-students-kidnapped": {"2024": {"value": 1287}},
    }


@pytest.mark.parametrize("value", ["", None, False, "-3", "about 5", "1.5"])
def test_what_is_no_number_was_not_told(value):
    rows = [{"Country": "Nigeria", "Year": "2024", "CRSV events": value}]

    assert found("sv.json", json.dumps(rows)) == {}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "x,y\n1,2\n", "neither country-years"),
        ("a.json", "[]", "no overview"),
        ("a.json", "{", "is no JSON"),
        ("a.csv", f"{HEAD}\n{ROWS}".replace("Nigeria", "Niger"), "no row of 'Nigeria'"),
    ],
)
def test_another_file_is_refused_with_the_reason(name, text, words):
    with pytest.raises(context.NotReadError, match=words):
        found(name, text)
