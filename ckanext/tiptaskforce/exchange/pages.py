"""Many items of plain data as few short texts: what waits in a row of the database.

Tens of thousands of rows take some hundred bytes each as objects, and ten as a text
that was pressed together; who reads them, reads one page of them at a time.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

LINES = 200


class Pages(Collection[Any]):
    """Items of plain data in the order in which they were added."""

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self._texts: list[str] = []
        self._open: list[Any] = []
        self.extend(items)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Pages:
        """Return the items of what ``texts`` gave."""
        *whole, last = [*texts] or [_text([])]
        found = cls()
        found._texts = whole
        found.extend(_items(last))
        return found

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._texts) * LINES + len(self._open)

    def __iter__(self) -> Iterator[Any]:
        """Walk over all items, a page of them at a time."""
        return self._from(0)

    def __contains__(self, item: object) -> bool:
        """Tell whether one of the items is this one."""
        return any(one == item for one in self)

    def part(self, first: int, n: int) -> list[Any]:
        """Return so many items from a place on, counted from 0."""
        start = first // LINES
        skipped = first - start * LINES
        return list(islice(self._from(start), skipped, skipped + n))

    def add(self, item: Any) -> None:
        """Put an item behind the others."""
        self._open.append(item)
        if len(self._open) == LINES:
            self._texts.append(_text(self._open))
            self._open = []

    def extend(self, items: Iterable[Any]) -> None:
        """Put items behind the others."""
        for item in items:
            self.add(item)

    def texts(self) -> list[str]:
        """Return all of it as plain data for a column of the database."""
        return [*self._texts, *([_text(self._open)] if self._open else [])]

    def _from(self, start: int) -> Iterator[Any]:
        for text in self._texts[start:]:
            yield from _items(text)
        if start <= len(self._texts):
            yield from self._open


def _text(items: list[Any]) -> str:
    said = json.dumps(items, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(said)).decode()


def _items(text: str) -> list[Any]:
    return json.loads(zlib.decompress(base64.b64decode(text)))
