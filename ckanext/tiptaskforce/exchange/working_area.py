"""The places of one organisation: any spelling is read, and no other place taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.tiptaskforce.exchange.cells import CellProblem, Kind
from ckanext.tiptaskforce.exchange.gazetteer import MOST_NEAR, Gazetteer
from ckanext.tiptaskforce.exchange.table import Cell
from ckanext.tiptaskforce.phrase import N_

ELSEWHERE = N_(
    "This organisation does not work there. Take one of its places, or ask the "
    "secretariat to add this one."
)


@dataclass(frozen=True)
class WorkingArea(Kind):
    """Reads a place as the gazetteer does, and takes those with these codes alone."""

    places: Gazetteer
    codes: frozenset[str]

    def read(self, value: Cell) -> str:
        """Return the P-code of the place.

        :raises CellProblem: for what is no place, and for one of others, with some of
            the organisation's own
        """
        code = self.places.read(value)
        if code not in self.codes:
            raise CellProblem(ELSEWHERE, self.choices()[:MOST_NEAR])
        return code

    def choices(self) -> Sequence[str]:
        """Return the names of the organisation's places for a drop-down."""
        found = [place for place in self.places.places if place.code in self.codes]
        return [self.places.name_of(place) for place in found]
