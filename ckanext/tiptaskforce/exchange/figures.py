"""What the public files of a release of figures say, read from their bytes.

A table is the one of the released JSON, in which a count may be withheld::

    {"columns": ["lga", "sex", "count"], "rows": [["NG008013", "F", 31], …,
                                                  ["NG008011", "F", "withheld"]]}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ckanext.tiptaskforce.phrase import N_, Phrase

TOTAL, WITHHELD = "TOTAL", "withheld"
# A table whose shown cells hold fewer of those counted says little but its totals.
WORTH_PRINTING = 0.5
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
METHOD = N_(
    "Member organisations send counts by codes; nobody sends persons or cases. A count "
    "that could point at a few people is withheld, and so are as many others as are "
    "needed for no subtraction to bring it back. For every withheld small count two "
    "complete tables of whole numbers were made that give the very same published "
    "figures: one in which nobody is there, and one in which at least the least count "
    "are."
)
STEPS_APART = N_(
    "Each release counts one stage or status on a person's path. One person passes "
    "several of them, so figures of different stages must not be added or subtracted."
)
Table = Mapping[str, Any]
Tables = Mapping[str, Table]
Key = tuple[str, ...]


def media_type(name: str) -> str:
    """Return the media type of a file by its ending."""
    return MEDIA_TYPES[name.rsplit(".", 1)[1]]


def tables_of(files: Mapping[str, bytes], code: str) -> dict[str, Any]:
    """Return the tables that the JSON of a release holds."""
    return json.loads(files[f"{code}.json"])["tables"]


def cells(table: Table) -> dict[Key, int | str]:
    """Return the cells of a table by their codes."""
    return {tuple(row[:-1]): row[-1] for row in table["rows"]}


def n_rows(tables: Tables) -> int:
    """Return how many cells all tables have."""
    return sum(len(table["rows"]) for table in tables.values())


def n_withheld(tables: Tables) -> int:
    """Return how many cells of all tables are withheld."""
    return sum(row[-1] == WITHHELD for t in tables.values() for row in t["rows"])


def total_of(tables: Tables) -> int | None:
    """Return how many were counted in all, where a table tells it."""
    for table in tables.values():
        value = table["rows"][-1][-1] if table["rows"] else WITHHELD
        if value != WITHHELD:
            return int(value)
    return None


def is_total_withheld(tables: Tables, name: str) -> bool:
    """Tell whether a table does not even say how many were counted."""
    rows = tables[name]["rows"]
    return not rows or rows[-1][-1] == WITHHELD


def several(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns of which a person may have several codes: no parts of a whole.

    A manifest that was written before there were such columns says nothing of them.
    """
    known = manifest.get("dimensions", {}).items()
    return frozenset(name for name, found in known if found.get("multi"))


def share_shown(tables: Tables, name: str, manifest: Mapping[str, Any]) -> float | None:
    """Return which share of those counted stands in shown finest cells of a table.

    There is none where one person may stand in several of them.
    """
    if several(manifest) & set(tables[name]["columns"]):
        return None
    found = cells(tables[name])
    whole = found[(TOTAL,) * len(next(iter(found)))] if found else WITHHELD
    if whole in (WITHHELD, 0):
        return None
    finest = [n for key, n in found.items() if TOTAL not in key and n != WITHHELD]
    return sum(int(n) for n in finest) / int(whole)


def sparse(tables: Tables, manifest: Mapping[str, Any]) -> list[str]:
    """Return the tables that show less than half of those counted, or no total."""
    return [name for name in tables if _is_sparse(tables, name, manifest)]


def _is_sparse(tables: Tables, name: str, manifest: Mapping[str, Any]) -> bool:
    share = share_shown(tables, name, manifest)
    if share is None:
        return is_total_withheld(tables, name)
    return share < WORTH_PRINTING


