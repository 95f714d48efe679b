"""A form of counts: what is typed into it, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange.cells import CellProblem, WholeNumber
from ckanext.tiptaskforce.exchange.tally import MOST, Layout, Line
from ckanext.tiptaskforce.views import base

PREFIX, KEPT = "n/", "kept/"
# One form holds fewer fields than a request may carry.
MOST_FIELDS = 900
OPEN_LINES = 3
_COUNT = WholeNumber(0, MOST)
Shown = dict[str, Any]
# Line → step → cell → what was typed.
Typed = dict[str, dict[str, dict[str, str]]]


def layout(slug: str, period: str, agency: str) -> Layout:
    """Return how an agency counts a period, in the reader's language."""
    asked = {"taskforce": slug, "period": period, "agency": agency}
    design = base.call("tally_design_show", **asked)
    words = {name: labels.counted_by(name) for name in labels.COUNTED_BY}
    return Layout.of_design(design, str(tk.h.lang()), words)


@dataclass
class Sheet:
    """The counts of a form as typed, with what is wrong in them.

    ``before`` are those that are saved; what differs from them is nowhere but here.
    """

    layout: Layout
    typed: Typed = field(default_factory=dict)
    before: Typed = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def saved(cls, layout: Layout, rows: Sequence[Mapping[str, Any]]) -> Sheet:
        """Return the form of counts as they are saved."""
        typed = {
            layout.key_of(line.codes): {
                step: {cell: str(n) for cell, n in counts.items()}
                for step, counts in line.counts.items()
            }
            for line in layout.lines(rows)
        }
        return cls(layout, typed, typed)

    def post(self) -> None:
        """Take in what a form sends; a line that it does not list was removed."""
        listed = [k for k in request.form.getlist("line") if self.layout.codes_of(k)]
        self.typed = {key: self.typed.get(key, {}) for key in listed}
        sent = [name.split("/", 3) for name in request.form if _is_cell(name)]
        # Lines on other pages stay as they are saved, or as they were typed there.
        self.typed |= {key: {} for _, key, *_ in sent if key in self.typed}
        self.typed |= {key: _kept(key) for key in listed if KEPT + key in request.form}
        for _, key, step, cell in sent:
            value = request.form[f"{PREFIX}{key}/{step}/{cell}"].strip()
            if value and key in self.typed and step in self.layout.steps.options:
                self.typed[key].setdefault(step, {})[cell] = value

    def is_unsaved(self, key: str) -> bool:
        """Tell whether somebody typed into a line what is not saved yet."""
        return self.typed.get(key, {}) != self.before.get(key, {})

    def kept(self, keys: Sequence[str]) -> list[Shown]:
        """Return lines of other pages, with what was typed into them as one field."""
        return [
            {
                "key": key,
                "typed": urlencode(
                    {
                        f"{step}/{cell}": value
                        for step, cells in self.typed[key].items()
                        for cell, value in cells.items()
                    }
                ),
                "is_unsaved": self.is_unsaved(key),
            }
            for key in keys
        ]

    def bad(self) -> set[str]:
        """Return the lines that hold what is no count."""
        return {name.split("/")[1] for name in self.errors if name.startswith(PREFIX)}

    def rows(self) -> list[dict[str, str | int]]:
        """Return the counts; what is no count stands in ``errors`` by its field."""
        return self.layout.rows([self._line(key) for key in self.typed])

    def _line(self, key: str) -> Line:
        line = Line(self.layout.codes_of(key) or {})
        known = {cell.key for cell in self.layout.cells}
        for step, counts in self.typed[key].items():
            for cell, value in counts.items():
                if cell in known:
                    n = self._read(f"{PREFIX}{key}/{step}/{cell}", value)
                    line.counts.setdefault(step, {})[cell] = n
        return line

    def _read(self, name: str, value: str) -> int:
        try:
            return _COUNT.read(value)
        except CellProblem as problem:
            self.errors[name] = [problem.phrase.render(tk._)]
            return 0

    def shown(self, opened: Sequence[str] = ()) -> list[Shown]:
        """Return the lines as the page shows them, in the order of the code lists."""
        lines = sorted((self._line(key) for key in self.typed), key=self.layout.order)
        always = {*self.bad(), *opened}
        return [
            {
                "key": line.key,
                "name": self.layout.named(line.codes),
                "typed": self.typed[line.key],
                "totals": {s: line.total(s) or None for s in line.counts},
                "said": _said(self.layout, line),
                "is_open": line.key in always
                or self.is_unsaved(line.key)
                or len(lines) <= OPEN_LINES,
            }
            for line in lines
        ]


