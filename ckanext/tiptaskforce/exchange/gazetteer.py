"""From the name of a place, as people write it, to its P-code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ckanext.tiptaskforce.exchange.cells import CellProblem, Kind, as_text, plain
from ckanext.tiptaskforce.exchange.table import Cell
from ckanext.tiptaskforce.phrase import N_

_NOT_LISTED = N_("There is no such place in the list.")
_SEVERAL = N_("Several places have this name. Write the P-code.")
# Some tables write the country with three letters: NGA008013 for NG008013.
_LONG_CODE = re.compile(r"([a-z]{2})[a-z]([0-9]{2,})")
MOST_NEAR = 3


@dataclass(frozen=True)
class Known:
    """A place as the preset gives it; level 1 is the coarsest."""

    code: str
    name: str
    level: int
    parent: str = ""
    names: tuple[str, ...] = ()


class Gazetteer(Kind):
    """Reads a name, another spelling or a P-code; blanks, signs and case do not count.

    ``within`` keeps to the places inside one, ``level`` to those of one level, so
    that a name that two states share is clear where the state is known.
    """

    def __init__(
        self, places: Iterable[Known], *, within: str = "", level: int | None = None
    ) -> None:
        known = list(places)
        inside = _inside(known, within) if within else {p.code for p in known}
        self.places = [
            p for p in known if p.code in inside and level in (None, p.level)
        ]
        self._above = {p.code: p.parent for p in known}
        self._named: dict[str, list[Known]] = {}
        for place in self.places:
            for name in dict.fromkeys(_key(n) for n in (place.name, *place.names)):
                self._named.setdefault(name, []).append(place)
        self._coded = {
            key: place
            for place in self.places
            for key in (_key(place.code), _key(_shown(place)))
        }

    def read(self, value: Cell) -> str:
        """Return the P-code of the place.

        :raises CellProblem: with the nearest names, or with those that share the name
        """
        key = _key(as_text(value))
        coded = self._coded.get(key)
        coded = coded or self._coded.get(_LONG_CODE.sub(r"\1\2", key))
        if coded is not None:
            return coded.code
        found = self._named.get(key, [])
        if len(found) == 1:
            return found[0].code
        if found:
            raise CellProblem(_SEVERAL, [_shown(place) for place in found])
        raise CellProblem(_NOT_LISTED, self.nearest(key))

    def nearest(self, text: str) -> list[str]:
        """Return the places whose names are most like a text."""
        close = get_close_matches(_key(text), list(self._named), MOST_NEAR, cutoff=0.6)
        places = [place for name in close for place in self._named[name]]
        return [_shown(place) for place in dict.fromkeys(places)][:MOST_NEAR]

    def choices(self) -> Sequence[str]:
        """Return the names for a drop-down, a shared one with its P-code."""
        return [self.name_of(place) for place in self.places]

    def name_of(self, place: Known) -> str:
        """Return the name of a place, a shared one with its P-code."""
        is_clear = len(self._named[_key(place.name)]) == 1
        return place.name if is_clear else _shown(place)

    def covered(self, codes: Iterable[str]) -> frozenset[str]:
        """Return which of the places lie in one of these, or hold one of them."""
        chosen = set(codes)
        holding = {above for code in chosen for above in self._upward(code)}
        return frozenset(
            place.code
            for place in self.places
            if place.code in holding or chosen & set(self._upward(place.code))
        )

    def _upward(self, code: str) -> list[str]:
        """Return a place and all in which it lies."""
        found: list[str] = []
        while code and code not in found:
            found.append(code)
            code = self._above.get(code, "")
        return found


def _inside(places: list[Known], within: str) -> set[str]:
    """Return the codes of a place and of all that lie in it."""
    inside = {within}
    for place in sorted(places, key=lambda place: place.level):
        if place.parent in inside:
            inside.add(place.code)
    return inside


def _shown(place: Known) -> str:
    return f"{place.name} ({place.code})"


def _key(text: str) -> str:
    return "".join(sign for sign in plain(text) if sign.isalnum())
