"""One published figure: where it comes from, and how to say it in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import citation, figures
from ckanext.tiptaskforce.exchange.figures import TOTAL, WITHHELD
from ckanext.tiptaskforce.views import base, exhibit, figure_exhibit
from ckanext.tiptaskforce.vocabulary import ReleaseKind

Shown = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """A cell of a released table, with the words for what it counts."""

    publication: Mapping[str, Any]
    lines: exhibit.Lines
    table: str
    codes: tuple[str, ...]
    value: int | str

    @classmethod
    def of(
        cls, publication: Mapping[str, Any], lines: exhibit.Lines, name: str
    ) -> Figure | None:
        """Return the figure with this name in a release, or None."""
        table, *codes = name.split(citation.SEPARATOR)
        found = publication["tables"].get(table)
        cells = figures.cells(found) if found else {}
        key = tuple(codes)
        return cls(publication, lines, table, key, cells[key]) if key in cells else None

    @property
    def cell(self) -> str:
        """Its name, as its address has it."""
        return citation.cell_of(self.table, self.codes)

    @property
    def is_withheld(self) -> bool:
        """Whether the release withholds it."""
        return self.value == WITHHELD

    @property
    def columns(self) -> list[str]:
        """The columns of its table."""
        return list(self.publication["tables"][self.table]["columns"][:-1])

    @property
    def parts(self) -> list[Shown]:
        """What it counts by: the heading and the words of each column."""
        found = zip(self.columns, self.codes, strict=True)
        return [
            {
                "column": column,
                "code": code,
                "label": self._heading(column),
                "words": self._word(column, code),
            }
            for column, code in found
        ]

    @property
    def unit(self) -> str:
        """What is counted."""
        if self._is_of_persons:
            return figure_exhibit.unit_words(self.publication["manifest"])
        return exhibit.unit(self.table)

    @property
    def title(self) -> str:
        """What the figure counts, as a heading."""
        # The period of the whole release stands beside the title, not in it.
        silent = (TOTAL, self.publication["period"]["code"])
        told = [part["words"] for part in self.parts if part["code"] not in silent]
        if not told:
            return tk._("{unit}: in all").format(unit=self.unit)
        return tk._("{unit}: {words}").format(unit=self.unit, words=", ".join(told))

    @property
    def address(self) -> str:
        """The permanent address of the figure."""
        name = citation.cell_of(self.table, self.codes)
        return f"{self.publication['url']}?cell={citation.quoted(name)}"

    @property
    def checksum(self) -> str:
        """The checksum of the release, shortened."""
        entries = {e["name"]: e["sha256"] for e in self.publication["files"]}
        return entries.get("release.json", "")[: citation.CHECKSUM]

    def sentence(self, taskforce: Mapping[str, Any]) -> str:
        """Return the figure as one sentence that can be checked; none if withheld."""
        if self.is_withheld:
            return ""
        told = self.publication
        window = told["period"]
        return self._words.format(
            figure=tk.h.tiptaskforce_number(self.value),
            title=self.title,
            period=tk.h.tiptaskforce_period(window["from"], window["to"]),
            publisher=taskforce["full_title"] or taskforce["title"],
            dataset=told["title"],
            number=told["number"],
            day=tk.h.tiptaskforce_day(told["published_at"]),
            checksum=self.checksum,
            address=self.address,
        )

    @property
    def _words(self) -> str:
        if self._is_of_persons:
            return tk._(
                "{figure} – {title}, {period}. Recorded by member organisations, not "
                "prevalence; one person may be counted more than once. {publisher}, "
                "“{dataset}”, release {number} of {day}, checksum {checksum}, {address}"
            )
        return tk._(
            "{figure} – {title}, {period}. As logged by member organisations: "
            "work, not people. {publisher}, “{dataset}”, release {number} of {day}, "
            "checksum {checksum}, {address}"
        )

    @property
    def _is_of_persons(self) -> bool:
        return self.publication["kind"] == ReleaseKind.FIGURES

    def _heading(self, column: str) -> str:
        if self._is_of_persons:
            return labels.dimension(column)
        return exhibit.heading(column)

    def _word(self, column: str, code: str) -> str:
        if not self._is_of_persons:
            return exhibit.words(column, code, self.lines)
        tables, manifest = self.publication["tables"], self.publication["manifest"]
        sheet = figure_exhibit.Sheet(self.table, tables[self.table], manifest, ())
        return sheet.word(column, code)


def page(taskforce: Shown, publication: Shown, lines: exhibit.Lines, name: str) -> str:
    """Show where a figure comes from; what the release does not hold is not found."""
    figure = Figure.of(publication, lines, name)
    if figure is None:
        abort(404)
    return base.page(
        "publication/cell",
        taskforce,
        publication=publication,
        figure=figure,
        sentence=figure.sentence(taskforce),
        lines=lines,
        traced=[p for p in figure.parts if p["column"] == "objective"],
    )
