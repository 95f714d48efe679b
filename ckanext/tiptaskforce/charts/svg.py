"""The few shapes that all charts are made of, and the frame around them.

Presentation attributes only: the pages' content security policy forbids inline style.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from ckanext.tiptaskforce.charts.plot import TooMuchForAChartError

WIDTH = 360
TEXT = 14
LINE = 18
INK, HINT, RULE, HATCH = "#1F2328", "#595F66", "#C9CED3", "#8A9299"
# Told apart under every common colour blindness; the last one is for "Not known".
COLOURS = ("#12436D", "#D1660A", "#3A8FB7", "#5B1A45", "#7A7F85")
LARGEST_BYTES = 15_000
_SHORTEST_DESCRIPTION = 400
_LABEL_WIDTH = 42


def number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; an underscore in an attribute's name stands for a hyphen."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(content: str, x: float, y: float, **attributes: object) -> str:
    """Return a line of text."""
    return element("text", escape(printable(content)), x=x, y=y, **attributes)


def printable(content: str) -> str:
    """Return the text without characters that XML does not know."""
    return "".join(c if c.isprintable() else " " for c in content)


def label_lines(label: str) -> list[str]:
    """Break a label into at most two lines; the table shows the whole of it."""
    return textwrap.wrap(
        printable(label), _LABEL_WIDTH, max_lines=2, placeholder=" …"
    ) or [""]


def frame(
    chart_id: str, title: str, description: str, height: float, parts: Iterable[str]
) -> str:
    """Return the whole SVG with its title, its description and its parts.

    :raises TooMuchForAChartError: where it would be heavier than a page may bear
    """
    told = textwrap.shorten(printable(title), 200, placeholder=" …")
    head = element("title", escape(told), id=f"{chart_id}-title")
    drawn = "".join(parts)
    room = LARGEST_BYTES - 500 - len((head + drawn).encode())
    if room < _SHORTEST_DESCRIPTION:
        raise TooMuchForAChartError(f"{len(drawn)} characters")
    head += element(
        "desc", _within(printable(description), room), id=f"{chart_id}-desc"
    )
    return element(
        "svg",
        head + drawn,
        xmlns="http://www.w3.org/2000/svg",
        class_="tf-chart",
        viewBox=f"0 0 {WIDTH} {number(height)}",
        role="img",
        aria_labelledby=f"{chart_id}-title",
        aria_describedby=f"{chart_id}-desc",
        font_size=TEXT,
        fill=INK,
    )


def hatching(chart_id: str) -> str:
    """Return the pattern that marks what is withheld."""
    line = element("path", d="M0 6 6 0", stroke=HATCH, stroke_width=1.5)
    pattern = element(
        "pattern",
        line,
        id=f"{chart_id}-hatch",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    return element("defs", pattern)


def hatched(chart_id: str, x: float, y: float, width: float, height: float) -> str:
    """Return the stub of a withheld cell, the same size for all."""
    return element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        fill=f"url(#{chart_id}-hatch)",
        stroke=HATCH,
    )


def key(names: Iterable[str], colours: Iterable[str]) -> tuple[str, float]:
    """Return the key of the series, wrapped over lines, and its height."""
    x, y, parts = 0.0, float(LINE), []
    for name, colour in zip(names, colours, strict=False):
        shown = textwrap.shorten(printable(name) or "–", 40, placeholder=" …")
        width = 18 + 7.5 * len(shown) + 14
        if x and x + width > WIDTH:
            x, y = 0.0, y + LINE + 2
        parts.append(element("rect", x=x, y=y - 11, width=12, height=12, fill=colour))
        parts.append(text(shown, x + 18, y))
        x += width
    return "".join(parts), y + 12


def _within(description: str, room: int) -> str:
    """Return as much of the escaped description as has room; the table has it all."""
    written = escape(description)
    width = len(description)
    while len(written.encode()) > room:
        width = width * 9 // 10
        written = escape(textwrap.shorten(description, width, placeholder=" …"))
    return written


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
