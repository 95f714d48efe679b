"""What if it were published? The counts of one period against the tables planned.

For the data custodian alone: the answer speaks of small counts. Nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.designs import PLACE, ZONE
from ckanext.tiptaskforce.logic.figures import columns, dimensions, specification
from ckanext.tiptaskforce.logic.figures.dimensions import Dimension
from ckanext.tiptaskforce.model import contribution, epoch
from ckanext.tiptaskforce.model.taskforce import Taskforce

# One person waits for the answer; what takes longer is tried with fewer tables.
SECONDS = 20
MOST_TABLES = 8
ALL = "all"
PREFERRED = "referred"
Tables = list[list[str]]


def answer(step: base.Step) -> dict[str, Any]:
    """Return how the planned tables would fare, and what else could be tried."""
    taskforce = step.taskforce
    counted = _order(epoch.steps(taskforce.id))
    if not counted:
        return _nothing()
    chosen = step.data.get("step") or counted[0]
    codes = epoch.periods(taskforce.id, chosen)[::-1]
    code = step.data.get("period") or (codes[0] if codes else "")
    if code not in codes:
        message = tk._("Nothing was accepted for this step and period.")
        raise base.invalid("period", message)
    known = dimensions.of(taskforce, chosen, [code])
    offered = _offered(known)
    tables = step.data.get("tables")
    tables = _planned(known) if tables is None else tables
    found = _tried(taskforce, chosen, code, known, tables) if tables else {}
    return {
        **_nothing(),
        "step": chosen,
        "steps": counted,
        "period": code,
        "periods": codes,
        "offered": [*offered, *(t for t in tables if t not in offered)],
        "chosen": tables,
        "k": specification.k_of(taskforce),
        **found,
    }


def _nothing() -> dict[str, Any]:
    names = ("step", "period", "k", "refusal", "n_withheld", "n_rows", "is_late")
    return {
        **dict.fromkeys((*names, "seconds")),
        **{name: [] for name in ("steps", "periods", "offered", "chosen", "tables")},
    }


def _order(steps: Sequence[str]) -> list[str]:
    return sorted(steps, key=lambda name: (name != PREFERRED, name))


def _planned(known: Sequence[Dimension]) -> Tables:
    """Return the tables that a quarter usually publishes: places, persons, forms."""
    place = next((d for d in known if d.tally_field in (PLACE, ZONE)), None)
    levels = [[level] for level in place.levels] if place else []
    return [*levels, *columns.without_place(known)][:MOST_TABLES]


def _offered(known: Sequence[Dimension]) -> Tables:
    """Return single columns and pairs of them, of different dimensions."""
    singles = [(d.name, level) for d in known[1:] for level in d.levels]
    pairs = combinations(singles, 2)
    return [
        *([level] for _, level in singles),
        *([a, b] for (one, a), (other, b) in pairs if one != other),
    ]


def _tried(
    taskforce: Taskforce,
    step: str,
    code: str,
    known: Sequence[Dimension],
    tables: Tables,
) -> dict[str, Any]:
    from ckanext.tiptaskforce import disclosure

    try:
        spec = _spec(taskforce, known, code, tables)
    except tk.ValidationError as refused:
        # Here the tables are a field of the call and no part of a specification.
        words = refused.error_dict.get("specification", [])
        raise tk.ValidationError({"tables": words}) from refused
    rows = [
        {
            "epoch": ALL,
            "period": code,
            **{d.column: codes[d.tally_field] for d in known[1:]},
            "source": agency_id,
            "n": n,
        }
        for agency_id, codes, n in contribution.standing(taskforce.id, step, code)
    ]
    try:
        found = disclosure.design(spec, rows, engine="pandas")
    except (disclosure.Refused, disclosure.BadInput) as refused:
        raise base.invalid("tables", str(refused)) from None
    return {
        "n_rows": found.n_rows,
        "n_withheld": found.n_withheld,
        "refusal": str(found.refusal) if found.refusal else None,
        "is_late": found.is_late,
        "seconds": SECONDS,
        "tables": [_table(found, table) for table in found.tables],
        "period_label": periods.parse(code).label,
    }


def _spec(
    taskforce: Taskforce, known: Sequence[Dimension], code: str, tables: Tables
) -> dict[str, Any]:
    asked = columns.tables_of({"tables": tables}, known)
    return {
        "schema": "tiptaskforce-release/1",
        "release": "what-if",
        "k": specification.k_of(taskforce),
        "zeros": taskforce.settings.get("zeros") or "hide",
        "epochs": [ALL],
        "window": {known[0].name: [code]},
        "time_limit": SECONDS,
        "dimensions": {d.name: d.spec() for d in known},
        "tables": {table.id: {"columns": list(table.columns)} for table in asked},
    }


def _table(found: Any, table: Any) -> dict[str, Any]:
    others = [t.n_withheld for t in found.tables if t.id != table.id]
    together = sum(others) if None not in others else None
    return {
        "id": table.id,
        "columns": [_level(column) for column in table.columns],
        "n_cells": table.n_cells,
        "small_share": table.small_share,
        "survives": not table.advice and bool(table.share_shown),
        "n_rows": table.n_rows,
        "n_withheld": table.n_withheld,
        "share_shown": table.share_shown,
        "cost": _cost(together, table.n_without),
        "coarser": _coarser(table),
    }


def _cost(together: int | None, without: int | None) -> int | None:
    """Return how many rows more the other tables withhold because of this one."""
    if together is None or without is None:
        return None
    return max(together - without, 0)


def _coarser(table: Any) -> dict[str, Any] | None:
    """Return what the greedy coarsening advises for a table that is mostly small."""
    advice = next((a for a in table.advice if a.level), None)
    if advice is None:
        return None
    changed = [
        advice.level if name == advice.column else level
        for name, _, level in (column.partition("@") for column in table.columns)
    ]
    return {"columns": changed, "share": advice.share}


def _level(column: str) -> str:
    return column.partition("@")[2] or column
