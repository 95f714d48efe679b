"""Horizontal bars, one under another; label and value stand above each bar.

A gutter for labels on the left cuts them on a phone, so there is none.
"""

from __future__ import annotations

from ckanext.tiptaskforce.charts import svg
from ckanext.tiptaskforce.charts.plot import (
    Cell,
    Gap,
    Plot,
    TooMuchForAChartError,
    Voice,
)

BAR, GAP, STUB = 12, 10, 24
MOST_BARS = 45


def draw(plot: Plot, voice: Voice | None = None) -> str:
    """Return the chart as SVG.

    :raises TooMuchForAChartError: beyond 45 bars or five series
    """
    voice = voice or Voice()
    n_bars = len(plot.labels) * len(plot.series)
    if not 0 < n_bars <= MOST_BARS or len(plot.series) > len(svg.COLOURS):
        raise TooMuchForAChartError(f"{n_bars} bars")
    parts = [svg.hatching(plot.id)] if plot.has_withheld else []
    y = 0.0
    for label, cells in plot.rows():
        if len(cells) > 1:
            head, y = _lines(label, y, voice, weight="bold")
            parts.append(head)
        for place, (name, cell) in enumerate(cells):
            shown, y = _lines(name if len(cells) > 1 else label, y, voice, cell)
            parts.append(shown)
            parts.append(_bar(plot, cell, y, svg.COLOURS[place], voice))
            y += BAR + GAP
    description = voice.description(plot)
    return svg.frame(plot.id, plot.finding, description, y, parts)


def _lines(
    label: str, y: float, voice: Voice, cell: Cell | None = None, weight: str = ""
) -> tuple[str, float]:
    lines = svg.label_lines(label)
    start, end = (svg.WIDTH, 0) if voice.is_rtl else (0, svg.WIDTH)
    parts = []
    for number, line in enumerate(lines, start=1):
        place = y + number * svg.LINE - 4
        parts.append(svg.text(line, start, place, font_weight=weight or None))
    if cell is not None:
        place = y + len(lines) * svg.LINE - 4
        parts.append(svg.text(voice.shown(cell), end, place, text_anchor="end"))
    return "".join(parts), y + len(lines) * svg.LINE


def _bar(plot: Plot, cell: Cell, y: float, colour: str, voice: Voice) -> str:
    if cell is Gap.NOT_REPORTED:
        return ""
    if isinstance(cell, Gap):
        x = svg.WIDTH - STUB if voice.is_rtl else 0
        return svg.hatched(plot.id, x, y, STUB, BAR)
    width = round(max(float(cell), 0.0) / plot.highest * svg.WIDTH, 1)
    x = svg.WIDTH - width if voice.is_rtl else 0
    return svg.element("rect", x=x, y=y, width=width, height=BAR, fill=colour)
