"""An exhibit: one released table with its chart and the finding that both show.

The public page and the preview of the approver are made of the same exhibits, so that
nobody approves anything else than what a donor will read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.charts import grouped_bar, heat_grid, stacked_bar
from ckanext.tiptaskforce.charts.plot import (
    Cell,
    Gap,
    Plot,
    Series,
    TooMuchForAChartError,
)
from ckanext.tiptaskforce.exchange import citation, figures, finding, progress
from ckanext.tiptaskforce.exchange.progress import TOTAL, UNITS
from ckanext.tiptaskforce.views import figure_exhibit
from ckanext.tiptaskforce.views.voice import voice
from ckanext.tiptaskforce.vocabulary import DeliverableState as State
from ckanext.tiptaskforce.vocabulary import ProgressTable, ReleaseKind

# What is in place comes first in a chart; a table keeps the order of the code list.
IN_CHART = (State.DELIVERED, State.SUBMITTED, State.IN_PROGRESS, State.PLANNED)
LISTS = {"state": "deliverable", "status": "status", "type": "agency_type"}
Lines = Mapping[str, str]


def of(publication: Mapping[str, Any], lines: Lines) -> list[dict[str, Any]]:
    """Return the exhibits of a release, whatever its kind."""
    if publication["kind"] == ReleaseKind.FIGURES:
        return figure_exhibit.all_of(
            publication["tables"],
            publication["manifest"],
            publication.get("beside") or (),
        )
    return all_of(publication["tables"], lines)


def all_of(tables: finding.Tables, lines: Lines) -> list[dict[str, Any]]:
    """Return the exhibits of a release.

    :param tables: the tables as the released JSON has them
    :param lines: title of each line of the strategy by its code
    """
    return [one(name, table, lines) for name, table in tables.items()]


def one(name: str, table: finding.Table, lines: Lines) -> dict[str, Any]:
    """Return what a page shows of one table."""

    def word(column: str, code: str) -> str:
        return words(column, code, lines)

    found = finding.headline(name, table, word).render(tk._)
    grid = _grid(name, table, word)
    drawn = _chart(name, found, grid)
    return {
        "name": name,
        "title": labels.word("progress_table", name),
        "unit": unit(name),
        "finding": found,
        "chart": drawn,
        "is_shaded": drawn is None and len(grid["heads"]) > 1,
        # A page of zeros would speak of indicators where none is kept.
        "is_empty": name == ProgressTable.STATUS_WORDS and not any(_totals(grid)),
        **grid,
    }


def sentence(tables: finding.Tables) -> str:
    """Return the main finding of a release in the reader's language."""
    return " ".join(phrase.render(tk._) for phrase in finding.sentences(tables))


def lead(publication: Mapping[str, Any]) -> str:
    """Return the sentence of a release; a computed one, translated."""
    said, tables = str(publication["sentence"]), publication["tables"]
    if publication["kind"] != ReleaseKind.FIGURES:
        return sentence(tables) if said and said == finding.text(tables) else said
    if not (tables and publication["manifest"]):
        return said
    window = publication["period"]["label"]
    is_computed = said == figures.text(tables, publication["manifest"], window)
    return figure_exhibit.sentence(publication) if is_computed else said


