"""An exhibit of figures: one protected table, its chart, and earlier periods beside it.

What is withheld is a mark of its own, never a blank and never a nought. Periods stand
side by side and are not added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.charts import grouped_bar, heat_grid
from ckanext.tiptaskforce.charts.plot import (
    Cell,
    Gap,
    Plot,
    Series,
    TooMuchForAChartError,
)
from ckanext.tiptaskforce.exchange import citation, figures, period
from ckanext.tiptaskforce.exchange.figures import TOTAL, WITHHELD
from ckanext.tiptaskforce.views.voice import voice

PERIODS = ("month", "quarter", "half_year", "year")
MOST_GROUPED = 12
Key = tuple[str, ...]
# Where an earlier release has no such row.
NONE: Mapping[str, Any] = {"value": None}


@dataclass(frozen=True)
class Sheet:
    """One table with what is needed to read it: its release, and earlier ones."""

    name: str
    table: Mapping[str, Any]
    manifest: Mapping[str, Any]
    beside: Sequence[Mapping[str, Any]]

    @property
    def columns(self) -> list[str]:
        """The levels by which it counts."""
        return list(self.table["columns"][:-1])

    @property
    def fixed(self) -> int | None:
        """The place of a column of periods that has one code only, or None."""
        for place, level in enumerate(self.columns):
            codes = {row[place] for row in self.table["rows"]} - {TOTAL}
            if level in PERIODS and len(codes) == 1 and len(self.columns) > 1:
                return place
        return None

    def shown_columns(self) -> list[str]:
        """The levels that the page shows; a single period stands above the table."""
        return [c for p, c in enumerate(self.columns) if p != self.fixed]

    def cells(self) -> dict[Key, int | str]:
        """The cells by the codes of the shown columns."""
        place = self.fixed
        found = figures.cells(self.table)
        if place is None:
            return found
        return {
            key[:place] + key[place + 1 :]: value
            for key, value in found.items()
            if key[place] != TOTAL
        }

    def cell(self, key: Key) -> str:
        """The name of a cell in addresses, from its codes in the shown columns."""
        if self.fixed is None:
            return citation.cell_of(self.name, key)
        codes = {row[self.fixed] for row in self.table["rows"]} - {TOTAL}
        whole = (*key[: self.fixed], *codes, *key[self.fixed :])
        return citation.cell_of(self.name, whole)

    def word(self, column: str, code: str) -> str:
        """The words for a code in the language of the reader."""
        if code == TOTAL:
            return tk._("Total")
        if column in PERIODS:
            one = period.parse(code)
            return tk.h.tiptaskforce_period(one.start, one.end)
        known = labels.counted(column, code)
        return known if known != code else figures.label(self.manifest, column, code)


def all_of(
    tables: figures.Tables,
    manifest: Mapping[str, Any],
    beside: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Return the exhibits of a release of figures.

    :param beside: earlier releases of the series, each of one other period
    """
    return [one(Sheet(n, table, manifest, beside)) for n, table in tables.items()]


def title(columns: Sequence[str], unit: str) -> str:
    """Return what a table counts, and by what."""
    words = [labels.dimension(column) for column in columns]
    by = words[0]
    if len(words) > 1:
        by = tk._("{columns} and {last}").format(
            columns=", ".join(words[:-1]), last=words[-1]
        )
    return tk._("{unit} by {columns}").format(unit=unit, columns=by)


def unit_words(manifest: Mapping[str, Any]) -> str:
    """Return what is counted, without who recorded it."""
    words = unit(manifest)
    return words[:1].upper() + words[1:]


def unit(manifest: Mapping[str, Any]) -> str:
    """Return the same as it stands after a number."""
    return tk._(str(manifest.get("unit", "")).split(" recorded by ")[0])


