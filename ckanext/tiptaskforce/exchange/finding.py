"""What the tables of a progress release say, in words, computed from their cells.

The words that a release opens with are never typed from memory: they come from the
same audited cells that stand in its files. A table is the one of the released JSON::

    {"columns": ["core_function", "state", "count"], "rows": [["1", "planned", 3], …]}

Each sentence is whole, so that it can be translated; none needs another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ckanext.tiptaskforce.phrase import N_, Phrase
from ckanext.tiptaskforce.vocabulary import DeliverableState, ProgressTable, StatusWord

TOTAL = "TOTAL"
OUTDATED = "outdated"
Table = Mapping[str, Any]
Tables = Mapping[str, Table]
Word = Callable[[str, str], str]


def sentences(tables: Tables) -> list[Phrase]:
    """Return the main finding of a release, as one to three whole sentences."""
    for name in (ProgressTable.FUNCTION_STATE, ProgressTable.OBJECTIVE_STATE):
        if name in tables:
            return _of_states(counts(tables[name]))
    if ProgressTable.STATUS_WORDS in tables:
        return [_of_words(counts(tables[ProgressTable.STATUS_WORDS]))]
    if ProgressTable.MEMBERS_TYPE in tables:
        return [_of_members(counts(tables[ProgressTable.MEMBERS_TYPE]))]
    return []


def text(tables: Tables) -> str:
    """Return the main finding in English, as files and the dataset carry it."""
    return " ".join(str(phrase) for phrase in sentences(tables))


def headline(name: str, table: Table, word: Word) -> Phrase:
    """Return what one table shows, as the title of its chart.

    :param word: gives the words of a code, by its column
    """
    found = counts(table)
    if name == ProgressTable.STATUS_WORDS:
        return _of_words(found)
    if name == ProgressTable.MEMBERS_TYPE:
        leader = _leader({key[0]: n for key, n in found.items() if key[0] != TOTAL})
        return _largest_group(found, table["columns"][0], leader, word)
    done = DeliverableState.DELIVERED.value
    in_place = {k[0]: n for k, n in found.items() if k[1] == done and k[0] != TOTAL}
    leader = _leader(in_place)
    if leader is None:
        return _in_place(found)
    values = {
        "name": word(table["columns"][0], leader),
        "part": in_place[leader],
        "whole": found[leader, TOTAL],
    }
    return Phrase(N_("Most is in place in %(name)s: %(part)s of %(whole)s"), values)


def counts(table: Table) -> dict[tuple[str, ...], int]:
    """Return the cells of a table by their codes."""
    return {tuple(row[:-1]): row[-1] for row in table["rows"]}


def changes(before: Tables, after: Tables) -> list[dict[str, Any]]:
    """Return the cells that two releases do not share, or that differ in them."""
    found: list[dict[str, Any]] = []
    for name, table in after.items():
        old = counts(before[name]) if name in before else {}
        found += [
            {"table": name, "codes": list(key), "before": old.get(key), "after": number}
            for key, number in counts(table).items()
            if old.get(key) != number
        ]
    return found


def _of_states(found: Mapping[tuple[str, ...], int]) -> list[Phrase]:
    said = [_in_place(found)]
    working = found.get((TOTAL, DeliverableState.IN_PROGRESS.value), 0)
    old = found.get((TOTAL, OUTDATED), 0)
    if working == 1:
        said.append(Phrase(N_("1 is in progress.")))
    elif working:
        said.append(Phrase(N_("%(number)s are in progress."), {"number": working}))
    if old == 1:
        said.append(Phrase(N_("1 is outdated: its date of review has passed.")))
    elif old:
        text = N_("%(number)s are outdated: their date of review has passed.")
        said.append(Phrase(text, {"number": old}))
    return said


def in_place(part: int, whole: int) -> Phrase:
    """Return how many deliverables are in place, as a whole sentence."""
    if not whole:
        return Phrase(N_("No deliverable is recorded yet."))
    if whole == 1:
        return _in_place_of_one(is_in_place=bool(part))
    values = {"part": part, "whole": whole}
    if part == whole:
        return Phrase(N_("All %(whole)s deliverables are in place."), values)
    if not part:
        return Phrase(N_("None of %(whole)s deliverables is in place yet."), values)
    if part == 1:
        return Phrase(N_("1 of %(whole)s deliverables is in place."), values)
    return Phrase(N_("%(part)s of %(whole)s deliverables are in place."), values)


def _in_place(found: Mapping[tuple[str, ...], int]) -> Phrase:
    done = DeliverableState.DELIVERED.value
    return in_place(found.get((TOTAL, done), 0), found.get((TOTAL, TOTAL), 0))


def _in_place_of_one(*, is_in_place: bool) -> Phrase:
    if is_in_place:
        return Phrase(N_("The only deliverable is in place."))
    return Phrase(N_("The only deliverable is not in place yet."))


def _of_words(found: Mapping[tuple[str, ...], int]) -> Phrase:
    whole = found.get((TOTAL, TOTAL), 0)
    good = (StatusWord.MET, StatusWord.ON_TRACK)
    part = sum(found.get((TOTAL, word.value), 0) for word in good)
    if not whole:
        return Phrase(N_("No indicators are kept yet."))
    text = N_("Indicators met or on track: %(part)s of %(whole)s.")
    return Phrase(text, {"part": part, "whole": whole})


def _of_members(found: Mapping[tuple[str, ...], int]) -> Phrase:
    whole = found.get((TOTAL,), 0)
    if whole == 1:
        return Phrase(N_("1 organisation takes part."))
    return Phrase(N_("%(whole)s organisations take part."), {"whole": whole})


def _largest_group(
    found: Mapping[tuple[str, ...], int], column: str, leader: str | None, word: Word
) -> Phrase:
    if leader is None:
        return _of_members(found)
    values = {
        "name": word(column, leader),
        "part": found[leader,],
        "whole": found[TOTAL,],
    }
    return Phrase(N_("Largest group: %(name)s, %(part)s of %(whole)s"), values)


def _leader(numbers: Mapping[str, int]) -> str | None:
    """Return the code with the largest count, unless it shares the place or is 0."""
    ranked = sorted(numbers.items(), key=lambda item: -item[1])
    if not ranked or not ranked[0][1]:
        return None
    if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
        return None
    return ranked[0][0]
