"""A thin bar for one share, and a bar of counted segments; both name their figures."""

from __future__ import annotations

from collections.abc import Sequence

from ckanext.tiptaskforce.charts import svg
from ckanext.tiptaskforce.charts.plot import TooMuchForAChartError

HEIGHT, SEAM = 8, 2
DONE, OPEN = "#12436D", "#E6E9EC"
Segment = tuple[str, int]


def draw(part: float, whole: float, label: str) -> str:
    """Return the bar of ``part`` in ``whole``; the label says both in words."""
    share = min(max(part / whole, 0.0), 1.0) if whole > 0 else 0.0
    width = round(share * svg.WIDTH, 1)
    parts = svg.element("rect", width=svg.WIDTH, height=HEIGHT, fill=OPEN)
    if width:
        parts += svg.element("rect", width=width, height=HEIGHT, fill=DONE)
    return _named(label, parts, HEIGHT, "tf-progress")


def segments(counted: Sequence[Segment], label: str) -> str:
    """Return one bar of several counts with the number under each.

    :raises TooMuchForAChartError: beyond five counts
    """
    if len(counted) > len(svg.COLOURS):
        raise TooMuchForAChartError(f"{len(counted)} counts")
    whole = sum(number for _, number in counted)
    parts, x = [], 0.0
    for (_, number), colour in zip(counted, svg.COLOURS, strict=False):
        if not number:
            continue
        width = number / whole * svg.WIDTH
        drawn = max(width - SEAM, 1.0)
        parts.append(svg.element("rect", x=x, width=drawn, height=HEIGHT, fill=colour))
        if drawn >= 8 * len(str(number)):
            middle, place = x + drawn / 2, HEIGHT + svg.LINE - 3
            parts.append(svg.text(str(number), middle, place, text_anchor="middle"))
        x += width
    return _named(label, "".join(parts), HEIGHT + svg.LINE, "tf-segments")


def _named(label: str, content: str, height: float, kind: str) -> str:
    return svg.element(
        "svg",
        content or svg.element("rect", width=svg.WIDTH, height=HEIGHT, fill=OPEN),
        xmlns="http://www.w3.org/2000/svg",
        class_=kind,
        viewBox=f"0 0 {svg.WIDTH} {svg.number(height)}",
        role="img",
        aria_label=svg.printable(label),
        font_size=svg.TEXT,
        fill=svg.INK,
    )
