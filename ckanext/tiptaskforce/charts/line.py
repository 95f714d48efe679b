"""Lines over time, at most four; a gap stays a gap and a withheld point is hollow."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from ckanext.tiptaskforce.charts import axis, svg
from ckanext.tiptaskforce.charts.axis import BOTTOM, HEIGHT, LEFT
from ckanext.tiptaskforce.charts.plot import (
    Cell,
    Gap,
    Plot,
    Series,
    TooMuchForAChartError,
    Voice,
)

MOST_SERIES, MOST_POINTS = 4, 24
RIGHT = 250
DASHES = (None, "7 3", "2 3", "9 3 2 3")
Point = tuple[float, float]


def draw(
    plot: Plot, voice: Voice | None = None, target: tuple[str, float] | None = None
) -> str:
    """Return the chart as SVG; time runs from left to right in every script.

    :param target: words and height of a dashed line
    :raises TooMuchForAChartError: beyond four series or 24 points in time
    """
    voice = voice or Voice()
    if not 0 < len(plot.series) <= MOST_SERIES:
        raise TooMuchForAChartError(f"{len(plot.series)} series")
    if not 0 < len(plot.labels) <= MOST_POINTS:
        raise TooMuchForAChartError(f"{len(plot.labels)} points in time")
    top = axis.end([*plot.numbers, target[1] if target else 0.0])
    places = _places(len(plot.labels))
    parts = [axis.heights(top, RIGHT, voice), axis.times(plot.labels, places)]
    if target:
        parts.append(_target(target, top))
    ends = _spread([_end(series, top) for series in plot.series])
    for number, series in enumerate(plot.series):
        parts.append(_line(series.cells, places, top, number))
        parts.append(_name(series.name, ends[number], number))
    description = voice.description(plot)
    return svg.frame(plot.id, plot.finding, description, HEIGHT, parts)


def _places(number: int) -> list[float]:
    if number == 1:
        return [(LEFT + RIGHT) / 2]
    return [LEFT + (RIGHT - LEFT) * place / (number - 1) for place in range(number)]


def _target(target: tuple[str, float], top: float) -> str:
    words, value = target
    y = svg.number(axis.height(value, top))
    rule = svg.element(
        "path", d=f"M{LEFT} {y}H{RIGHT}", stroke=svg.INK, stroke_dasharray=axis.DASHED
    )
    shown = textwrap.shorten(svg.printable(words), 24, placeholder=" …")
    return rule + svg.text(shown, LEFT + 4, axis.height(value, top) - 5)


def _line(
    cells: Sequence[Cell], places: Sequence[float], top: float, number: int
) -> str:
    colour, drawn, run = svg.COLOURS[number], [], []
    for cell, x in zip(cells, places, strict=True):
        if isinstance(cell, Gap):
            drawn.append(_path(run, colour, number))
            run = []
            if cell is Gap.WITHHELD:
                drawn.append(_hollow(x, colour))
            continue
        run.append((x, axis.height(float(cell), top)))
    drawn.append(_path(run, colour, number))
    return "".join(drawn)


def _path(run: Sequence[Point], colour: str, number: int) -> str:
    if not run:
        return ""
    points = " ".join(f"{svg.number(x)} {svg.number(y)}" for x, y in run)
    line = svg.element(
        "path",
        d=f"M{points}",
        fill="none",
        stroke=colour,
        stroke_width=2,
        stroke_dasharray=DASHES[number],
    )
    marks = "".join(_mark(x, y, number) for x, y in run)
    return line + svg.element("path", d=marks, fill=colour)


def _mark(x: float, y: float, number: int) -> str:
    """Return the marker of a series as a path: square, diamond, triangle, bar."""
    shapes = ("m-4 -4h8v8h-8z", "m0 -6l6 6l-6 6l-6 -6z", "m0 -6l6 10h-12z")
    shape = (*shapes, "m-2 -6h4v12h-4z")[number]
    return f"M{svg.number(x)} {svg.number(y)}{shape}"


def _hollow(x: float, colour: str) -> str:
    ring = svg.element("circle", cx=x, cy=BOTTOM, r=5, fill="#FFFFFF", stroke=colour)
    return ring + svg.text("[c]", x, BOTTOM - 9, text_anchor="middle", fill=svg.HINT)


def _end(series: Series, top: float) -> float:
    """Return the height at which a line ends; without a number, the base line."""
    numbers = [c for c in series.cells if not isinstance(c, Gap)]
    return axis.height(float(numbers[-1]), top) if numbers else float(BOTTOM)


def _spread(heights: Sequence[float]) -> list[float]:
    """Move the names at the lines' ends apart, so that none covers another."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    lowest = BOTTOM - 2.0 * svg.LINE * (len(heights) - 1)
    free = -math.inf
    for rank, place in enumerate(order):
        room = lowest + 2.0 * svg.LINE * rank
        moved[place] = max(min(heights[place], room), free)
        free = moved[place] + 2.0 * svg.LINE
    return moved


def _name(name: str, y: float, number: int) -> str:
    lines = textwrap.wrap(svg.printable(name), 12, max_lines=2, placeholder="…")
    swatch = svg.element(
        "path", d=_mark(RIGHT + 16, y, number), fill=svg.COLOURS[number]
    )
    shown = [
        svg.text(line, RIGHT + 26, y + 5 + svg.LINE * place)
        for place, line in enumerate(lines)
    ]
    return swatch + "".join(shown)
