"""Which row of a file is which entry: by several keys, the surest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.tiptaskforce.exchange.tracker import GoodRow, comparable

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Key:
    """Fields that together name one entry.

    Those of ``needed`` must be filled on both sides; the others of ``fields`` may be
    empty on both. ``is_lone`` demands that the key names one row and one entry only.
    ``entry`` and ``row`` are values that an entry, and a row, must have.
    """

    fields: tuple[str, ...]
    needed: tuple[str, ...]
    is_lone: bool = False
    entry: Mapping[str, object] = field(default_factory=dict)
    row: Mapping[str, object] = field(default_factory=dict)

    def of_entry(self, entry: Entry) -> tuple[object, ...] | None:
        """Return the key of an entry, or None where this key does not name it."""
        return self._of(entry) if _has(entry, self.entry) else None

    def of_row(self, row: GoodRow) -> tuple[object, ...] | None:
        """Return the key of a row, or None where this key does not name it."""
        return self._of(row.values) if _has(row.values, self.row) else None

    def _of(self, values: Mapping[str, object]) -> tuple[object, ...] | None:
        key = {name: comparable(values.get(name)) for name in self.fields}
        if any(key[name] is None for name in self.needed):
            return None
        return tuple(key.values())


def _has(values: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    return all(values.get(name) == value for name, value in wanted.items())


def match(
    entries: Iterable[Entry], rows: Iterable[GoodRow], keys: Sequence[Key]
) -> dict[int, Entry]:
    """Return row number → entry; each row and each entry is matched once at most.

    The keys are tried one after the other on what the earlier ones left over. Where
    several entries have the same key, the first of them counts.
    """
    found: dict[int, Entry] = {}
    free_rows, free_entries = list(rows), list(entries)
    for key in keys:
        pairs = _pairs(key, free_entries, free_rows)
        found |= {row.number: entry for row, entry in pairs}
        taken = {id(entry) for entry in found.values()}
        free_rows = [row for row in free_rows if row.number not in found]
        free_entries = [entry for entry in free_entries if id(entry) not in taken]
    return found


def _pairs(
    key: Key, entries: Sequence[Entry], rows: Sequence[GoodRow]
) -> Iterable[tuple[GoodRow, Entry]]:
    by_key: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        named = key.of_entry(entry)
        if named is not None:
            by_key.setdefault(named, []).append(entry)
    asked: dict[tuple[object, ...], list[GoodRow]] = {}
    for row in rows:
        named = key.of_row(row)
        if named is not None:
            asked.setdefault(named, []).append(row)
    for named, wanting in asked.items():
        offered = by_key.get(named, [])
        if key.is_lone and (len(wanting) > 1 or len(offered) > 1):
            continue
        yield from zip(wanting, offered, strict=False)


def changed_fields(entry: Entry, values: Mapping[str, object]) -> dict[str, object]:
    """Return what a row would change; an empty cell leaves what stands there.

    A new spelling of a text is a change, a different end of line is none.
    """
    return {
        name: value
        for name, value in values.items()
        if value not in (None, "", ()) and stored(entry.get(name)) != stored(value)
    }


def stored(value: object) -> object:
    """Return a value as it is compared with what a database gave back."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    return comparable(value)