def _kept(key: str) -> dict[str, dict[str, str]]:
    """Return what was typed into a line on another page of the form."""
    found: dict[str, dict[str, str]] = {}
    for name, value in parse_qsl(request.form[KEPT + key]):
        step, _, cell = name.partition("/")
        found.setdefault(step, {})[cell] = value
    return found


def _is_cell(name: str) -> bool:
    return name.startswith(PREFIX) and name.count("/") == 3


def per_page(layout: Layout) -> int:
    """Return how many lines one form may hold."""
    fields = len(layout.steps.options) * len(layout.cells) + 1
    return max(1, MOST_FIELDS // fields)


def page_of(sheet: Sheet, opened: str = "") -> Shown:
    """Return the lines that this form shows, and those that stand on other pages.

    The reader stays on the page that the form came from, unless a line was opened, or
    one holds what is no count and stands on another page.
    """
    lines = sheet.shown([opened])
    keys = [line["key"] for line in lines]
    size = per_page(sheet.layout)
    last = max(1, -(-len(keys) // size))
    wanted = request.form.get("page") or base.page_number()
    number = min(int(wanted) if wanted.isdecimal() and int(wanted) else 1, last)
    wrong = [keys.index(key) // size + 1 for key in keys if key in sheet.bad()]
    if opened in keys:
        number = keys.index(opened) // size + 1
    elif wrong and number not in wrong:
        number = wrong[0]
    first, end = (number - 1) * size, min(number * size, len(keys))
    return {
        "lines": lines[first:end],
        "kept": sheet.kept([*keys[:first], *keys[end:]]),
        "n_lines": len(lines),
        "pages": {"number": number, "last": last, "from": first + 1, "to": end},
    }


def grid(layout: Layout) -> Shown:
    """Return what the grids of a page share."""
    return {
        "steps": dict(layout.steps.options),
        "cells": [{"key": c.key, "label": tk._(c.label)} for c in layout.cells],
        "line": [
            {
                "key": d.key,
                "label": d.label,
                "choices": [
                    {"value": code, "text": word}
                    for code, word in (d.parts or d.choices).items()
                ],
                "is_multi": bool(d.parts),
                "is_limited": d.offered is not None,
            }
            for d in layout.line
        ],
    }


def tables(layout: Layout, rows: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Return counts to be read: of each line what somebody counted, what nobody."""
    return [_table(layout, line) for line in layout.lines(rows)]


def _table(layout: Layout, line: Line) -> Shown:
    found = {key for counts in line.counts.values() for key in counts}
    counted = [cell for cell in layout.cells if cell.key in found]
    return {
        "key": line.key,
        "name": layout.named(line.codes),
        "columns": [cell.label for cell in counted],
        "not_reported": [c.label for c in layout.cells if c.key not in found],
        "steps": [
            {
                "word": word,
                "total": line.total(step),
                "counts": [line.counts[step].get(cell.key) for cell in counted],
            }
            for step, word in layout.steps.options.items()
            if step in line.counts
        ],
    }


def cell_name(layout: Layout, codes: Mapping[str, str]) -> str:
    """Return the words of one cell, such as Maiduguri · Forced labour · Referred."""
    across = {cell.key: cell.label for cell in layout.cells}
    key = ".".join(codes[d.key] for d in layout.across)
    parts = [
        layout.named(codes),
        layout.steps.options.get(codes["step"], codes["step"]),
    ]
    return " · ".join([*parts, across[key]] if key in across and key else parts)


def _said(layout: Layout, line: Line) -> str:
    """Return how many persons stand at each step of a line; never a sum over steps."""
    return " · ".join(
        f"{word}: {tk.h.tiptaskforce_number(line.total(step))}"
        for step, word in layout.steps.options.items()
        if line.total(step)
    )
