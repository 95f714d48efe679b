"""One column for each period, and what was aimed at as a dashed line above or below.

A period without a report has no column but a dash on the base line: nobody may take
what is missing for a zero, which is a column without height under its figure.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.tiptaskforce.charts import axis, svg
from ckanext.tiptaskforce.charts.plot import (
    Cell,
    Gap,
    Plot,
    TooMuchForAChartError,
    Voice,
)

MOST_COLUMNS = 24
RIGHT = 356
STUB = 24
KEY = 22
SHARE = 0.62
# A digit of a value above its column is about so wide.
DIGIT = 8.5
Target = float | None


@dataclass(frozen=True)
class _Slot:
    """The room of one period, and the end of the axis beside it."""

    x: float
    width: float
    top: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    def y(self, value: float) -> float:
        return axis.height(value, self.top)


def draw(
    plot: Plot,
    voice: Voice | None = None,
    targets: Sequence[Target] = (),
    target_words: str = "",
) -> str:
    """Return the chart as SVG; time runs from left to right in every script.

    :param targets: what was aimed at in each period, None where nothing was
    :param target_words: what the dashed line is called, said once above the chart
    :raises TooMuchForAChartError: beyond one series or 24 periods
    """
    voice = voice or Voice()
    n = len(plot.labels)
    if len(plot.series) != 1 or not 0 < n <= MOST_COLUMNS:
        raise TooMuchForAChartError(f"{len(plot.series)} series, {n} periods")
    aims = tuple(targets) or (None,) * n
    top = axis.end([*plot.numbers, *(aim for aim in aims if aim is not None)])
    width = (RIGHT - axis.LEFT) / n
    slots = [_Slot(axis.LEFT + width * place, width, top) for place in range(n)]
    cells = list(zip(plot.series[0].cells, slots, strict=True))
    parts = [
        axis.heights(top, RIGHT, voice),
        axis.times(plot.labels, [slot.middle for slot in slots]),
        *(_column(plot.id, cell, slot) for cell, slot in cells),
        *_aims(list(zip(aims, slots, strict=True))),
        *(_mark(cell, slot, voice) for cell, slot in cells),
    ]
    drawn = "".join(parts)
    head = svg.hatching(plot.id) if plot.has_withheld else ""
    height = axis.HEIGHT
    if target_words and any(aim is not None for aim in aims):
        head += _key(target_words)
        drawn = svg.element("g", drawn, transform=f"translate(0 {KEY})")
        height += KEY
    description = voice.description(plot)
    return svg.frame(plot.id, plot.finding, description, height, [head, drawn])


def _column(chart_id: str, cell: Cell, slot: _Slot) -> str:
    width = slot.width * SHARE
    left = slot.middle - width / 2
    if cell is Gap.NOT_REPORTED:
        return ""
    if isinstance(cell, Gap):
        return svg.hatched(chart_id, left, axis.BOTTOM - STUB, width, STUB)
    y = slot.y(float(cell))
    return svg.element(
        "rect", x=left, y=y, width=width, height=axis.BOTTOM - y, fill=svg.COLOURS[0]
    )


def _mark(cell: Cell, slot: _Slot, voice: Voice) -> str:
    """Write the value above its column, or why there is none; narrow slots have none.

    A white edge keeps it legible where the dashes of the target pass behind it.
    """
    mark = voice.shown(cell)
    if DIGIT * len(mark) > slot.width:
        return ""
    y = axis.BOTTOM - (STUB if cell is Gap.WITHHELD else 0)
    if not isinstance(cell, Gap):
        y = slot.y(float(cell))
    return svg.text(
        mark,
        slot.middle,
        y - 4,
        text_anchor="middle",
        paint_order="stroke",
        stroke="#FFFFFF",
        stroke_width=3,
    )


def _aims(aims: Sequence[tuple[Target, _Slot]]) -> list[str]:
    """Draw the target of each period over its whole slot; equal ones join.

    A white seam under the dashes keeps them apart from the columns they pass over.
    """
    return [
        draw_rule(slot.x, slot.y(aim), slot.width)
        for aim, slot in aims
        if aim is not None
        for draw_rule in (_seam, _dashes)
    ]


def _seam(x: float, y: float, width: float) -> str:
    return svg.element("path", d=_rule(x, y, width), stroke="#FFFFFF", stroke_width=3)


def _dashes(x: float, y: float, width: float) -> str:
    return svg.element(
        "path",
        d=_rule(x, y, width),
        stroke=svg.INK,
        stroke_width=1.5,
        stroke_dasharray=axis.DASHED,
    )


def _rule(x: float, y: float, width: float) -> str:
    return f"M{svg.number(x)} {svg.number(y)}h{svg.number(width)}"


def _key(words: str) -> str:
    """Say above the chart what the dashes are; beside them it would cover a value."""
    shown = textwrap.shorten(svg.printable(words), 40, placeholder=" …")
    dashes = _dashes(axis.LEFT, KEY / 2, 26)
    return dashes + svg.text(shown, axis.LEFT + 32, KEY / 2 + 5)
