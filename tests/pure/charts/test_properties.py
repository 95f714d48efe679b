"""What holds for every chart, whatever it is asked to draw."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce.charts import column, grouped_bar, line, stacked_bar
from ckanext.tiptaskforce.charts.plot import (
    Gap,
    Plot,
    Series,
    TooMuchForAChartError,
)

SVG = "{http://www.w3.org/2000/svg}"
LARGEST_BYTES = 15_000
DRAW = {
    "column": column.draw,
    "grouped": grouped_bar.draw,
    "stacked": stacked_bar.draw,
    "line": line.draw,
}
WORDS = st.text(max_size=300)
NUMBERS = st.integers(min_value=0, max_value=10**9)
CELLS = st.one_of(NUMBERS, st.sampled_from(list(Gap)))


@st.composite
def plots(draw, cells=CELLS):
    n_labels, n_series = draw(st.integers(1, 24)), draw(st.integers(1, 5))
    one = st.lists(cells, min_size=n_labels, max_size=n_labels).map(tuple)
    return Plot(
        "chart-1",
        draw(WORDS),
        tuple(draw(st.lists(WORDS, min_size=n_labels, max_size=n_labels))),
        tuple(Series(draw(WORDS), draw(one)) for _ in range(n_series)),
    )


@pytest.mark.parametrize("kind", DRAW)
@settings(max_examples=60, deadline=None)
@given(asked=plots())
def test_it_is_small_valid_named_and_without_style(kind, asked):
    try:
        drawn = DRAW[kind](asked)
    except TooMuchForAChartError:
        return

    assert len(drawn.encode()) <= LARGEST_BYTES
    root = ElementTree.fromstring(drawn)
    assert root.attrib["role"] == "img"
    assert root.attrib["viewBox"].startswith("0 0 360 ")
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    assert all(name.startswith("chart-1-") for name in ids)
    assert {root.attrib["aria-labelledby"], root.attrib["aria-describedby"]} <= {*ids}
    assert root.find(f"{SVG}desc").text
    for element in root.iter():
        assert not [n for n in element.attrib if n == "style" or n.startswith("on")]
        assert not element.tag.endswith(("script", "style"))


@pytest.mark.parametrize(
    ("kind", "n_labels", "n_series"),
    [
        ("column", 24, 1),
        ("grouped", 45, 1),
        ("grouped", 9, 5),
        ("stacked", 12, 5),
        ("line", 24, 4),
    ],
)
def test_the_fullest_chart_of_usual_words_is_drawn(kind, n_labels, n_series):
    word = "Capacity of national actors in the state"
    series = tuple(Series(word, (987_654,) * n_labels) for _ in range(n_series))

    drawn = DRAW[kind](Plot("chart-1", word, (word,) * n_labels, series))

    assert len(drawn.encode()) <= LARGEST_BYTES


def stubs_and_bars(drawn):
    found = [r.attrib for r in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]
    stubs = {(r["width"], r["height"]) for r in found if "hatch" in r["fill"]}
    return stubs, [r["width"] for r in found if "hatch" not in r["fill"]]


@settings(max_examples=60, deadline=None)
@given(
    numbers=st.lists(NUMBERS, min_size=1, max_size=20),
    places=st.lists(st.integers(0, 20), max_size=20),
)
def test_bars_are_the_same_with_and_without_withheld_cells_beside_them(numbers, places):
    cells = list(numbers)
    for place in places:
        cells.insert(min(place, len(cells)), Gap.WITHHELD)

    def drawn(row):
        labels = tuple(f"LGA {number}" for number in range(len(row)))
        return grouped_bar.draw(Plot("c", "f", labels, (Series("", tuple(row)),)))

    stubs, bars = stubs_and_bars(drawn(cells))
    assert bars == stubs_and_bars(drawn(numbers))[1]
    assert stubs <= {("24", "12")}


@settings(max_examples=40, deadline=None)
@given(asked=plots(cells=st.just(Gap.WITHHELD)))
def test_a_chart_of_withheld_cells_alone_says_only_how_many_there_are(asked):
    plain = dataclasses.replace(
        asked,
        labels=tuple(f"LGA {n}" for n in range(len(asked.labels))),
        series=(Series("", asked.series[0].cells),),
    )

    stubs, bars = stubs_and_bars(grouped_bar.draw(plain))

    assert (stubs, bars) == ({("24", "12")}, [])
