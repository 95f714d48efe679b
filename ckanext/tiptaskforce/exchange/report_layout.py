"""How the values of a report stand on a page: a row for each place, cells across it.

Pure: the words come from outside. The codes of a value, in the order of the indicator's
splits and joined, are the key of its cell; the key of the total alone is blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from typing import Any

from ckanext.tiptaskforce.exchange.cells import CellProblem, WholeNumber
from ckanext.tiptaskforce.scan import fold

PLACE = "place"
TOTAL = ""
# Beyond so many columns a second split stands down the page instead of across it.
WIDE = 10
PARTS = {
    "number": ("value",),
    "per_cent": ("numerator", "denominator"),
    "milestone": ("milestone",),
}
Value = Mapping[str, Any]
MOST = 10**12
_WHOLE = WholeNumber(0, MOST)
_DECIMALS = re.compile(r"[0-9]{1,12}[.,\u066b][0-9]{1,4}")
# Of each cell, what stands in its parts.
Filled = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Split:
    """One way to split a value: its key, its label, and the words of its codes."""

    key: str
    label: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """One cell of a row: the key of its value, and its words."""

    key: str
    label: str


@dataclass(frozen=True)
class Row:
    """One row of the grid: its key, its words, and its cells."""

    key: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Layout:
    """The grid of an indicator: what stands down the page, and what across it."""

    kind: str
    splits: tuple[Split, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """What stands in a cell: a value, or a numerator and a denominator."""
        return PARTS[self.kind]

    @property
    def place(self) -> Split | None:
        """The split by place, if the indicator has one: its rows are chosen."""
        return next((s for s in self.splits if s.key == PLACE), None)

    @property
    def down(self) -> tuple[Split, ...]:
        """The splits whose codes make the rows."""
        others = [s for s in self.splits if s.key != PLACE]
        n_columns = 1
        for split in others:
            n_columns *= len(split.options)
        first = others[:1] if len(others) > 1 and n_columns > WIDE else []
        return tuple(s for s in self.splits if s.key == PLACE or s in first)

    @property
    def across(self) -> tuple[Split, ...]:
        """The splits whose codes make the columns."""
        return tuple(s for s in self.splits if s not in self.down)

    @property
    def columns(self) -> list[str]:
        """The words above the columns; one without a split has none."""
        return [self._column(codes) for codes in self._codes_across()]

    def rows(self, places: Iterable[str] = ()) -> list[Row]:
        """Return the rows of the grid, for the places that are shown."""
        return [self._row(codes) for codes in self._codes_down(places)]

    def key_of(self, value: Value) -> str:
        """Return the key of the cell in which a value stands."""
        codes = [str(value.get(s.key) or "") for s in self.splits]
        return "~".join(codes) if any(codes) else TOTAL

    def codes_of(self, key: str) -> dict[str, str] | None:
        """Return the codes of a cell by its key, or None where it names none."""
        if key == TOTAL:
            return {}
        codes = key.split("~")
        pairs = list(zip(self.splits, codes, strict=False))
        if len(codes) != len(self.splits) or not codes:
            return None
        if any(code not in split.options for split, code in pairs):
            return None
        return {split.key: code for split, code in pairs}

    def named(self, key: str) -> str:
        """Return the words of a cell, such as Jere · Women; of the total none."""
        codes = self.codes_of(key)
        if not codes:
            return ""
        down = [s.options[codes[s.key]] for s in self.down]
        across = [codes[s.key] for s in self.across]
        return " · ".join([*down, self._column(across)] if across else down)

    def filled(self, values: Iterable[Value]) -> Filled:
        """Return what stands in each cell; a part that is not there is left out."""
        return {
            self.key_of(value): {
                part: value[part]
                for part in self.parts
                if value.get(part) not in (None, "")
            }
            for value in values
        }

    def values(self, filled: Filled) -> list[dict[str, Any]]:
        """Return the values of cells; a blank cell is no value, a zero is one."""
        return [
            {**codes, **parts}
            for key, parts in filled.items()
            if parts and (codes := self.codes_of(key)) is not None
        ]

    def holding(self, values: Iterable[Value]) -> Layout:
        """Return the layout with the codes of values that are in no list any more."""
        every = list(values)

        def more(split: Split) -> Split:
            codes = dict.fromkeys(str(v[split.key]) for v in every if v.get(split.key))
            new = {code: code for code in codes if code not in split.options}
            return replace(split, options={**split.options, **new}) if new else split

        return replace(self, splits=tuple(more(split) for split in self.splits))

    def _codes_down(self, places: Iterable[str]) -> Iterator[tuple[str, ...]]:
        wanted = set(places)
        options = [
            [code for code in s.options if s.key != PLACE or code in wanted]
            for s in self.down
        ]
        return product(*options)

    def _codes_across(self) -> Iterator[tuple[str, ...]]:
        return product(*(s.options for s in self.across))

    def _row(self, codes: Sequence[str]) -> Row:
        named = {s.key: code for s, code in zip(self.down, codes, strict=True)}
        cells = []
        for others in self._codes_across():
            both = {**named, **_paired(self.across, others)}
            cells.append(Cell(self.key_of(both), self._column(others)))
        label = " · ".join(s.options[named[s.key]] for s in self.down)
        return Row("~".join(codes), label, tuple(cells))

    def _column(self, codes: Sequence[str]) -> str:
        parts = [s.options[code] for s, code in zip(self.across, codes, strict=True)]
        known = ".".join(codes) if [s.key for s in self.across] == _COUNTED else ""
        return self.words.get(known) or ", ".join(parts)


# The pair of splits whose cells have words of their own, such as girls.
_COUNTED = ["sex", "age_group"]


def _paired(splits: Sequence[Split], codes: Sequence[str]) -> dict[str, str]:
    return {s.key: code for s, code in zip(splits, codes, strict=True)}


def figure(text: str) -> Decimal | None:
    """Return a typed number of at most four decimals, or None for what is none.

    Digits may be of any script, and thousands may be set apart where that is clear.
    """
    written = fold(text).text.strip()
    try:
        return Decimal(_WHOLE.read(text))
    except CellProblem:
        if not _DECIMALS.fullmatch(written):
            return None
    return Decimal(re.sub(r"[^0-9]", ".", written))


def total(filled: Filled, keys: Iterable[str], part: str) -> Decimal | None:
    """Return the sum of a part over some cells; where all are blank there is none."""
    found = [filled[key][part] for key in keys if part in filled.get(key, {})]
    return sum((Decimal(str(n)) for n in found), Decimal(0)) if found else None


@dataclass(frozen=True)
class Change:
    """A cell in which two copies of a report differ, part by part."""

    key: str
    part: str
    old: Any
    new: Any


def changes(old: Filled, new: Filled, parts: Sequence[str]) -> list[Change]:
    """Return the cells that differ, as they first stand in either of the two."""
    return [
        Change(key, part, was, now)
        for key in {**old, **new}
        for part in parts
        if (was := old.get(key, {}).get(part)) != (now := new.get(key, {}).get(part))
    ]
