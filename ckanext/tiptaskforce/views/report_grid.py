"""The form of a report: what is typed into its cells, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import report_layout as layouts
from ckanext.tiptaskforce.exchange.report_layout import (
    TOTAL,
    Filled,
    Layout,
    Row,
    Split,
    figure,
)

CELL, WHOLE, PLACES = "v/", "t/", "row"
# One form holds fewer fields than a request may carry.
MOST_FIELDS = 900
Shown = dict[str, Any]
# Cell → part → what was typed.
Typed = dict[str, dict[str, str]]


@dataclass
class Sheet:
    """The values of a form as typed, with what is wrong in them.

    The total alone is typed in a field of its own, beside the grid.
    """

    layout: Layout
    is_whole: bool = False
    typed: Typed = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def saved(
        cls,
        layout: Layout,
        values: Iterable[Mapping[str, Any]],
        places: Sequence[str] = (),
        *,
        is_whole: bool = False,
    ) -> Sheet:
        """Return the form of values as they are saved, with the places to offer."""
        typed = {
            key: {part: _written(n) for part, n in parts.items()}
            for key, parts in layout.filled(values).items()
        }
        used = [code for key in typed if (code := _place_of(layout, key))]
        return cls(layout, is_whole, typed, list(dict.fromkeys([*places, *used])))

    @property
    def has_grid(self) -> bool:
        """Tell whether there are cells beside the total alone."""
        return bool(self.layout.splits)

    def post(self) -> None:
        """Take in what a form sends; a row that it does not list is gone from it."""
        self.typed = {}
        if self.layout.place:
            known = self.layout.place.options
            self.places = [p for p in request.form.getlist(PLACES) if p in known]
        for name, value in request.form.items():
            key, part = self._named(name)
            if part and value.strip():
                self.typed.setdefault(key, {})[part] = value.strip()

    def _named(self, name: str) -> tuple[str, str]:
        """Return the cell and the part that a field stands for, blank for others."""
        if name.startswith(WHOLE) and name.removeprefix(WHOLE) in self.layout.parts:
            return TOTAL, name.removeprefix(WHOLE)
        key, _, part = name.removeprefix(CELL).rpartition("/")
        is_cell = name.startswith(CELL) and part in self.layout.parts
        if not is_cell or key == TOTAL or self.layout.codes_of(key) is None:
            return TOTAL, ""
        return key, part

    def filled(self) -> Filled:
        """Return the figures; what is none stands in ``errors`` by its field."""
        found: Filled = {}
        for key, parts in self.typed.items():
            for part, value in parts.items():
                number = self._read(key, part, value)
                if number is not None:
                    found.setdefault(key, {})[part] = number
        for key, parts in found.items():
            self._want_both(key, parts)
        self._want_one_of(found)
        return found

    def _read(self, key: str, part: str, value: str) -> Any:
        if self.layout.kind == "milestone":
            return value
        number = figure(value)
        if number is None:
            self._fault(key, part, tk._("Write a number in digits, such as 31."))
        elif self.is_whole and number != int(number):
            number = None
            self._fault(key, part, tk._("Write a whole number: it counts persons."))
        return number

    def _want_both(self, key: str, parts: Mapping[str, Any]) -> None:
        for part in self.layout.parts:
            if part not in parts and field_name(key, part) not in self.errors:
                message = tk._("Fill in both figures of this cell, or none of them.")
                self._fault(key, part, message)
        if parts.get("numerator") and parts.get("denominator") == 0:
            self._fault(key, "denominator", tk._("Nothing can be a part of 0."))

    def _fault(self, key: str, part: str, message: str) -> None:
        """Remember what is wrong in a cell, under its name in words."""
        name = self.layout.named(key)
        told = f"{name}: {message}" if name else message
        self.errors[field_name(key, part)] = [told]

    def _want_one_of(self, found: Filled) -> None:
        """Refuse cells beside a total: they could say two different things."""
        cells = [key for key in found if key != TOTAL]
        if TOTAL not in found or not cells:
            return
        for part, stated in found[TOTAL].items():
            summed = layouts.total(found, cells, part)
            message = tk._(
                "You typed cells and a total. The cells come to {sum}, the total says "
                "{total}, the difference is {difference}. Clear one of the two."
            )
            told = message.format(
                sum=_number(summed),
                total=_number(stated),
                difference=_number(abs(stated - (summed or 0))),
            )
            self._fault(TOTAL, part, told)

    def shown(self, remarks: Mapping[str, str]) -> Shown:
        """Return the grid as the page shows it, totals and all.

        :param remarks: what a reviewer said of single cells, by their keys
        """
        numbers = self._numbers()
        rows = self.layout.rows(self.places) if self.has_grid else []
        keys = [cell.key for row in rows for cell in row.cells]
        return {
            "columns": self.layout.columns,
            "parts": self.layout.parts,
            "rows": [self._row(row, numbers, remarks) for row in rows],
            "sums": [
                self._sums([row.cells[n].key for row in rows], numbers)
                for n in range(len(self.layout.columns))
            ],
            "whole": self._sums(keys, numbers),
            "total": {p: self._field(TOTAL, p, remarks) for p in self.layout.parts},
        }

    def _numbers(self) -> Filled:
        """Return the figures that can be added up, whatever else is typed."""
        found: Filled = {}
        for key, parts in self.typed.items():
            read = {part: figure(value) for part, value in parts.items()}
            found[key] = {part: n for part, n in read.items() if n is not None}
        return found

    def _row(self, row: Row, numbers: Filled, remarks: Mapping[str, str]) -> Shown:
        keys = [cell.key for cell in row.cells]
        cells = [
            {
                "label": cell.label,
                "key": cell.key,
                "fields": [
                    self._field(cell.key, part, remarks) for part in self.layout.parts
                ],
            }
            for cell in row.cells
        ]
        blank = sum(not self.typed.get(key) for key in keys)
        return {
            "key": row.key,
            "label": row.label,
            "cells": cells,
            "sums": self._sums(keys, numbers),
            "blank": blank if blank < len(keys) else 0,
            "is_blank": blank == len(keys),
            "told": [f for cell in cells for f in cell["fields"] if _says(f)],
        }

    def _field(self, key: str, part: str, remarks: Mapping[str, str]) -> Shown:
        name = field_name(key, part)
        is_first = part == self.layout.parts[0]
        return {
            "name": name,
            "part": part,
            "typed": self.typed.get(key, {}).get(part, ""),
            "label": self.layout.named(key),
            "errors": self.errors.get(name),
            "remark": remarks.get(key) if is_first else None,
        }

    def _sums(self, keys: Iterable[str], numbers: Filled) -> dict[str, str]:
        wanted = list(keys)
        return {
            part: _number(layouts.total(numbers, wanted, part))
            for part in self.layout.parts
        }


def field_name(key: str, part: str) -> str:
    """Return the name of the field of a cell; of the total alone it is another."""
    return f"{WHOLE}{part}" if key == TOTAL else f"{CELL}{key}/{part}"


def layout(indicator: Shown, *values: Iterable[Mapping[str, Any]]) -> Layout:
    """Return how the values of an indicator stand on a page, in the reader's language.

    ``values`` are shown as well where their codes are in no list any more.
    """
    splits = tuple(_split(one) for one in indicator["splits"])
    made = Layout(indicator["kind"], splits, labels.words("count_cell"))
    return made.holding(value for rows in values for value in rows)


def _split(one: Shown) -> Split:
    name, language = one["dimension"], str(tk.h.lang())
    options = {
        code["code"]: code["labels"].get(language) or code["labels"]["en"]
        for code in one["codes"]
    }
    return Split(name, labels.words("dimension").get(name) or name, options)


def table(made: Layout, values: Iterable[Mapping[str, Any]]) -> Shown:
    """Return values to be read: a row for each place that has some, its total first."""
    filled = made.filled(values)
    places = [code for key in filled if (code := _place_of(made, key))]
    rows = made.rows(places) if any(key != TOTAL for key in filled) else []
    keys = [cell.key for row in rows for cell in row.cells]
    return {
        "columns": made.columns,
        "parts": made.parts,
        "rows": [
            {
                "label": row.label,
                "sums": _summed(filled, [c.key for c in row.cells], made.parts),
                "cells": [filled.get(cell.key, {}) for cell in row.cells],
            }
            for row in rows
        ],
        "sums": [
            _summed(filled, [row.cells[n].key for row in rows], made.parts)
            for n in range(len(made.columns))
        ],
        "whole": filled.get(TOTAL) or _summed(filled, keys, made.parts),
        "is_total_only": TOTAL in filled,
    }


def _summed(filled: Filled, keys: Sequence[str], parts: Sequence[str]) -> Shown:
    return {part: layouts.total(filled, keys, part) for part in parts}


def _place_of(made: Layout, key: str) -> str:
    return (made.codes_of(key) or {}).get(layouts.PLACE, "")


def _says(one: Shown) -> bool:
    return bool(one["errors"] or one["remark"])


def _written(value: Any) -> str:
    """Return a figure as it is typed: whole numbers without decimals."""
    if isinstance(value, str):
        return value
    return f"{Decimal(str(value)).normalize():f}"


def _number(value: Decimal | None) -> str:
    return tk.h.tiptaskforce_number(value)
