"""Charts: what they draw, what they say, and what they never give away."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

import pytest

from ckanext.tiptaskforce.charts import (
    grouped_bar,
    heat_grid,
    line,
    progress_bar,
    stacked_bar,
)
from ckanext.tiptaskforce.charts.plot import (
    Gap,
    Plot,
    Series,
    TooMuchForAChartError,
    Voice,
)

SVG = "{http://www.w3.org/2000/svg}"


def plot(*series, labels=("Maiduguri", "Jere", "Gwoza"), finding="Most are in two"):
    named = tuple(Series(name, tuple(cells)) for name, cells in series)
    return Plot("chart-1", finding, tuple(labels), named)


def rects(drawn):
    return [r.attrib for r in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]


def texts(drawn):
    return [t.text for t in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


class TestGroupedBar:
    def test_bars_are_as_long_as_their_figures(self):
        drawn = grouped_bar.draw(plot(("", (100, 50, 0))))

        assert [r["width"] for r in rects(drawn)] == ["360", "180", "0"]

    def test_label_and_value_stand_above_the_bar(self):
        drawn = grouped_bar.draw(plot(("", (7, 3, 1))))

        assert texts(drawn) == ["Maiduguri", "7", "Jere", "3", "Gwoza", "1"]

    def test_withheld_is_a_hatched_stub_and_not_reported_is_no_mark(self):
        drawn = grouped_bar.draw(plot(("", (9, Gap.WITHHELD, Gap.NOT_REPORTED))))

        hatched = [r for r in rects(drawn) if r["fill"] == "url(#chart-1-hatch)"]
        assert [(r["width"], r["height"]) for r in hatched] == [("24", "12")]
        assert len(rects(drawn)) == 2
        assert texts(drawn) == ["Maiduguri", "9", "Jere", "[c]", "Gwoza", "–"]

    def test_in_a_script_from_the_right_bars_start_on_the_right(self):
        drawn = grouped_bar.draw(plot(("", (100, 50, 25))), Voice(is_rtl=True))

        assert [(r["x"], r["width"]) for r in rects(drawn)] == [
            ("0", "360"),
            ("180", "180"),
            ("270", "90"),
        ]

    def test_what_nobody_could_read_is_left_to_the_table(self):
        labels = [f"LGA {number}" for number in range(46)]

        with pytest.raises(TooMuchForAChartError):
            grouped_bar.draw(plot(("", (1,) * 46), labels=labels))


class TestStackedBar:
    def test_parts_add_up_to_the_length_of_the_whole(self):
        drawn = stacked_bar.draw(plot(("In place", (6, 2, 0)), ("Planned", (3, 1, 0))))

        bars = [(r["x"], r["width"]) for r in rects(drawn) if r["height"] == "14"]
        assert bars == [("0", "238"), ("240", "118"), ("0", "78"), ("80", "38")]

    def test_a_withheld_part_makes_it_grouped_bars(self):
        cells = (("Girls", (6, Gap.WITHHELD, 0)), ("Boys", (3, 1, 0)))

        drawn = stacked_bar.draw(plot(*cells))

        assert "[c]" in texts(drawn)
        assert {r["height"] for r in rects(drawn)} == {"12"}


class TestLine:
    def test_a_gap_breaks_the_line(self):
        cells = (10, 20, Gap.NOT_REPORTED, 20, 10)
        labels = ("Q1", "Q2", "Q3", "Q4", "Q5")

        drawn = line.draw(plot(("Jere", cells), labels=labels))

        lines = re.findall(r'd="(M[^"]*)" fill="none"', drawn)
        assert lines == ["M40 92 92.5 14", "M197.5 14 250 92"]

    def test_a_withheld_point_is_a_hollow_mark_on_the_base_line(self):
        drawn = line.draw(plot(("Jere", (10, Gap.WITHHELD, 20))))

        rings = list(ElementTree.fromstring(drawn).iter(f"{SVG}circle"))
        assert [(r.attrib["cx"], r.attrib["cy"]) for r in rings] == [("145", "170")]

    def test_series_differ_by_dash_as_well(self):
        drawn = line.draw(plot(*[(f"S{n}", (n, 5, 9)) for n in range(4)]))

        dashes = re.findall(r'stroke-dasharray="([^"]*)"', drawn)
        assert dashes == ["7 3", "2 3", "9 3 2 3"]

    def test_names_at_the_ends_do_not_cover_each_other(self):
        drawn = line.draw(plot(*[(f"S{n}", (1, 1, 1)) for n in range(4)]))

        ends = [
            float(t.attrib["y"])
            for t in ElementTree.fromstring(drawn).iter(f"{SVG}text")
            if t.text.startswith("S")
        ]
        gaps = [b - a for a, b in zip(ends, ends[1:], strict=False)]
        assert gaps == [36, 36, 36]

    def test_the_target_is_a_dashed_line_with_words(self):
        drawn = line.draw(plot(("Jere", (1, 2, 3))), target=("target 4", 4))

        assert "target 4" in texts(drawn)
        assert 'd="M40 45.2H250" stroke="#1F2328" stroke-dasharray="4 4"' in drawn

    @pytest.mark.parametrize("number", [0, 5])
    def test_more_than_four_lines_are_refused(self, number):
        with pytest.raises(TooMuchForAChartError):
            line.draw(plot(*[(str(n), (1, 2, 3)) for n in range(number)]))


class TestHeatGrid:
    def test_grounds_darken_with_the_figure(self):
        rows = [[0, 1, 5], [9, 10, Gap.WITHHELD]]

        assert heat_grid.grounds(rows) == [
            ["tf-heat-0", "tf-heat-1", "tf-heat-3"],
            ["tf-heat-5", "tf-heat-5", "tf-heat-c"],
        ]

    def test_it_is_a_table_with_caption_and_scopes(self):
        cells = (6, Gap.WITHHELD, Gap.NOT_REPORTED)

        drawn = heat_grid.draw(plot(("Girls", cells)), "Referrals", "LGA")

        table = ElementTree.fromstring(drawn)
        assert table.find("caption").text == "Referrals"
        scopes = [th.attrib["scope"] for th in table.iter("th")]
        assert scopes == ["col", "col", "row", "row", "row"]
        assert ["".join(td.itertext()) for td in table.iter("td")] == [
            "6",
            "[c]withheld",
            "–not reported",
        ]


class TestProgressBar:
    def test_its_length_is_the_share_and_its_name_the_words(self):
        drawn = progress_bar.draw(4, 9, "4 of 9 in place")

        assert ElementTree.fromstring(drawn).attrib["aria-label"] == "4 of 9 in place"
        assert [r["width"] for r in rects(drawn)] == ["360", "160"]

    def test_nothing_in_nothing_is_an_empty_bar(self):
        fills = [r["fill"] for r in rects(progress_bar.draw(0, 0, "none"))]

        assert fills == ["#E6E9EC"]

    def test_segments_have_white_seams_and_numbers(self):
        drawn = progress_bar.segments([("met", 2), ("late", 0), ("none", 4)], "6")

        assert [(r["x"], r["width"]) for r in rects(drawn)] == [
            ("0", "118"),
            ("120", "238"),
        ]
        assert texts(drawn) == ["2", "4"]


class TestVoice:
    def test_the_description_says_every_value_and_marks_what_is_missing(self):
        asked = plot(("", (109, Gap.WITHHELD, Gap.NOT_REPORTED)))

        assert Voice().description(asked) == (
            "Most are in two. Maiduguri: 109. Jere: withheld. Gwoza: not reported."
        )

    def test_it_translates_and_writes_numbers(self):
        voice = Voice(translate=str.upper, number=lambda value: f"{value:_.0f}")
        asked = plot(("", (1377, Gap.WITHHELD, 0)))

        assert voice.description(asked).endswith(
            "Maiduguri: 1_377. Jere: WITHHELD. Gwoza: 0."
        )

    def test_series_and_labels_must_agree(self):
        with pytest.raises(ValueError, match="one cell for each label"):
            plot(("Girls", (1, 2)))

    def test_a_finding_of_its_own_changes_title_and_description(self):
        asked = dataclasses.replace(plot(("", (1, 2, 3))), finding="Gwoza leads.")

        root = ElementTree.fromstring(grouped_bar.draw(asked))

        assert root.find(f"{SVG}title").text == "Gwoza leads."
        assert root.find(f"{SVG}desc").text.startswith("Gwoza leads. Maiduguri: 1.")
