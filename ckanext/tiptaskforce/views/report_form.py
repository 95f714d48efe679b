"""One report on its form: what is typed, what is saved, where two copies differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange.report_layout import PLACE, Layout, changes
from ckanext.tiptaskforce.views import base, report_grid
from ckanext.tiptaskforce.views.report_grid import Sheet

Shown = dict[str, Any]
# With so few areas all of them stand on the form from the start.
FEW_PLACES = 6
SAID = ("source", "note", "nothing_to_report")
FIELDS = (*SAID, "version", "key", "do", "place", "evidence_url")


@dataclass
class Desk:
    """A report, its indicator, and the sheet on which its values are typed."""

    report: Shown
    indicator: Shown
    layout: Layout
    sheet: Sheet
    form: Shown = field(default_factory=dict)

    @classmethod
    def of(cls, report: Shown) -> Desk:
        """Return the desk of a report as it is saved."""
        indicator = sheet_of(report)
        before = (report["previous"] or {}).get("values", [])
        layout = report_grid.layout(indicator, report["values"], before)
        sheet = Sheet.saved(
            layout,
            report["values"],
            _offered(layout, before, report["places"]),
            is_whole=report["counts_persons"],
        )
        form = {name: report[name] for name in ("version", "source", "note")}
        form["nothing_to_report"] = "true" if report["nothing_to_report"] else None
        form["key"] = base.one_time_key()
        return cls(report, indicator, layout, sheet, form)

    def post(self) -> None:
        """Take in what the form sends."""
        self.sheet.post()
        self.form = base.posted(*FIELDS, many=("confirm",))

    def sent(self) -> Shown:
        """Return what the form asks the action to save.

        :raises ValidationError: for cells that hold no figure, by their fields
        """
        filled = self.sheet.filled()
        is_nothing = bool(self.form.get("nothing_to_report"))
        if is_nothing and filled:
            message = tk._("You ticked this and typed values. Take one of them back.")
            self.sheet.errors["nothing_to_report"] = [message]
        if self.sheet.errors:
            raise tk.ValidationError(dict(self.sheet.errors))
        values = [
            {name: str(value) for name, value in row.items()}
            for row in self.layout.values(filled)
        ]
        return {
            "id": self.report["id"],
            "version": self.form.get("version"),
            # What was emptied is cleared; what is left out would stay.
            "source": self.form.get("source") or "",
            "note": self.form.get("note") or "",
            "confirm": self.form.get("confirm"),
            **({"nothing_to_report": True} if is_nothing else {"values": values}),
        }

    def add_place(self) -> None:
        """Show the rows of another area."""
        code, split = self.form.pop("place", ""), self.layout.place
        if split is None or code not in split.options:
            raise tk.ValidationError({"place": [tk._("Choose one.")]})
        if code not in self.sheet.places:
            self.sheet.places.append(code)

    def missing_places(self) -> list[Shown]:
        """Return the areas that the form does not show, as options."""
        split = self.layout.place
        if split is None:
            return []
        return [
            {"value": code, "text": word}
            for code, word in split.options.items()
            if code not in self.sheet.places
        ]

    def remarks(self) -> dict[str, str]:
        """Return what the reviewer said of single cells, by their keys."""
        return {
            self.layout.key_of(one["codes"]): one["note"]
            for one in self.report["remarks"]
        }

    def differing(self, theirs: Shown) -> list[Shown]:
        """Return the cells and fields in which the form differs from what is saved.

        :param theirs: the report as somebody saved it meanwhile
        """
        old = _texts(self.layout, theirs["values"])
        new = {key: dict(parts) for key, parts in self.sheet.typed.items()}
        cells = [
            _copies(
                report_grid.field_name(c.key, c.part),
                self.layout.named(c.key) or tk._("Total"),
                c.new or "",
                c.old or "",
            )
            for c in changes(old, new, self.layout.parts)
        ]
        return cells + [
            _copies(name, None, mine, saved)
            for name in SAID
            if (mine := self.form.get(name) or "") != (saved := _said(theirs, name))
        ]


def sheet_of(report: Shown) -> Shown:
    """Return what a report says of its indicator."""
    names = ("title", "kind", "unit", "definition", "numerator", "denominator")
    more = ("verification", "milestones", "splits", "disaggregations")
    found = {name: report[name] for name in (*names, *more)}
    return {**found, "code": report["indicator"]}


def _copies(name: str, label: str | None, yours: str, theirs: str) -> Shown:
    """Return a field of which two copies differ, each as it is sent and as it reads."""
    return {
        "name": name,
        "label": label,
        "yours": yours,
        "theirs": theirs,
        "shown_yours": _read(name, yours),
        "shown_theirs": _read(name, theirs),
    }


def _read(name: str, value: str) -> str:
    if name == "nothing_to_report":
        return tk._("yes") if value else tk._("no")
    if name == "source" and value:
        return labels.word("report_source", value)
    return value or tk._("(blank)")


def _texts(layout: Layout, values: list[Shown]) -> dict[str, dict[str, str]]:
    return Sheet.saved(layout, values).typed


def _said(report: Mapping[str, Any], name: str) -> str:
    value = report[name]
    return "true" if value is True else value or ""


def _offered(layout: Layout, before: list[Shown], own: list[str]) -> list[str]:
    """Return the areas that stand on a form before anything is typed.

    Where the organisation works comes first, as far as one form can hold it.
    """
    split = layout.place
    if split is None:
        return []
    if len(split.options) <= FEW_PLACES:
        return list(split.options)
    most = report_grid.MOST_FIELDS // (len(layout.columns) * len(layout.parts) or 1)
    told = [str(value[PLACE]) for value in before if PLACE in value]
    return list(dict.fromkeys([*own, *told]))[:most]
