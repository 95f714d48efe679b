"""Columns over time: a zero, a missing report and a target never look alike."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from ckanext.tiptaskforce.charts import column
from ckanext.tiptaskforce.charts.plot import (
    Gap,
    Plot,
    Series,
    TooMuchForAChartError,
)

SVG = "{http://www.w3.org/2000/svg}"
QUARTERS = ("Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026")


def plot(*cells, labels=QUARTERS):
    return Plot("chart-1", "371 in Q3 2026", labels, (Series("", cells),))


def rects(drawn):
    return [r.attrib for r in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]


def texts(drawn):
    return [t.text for t in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def dashes(drawn):
    """Return the dashed pieces: where each begins, and how long it is."""
    paths = ElementTree.fromstring(drawn).iter(f"{SVG}path")
    return [p.attrib["d"] for p in paths if "stroke-dasharray" in p.attrib]


def test_columns_are_as_high_as_their_figures():
    drawn = column.draw(plot(100, 50, 25, 0))

    assert [r["height"] for r in rects(drawn)] == ["156", "78", "39", "0"]
    assert [r["x"] for r in rects(drawn)] == ["55", "134", "213", "292"]


def test_zero_has_its_figure_and_a_missing_report_a_dash_without_a_column():
    drawn = column.draw(plot(7, 0, Gap.NOT_REPORTED, 9))

    assert len(rects(drawn)) == 3
    assert texts(drawn)[-4:] == ["7", "0", "–", "9"]
    assert "Q3 2026: not reported." in drawn


def test_what_is_withheld_is_a_stub_of_the_same_size_for_all():
    drawn = column.draw(plot(7, Gap.WITHHELD, 3, Gap.WITHHELD))

    stubs = [r for r in rects(drawn) if r["fill"] == "url(#chart-1-hatch)"]
    assert [r["height"] for r in stubs] == ["24", "24"]
    assert texts(drawn).count("[c]") == 2


def test_each_period_has_its_own_target_and_one_without_has_none():
    drawn = column.draw(
        plot(10, 10, 10, 10), targets=(50, 50, None, 100), target_words="target 100"
    )

    assert dashes(drawn) == [
        "M40 11h26",
        "M40 92h79",
        "M119 92h79",
        "M277 14h79",
    ]
    assert "target 100" in texts(drawn)


def test_a_target_above_all_figures_is_inside_the_chart():
    drawn = column.draw(plot(1, 2, 3, 4), targets=(None, None, None, 90))

    assert dashes(drawn) == ["M277 29.6h79"]
    assert "100" in texts(drawn)


def test_without_a_target_nothing_is_dashed_and_nothing_explained():
    drawn = column.draw(plot(1, 2, 3, 4), target_words="target")

    assert dashes(drawn) == []
    assert "target" not in texts(drawn)


def test_the_last_period_is_written_within_the_chart():
    labels = tuple(f"2026-{month:02}" for month in range(1, 13))

    drawn = column.draw(plot(*range(12), labels=labels))

    (last,) = [
        t.attrib
        for t in ElementTree.fromstring(drawn).iter(f"{SVG}text")
        if t.text == "2026-12"
    ]
    assert float(last["x"]) + 4 * len("2026-12") <= 360


def test_a_figure_wider_than_its_slot_is_left_to_the_table():
    labels = tuple(f"2026-{month:02}" for month in range(1, 13))

    drawn = column.draw(plot(*[1_234_567] * 12, labels=labels))

    assert "1234567" not in texts(drawn)
    assert "2026-12: 1234567." in drawn


@pytest.mark.parametrize("number", [0, 25])
def test_no_period_or_too_many_are_left_to_the_table(number):
    labels = tuple(f"P{n}" for n in range(number))

    with pytest.raises(TooMuchForAChartError):
        column.draw(plot(*[1] * number, labels=labels))


def test_two_series_are_refused():
    two = (Series("a", (1,)), Series("b", (2,)))

    with pytest.raises(TooMuchForAChartError):
        column.draw(Plot("chart-1", "Two", ("Q1 2026",), two))
