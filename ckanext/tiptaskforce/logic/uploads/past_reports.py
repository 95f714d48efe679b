"""Reports that organisations sent in former years, from the file that is left of them.

Which entry a row is: indicator, organisation, period and codes. The rows of a report
say all of it, so a cell that is not there any more is taken away. A file is saved whole
or not at all; the template holds what counts already, and is the way out as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import export, report_table, workbook
from ckanext.tiptaskforce.exchange.amount import MILESTONE, PARTS, VALUE, Amount
from ckanext.tiptaskforce.exchange.cells import Code, Text
from ckanext.tiptaskforce.exchange.export import Sheet
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.matching import Entry, Key
from ckanext.tiptaskforce.exchange.report_table import (
    INDICATOR,
    NOTE,
    NOTHING,
    SOURCE,
    Asked,
    Codes,
)
from ckanext.tiptaskforce.exchange.tracker import Column, GoodRow, Problem, in_language
from ckanext.tiptaskforce.logic import base, brought, past_values, references, reports
from ckanext.tiptaskforce.logic.past_values import Standing
from ckanext.tiptaskforce.logic.uploads import aliases
from ckanext.tiptaskforce.logic.uploads.kind import Call, Intent, Kind, Settled
from ckanext.tiptaskforce.logic.uploads.rehearsal import said as worded
from ckanext.tiptaskforce.logic.uploads.rehearsal import words_of
from ckanext.tiptaskforce.logic.uploads.reports import dimensions_of
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.scan import scan

if TYPE_CHECKING:
    from ckanext.tiptaskforce.logic.uploads.plan import Planned

NAME, PERIOD, AGENCY, REASON = "name", "period", "agency", "reason"
_FIGURES = (VALUE, *PARTS, MILESTONE)
# What a report is named by: the indicator, the organisation and the period.
Which = tuple[str, str, str]


class PastReports(Kind):
    """Reports of any organisation and period that takes reports or was unlocked."""

    noun = "past_report"
    title = N_("Reports of former periods")
    named_by = NAME
    parted_by = PERIOD
    is_whole = is_long = True
    # Its rows are asked, in settling them, what the action asks.
    is_rehearsed = False
    limits = Limits(rows=60_000, unpacked=150 * 1024 * 1024, seconds=60)
    most_saved = 60_000

    def __init__(self, step: base.Step) -> None:
        self.asked = past_values.asked(step)
        splits = (name for one in self.asked.values() for name in one.splits)
        self.dimensions = dimensions_of(step, dict.fromkeys(splits))
        self.periods = [row.code for row in Period.every(step.taskforce.id)]
        names = references.Names.of(step.taskforce.id)
        self.agencies, self.agency_names = names.agencies, names.agency_names
        self.keys = (Key((*_WHICH, *self.dimensions), _WHICH),)
        self.unique = self.keys
        self.changed: dict[Which, dict[str, Any]] = {}
        # The periods that a file names; without a file all of them are meant.
        self.named: set[str] | None = None

    def columns(self, step: base.Step) -> list[Column]:  # noqa: ARG002
        """Return the columns: which report, its codes, its figures, its words."""
        known = aliases.HEADERS["report"]
        listed = list(self.asked.values())
        notes = Text(4000, scan)
        sources = labels.words("report_source")
        every = report_table.columns(listed, self.dimensions, sources, known, notes)
        shown = [c for c in every if c.key not in report_table.TOLD]
        first, *rest = in_language(shown, tk._)
        codes = Code({code: code for code in self.periods})
        acronyms = {acronym: acronym for acronym in self.agencies.values()}
        full = {n: self.agencies[i] for i, n in self.agency_names.items()}
        named = Code(acronyms, full)
        return [
            first,
            self.column(PERIOD, N_("Period"), codes, required=True),
            self.column(AGENCY, N_("Organisation"), named, required=True),
            *rest,
            self.column(
                REASON,
                N_("Why it is corrected"),
                Text(200, scan),
                N_("Needed where another figure was accepted already."),
            ),
        ]

    def existing(self, step: base.Step) -> list[dict[str, Any]]:
        """Return what counts already and the reader may see, cell by cell."""
        return [
            self._entry(one, codes, amount)
            for one in past_values.standing(step, self.asked, self.named)
            for codes, amount in sorted(one.values.items()) or [((), None)]
        ]

    def existing_of(
        self, step: base.Step, changes: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Return the entries of the periods that a page of changes is about."""
        self.named = {str(one[NAME]).split(" · ")[2] for one in changes}
        return self.existing(step)

    def settle(self, step: base.Step, rows: Sequence[GoodRow]) -> Settled:
        """Ask of each report what the action asks; note which of them change."""
        settled, self.changed = Settled([]), {}
        by_period: dict[str, dict[Which, list[GoodRow]]] = {}
        for row in rows:
            one = self.asked[str(row.values[INDICATOR])]
            bad = report_table.wrong(one, row.values, self.dimensions)
            settled.problems += [Problem(row.number, k, "", "", s) for k, s in bad]
            which = _which(row)
            by_period.setdefault(which[2], {}).setdefault(which, []).append(row)
        self.named = set(by_period)
        bad_rows = {problem.row for problem in settled.problems}
        for period, groups in by_period.items():
            whole = {
                which: group
                for which, group in groups.items()
                if not any(row.number in bad_rows for row in group)
            }
            settled.problems += self._asked_of(step, period, whole)
            settled.rows += [self._named(r) for group in whole.values() for r in group]
        return settled

    def intend(
        self,
        step: base.Step,  # noqa: ARG002
        row: GoodRow,
        entry: Entry | None,
        changed: dict[str, Any],
    ) -> Intent:
        """Return that the row changes its report; all of it is gathered later."""
        which = _which(row)
        if which not in self.changed:
            changed.clear()
            return Intent()
        fields = self._fields(row, entry)
        changed.clear()
        changed.update(fields)
        return Intent([_BRING] if fields else [])

    def gathered(self, rows: Sequence[Planned]) -> list[Planned]:
        """Return one call for each period, with the reports that change in it."""
        by_period: dict[str, list[Planned]] = {}
        for one in rows:
            if _which(one.row) in self.changed:
                by_period.setdefault(_which(one.row)[2], []).append(one)
        return [_gathered(p, group, self.changed) for p, group in by_period.items()]

    def template(self, step: base.Step, form: str) -> tuple[str, bytes]:
        """Return the name and the bytes of the file with all that counts already."""
        columns = self.columns(step)
        about = {
            tk._("Task force"): step.taskforce.title,
            tk._("How"): tk._(
                "All rows of a report say the whole of it. Empty is not reported, 0 is "
                "none. Counts only: no names, no phone numbers, no stories."
            ),
        }
        words = labels.words("report_source")
        rows = (_said(entry, words) for entry in self.existing(step))
        sheet = Sheet(tk._(self.title), columns, rows, about)
        name = f"{step.taskforce.slug}-reports.{form}"
        if form == "csv":
            return name, export.to_csv(sheet, tk._)
        return name, workbook.build_template(sheet, tk._)

    def _asked_of(
        self, step: base.Step, period: str, groups: Mapping[Which, list[GoodRow]]
    ) -> list[Problem]:
        """Return what the action would refuse; keep what it would save."""
        ordered = list(groups.items())
        try:
            reports.check_period(step, period)
        except tk.ValidationError as refused:
            (said,) = [worded(m) for m in words_of(refused)]
            return [Problem(g[0].number, PERIOD, "", "", said) for _, g in ordered]
        bringing = brought.Bringing(step, period, is_held=False)
        given = [self._report(group) for _, group in ordered]
        changing = {one.report.id for one in bringing.read(given)}
        for (which, _), one in zip(ordered, given, strict=True):
            report = bringing.find(one)
            if report is not None and report.id in changing:
                self.changed[which] = one
        return [
            Problem(
                ordered[fault.row - 1][1][fault.inner].number,
                fault.key if fault.key != "values" else VALUE,
                "",
                "",
                worded(fault.reason),
            )
            for fault in bringing.problems
        ]

    def _report(self, group: Sequence[GoodRow]) -> dict[str, Any]:
        """Return the rows of a report as the action takes it."""
        one = self.asked[str(group[0].values[INDICATOR])]
        first: dict[str, Any] = {
            INDICATOR: one.code,
            AGENCY: str(group[0].values[AGENCY]),
        }
        values = []
        for row in group:
            said = Amount.of(row.values) or Amount()
            values.append({**dict(one.codes_of(row.values)), **said.dictize()})
            first |= {k: row.values[k] for k in _WORDS if row.values.get(k)}
        if any(v.keys() & set(_FIGURES) for v in values):
            first["values"] = values
        return first

    def _fields(self, row: GoodRow, entry: Entry | None) -> dict[str, Any]:
        """Return what a row changes; the reason of a correction goes along with it."""
        now = entry or {}
        said = {k: row.values.get(k) for k in (*_FIGURES, SOURCE, NOTE, REASON)}
        found = {
            key: value
            for key, value in said.items()
            if value not in (None, "") and value != now.get(key)
        }
        is_nothing = row.values.get(NOTHING) and not now.get(NOTHING)
        return {**found, NOTHING: True} if is_nothing else found

    def _entry(
        self, one: Standing, codes: Codes, amount: Amount | None
    ) -> dict[str, Any]:
        asked = self.asked[one.indicator]
        return {
            INDICATOR: one.indicator,
            PERIOD: one.period,
            AGENCY: self.agencies[one.agency_id],
            **dict(codes),
            **(amount.dictize() if amount else {NOTHING: True}),
            SOURCE: one.source,
            NOTE: one.note,
            NAME: self._name(asked, self.agencies[one.agency_id], one.period, codes),
            "id": f"{one.report_id}/{dict(codes)}",
            "version": one.version,
        }

    def _named(self, row: GoodRow) -> GoodRow:
        code, agency, period = _which(row)
        one = self.asked[code]
        name = self._name(one, agency, period, one.codes_of(row.values))
        return GoodRow(row.number, {**row.values, NAME: name})

    def _name(self, one: Asked, agency: str, period: str, codes: Codes) -> str:
        words = [self.dimensions[n].options.get(c, c) for n, c in codes]
        return " · ".join([one.code, agency, period, *words])


# Tells of a row that it changes its report; the call itself is made of all of them.
_BRING = Call("report_bring", {})
_WHICH = (INDICATOR, AGENCY, PERIOD)
_WORDS = (NOTHING, SOURCE, NOTE, REASON)


def _which(row: GoodRow) -> Which:
    indicator, agency, period = (str(row.values[name]) for name in _WHICH)
    return indicator, agency, period


def _gathered(
    period: str, group: Sequence[Planned], changed: Mapping[Which, dict[str, Any]]
) -> Planned:
    found = dict.fromkeys(_which(one.row) for one in group)
    data = {PERIOD: period, "reports": [changed[which] for which in found]}
    return replace(group[0], entry=None, calls=[Call("report_bring", data)])


def _said(entry: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """Return an entry as people write it into the file."""
    source = sources.get(str(entry[SOURCE]), "")
    return {**entry, SOURCE: source, NOTE: entry[NOTE] or ""}
