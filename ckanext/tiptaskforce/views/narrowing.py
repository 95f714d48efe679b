"""A dataset page narrowed to some codes: parts of released tables, and never more.

Two choices meet in a table that counts by both. Where none was released there is no
figure, and none is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.charts.plot import Gap

Shown = dict[str, Any]


def of(exhibits: Sequence[Shown], asked: Mapping[str, str]) -> Shown:
    """Return the exhibits that answer what was asked, with the choices there are.

    :param exhibits: those of a release of figures, whole
    :param asked: codes by column; what the release does not count by is left aside
    :returns: ``{fields, values, chosen, exhibits}``; without an exhibit where no table
        counts by all that was asked
    """
    offered = _offered(exhibits)
    chosen = {n: c for n, c in asked.items() if c in offered.get(n, {})}
    return {
        "fields": [_field(name, codes) for name, codes in offered.items()],
        "values": chosen,
        "chosen": [
            {
                "name": name,
                "code": code,
                "label": labels.dimension(name),
                "value": offered[name][code],
                "url": tk.h.tiptaskforce_with(**{name: None}),
            }
            for name, code in chosen.items()
        ],
        "exhibits": [
            _part(one, chosen) if chosen else one
            for one in exhibits
            if set(chosen) <= set(one["columns"])
        ],
    }


def _offered(exhibits: Sequence[Shown]) -> dict[str, dict[str, str]]:
    """Return the words of all codes by column, in the order of the tables."""
    found: dict[str, dict[str, str]] = {}
    for one in exhibits:
        for column, codes in one["codes"].items():
            # One code alone leaves nothing to choose.
            if len(codes) > 1:
                found.setdefault(column, codes)
    return found


def _field(name: str, codes: Mapping[str, str]) -> Shown:
    options = [{"value": code, "text": text} for code, text in codes.items()]
    return {"name": name, "label": labels.dimension(name), "options": options}


def _part(one: Shown, chosen: Mapping[str, str]) -> Shown:
    """Return the rows and columns of a table that were chosen; a part has no chart."""
    across = one["columns"][-1] if len(one["columns"]) > 1 else None
    heads = [
        place
        for place, code in enumerate(one["head_codes"])
        if across is None or code == chosen.get(across, code)
    ]
    rows = [
        {**row, "cells": [row["cells"][place] for place in heads]}
        for row in one["rows"]
        if _is_asked(dict(zip(one["columns"], row["key"], strict=False)), chosen)
    ]
    values = [cell["value"] for row in rows for cell in row["cells"]]
    # The totals of earlier periods are those of a row, and not of one of its columns.
    earlier = [] if across in chosen else one["earlier"]
    return {
        **one,
        "heads": [one["heads"][place] for place in heads],
        "rows": rows if earlier else [{**row, "earlier": []} for row in rows],
        "earlier": earlier,
        "chart": None,
        "n_cells": len(values),
        "n_withheld": values.count(Gap.WITHHELD),
        "share": None,
        "is_told_zero": False,
    }


def _is_asked(row: Mapping[str, str], chosen: Mapping[str, str]) -> bool:
    return all(row.get(name, code) == code for name, code in chosen.items())