def sentence(publication: Mapping[str, Any]) -> str:
    """Return the main finding of a release in the reader's language."""
    told, tables = publication["period"], publication["tables"]
    words = tk.h.tiptaskforce_period(told["from"], told["to"])
    unit = tk._(str(publication["manifest"]["unit"]).split(" recorded by ")[0])
    manifest = {**publication["manifest"], "unit": unit}
    any_table = Sheet("", {"columns": [], "rows": []}, manifest, ())
    found = figures.sentences(tables, manifest, words, any_table.word)
    number = tk.h.tiptaskforce_number
    return " ".join(phrase.render(tk._, number) for phrase in found)


def changes(
    last: Mapping[str, Any], publication: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the cells that differ from the last release, with their words."""
    tables, manifest = publication["tables"], publication["manifest"]
    found = []
    for row in figures.changes(last["tables"], tables):
        sheet = Sheet(row["table"], tables[row["table"]], manifest, ())
        found.append(
            {
                **row,
                "table_words": title(sheet.columns, unit_words(manifest)),
                "words": list(map(sheet.word, sheet.columns, row["codes"])),
                "before": _value(row["before"]),
                "after": _value(row["after"]),
            }
        )
    return found


def one(sheet: Sheet) -> dict[str, Any]:
    """Return what a page shows of one table."""
    grid = _grid(sheet)
    described = title(sheet.shown_columns(), unit_words(sheet.manifest))
    finding = _finding(sheet) or described
    n_withheld = sum(row[-1] == WITHHELD for row in sheet.table["rows"])
    is_several = bool(set(sheet.columns) & figures.several(sheet.manifest))
    return {
        "name": sheet.name,
        "title": described,
        "finding": finding,
        "chart": _chart(sheet, finding, grid),
        "n_cells": len(sheet.table["rows"]),
        "n_withheld": n_withheld,
        "share": figures.share_shown(
            {sheet.name: sheet.table}, sheet.name, sheet.manifest
        ),
        "is_several": is_several,
        # Rows that are no parts of a total say nothing by their sum.
        "is_told_zero": len(grid["columns"]) < 3
        and not is_several
        and _is_told_zero(grid),
        **grid,
    }


def _finding(sheet: Sheet) -> str:
    best = figures.leader(sheet.table, sheet.manifest)
    column = sheet.columns[0]
    if best is None or sheet.shown_columns()[0] != column:
        return ""
    whole = figures.total_of({sheet.name: sheet.table})
    words = tk._("Most: {name}, {part} of {whole}")
    number = tk.h.tiptaskforce_number
    name = sheet.word(column, best[0])
    return words.format(name=name, part=number(best[1]), whole=number(whole))


def _grid(sheet: Sheet) -> dict[str, Any]:
    """Return the table as it is read: a row for each code, the total in front."""
    columns, cells = sheet.shown_columns(), sheet.cells()
    depth = max(len(columns) - 1, 1)
    keys = list(dict.fromkeys(key[:depth] for key in cells))
    across = [TOTAL] if len(columns) == 1 else _heads(cells)
    rows = [[_value(cells[_whole(cells, k, head)]) for head in across] for k in keys]
    names = [[sheet.cell(_whole(cells, k, head)) for head in across] for k in keys]
    grounds = heat_grid.grounds([row[1:] for row in rows])
    earlier = [_earlier(sheet, one) for one in sheet.beside]
    last = columns[-1]
    return {
        "columns": columns,
        "codes": _codes(sheet, columns, cells),
        "head_codes": across,
        "corner": ", ".join(labels.dimension(c) for c in columns[:depth]),
        "heads": [
            tk._("Number") if len(columns) == 1 else sheet.word(last, head)
            for head in across
        ],
        "earlier": [one["words"] for one in earlier],
        "rows": [
            {
                "key": key,
                "words": ", ".join(map(sheet.word, columns, key)),
                "is_total": set(key) == {TOTAL},
                "cells": [
                    {"value": v, "cell": c, "ground": g}
                    for v, c, g in zip(row, name, ["", *ground], strict=True)
                ],
                "earlier": [one["cells"].get(key, NONE) for one in earlier],
            }
            for key, row, name, ground in zip(keys, rows, names, grounds, strict=True)
        ],
    }


def _codes(
    sheet: Sheet, columns: Sequence[str], cells: Mapping[Key, Any]
) -> dict[str, dict[str, str]]:
    """Return the words of the codes of each column, in the order of the table."""
    found: dict[str, dict[str, str]] = {column: {} for column in columns}
    for key in cells:
        for column, code in zip(columns, key, strict=True):
            if code != TOTAL:
                found[column].setdefault(code, sheet.word(column, code))
    return found


def _is_told_zero(grid: Mapping[str, Any]) -> bool:
    """Tell whether shown cells add up to a total and leave the withheld ones nothing.

    It follows from what the page prints; a reader who adds up should not be puzzled.
    """
    rows = [[one["value"] for one in row["cells"]] for row in grid["rows"]]
    totals = [row["is_total"] for row in grid["rows"]]
    lines = [(row[0], row[1:]) for row in rows]
    for column in zip(*rows, strict=True):
        whole = [v for v, is_total in zip(column, totals, strict=True) if is_total]
        parts = [v for v, is_total in zip(column, totals, strict=True) if not is_total]
        lines += [(value, parts) for value in whole]
    return any(
        Gap.WITHHELD in parts
        and whole == sum(part for part in parts if isinstance(part, int))
        for whole, parts in lines
    )


def _heads(cells: Mapping[Key, Any]) -> list[str]:
    found = list(dict.fromkeys(key[-1] for key in cells))
    return sorted(found, key=lambda head: head != TOTAL)


def _whole(cells: Mapping[Key, Any], key: Key, head: str) -> Key:
    whole = next(iter(cells))
    return key if len(whole) == len(key) else (*key, head)


def _value(count: int | str | None) -> Cell:
    if count is None:
        return Gap.NOT_REPORTED
    return Gap.WITHHELD if count == WITHHELD else int(count)


def _earlier(sheet: Sheet, release: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row totals of an earlier release, by the codes of the rows."""
    told = release["period"]
    words = tk.h.tiptaskforce_period(told["from"], told["to"])
    table = release["tables"].get(sheet.name)
    if table is None or table["columns"] != sheet.table["columns"]:
        return {"words": words, "cells": {}}
    own = Sheet(sheet.name, table, release["manifest"], ())
    cells = own.cells()
    depth = max(len(own.shown_columns()) - 1, 1)
    keys = dict.fromkeys(key[:depth] for key in cells)
    whole = {key: _whole(cells, key, TOTAL) for key in keys}
    return {
        "words": words,
        "cells": {
            key: {
                "value": _value(cells[code]),
                "cell": own.cell(code),
                "number": release["number"],
            }
            for key, code in whole.items()
        },
    }


def _chart(sheet: Sheet, finding: str, grid: Mapping[str, Any]) -> Markup | None:
    rows = [row for row in grid["rows"] if not row["is_total"]]
    heads = grid["heads"][1:]
    if not heads or len(rows) * len(heads) > MOST_GROUPED:
        heads = grid["heads"][:1]
    place = grid["heads"].index(heads[0]) if heads else 0
    series = tuple(
        Series(
            head if len(heads) > 1 else "",
            tuple(row["cells"][place + number]["value"] for row in rows),
        )
        for number, head in enumerate(heads)
    )
    plot = Plot(f"chart-{sheet.name}", finding, tuple(r["words"] for r in rows), series)
    if len(rows) < 2 or not any(plot.numbers):  # noqa: PLR2004  one bar says nothing
        return None
    try:
        # Safe: the charts escape all text, and nothing else is in the string.
        return Markup(grouped_bar.draw(plot, voice()))  # noqa: S704
    except TooMuchForAChartError:
        return None
