"""How indicators stand, in words, tables and columns; one table for screen and file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.charts import column
from ckanext.tiptaskforce.charts.plot import (
    Cell,
    Gap,
    Plot,
    Series,
    TooMuchForAChartError,
)
from ckanext.tiptaskforce.exchange.standing import Thresholds
from ckanext.tiptaskforce.views import standing_tallies
from ckanext.tiptaskforce.views.voice import voice

Shown = dict[str, Any]
WORDS = ("met", "on_track", "constrained", "no_progress", "no_status")


def counted(tree: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many indicators of a whole strategy stand at each word."""
    found: Counter[str] = Counter()
    for node in tree:
        # A node's labels hold those of the lines below it.
        found.update(node["labels"])
    return {word: found[word] for word in WORDS}


def rule(taskforce: Shown) -> list[str]:
    """Return the rule by which indicators get their words, as it is printed."""
    thresholds = Thresholds.of(taskforce["settings"].get("standing"))
    return [phrase.render(tk._) for phrase in thresholds.words]


def figure(cell: Mapping[str, Any]) -> str | None:
    """Return what a cell says in words, or None where it says nothing."""
    if cell.get("milestone"):
        return cell["milestone"]
    if cell["numerator"] is not None:
        return _share(cell)
    return None if cell["value"] is None else tk.h.tiptaskforce_number(cell["value"])


def _share(cell: Mapping[str, Any]) -> str:
    words = tk._("{part} of {whole}").format(
        part=tk.h.tiptaskforce_number(cell["numerator"]),
        whole=tk.h.tiptaskforce_number(cell["denominator"]),
    )
    if cell["value"] is None:
        return words
    percent = tk.h.tiptaskforce_number(round(cell["value"]))
    return tk._("{percent} % ({words})").format(percent=percent, words=words)


def target(value: Any) -> str | None:
    """Return a target in words, or None where there is none."""
    return tk.h.tiptaskforce_number(value) if isinstance(value, int | float) else value


def series(item: Shown) -> list[Shown]:
    """Return the rows of an indicator's table, the oldest period first."""
    return [
        {
            **cell,
            "period": code,
            "period_label": standing_tallies.period(code)["label"],
            "figure": figure(cell),
            "target_words": target(cell["target"]),
        }
        for code, cell in zip(item["periods"], item["cells"], strict=True)
    ]


def chart(item: Shown, finding: str) -> Markup | None:
    """Return the columns of an indicator under its targets; None where none is drawn.

    Steps of a ladder are words, and what is not shown to the reader is not drawn: of
    counts of persons the released periods stand alone, for a gap says "not reported".
    """
    pairs = [
        pair
        for pair in zip(item["periods"], item["cells"], strict=True)
        if item["view"] != "released" or pair[1]["value"] is not None
    ]
    cells = tuple(_drawn(cell) for _, cell in pairs)
    if item["kind"] == "milestone" or all(isinstance(c, Gap) for c in cells):
        return None
    names = tuple(_short(code) for code, _ in pairs)
    plot = Plot("chart-indicator", finding, names, (Series("", cells),))
    aims = [_aim(cell) for _, cell in pairs]
    newest = next((cell for _, cell in reversed(pairs) if _aim(cell)), None)
    words = ""
    if newest:
        words = tk._("target {value}").format(value=target(newest["target"]))
    try:
        return Markup(column.draw(plot, voice(), aims, words))  # noqa: S704  ours
    except TooMuchForAChartError:
        return None


def _aim(cell: Mapping[str, Any]) -> float | None:
    found = cell["target"]
    return float(found) if isinstance(found, int | float) else None


def _drawn(cell: Mapping[str, Any]) -> Cell:
    return Gap.NOT_REPORTED if cell["value"] is None else cell["value"]


def _short(code: str) -> str:
    """Return a period as it stands under a column, such as Q3 2026."""
    year, _, part = code.partition("-")
    if part.startswith(("Q", "H")):
        return f"{part} {year}"
    return code


def split_rows(item: Shown) -> list[Shown]:
    """Return the rows of a split in the reader's language, a figure for each period."""
    language = str(tk.h.lang())
    return [
        {
            "key": row["key"],
            "label": row["labels"].get(language) or row["labels"]["en"] or "–",
            "cells": row["cells"],
            "figures": [figure(cell) for cell in row["cells"]],
        }
        for row in item["split"]
    ]


def splits(item: Shown) -> list[Shown]:
    """Return what an indicator can be split by, as options."""
    known = labels.words("dimension")
    found = [{"value": n, "text": known.get(n, n)} for n in item["disaggregations"]]
    return [*found, {"value": "agency", "text": tk._("Organisation")}]


def finding(item: Shown) -> str:
    """Return the newest figure of an indicator as a sentence."""
    found = [row for row in series(item) if row["figure"] is not None]
    if not found:
        return tk._("Nothing was accepted yet.")
    newest = found[-1]
    values = {"value": newest["figure"], "period": newest["period_label"]}
    if newest["percent"] is None or newest["target"] is None:
        return tk._("{value} in {period}.").format(**values)
    return tk._("{value} in {period}, {percent} % of the target of {target}.").format(
        **values,
        percent=tk.h.tiptaskforce_number(round(newest["percent"])),
        target=newest["target_words"],
    )