def sentences(
    tables: Tables,
    manifest: Mapping[str, Any],
    period: str,
    word: Callable[[str, str], str] | None = None,
) -> list[Phrase]:
    """Return the main finding of a release in one or two whole sentences.

    :param period: the period in words
    :param word: the words for a level and a code; by default those of the release
    """
    unit = str(manifest["unit"]).split(" recorded by ")[0]
    values = {
        "unit": unit,
        "period": period,
        "sources": manifest["n_sources"],
        "total": total_of(tables),
    }
    if values["total"] is None:
        text = N_("%(unit)s in %(period)s: the total is withheld to protect people.")
        return [Phrase(text, {**values, "unit": unit[:1].upper() + unit[1:]})]
    if values["sources"] is None:
        text = N_("%(total)s %(unit)s were recorded in %(period)s.")
    else:
        text = N_(
            "%(total)s %(unit)s were recorded by %(sources)s organisations in "
            "%(period)s."
        )
    return [Phrase(text, values), *_most(tables, manifest, word)]


def text(tables: Tables, manifest: Mapping[str, Any], period: str) -> str:
    """Return the main finding in English, as the dataset carries it."""
    said = sentences(tables, manifest, period)
    return " ".join(phrase.render(str, "{:,}".format) for phrase in said)


def label(manifest: Mapping[str, Any], level: str, code: str) -> str:
    """Return the words of a code of a level, as the release itself gives them."""
    for dimension in manifest["dimensions"].values():
        levels = dimension["levels"]
        chains = levels if isinstance(levels[0], list) else [levels]
        if any(level in chain for chain in chains):
            return str(dimension["labels"].get(code, code))
    return code


def leader(table: Table, manifest: Mapping[str, Any]) -> tuple[str, int] | None:
    """Return the code of the first column with most, where none withheld may have more.

    The other columns are taken together. A withheld cell is less than what is left of
    the total, and only then the largest shown one is the largest; of a column of which
    a person may have several codes nothing bounds it but the total itself.
    """
    found = cells(table)
    rest = len(table["columns"]) - 2
    own = {k[0]: n for k, n in found.items() if k[1:] == (TOTAL,) * rest}
    whole = own.pop(TOTAL, WITHHELD)
    shown = {code: int(n) for code, n in own.items() if n != WITHHELD}
    if whole == WITHHELD or not shown:
        return None
    is_parted = table["columns"][0] not in several(manifest)
    left = int(whole) - sum(shown.values()) * is_parted
    ranked = sorted(shown.items(), key=lambda one: -one[1])
    best = ranked[0]
    others = [number for _, number in ranked[1:2]]
    others += [left] if len(shown) < len(own) else []
    return best if best[1] and all(best[1] > number for number in others) else None


def changes(before: Tables, after: Tables) -> list[dict[str, Any]]:
    """Return the cells that two releases do not share, or that differ in them.

    Periods are other codes in each release, so a table by periods has no such cells.
    """
    found: list[dict[str, Any]] = []
    for name, table in after.items():
        old = before.get(name)
        if old is None or old["columns"] != table["columns"]:
            continue
        was = cells(old)
        found += [
            {"table": name, "codes": list(key), "before": was[key], "after": number}
            for key, number in cells(table).items()
            if key in was and was[key] != number
        ]
    return found


def numbers(tables: Tables) -> set[int]:
    """Return every count that a release shows."""
    rows: Sequence[Any] = [row for t in tables.values() for row in t["rows"]]
    return {int(row[-1]) for row in rows if row[-1] != WITHHELD}


def _most(
    tables: Tables,
    manifest: Mapping[str, Any],
    word: Callable[[str, str], str] | None,
) -> list[Phrase]:
    for table in tables.values():
        first = table["columns"][0]
        found = leader(table, manifest) if len(_codes(table)) > 2 else None  # noqa: PLR2004
        if found is not None:
            code, part = found
            name = word(first, code) if word else label(manifest, first, code)
            values = {"name": name, "part": part}
            return [Phrase(N_("Most: %(name)s, %(part)s."), values)]
    return []


def _codes(table: Table) -> set[str]:
    return {row[0] for row in table["rows"]}
