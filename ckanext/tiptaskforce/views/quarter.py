"""The report of a quarter, to print: progress, deliverables, gaps, who reported."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.views import (
    base,
    standing_indicators,
    standing_tallies,
    tables,
)

Shown = dict[str, Any]
_LACKING = ("constrained", "no_progress")


def index(slug: str) -> Any:
    """Lead to the newest quarter that is over."""
    taskforce = base.inside(slug)
    today = tk.h.tiptaskforce_today(taskforce)
    last = periods.preceding(periods.containing(today, "quarter"))
    return base.go("quarter.read", slug=slug, code=last.code)


def read(slug: str, code: str) -> Any:
    """Answer: what came of this quarter? Without confidential parts by default."""
    taskforce = base.inside(slug)
    quarter = _quarter(code)
    is_full = request.args.get("confidential") == "true"
    found = base.call(
        "period_overview",
        taskforce=slug,
        period=code,
        confidential="true" if is_full else None,
    )
    every = [_worded(item) for top in found["objectives"] for item in top["indicators"]]
    if tables.is_wanted():
        chosen = {"quarter": code, "confidential": str(is_full).lower()}
        return tables.download("quarter", taskforce, _rows(found), chosen)
    today = tk.h.tiptaskforce_today(taskforce)
    following = periods.following(quarter)
    return base.page(
        "quarter/read",
        taskforce,
        report=found,
        label=standing_tallies.period(code)["label"],
        words=standing_indicators.counted(found["objectives"]),
        in_place=sum(one["cells"]["delivered"] for one in found["functions"]),
        applicable=sum(one["applicable"] for one in found["functions"]),
        lacking=[item for item in every if item["label"] in _LACKING],
        silent=[item for item in every if item["reported"] < item["expected"]],
        rule=standing_indicators.rule(taskforce),
        before=standing_tallies.period(periods.preceding(quarter).code),
        after=(
            standing_tallies.period(following.code)
            if following.start <= today
            else None
        ),
        level=tk._("Confidential") if is_full else None,
    )


def _quarter(code: str) -> periods.Period:
    """Return the quarter that an address names.

    :raises NotFound: for what is no quarter
    """
    try:
        found = periods.parse(code)
    except ValueError:
        found = None
    if found is None or periods.kind_of(found) != "quarter":
        raise tk.ObjectNotFound(tk._("Not found."))
    return found


def _worded(item: Shown) -> Shown:
    """Add to an indicator what its figure and its target say in words."""
    cell = {**item, "value": item["actual"], "milestone": None}
    if isinstance(item["actual"], str):
        cell |= {"value": None, "milestone": item["actual"]}
    item["figure"] = standing_indicators.figure(cell)
    item["target_words"] = standing_indicators.target(item["target"])
    return item


def _rows(found: Shown) -> list[Shown]:
    return [
        {
            **item,
            "objective": top["code"],
            "actual": _told(item),
            "percent": _rounded(item["percent"]),
        }
        for top in found["objectives"]
        for item in top["indicators"]
    ]


def _told(item: Shown) -> Any:
    """Return a figure as the screen shows it: a per cent without decimals."""
    if not item["is_shown"]:
        return tk._("not released")
    is_share = item["kind"] == "per_cent"
    return _rounded(item["actual"]) if is_share else item["actual"]


def _rounded(found: float | None) -> int | None:
    return None if found is None else round(found)


blueprint = base.blueprint(
    "quarter",
    (
        ("/<slug>/quarter", "index", index, ("GET",)),
        ("/<slug>/quarter/<code>", "read", read, ("GET",)),
    ),
)
