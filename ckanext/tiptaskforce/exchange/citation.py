"""A published figure as a sentence, and back from the sentence to the figure.

The sentence ends with the address of its figure. By that address a pasted sentence is
traced; whether its words and its number are still those that were published is told
by comparing it with the sentence made anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

MOST = 2_000
# So much of a checksum is enough to tell one release from another.
CHECKSUM = 16
SEPARATOR = "~"
_ADDRESS = re.compile(
    r"/taskforce/(?P<taskforce>[a-z0-9-]{1,100})/data/(?P<series>[a-z0-9-]{1,100})"
    r"/v(?P<number>[0-9]{1,6})\?cell=(?P<cell>[^\s\"'<>&#]{1,400})"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_QUOTES = dict.fromkeys(map(ord, "“”„«»"), '"') | dict.fromkeys(map(ord, "‘’‚"), "'")


@dataclass(frozen=True)
class Reference:
    """Where a figure stands: its release, its table, and its codes there."""

    taskforce: str
    series: str
    number: int
    cell: str

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.cell.split(SEPARATOR)[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the figure, one for each column of the table."""
        return tuple(self.cell.split(SEPARATOR)[1:])


def cell_of(table: str, codes: Sequence[str]) -> str:
    """Return the name of a cell in an address."""
    return SEPARATOR.join((table, *codes))


def quoted(cell: str) -> str:
    """Return the name of a cell as it stands in an address."""
    return quote(cell, safe="~")


def found_in(text: str) -> Reference | None:
    """Return the figure whose address stands in a text, or None."""
    match = _ADDRESS.search(text[:MOST])
    if match is None:
        return None
    # A full stop behind the address belongs to the sentence.
    cell = unquote(match["cell"]).rstrip(".,;:)")
    return Reference(match["taskforce"], match["series"], int(match["number"]), cell)


def is_same(one: str, other: str) -> bool:
    """Tell whether two sentences differ in blanks and in the shape of signs alone."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_QUOTES)
    return " ".join(plain.split()).strip("\"' ")
