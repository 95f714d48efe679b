"""A table whose grounds darken with the figure; the figure stands in every cell."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from ckanext.tiptaskforce.charts import svg
from ckanext.tiptaskforce.charts.plot import Cell, Gap, Plot, Voice

SHADES = 5


def draw(plot: Plot, caption: str, corner: str, voice: Voice | None = None) -> str:
    """Return the grid as an HTML table.

    :param caption: what the table holds, with its unit
    :param corner: heading of the column of labels
    """
    voice = voice or Voice()
    head = "".join(_header("col", series.name) for series in plot.series)
    rows = [
        f"<tr>{_header('row', label)}"
        + "".join(_cell(cell, plot.highest, voice) for _, cell in cells)
        + "</tr>"
        for label, cells in plot.rows()
    ]
    return (
        f'<table class="tf-heat" id="{escape(plot.id)}">'
        f"<caption>{escape(svg.printable(caption))}</caption>"
        f"<thead><tr>{_header('col', corner)}{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def shade(cell: Cell, highest: float) -> str:
    """Return the class of a cell's ground; zero and gaps stay white."""
    if isinstance(cell, Gap):
        return f"tf-heat-{'c' if cell is Gap.WITHHELD else 'none'}"
    if cell <= 0:
        return "tf-heat-0"
    step = min(int(float(cell) / highest * SHADES) + 1, SHADES)
    return f"tf-heat-{step}"


def _header(scope: str, content: str) -> str:
    return f'<th scope="{scope}">{escape(svg.printable(content))}</th>'


def _cell(cell: Cell, highest: float, voice: Voice) -> str:
    kind = shade(cell, highest)
    return f'<td class="{kind}">{spelled(cell, voice)}</td>'


def spelled(cell: Cell, voice: Voice) -> str:
    """Return what a cell shows; a mark carries its meaning for screen readers."""
    if not isinstance(cell, Gap):
        return escape(voice.number(cell))
    mark, words = escape(voice.shown(cell)), escape(voice.spoken(cell))
    hidden = f'<span class="visually-hidden">{words}</span>'
    return f'<span aria-hidden="true">{mark}</span>{hidden}'


def grounds(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return the class of each cell's ground, for a table that a template writes."""
    numbers = [c for row in rows for c in row if not isinstance(c, Gap)]
    highest = max([*map(float, numbers), 1.0])
    return [[shade(cell, highest) for cell in row] for row in rows]
