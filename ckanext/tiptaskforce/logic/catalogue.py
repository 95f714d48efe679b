"""The facets of the public catalogue, counted over published releases alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ProgressTable

FACETS = ("kind", "topic", "period", "objective", "violation")
Parents = Mapping[str, str]
# Of each release, by its id, the lines whose indicators it tells.
Served = Mapping[str, set[str]]
NONE: Served = {}


def matching(
    rows: Iterable[Release],
    parents: Parents,
    chosen: Mapping[str, str],
    served: Served = NONE,
) -> list[Release]:
    """Return the releases that carry every chosen value.

    :param parents: of each line of the current strategy, the code above it
    """
    return [
        row
        for row in rows
        if all(
            code in _values(row, parents, served)[name] for name, code in chosen.items()
        )
    ]


def worded(rows: Iterable[Release], text: str) -> list[Release]:
    """Return the releases whose public words hold every word of a text."""
    wanted = text.casefold().split()
    return [row for row in rows if all(word in _words(row) for word in wanted)]


def _words(row: Release) -> str:
    step = str(row.specification.get("step") or "").replace("_", " ")
    said = (row.title, row.sentence, row.caveats, row.series, row.kind, step)
    return " ".join(said).casefold()


def facets(
    rows: Sequence[Release],
    parents: Parents,
    chosen: Mapping[str, str],
    served: Served = NONE,
) -> dict[str, list[dict[str, Any]]]:
    """Return for each facet its values, with how many series each would leave."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in FACETS:
        others = {key: code for key, code in chosen.items() if key != name}
        left = matching(rows, parents, others, served)
        values = (_values(row, parents, served)[name] for row in left)
        counted = Counter(c for codes in values for c in _offered(codes, parents, name))
        codes = sorted(counted, reverse=name == "period")
        found[name] = [{"code": code, "count": counted[code]} for code in codes]
    return found


def _offered(codes: set[str], parents: Parents, name: str) -> set[str]:
    """Return the values to offer: of objectives the top ones, for the list is long."""
    return {c for c in codes if not parents.get(c)} if name == "objective" else codes


def _values(row: Release, parents: Parents, served: Served) -> dict[str, set[str]]:
    """Return what a release covers; a line covers the objective above it as well."""
    tables = row.snapshot.get("tables", {})
    table = tables.get(ProgressTable.OBJECTIVE_STATE.value, {})
    counted = set(dict(table.get("columns", ())).get("objective", ()))
    codes = (counted | served.get(row.id, set())) & set(parents)
    return {
        "kind": {row.kind},
        "topic": {row.specification["step"]}
        if row.specification.get("step")
        else set(),
        "period": set(row.specification["window"]["period"]),
        "violation": set(row.violations),
        "objective": codes | {parents[code] for code in codes if parents[code]},
    }
