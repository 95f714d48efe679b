"""The axes of charts over time: heights from 0, times from left to right."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from ckanext.tiptaskforce.charts import svg
from ckanext.tiptaskforce.charts.plot import Voice

LEFT, TOP, BOTTOM = 40, 14, 170
HEIGHT = 200
DASHED = "4 4"


def end(values: Sequence[float]) -> float:
    """Return the end of the axis: 1, 2 or 5 times a power of ten above all values."""
    highest = max([*values, 1.0])
    power = 10 ** math.floor(math.log10(highest))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= highest)


def height(value: float, top: float) -> float:
    """Return how far down a value stands on an axis that ends at ``top``."""
    return BOTTOM - (BOTTOM - TOP) * max(value, 0.0) / top


def heights(top: float, right: float, voice: Voice) -> str:
    """Draw the rules at 0, at the middle and at the end, with their numbers."""
    parts = []
    for value in (0.0, top / 2, top):
        y = height(value, top)
        rule = f"M{LEFT} {svg.number(y)}H{svg.number(right)}"
        parts.append(svg.element("path", d=rule, stroke=svg.RULE))
        told = voice.number(value)
        parts.append(svg.text(told, LEFT - 6, y + 5, text_anchor="end", fill=svg.HINT))
    return "".join(parts)


def times(labels: Sequence[str], places: Sequence[float]) -> str:
    """Write the first and the last time, and those between that have room."""
    parts, free_from = [], -math.inf
    last = len(labels) - 1
    for number, (label, x) in enumerate(zip(labels, places, strict=True)):
        shown = textwrap.shorten(svg.printable(label), 12, placeholder="…")
        half = 4 * len(shown)
        has_room = x - half >= free_from
        clear_of_last = number == last or x + half + 8 <= places[last] - half
        if has_room and clear_of_last:
            middle = min(x, svg.WIDTH - half)
            parts.append(svg.text(shown, middle, BOTTOM + 20, text_anchor="middle"))
            free_from = x + half + 8
    return "".join(parts)
