"""A strategy on one page, as task forces print it: vision, principles, SWOT, lines."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, public, standing

NAME = "framework"


def page(taskforce: dict[str, Any], chosen: dict[str, str]) -> str:
    """Show the current strategy, or the one that is named, to be printed on a page."""
    shown = public.strategy(taskforce["slug"], chosen.get("strategy"))
    if shown is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    rows = standing.in_depth(shown["objectives"])
    return base.page(
        "strategy/framework",
        taskforce,
        strategy=shown,
        columns=_columns(rows),
        n_lines=sum(row["depth"] > 1 for row in rows),
        chosen=chosen,
    )


def _columns(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return each objective with all that is below it."""
    found: list[list[dict[str, Any]]] = []
    for row in rows:
        if row["depth"] == 1:
            found.append([])
        found[-1].append(row)
    return found
