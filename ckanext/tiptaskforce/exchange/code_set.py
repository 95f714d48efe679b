"""Several codes of one list that a row has together, written as one code.

A row of persons stands once, for the set of its codes: ``abduction;recruitment_use``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from ckanext.tiptaskforce.exchange.cells import Cell, CellProblem, Code, Codes, Kind
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.vocabulary import NO_VIOLATION

SEPARATOR = ";"
_ALONE = N_("“%(word)s” stands alone: take it out, or take the others out.")


@dataclass(frozen=True)
class CodeSet(Kind):
    """What a cell may hold of a list: one code or several, in the order of the list."""

    parts: Mapping[str, str]
    # Other words for the codes, as in other languages.
    also: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: Cell) -> str:
        """Return the codes of a cell as one.

        :raises CellProblem: for what is in no list, or does not stand alone
        """
        said = Codes(Code(self.parts, self.also)).read(value)
        if self.is_mixed(said):
            raise CellProblem(_ALONE, word=self.parts[NO_VIOLATION])
        return self.joined(said)

    @staticmethod
    def is_mixed(codes: Collection[str]) -> bool:
        """Tell whether "none" stands beside other codes."""
        return NO_VIOLATION in codes and len(set(codes)) > 1

    def joined(self, codes: Collection[str]) -> str:
        """Return known codes as one, in the order of the list."""
        return SEPARATOR.join(code for code in self.parts if code in codes)

    def sets(self) -> dict[str, str]:
        """Return every set of codes that a row can have, with its words."""
        several = [code for code in self.parts if code != NO_VIOLATION]
        found = [
            some
            for number in range(1, len(several) + 1)
            for some in combinations(several, number)
        ]
        found += [(code,) for code in self.parts if code == NO_VIOLATION]
        return {
            SEPARATOR.join(some): "; ".join(self.parts[code] for code in some)
            for some in found
        }