def told(publication: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a release in the reader's language: sentence and method."""
    made = str(publication["manifest"].get("method", ""))
    return {"sentence": lead(publication), "method": _method(made)}


def _method(said: str) -> str:
    """Return how progress was counted: a text or two, each translated by itself."""
    parts = [p for p in (progress.METHOD, progress.WORDS_METHOD) if p in said]
    return " ".join(map(tk._, parts)) if said == " ".join(parts) else said


def words(column: str, code: str, lines: Lines) -> str:
    """Return the words for a code that stands in a column of a released table."""
    if code == TOTAL:
        return tk._("Total")
    if code == "none":
        return tk._("None named")
    if column == "core_function":
        return f"{code} {labels.word('core_function', code)}"
    if column == "objective":
        return f"{code} {lines[code]}" if lines.get(code) else code
    return labels.word(LISTS.get(column, column), code)


def unit(name: str) -> str:
    """Return what a table counts."""
    known = {
        "indicators": tk._("Number of indicators"),
        "member organisations": tk._("Number of member organisations"),
    }
    return known.get(UNITS.get(name, ""), tk._("Number of deliverables"))


def heading(column: str) -> str:
    """Return the heading of a column of codes."""
    return {
        "core_function": tk._("Core function"),
        "objective": tk._("Line of the strategy"),
        "type": tk._("Type of organisation"),
        "state": tk._("State"),
        "status": tk._("Status"),
    }.get(column, column)


def _grid(name: str, table: finding.Table, word: finding.Word) -> dict[str, Any]:
    """Return the table as it is read: a row for each code, the total first."""
    counts = finding.counts(table)
    column, *across = table["columns"][:-1]
    codes = list(dict.fromkeys(key[0] for key in counts))
    heads = list(dict.fromkeys(key[1] for key in counts)) if across else [TOTAL]
    heads.sort(key=lambda head: head != TOTAL)
    keys = [[(c, h) if across else (c,) for h in heads] for c in codes]
    cells = [[counts[key] for key in row] for row in keys]
    named = [[citation.cell_of(name, key) for key in row] for row in keys]
    grounds = heat_grid.grounds([_inner(row) for row in cells[:-1]])
    return {
        "corner": heading(column),
        "heads": [
            {"code": h, "words": word(across[0], h) if across else tk._("Number")}
            for h in heads
        ],
        "rows": [
            _row(column, code, list(zip(row, names, strict=True)), word, ground)
            for code, row, names, ground in zip(
                codes, cells, named, [*grounds, None], strict=True
            )
        ],
    }


def _totals(grid: dict[str, Any]) -> Iterator[int]:
    for row in grid["rows"]:
        yield from (cell["value"] for cell in row["cells"] if row["is_total"])


def _inner(row: Sequence[int]) -> list[Cell]:
    return list(row[1:] if len(row) > 1 else row)


def _row(
    column: str,
    code: str,
    cells: Sequence[tuple[int, str]],
    word: finding.Word,
    ground: Sequence[str] | None,
) -> dict[str, Any]:
    """Return a row; the total is left without a ground, it would outshine the rest."""
    shades = ["", *(ground or [""] * (len(cells) - 1))][: len(cells)]
    return {
        "code": code,
        "column": column,
        "words": word(column, code),
        "is_total": code == TOTAL,
        "cells": [
            {"value": value, "cell": name, "ground": shade}
            for (value, name), shade in zip(cells, shades, strict=True)
        ],
    }


def _chart(name: str, found: str, grid: dict[str, Any]) -> Markup | None:
    """Return the chart, or None where the table itself is the better picture."""
    rows = [row for row in grid["rows"] if not row["is_total"] and _counts(row)]
    heads = [head for head in grid["heads"] if head["code"] != TOTAL]
    order = sorted(heads, key=lambda head: _rank(head["code"])) or grid["heads"]
    series = tuple(
        Series(
            head["words"] if heads else "",
            tuple(row["cells"][grid["heads"].index(head)]["value"] for row in rows),
        )
        for head in order
    )
    plot = Plot(f"chart-{name}", found, tuple(r["words"] for r in rows), series)
    if not any(plot.numbers):
        return None
    draw = stacked_bar.draw if heads else grouped_bar.draw
    try:
        # Safe: the charts escape all text, and nothing else is in the string.
        return Markup(draw(plot, voice()))  # noqa: S704
    except TooMuchForAChartError:
        return None


def _counts(row: dict[str, Any]) -> bool:
    """Tell whether a row of codes has anything to draw; "none named" may have not."""
    total = row["cells"][0]["value"]
    return row["code"] != "none" or isinstance(total, Gap) or total > 0


def _rank(code: str) -> int:
    known = [state.value for state in IN_CHART]
    return known.index(code) if code in known else len(known)
