"""The tracking table of a part of the strategy: one table for screen and files."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import export, iptt
from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.exchange.iptt import WHOLE, Figure, Line
from ckanext.tiptaskforce.views import (
    base,
    standing_indicators,
    standing_tallies,
    tables,
)

Shown = dict[str, Any]
NAME = "iptt"
# What stands before the periods in each row.
AGENCY = "agency"


def page(taskforce: Shown, line: Shown, strategy: dict[str, str]) -> Any:
    """Show the indicators of an objective or line with their periods as columns."""
    slug, chosen = taskforce["slug"], {**base.filters("split"), **strategy}
    split = chosen.get("split")
    asked: dict[str, Any] = {"taskforce": slug, "objective": line["code"], **chosen}
    found = base.call("indicator_progress", **asked)
    items = found["items"]
    codes = _periods(items)
    sheet = iptt.sheet(
        tk._("{code} {title}: indicators by period").format(**line),
        [one for item in items for one in _lines(item, split)],
        codes,
        tk._("not released"),
        tables.about(taskforce, {"objective": line["code"], **chosen}),
    )
    if tables.is_wanted():
        return tables.hand_out(sheet, f"{NAME}-{line['code']}", taskforce)
    n_before = len(sheet.columns) - len(codes) * len(iptt.PARTS)
    header, *rows = export.shown(sheet, tk._)
    return base.page(
        "overview/iptt",
        taskforce,
        line=line,
        items=items,
        before=header[:n_before],
        parts=[tk._(iptt.LABELS[part]) for part in iptt.PARTS],
        codes=codes,
        rows=rows,
        n_before=n_before,
        rule=standing_indicators.rule(taskforce),
        splits=_splits(items),
        chosen=chosen,
    )


def _periods(items: list[Shown]) -> dict[str, str]:
    """Return the periods across, the oldest first, and the whole time after them."""
    codes = {code for item in items for code in item["periods"]}
    order = sorted(codes, key=lambda code: (periods.parse(code).end, code))
    words = {code: standing_tallies.period(code)["label"] for code in order}
    return {**words, WHOLE: tk._("Whole strategy")}


def _lines(item: Shown, split: str | None) -> list[Line]:
    figures = dict(zip(item["periods"], map(_figure, item["cells"]), strict=True))
    figures[WHOLE] = _figure(item["whole"])
    if item["view"] == "released":
        # A released figure stands as it is; one that is withheld was not released.
        figures = {
            code: _hidden(one) if one.actual is None else one
            for code, one in figures.items()
        }
    whole = Line(
        item["code"],
        item["title"],
        item["unit"],
        item["baseline"],
        part=_part(item, split),
        figures=figures,
    )
    return [whole, *_parts(item)]


def _part(item: Shown, split: str | None) -> str:
    if item["view"] == "own":
        return tk._("Own organisation")
    return tk._("All") if split else ""


def _parts(item: Shown) -> list[Line]:
    return [
        Line(
            item["code"],
            item["title"],
            item["unit"],
            part=row["label"],
            figures={
                code: Figure(actual=_actual(cell))
                for code, cell in zip(item["periods"], row["cells"], strict=True)
            },
        )
        for row in standing_indicators.split_rows(item)
    ]


def _figure(cell: Shown) -> Figure:
    return Figure(
        target=cell["target"],
        actual=_actual(cell),
        percent=cell["percent"],
        reported=cell["reported"],
        expected=cell["expected"],
    )


def _actual(cell: Shown) -> Any:
    return cell["milestone"] or cell["value"]


def _hidden(one: Figure) -> Figure:
    return Figure(one.target, None, None, one.reported, one.expected, is_hidden=True)


def _splits(items: list[Shown]) -> list[Shown]:
    """Return what any of the indicators can be split by, as options."""
    found = {s["value"]: s for item in items for s in standing_indicators.splits(item)}
    return list(found.values())
