"""Rows that are read anew by everybody who walks over them, and never held at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

Item = TypeVar("Item")


class Walk(Collection[Item]):
    """A known number of items, made one after the other in every walk.

    A file of tens of thousands of rows takes the memory of its text, not of its cells.
    """

    def __init__(self, begin: Callable[[], Iterator[Item]], n: int) -> None:
        self._begin = begin
        self._n = n

    def __iter__(self) -> Iterator[Item]:
        """Begin a new walk."""
        return self._begin()

    def __len__(self) -> int:
        """Return how many items a walk comes upon."""
        return self._n

    def __contains__(self, item: object) -> bool:
        """Tell whether a walk comes upon this item."""
        return any(one == item for one in self)


def count(begin: Callable[[], Iterator[Item]]) -> Walk[Item]:
    """Return the walk that begins so, after a first one that counted its items."""
    return Walk(begin, sum(1 for _ in begin()))
