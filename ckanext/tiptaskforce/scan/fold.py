"""Folding of text to what a reader sees, with the way back to the given text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣-⁃"), "-")
_MARKS = {
    "。": ".",
    "،": ",",
    "٫": ".",
    "٬": ",",
    "؛": ";",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "′": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "″": '"',
}


@dataclass(frozen=True)
class Folded:
    """``text`` after folding; ``origin[i]`` is where its character ``i`` stood."""

    text: str
    origin: tuple[int, ...]
    given: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the given text that was folded into ``start:end``."""
        return self.origin[start], self.origin[end - 1] + 1

    def line(self, start: int) -> int:
        """Return the line of the given text, counted from 1."""
        return self.given.count("\n", 0, self.origin[start]) + 1


def fold(given: str) -> Folded:
    """Fold compatibility forms, digits of all scripts, dashes, quotes and blanks.

    Characters without a width (joiners, direction marks) vanish, so that a number
    written with them between its digits reads as the number that people see.
    """
    if given.isascii():
        return Folded(given, tuple(range(len(given))), given)
    text: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(given):
        for piece in _folded(character):
            text.append(piece)
            origin.append(place)
    return Folded("".join(text), tuple(origin), given)


def _folded(character: str) -> str:
    if _has_no_width(character):
        return ""
    return "".join(_plain(piece) for piece in unicodedata.normalize("NFKC", character))


def _has_no_width(character: str) -> bool:
    """Joiners and marks of direction; also what makes a picture of a digit."""
    is_selector = "\ufe00" <= character <= "\ufe0f"
    return is_selector or unicodedata.category(character) in ("Cf", "Me")


def _plain(piece: str) -> str:
    digit = unicodedata.decimal(piece, None)
    if digit is not None:
        return str(digit)
    if piece.isspace():
        return piece if piece in "\n\r\t" else " "
    return _MARKS.get(piece) or piece.translate(_DASHES)
