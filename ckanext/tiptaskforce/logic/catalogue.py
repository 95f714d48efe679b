"""The facets of the public catalogue, counted over published releases alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ProgressTable

FACETS = ("kind", "period", "objective")
Parents = Mapping[str, str]


def matching(
    rows: Iterable[Release], parents: Parents, chosen: Mapping[str, str]
) -> list[Release]:
    """Return the releases that carry every chosen value.

    :param parents: of each line of the current strategy, the code above it
    """
    return [
        row
        for row in rows
        if all(code in _values(row, parents)[name] for name, code in chosen.items())
    ]


def facets(
    rows: Sequence[Release], parents: Parents, chosen: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """Return for each facet its values, with how many series each would leave."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in FACETS:
        others = {key: code for key, code in chosen.items() if key != name}
        left = matching(rows, parents, others)
        counted = Counter(code for row in left for code in _offered(row, parents, name))
        codes = sorted(counted, reverse=name == "period")
        found[name] = [{"code": code, "count": counted[code]} for code in codes]
    return found


def _offered(row: Release, parents: Parents, name: str) -> set[str]:
    """Return the values to offer: of objectives the top ones, for the list is long."""
    codes = _values(row, parents)[name]
    return {c for c in codes if not parents.get(c)} if name == "objective" else codes


def _values(row: Release, parents: Parents) -> dict[str, set[str]]:
    """Return what a release covers; a line covers the objective above it as well."""
    tables = row.snapshot.get("tables", {})
    table = tables.get(ProgressTable.OBJECTIVE_STATE.value, {})
    codes = set(dict(table.get("columns", ())).get("objective", ())) & set(parents)
    return {
        "kind": {row.kind},
        "period": set(row.specification["window"]["period"]),
        "objective": codes | {parents[code] for code in codes if parents[code]},
    }
