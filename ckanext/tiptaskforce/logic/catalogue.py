"""The facets of the public catalogue, counted over published releases alone.

What a release covers is told by its specification and its public words, never by its
counts: a facet does not change when a withheld figure does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from ckanext.tiptaskforce.logic.figures import columns
from ckanext.tiptaskforce.model.publication import Outline
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import Pillar, ProgressTable, ReleaseKind

FACETS = ("objective", "pillar", "topic", "violation", "area", "period", "kind")
LEVELS_OF_PLACES = ("lga", "place")
Parents = Mapping[str, str]
Values = Mapping[str, set[str]]
# Work on all pillars stands in these; the partnership cuts across the three others.
_OF_WORK = (Pillar.PREVENTION, Pillar.PROTECTION, Pillar.PROSECUTION)


class Own(NamedTuple):
    """What a release says of itself, whatever else there is."""

    # The values of the facets for which nothing beside the release is asked.
    values: Values
    counts_by_place: bool
    # The lines of a strategy that its tables count by.
    lines: set[str]
    words: str


# Outlines do not change; what is worked out of one goes with it.
_OWN: WeakKeyDictionary[Outline, Own] = WeakKeyDictionary()


@dataclass(frozen=True)
class Surroundings:
    """What is not in a release and tells what it covers."""

    # Of each line of the current strategy, the code above it.
    parents: Parents
    # Of each release, by its id, the lines whose indicators it tells.
    served: Mapping[str, set[str]] = field(default_factory=dict)
    area: str = ""
    # The places in that area by their codes.
    places: Mapping[str, str] = field(default_factory=dict)

    def cover(self, rows: Iterable[Outline]) -> dict[str, Values]:
        """Return for each release, by its id, the values of every facet."""
        whole = {self.area} if self.area else set()
        each = whole | set(self.places)
        found = {}
        for row in rows:
            own = _own(row)
            area = each if own.counts_by_place else whole
            found[row.id] = {
                **own.values,
                "area": area,
                "objective": self._lines(row, own),
            }
        return found

    def _lines(self, row: Outline, own: Own) -> set[str]:
        """Return the lines that a release tells of, each with the objective above."""
        codes = (own.lines | self.served.get(row.id, set())) & set(self.parents)
        return codes | {self.parents[code] for code in codes if self.parents[code]}


def _own(row: Outline) -> Own:
    """Return what a release says of itself, worked out once for each outline."""
    found = _OWN.get(row)
    if found is None:
        found = _OWN[row] = Own(
            _values(row), counts_by_place(row), _counted(row), _words(row)
        )
    return found


def _values(row: Outline) -> Values:
    step = row.specification.get("step")
    return {
        "kind": {row.kind},
        "pillar": set(pillars(row)),
        "topic": {step} if step else set(),
        "period": set(row.specification["window"]["period"]),
        "violation": set(row.violations),
    }


def _counted(row: Outline) -> set[str]:
    tables = row.snapshot.get("tables", {})
    table = tables.get(ProgressTable.OBJECTIVE_STATE.value, {})
    return set(dict(table.get("columns") or ()).get("objective", ()))


def pillars(row: Release | Outline) -> list[str]:
    """Return the pillars that a release tells of.

    Counts of persons, and alerts, tell of protection. The state of the work tells of
    the work of all subcommittees, and of the partnership where it counts the members.
    """
    if row.kind == ReleaseKind.FIGURES:
        return [Pillar.PROTECTION.value]
    members = ProgressTable.MEMBERS_TYPE.value in row.specification.get("tables", ())
    return [*_OF_WORK, Pillar.PARTNERSHIP] if members else [*_OF_WORK]


def counts_by_place(row: Outline) -> bool:
    """Tell whether a release of figures has a table by the places of the area."""
    if row.kind != ReleaseKind.FIGURES:
        return False
    levels = {name.rpartition("@")[2] for name in columns.named(row.specification)}
    return not levels.isdisjoint(LEVELS_OF_PLACES)


def matching(
    rows: Iterable[Outline], covered: Mapping[str, Values], chosen: Mapping[str, str]
) -> list[Outline]:
    """Return the releases that carry every chosen value."""
    if not chosen:
        return list(rows)
    return [
        row
        for row in rows
        if all(code in covered[row.id][name] for name, code in chosen.items())
    ]


def worded(rows: Iterable[Outline], text: str) -> list[Outline]:
    """Return the releases whose public words hold every word of a text."""
    wanted = text.casefold().split()
    return [row for row in rows if all(word in _own(row).words for word in wanted)]


def _words(row: Outline) -> str:
    step = str(row.specification.get("step") or "").replace("_", " ")
    said = (row.title, row.sentence, row.caveats, row.series, row.kind, step)
    return " ".join(said).casefold()


def facets(
    rows: Sequence[Outline],
    covered: Mapping[str, Values],
    around: Surroundings,
    chosen: Mapping[str, str],
) -> dict[str, list[dict[str, Any]]]:
    """Return for each facet its values, with how many series each would leave."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in FACETS:
        others = {key: code for key, code in chosen.items() if key != name}
        left = matching(rows, covered, others)
        counted = Counter(
            code
            for row in left
            for code in _offered(covered[row.id][name], around.parents, name)
        )
        codes = sorted(counted, reverse=name == "period")
        found[name] = [_value(code, counted[code], around, name) for code in codes]
    return found


def _value(code: str, count: int, around: Surroundings, name: str) -> dict[str, Any]:
    said = {"code": code, "count": count}
    if name == "area":
        said["title"] = around.places.get(code)
    return said


def _offered(codes: set[str], parents: Parents, name: str) -> set[str]:
    """Return the values to offer: of objectives the top ones, for the list is long."""
    return {c for c in codes if not parents.get(c)} if name == "objective" else codes
