"""What the figures of a task force may be counted by: its tally design as dimensions.

The disclosure package keeps every release of a ledger beside the next one, so a code
that stood in a list once stands there for ever: the lists here only grow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import base, designs
from ckanext.tiptaskforce.logic.designs import PLACE, ZONE, Design
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import AgeGroup

FIRST_YEAR, ADULT_AT = 2020, 18
USUAL_LEVELS = ("State", "LGA", "Ward")
SENSITIVE = frozenset({"form_of_exploitation"})
PERIODS = {
    "month": ("month", "quarter", "year"),
    "quarter": ("quarter", "year"),
    "half_year": ("half_year", "year"),
    "year": ("year",),
}


@dataclass(frozen=True)
class Dimension:
    """One closed list: its levels, leaf first, and a row of codes for each leaf.

    ``tally_field`` is the name of the dimension in a tally.
    """

    name: str
    tally_field: str
    column: str
    chains: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    labels: dict[str, str] = field(default_factory=dict)
    # A person may have several of its codes: the rows do not add up to the total.
    is_multi: bool = False

    @property
    def levels(self) -> list[str]:
        """The names of the levels, each once, in order of first appearance."""
        return list(dict.fromkeys(name for chain in self.chains for name in chain))

    def spec(self) -> dict[str, Any]:
        """Return the dimension as the spec of the package writes it."""
        chains = [list(chain) for chain in self.chains]
        return {
            "column": self.column,
            "levels": chains[0] if len(chains) == 1 else chains,
            "codes": [list(row) for row in self.rows],
            "labels": dict(self.labels),
            "sensitive": self.name in SENSITIVE or self.is_multi,
            "multi": self.is_multi,
        }


def of(taskforce: Taskforce, step: str, window: list[str]) -> list[Dimension]:
    """Return the dimensions by which a window was counted, its periods first.

    :raises ValidationError: for a code that is no period, and for a window over which
        the tally design has changed
    """
    found = {code: _design(taskforce, code) for code in window}
    first = found[window[0]]
    for code, design in found.items():
        if design.dimensions != first.dimensions or design.zones != first.zones:
            message = tk._(
                "window: {code} was counted by other codes than {first}. Release the "
                "periods before and after that change apart."
            )
            words = message.format(code=code, first=window[0])
            raise base.invalid("specification", words)
    return [
        periods_of(taskforce, step, first.period, window),
        *(_dimension(taskforce, first, name) for name in first.dimensions),
    ]


def _design(taskforce: Taskforce, code: str) -> Design:
    try:
        return designs.of_period(taskforce, code)[0]
    except tk.ValidationError as refused:
        reason = next(iter(refused.error_dict.values()))
        words = f"window: {code}: {reason[0] if isinstance(reason, list) else reason}"
        raise base.invalid("specification", words) from refused


def _dimension(taskforce: Taskforce, design: Design, name: str) -> Dimension:
    if name == PLACE:
        return _places(taskforce, design)
    if name == "age_band":
        return _age_bands(taskforce, design)
    labels = _labels(taskforce, design, name)
    rows = tuple((code,) for code in labels)
    is_multi = name in designs.MULTI
    return Dimension(name, name, name, ((name,),), rows, labels, is_multi)


def _labels(taskforce: Taskforce, design: Design, name: str) -> dict[str, str]:
    """Return the codes of a list in their order, each with its words in English."""
    found = designs.choices(taskforce, design, name)
    return {choice.code: choice.labels.get("en") or choice.code for choice in found}


def periods_of(
    taskforce: Taskforce, step: str, kind: str, window: list[str]
) -> Dimension:
    """Return the periods of a length, of all years that the task force works in.

    The list is public: it grows with what releases ask for, not with what was counted.
    """
    windows = scalars(Release.windows(taskforce.id, step))
    years = [int(code[:4]) for codes in (window, *windows) for code in codes]
    first, last = min([FIRST_YEAR, *years]), max([taskforce.today.year, *years])
    one = period.containing(period.parse(str(first)).start, kind)
    rows, labels = [], {}
    while one.start.year <= last:
        codes = (period.containing(one.start, level).code for level in PERIODS[kind])
        rows.append(tuple(codes))
        labels[one.code] = one.label
        one = period.following(one)
    return Dimension(kind, "period", "period", (PERIODS[kind],), tuple(rows), labels)


def _places(taskforce: Taskforce, design: Design) -> Dimension:
    level = design.place_level
    places = {p.code: p for p in scalars(Place.listed(taskforce.id))}
    names = level_names(taskforce, level)
    leaves = [p for p in places.values() if _is_leaf(taskforce, places, p, level)]
    rows = [tuple(_line(places, leaf)) for leaf in leaves]
    labels = {code: places[code].name for row in rows for code in row}
    chains: tuple[tuple[str, ...], ...] = (tuple(names),)
    zone_of = {place: zone["code"] for zone in design.zones for place in zone["places"]}
    if design.zones and all(row[0] in zone_of for row in rows):
        chains = (*chains, (names[0], ZONE))
        rows = [(*row, zone_of[row[0]]) for row in rows]
        labels |= _labels(taskforce, design, ZONE)
    return Dimension(names[0], PLACE, names[0], chains, tuple(rows), labels)


def _is_leaf(
    taskforce: Taskforce, places: dict[str, Place], place: Place, level: int
) -> bool:
    inside = not taskforce.area or taskforce.area in _line(places, place)
    return place.level == level and inside


def _line(places: dict[str, Place], place: Place) -> list[str]:
    """Return the code of a place and of all that it lies in, the finest first."""
    found = [place.code]
    while place.parent in places:
        place = places[place.parent]
        found.append(place.code)
    return found


def level_names(taskforce: Taskforce, level: int) -> list[str]:
    """Return what the levels are called in headers: ``lga``, then ``state``.

    A name of several words is known by its first letters.
    """
    known = list(taskforce.settings.get("place_levels") or USUAL_LEVELS)
    names = []
    for number in range(level, 0, -1):
        words = known[number - 1].lower().split() if number <= len(known) else []
        short = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)
        is_name = short.isascii() and short.isalpha() and short not in names
        names.append(short if is_name else f"area{number}")
    return names


def _age_bands(taskforce: Taskforce, design: Design) -> Dimension:
    """Age bands add up to children and adults: a child is a person under 18."""
    bands = _labels(taskforce, design, "age_band")
    groups = _labels(taskforce, design, "age_group")
    rows = tuple((code, _age_group(code)) for code in bands)
    chain = ("age_band", "age_group")
    return Dimension(
        "age_band", "age_band", "age_band", (chain,), rows, {**groups, **bands}
    )


def _age_group(band: str) -> str:
    first = re.match(r"[0-9]+", band)
    if first is None:
        return AgeGroup.UNK.value
    return AgeGroup.CHILD.value if int(first[0]) < ADULT_AT else AgeGroup.ADULT.value
