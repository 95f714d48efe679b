"""One bar per label, its parts side by side; only where no part is withheld.

A stack with a withheld part would tell the part by the length that is missing.
"""

from __future__ import annotations

from ckanext.tiptaskforce.charts import grouped_bar, svg
from ckanext.tiptaskforce.charts.plot import Gap, Plot, TooMuchForAChartError, Voice

BAR, GAP, SEAM = 14, 12, 2
MOST_PARTS = 60


def draw(plot: Plot, voice: Voice | None = None) -> str:
    """Return the chart as SVG; with a part that is no number, grouped bars instead.

    :raises TooMuchForAChartError: beyond 60 parts or five series
    """
    voice = voice or Voice()
    if any(isinstance(cell, Gap) for s in plot.series for cell in s.cells):
        return grouped_bar.draw(plot, voice)
    n_parts = len(plot.labels) * len(plot.series)
    if not 0 < n_parts <= MOST_PARTS or len(plot.series) > len(svg.COLOURS):
        raise TooMuchForAChartError(f"{n_parts} parts")
    sums = [sum(float(c) for _, c in cells) for _, cells in plot.rows()]
    widest = max([*sums, 1.0])
    names = [series.name for series in plot.series]
    head, y = svg.key(names, svg.COLOURS)
    parts = [head]
    for (label, cells), total in zip(plot.rows(), sums, strict=True):
        shown, y = _head(label, voice.number(total), y, voice)
        parts.append(shown)
        numbers = [float(cell) for _, cell in cells]
        parts.append(_stack(numbers, widest, y, voice))
        y += BAR + svg.LINE + GAP
    return svg.frame(plot.id, plot.finding, voice.description(plot), y, parts)


def _head(label: str, total: str, y: float, voice: Voice) -> tuple[str, float]:
    lines = svg.label_lines(label)
    start, end = (svg.WIDTH, 0) if voice.is_rtl else (0, svg.WIDTH)
    parts = [
        svg.text(line, start, y + number * svg.LINE - 4)
        for number, line in enumerate(lines, start=1)
    ]
    y += len(lines) * svg.LINE
    parts.append(svg.text(total, end, y - 4, text_anchor="end", font_weight="bold"))
    return "".join(parts), y


def _stack(numbers: list[float], widest: float, y: float, voice: Voice) -> str:
    """Draw the parts with a seam between them, and the number under each."""
    parts, x = [], 0.0
    for place, value in enumerate(numbers):
        width = value / widest * svg.WIDTH
        if value <= 0:
            continue
        drawn = max(width - SEAM, 1.0)
        left = svg.WIDTH - x - drawn if voice.is_rtl else x
        colour = svg.COLOURS[place]
        parts.append(
            svg.element("rect", x=left, y=y, width=drawn, height=BAR, fill=colour)
        )
        shown = voice.number(value)
        if drawn >= 8 * len(shown):
            middle = left + drawn / 2
            place_y = y + BAR + svg.LINE - 3
            parts.append(svg.text(shown, middle, place_y, text_anchor="middle"))
        x += width
    return "".join(parts)
