"""Who was not reached: what released tables say of groups that are often missed.

Read are cells that stand in a released table, and no others: a group that no table
tells is not worked out from tables that tell a part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckanext.tiptaskforce.exchange.citation import cell_of
from ckanext.tiptaskforce.exchange.figures import TOTAL, WITHHELD, Tables, cells
from ckanext.tiptaskforce.vocabulary import FormOfExploitation, Reached, Sex

# What a person is counted by, apart from where and when.
WHO = (
    "form_of_exploitation",
    "sex",
    "age_group",
    "age_band",
    "population_group",
    "disability",
)
FORM = "form_of_exploitation"
_LABOUR = FormOfExploitation.FORCED_LABOUR.value
# Whom the guide and the stocktaking report before it name as often missed. Neither
# sex is asked for its age here: a table that tells less would tell nothing then.
MISSED: Mapping[str, Mapping[str, str]] = {
    "men_and_boys_labour": {FORM: _LABOUR, "sex": Sex.M.value},
    "women_and_girls_labour": {FORM: _LABOUR, "sex": Sex.F.value},
    "organ_removal": {FORM: FormOfExploitation.ORGAN_REMOVAL.value},
    "older": {"age_band": "60+"},
    "migrants": {"population_group": "migrant"},
    "refugees": {"population_group": "refugee"},
    "disability": {"disability": "with_disability"},
}
Dimensions = Mapping[str, Mapping[str, Any]]


def is_about_people(columns: Iterable[str]) -> bool:
    """Tell whether a release that counts by these counts by who the persons are."""
    return not set(WHO).isdisjoint(columns)


def missed(tables: Tables, dimensions: Dimensions) -> list[dict[str, Any]]:
    """Return for each group that is often missed what a release says of it."""
    return [
        {"group": name, **told(tables, dimensions, codes)}
        for name, codes in MISSED.items()
    ]


def told(
    tables: Tables, dimensions: Dimensions, codes: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a release says of the persons with these codes.

    :param codes: level → code; of every other level it is the total
    :returns: ``{is, value, by, cell?}``; ``by`` names the levels that are missing, of
        which ``lacks_code`` tells that they are counted, but not with this code
    """
    absent = [
        level for level, code in codes.items() if code not in _asked(dimensions, level)
    ]
    found = _cell(tables, codes)
    if found is None:
        word = Reached.NOT_ASKED if absent else Reached.NOT_RELEASED
        lacks = any(_asked(dimensions, level) for level in absent)
        by = absent or list(codes)
        return {"is": word.value, "value": None, "by": by, "lacks_code": lacks}
    table, key, value = found
    said = {"is": _word(value).value, "value": value, "by": []}
    return {**said, "cell": cell_of(table, key)}


def crossings(tables: Tables) -> list[tuple[str, list[str]]]:
    """Return the tables by who the persons are, each with those levels of it.

    One whose levels another one has as well says nothing more and is left out.
    """
    every = [
        (name, [level for level in table["columns"][:-1] if level in WHO])
        for name, table in tables.items()
    ]
    held = [(name, levels) for name, levels in every if levels]
    held.sort(key=lambda one: -len(one[1]))
    found: list[tuple[str, list[str]]] = []
    for name, levels in held:
        if not any(set(levels) <= set(known) for _, known in found):
            found.append((name, levels))
    return found


def margin(table: Mapping[str, Any], levels: Sequence[str]) -> dict[str, Any]:
    """Return the part of a table that stands at the total of all other levels."""
    columns = list(table["columns"][:-1])
    places = [columns.index(level) for level in levels]
    others = [place for place in range(len(columns)) if place not in places]
    return {
        "columns": [*levels, table["columns"][-1]],
        "rows": [
            [*(row[place] for place in places), row[-1]]
            for row in table["rows"]
            if all(row[place] == TOTAL for place in others)
        ],
    }


def tally(table: Mapping[str, Any]) -> dict[str, int]:
    """Return how many of the finest groups of a table are shown, zero and withheld."""
    finest = [row for row in table["rows"] if TOTAL not in row[:-1]]
    counted = Counter(_word(row[-1]).value for row in finest)
    words = (Reached.SHOWN, Reached.ZERO, Reached.WITHHELD)
    return {word.value: counted[word.value] for word in words}


def _cell(
    tables: Tables, codes: Mapping[str, str]
) -> tuple[str, tuple[str, ...], int | str] | None:
    """Return the cell that says it, one that is shown before one that is withheld."""
    found = None
    for name, table in tables.items():
        columns = table["columns"][:-1]
        if set(codes) - set(columns):
            continue
        key = tuple(codes.get(column, TOTAL) for column in columns)
        value = cells(table).get(key)
        if value is not None and (found is None or found[2] == WITHHELD):
            found = (name, key, value)
    return found


def _asked(dimensions: Dimensions, level: str) -> set[str]:
    """Return the codes by which those who count could tell this level."""
    for dimension in dimensions.values():
        levels = dimension["levels"]
        chains = levels if isinstance(levels[0], list) else [levels]
        # The codes of a row stand in the order in which the chains name their levels.
        order = list(dict.fromkeys(one for chain in chains for one in chain))
        if level in order:
            return {row[order.index(level)] for row in dimension["codes"]}
    return set()


def _word(value: int | str) -> Reached:
    if value == WITHHELD:
        return Reached.WITHHELD
    return Reached.SHOWN if int(value) else Reached.ZERO
