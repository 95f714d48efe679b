"""An organisation's due reports of one period, from the workbook or another program.

Which entry a row is: its indicator and its codes; the row without codes is the total.
A file that is older than what stands here changes only what it was told to change, and
names every cell that somebody else has changed since. All rows of a report together
are one draft of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from flask import has_request_context

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import report_table
from ckanext.tiptaskforce.exchange.amount import DASH, MILESTONE, PARTS, VALUE, Amount
from ckanext.tiptaskforce.exchange.cells import Code, Text
from ckanext.tiptaskforce.exchange.matching import Entry, Key
from ckanext.tiptaskforce.exchange.report_table import (
    INDICATOR,
    NOTE,
    NOTHING,
    SOURCE,
    Asked,
    Codes,
    Origin,
)
from ckanext.tiptaskforce.exchange.table import Table
from ckanext.tiptaskforce.exchange.tally import Dimension
from ckanext.tiptaskforce.exchange.tracker import (
    Column,
    GoodRow,
    Problem,
    in_language,
    match_headers,
)
from ckanext.tiptaskforce.labels import languages
from ckanext.tiptaskforce.logic import base, designs, references, report_asked
from ckanext.tiptaskforce.logic.uploads import aliases, lists
from ckanext.tiptaskforce.logic.uploads.kind import Call, Intent, Kind, Settled
from ckanext.tiptaskforce.model.report import OPEN
from ckanext.tiptaskforce.phrase import N_, Phrase
from ckanext.tiptaskforce.scan import scan

if TYPE_CHECKING:
    from ckanext.tiptaskforce.logic.uploads.plan import Planned

NAME, PERIOD, AGENCY = "name", "period", "agency"
_FIGURES = (VALUE, *PARTS, MILESTONE)
_CLOSED = N_("This report was sent already, so the file cannot change it.")


class Reports(Kind):
    """The reports of one organisation and period; an upload is made for them alone."""

    noun = "report"
    title = N_("Reports")
    named_by = NAME

    def __init__(self, step: base.Step, agency_id: str, period: str) -> None:
        names = references.Names.of(step.taskforce.id)
        self.period, self.acronym = period, names.agencies[agency_id]
        self.agency_name = names.agency_names[agency_id]
        self.found = report_asked.of_agency(step, agency_id, period)
        self.asked = {code: one.asked for code, one in self.found.items()}
        splits = (name for one in self.asked.values() for name in one.splits)
        self.dimensions = dimensions_of(step, dict.fromkeys(splits))
        self.sources = labels.words("report_source")
        names_of_row = (INDICATOR, *self.dimensions)
        self.keys = (Key(names_of_row, (INDICATOR,)),)
        self.unique = self.keys
        self.wanted: dict[int, Amount | None] = {}
        self.remarks: dict[int, Problem] = {}

    def columns(self, step: base.Step | None = None) -> list[Column]:  # noqa: ARG002
        """Return the columns that these reports need; period and agency may be said."""
        known = aliases.HEADERS[self.noun]
        offered = self._offered(known)
        own = Code({self.acronym: self.acronym}, {self.agency_name: self.acronym})
        return [
            *offered,
            self.column(PERIOD, N_("Period"), Code({self.period: self.period})),
            self.column(AGENCY, N_("Organisation"), own),
        ]

    def existing(self, step: base.Step) -> list[dict[str, Any]]:  # noqa: ARG002
        """Return what stands in the reports: the total of each, and its cells."""
        return [
            self._entry(one, codes)
            for one in self.asked.values()
            for codes in dict.fromkeys([(), *one.values])
        ]

    def settle(self, step: base.Step, rows: Sequence[GoodRow]) -> Settled:  # noqa: ARG002
        """Say what each row means beside what stands, and add up each report."""
        settled = Settled([])
        by_report: dict[str, list[GoodRow]] = {}
        for row in rows:
            one = self.asked[str(row.values[INDICATOR])]
            if self._is_good(one, row, settled):
                by_report.setdefault(one.code, []).append(row)
        for code, group in by_report.items():
            bad = self._unlike(self.asked[code], group)
            settled.problems += bad
            # A report whose total is wrong is left out whole.
            settled.rows += [] if bad else [self._named(row) for row in group]
        return settled

    def intend(
        self,
        step: base.Step,  # noqa: ARG002
        row: GoodRow,
        entry: Entry | None,  # noqa: ARG002
        changed: dict[str, Any],
    ) -> Intent:
        """Return that the row changes its report; what it says is gathered later."""
        one = self.asked[str(row.values[INDICATOR])]
        fields = self._changes(one, row)
        changed.clear()
        changed.update(fields)
        older = [self.remarks[row.number]] if row.number in self.remarks else []
        if not fields:
            return Intent(warnings=older)
        if self.found[one.code].state not in OPEN:
            bad = [Problem(row.number, key, "", "", Phrase(_CLOSED)) for key in fields]
            return Intent(problems=bad)
        return Intent([Call("report_update", {})], warnings=older)

    def gathered(self, rows: Sequence[Planned]) -> list[Planned]:
        """Return one change for each report that a row changes."""
        by_report: dict[str, list[Planned]] = {}
        for one in rows:
            by_report.setdefault(str(one.row.values[INDICATOR]), []).append(one)
        return [
            self._gathered(self.asked[code], group)
            for code, group in by_report.items()
            if any(one.calls for one in group)
        ]

    def template(self, step: base.Step) -> tuple[str, bytes]:
        """Return the name and the bytes of the workbook to fill in."""
        listed = [one.asked for one in self.found.values() if one.state in OPEN]
        places = dict.fromkeys(p for one in self.found.values() for p in one.places)
        filled = report_table.rows(listed, self.dimensions, self.sources, list(places))
        origin = Origin(step.taskforce.title, self.acronym, self.period)
        name = f"{step.taskforce.slug}-{self.acronym}-{self.period}-reports.xlsx"
        offered = self._offered({}, listed)
        return name, report_table.template(offered, filled, origin, tk._)

    def want_own(self, table: Table) -> None:
        """Refuse the workbook of another period, and columns that hold no figures.

        What stands in such a column may be a name or a story: it is not kept for a
        moment.

        :raises ValidationError: saying what is wanted
        """
        said = report_table.origin_of(table.about)
        own = {report_table.PERIOD: self.period, report_table.AGENCY: self.acronym}
        if any(said.get(key, value) != value for key, value in own.items()):
            message = tk._(
                "This workbook is not for {organisation}, {period}. Nothing was read."
            ).format(organisation=self.acronym, period=self.period)
            raise base.invalid("upload", message)
        columns = lists.understood(self.columns())
        ours = languages.in_all("Problem")
        known = {*match_headers(columns, table.headers).values(), *ours}
        foreign = [header for header in table.headers if header not in known]
        if foreign:
            message = tk.ungettext(
                "{number} column is not in the workbook. Take it out, or name it as "
                "the workbook does. Nothing was read.",
                "{number} columns are not in the workbook. Take them out, or name "
                "them as the workbook does. Nothing was read.",
                len(foreign),
            )
            raise base.invalid("upload", message.format(number=len(foreign)))

    def _offered(
        self, names: Mapping[str, Sequence[str]], listed: Sequence[Asked] | None = None
    ) -> list[Column]:
        asked = list(self.asked.values()) if listed is None else listed
        found = report_table.columns(
            asked, self.dimensions, self.sources, names, Text(240, scan)
        )
        return in_language(found, tk._)

    def _is_good(self, one: Asked, row: GoodRow, settled: Settled) -> bool:
        """Note what is wrong or older in a row; keep what its cell is to hold."""
        codes = one.codes_of(row.values)
        bad = report_table.wrong(one, row.values, self.dimensions)
        amount, remark, is_stale = report_table.merge(one, codes, row.values)
        if remark is not None:
            found = Problem(row.number, one.columns[0], "", "", remark)
            if is_stale:
                settled.problems.append(found)
            else:
                self.remarks[row.number] = found
        settled.problems += [Problem(row.number, k, "", "", said) for k, said in bad]
        self.wanted[row.number] = amount
        return not bad and not is_stale

    def _unlike(self, one: Asked, rows: Sequence[GoodRow]) -> list[Problem]:
        """Return the stated totals that do not add up, by row."""
        numbers = {one.codes_of(row.values): row.number for row in rows}
        _, bad = report_table.settle(one, *self._stand(one, rows))
        return [
            Problem(numbers[codes], key, "", "", said)
            for codes, found in bad.items()
            if codes in numbers
            for key, said in found
        ]

    def _stand(
        self, one: Asked, rows: Iterable[GoodRow]
    ) -> tuple[dict[Codes, Amount], dict[Codes, Amount]]:
        """Return cells, and stated totals, as they would stand with these rows."""
        stand: dict[Codes, Amount | None] = dict(one.values)
        for row in rows:
            stand[one.codes_of(row.values)] = self.wanted[row.number]
        filled = {codes: a for codes, a in stand.items() if a is not None}
        size = len(one.splits)
        cells = {codes: a for codes, a in filled.items() if len(codes) == size}
        return cells, {c: a for c, a in filled.items() if c not in cells}

    def _changes(self, one: Asked, row: GoodRow) -> dict[str, Any]:
        """Return the fields that a row changes; a figure taken away is a dash."""
        codes, found = one.codes_of(row.values), {}
        now, wanted = one.values.get(codes), self.wanted[row.number]
        is_stated = bool(one.splits) and not self._holds(one, codes)
        if now != wanted and not is_stated:
            said = wanted.dictize() if wanted else dict.fromkeys(one.columns, DASH)
            found |= said
        for key in (SOURCE, NOTE):
            if row.values.get(key) not in (None, "", getattr(one, key)):
                found[key] = row.values[key]
        is_nothing = row.values.get(NOTHING)
        if is_nothing is not None and is_nothing != one.nothing_to_report:
            found[NOTHING] = is_nothing
        return found

    def _holds(self, one: Asked, codes: Codes) -> bool:
        """Tell whether a row is kept: a cell, or the total where there are none."""
        if len(codes) == len(one.splits):
            return True
        return not codes and not any(map(len, one.values))

    def _gathered(self, one: Asked, group: Sequence[Planned]) -> Planned:
        changed: dict[str, Any] = {}
        for planned in group:
            changed |= planned.changed
        rows = [planned.row for planned in group]
        values, _ = report_table.settle(one, *self._stand(one, rows))
        data: dict[str, Any] = {k: changed[k] for k in (SOURCE, NOTE) if k in changed}
        if changed.get(NOTHING):
            data[NOTHING] = True
        elif NOTHING in changed or changed.keys() & set(_FIGURES):
            data["values"] = [{**dict(c), **a.dictize()} for c, a in values.items()]
        if NOTE in data:
            data["confirm"] = [NOTE]
        known = self.found[one.code]
        entry = {"id": known.report_id, "version": one.version}
        first = next(planned for planned in group if planned.calls)
        return replace(first, entry=entry, calls=[Call("report_update", data)])

    def _entry(self, one: Asked, codes: Codes) -> dict[str, Any]:
        amount = one.values.get(codes)
        whole = {
            NOTHING: one.nothing_to_report,
            SOURCE: one.source,
            NOTE: one.note,
        }
        return {
            INDICATOR: one.code,
            **dict(codes),
            **(amount.dictize() if amount else {}),
            **({} if codes else whole),
            PERIOD: self.period,
            AGENCY: self.acronym,
            NAME: self._name(one, codes),
            "id": f"{self.found[one.code].report_id}/{dict(codes)}",
            "version": one.version,
        }

    def _named(self, row: GoodRow) -> GoodRow:
        one = self.asked[str(row.values[INDICATOR])]
        name = self._name(one, one.codes_of(row.values))
        return GoodRow(row.number, {**row.values, NAME: name})

    def _name(self, one: Asked, codes: Codes) -> str:
        words = [self.dimensions[n].options.get(c, c) for n, c in codes]
        return " · ".join([one.code, *(words or [one.title])])


def dimensions_of(step: base.Step, names: Iterable[str]) -> dict[str, Dimension]:
    """Return the splits with their codes, in the reader's language."""
    language = str(tk.h.lang()) if has_request_context() else "en"
    every = designs.every(step.taskforce)
    design = every[-1] if every else designs.Design("quarter", [], [])
    words = labels.words("dimension")

    def of(name: str) -> Dimension:
        choices = designs.choices(step.taskforce, design, name)
        options = {
            one.code: one.labels.get(language) or one.labels.get("en") or one.code
            for one in choices
            if not one.is_retired
        }
        is_place = name == designs.PLACE
        kind = designs.places(step.taskforce, design) if is_place else None
        also = {word: one.code for one in choices for word in one.labels.values()}
        return Dimension(name, words.get(name, name), options, kind, also=also)

    return {name: of(name) for name in names}
