"""What organisations sent in former years, brought in from the file that is left of it.

It counts at once: somebody accepted it before this workspace was there. A report that
its organisation has begun here is its own to send, and what counts persons is never
brought in by others. Another figure of an accepted report is its next edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import lifecycle
from ckanext.tiptaskforce.logic import (
    base,
    record,
    references,
    report_values,
    reports,
    tallies,
)
from ckanext.tiptaskforce.logic.report_values import Reading
from ckanext.tiptaskforce.logic.schema import report as schema
from ckanext.tiptaskforce.logic.tallies import Problem
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.report_value import Values
from ckanext.tiptaskforce.phrase import N_, Phrase
from ckanext.tiptaskforce.vocabulary import ReportState

WORDS = ("source", "note", "reason")
_KEYS = frozenset({"indicator", "agency", "values", "nothing_to_report", *WORDS})

NOT_ASKED = N_("No report of this period is asked of this organisation.")
_PERSONS = N_(
    "This counts persons: its organisation sends it, and the data custodian accepts it."
)
_OWN = N_("Somebody of another organisation brings in what your own has sent.")
_BEGUN = N_("Its organisation has begun this report here, and sends it itself.")
_NO_REASON = N_("This was accepted already. Say why it is corrected.")
_SILENT = N_("No value. Add one, or say that there is nothing to report.")
_TWICE = N_("The same report stands in row %(other)s already.")


@dataclass(frozen=True)
class Fault(Problem):
    """What is wrong in a report; ``inner`` is which of its rows, from 0."""

    inner: int = 0


@dataclass
class Brought:
    """One report as it stands, what it is to say, and the words beside it."""

    report: Any
    values: Values
    words: dict[str, str]

    @property
    def edition(self) -> int:
        """The edition that says it."""
        return self.report.accepted_edition + 1

    @property
    def is_changed(self) -> bool:
        """Tell whether a word beside the figures is another one now."""
        said = {name: self.words.get(name) for name in ("source", "note")}
        return any(v and v != getattr(self.report, n) for n, v in said.items())

    def fields(self, **decided: Any) -> dict[str, Any]:
        """Return what its row is to hold."""
        report = self.report
        return {
            **decided,
            "edition": self.edition,
            "accepted_edition": self.edition,
            "nothing_to_report": not self.values,
            "return_note": "",
            "remarks": [],
            **{name: self.words.get(name, getattr(report, name)) for name in WORDS},
        }


@dataclass
class Bringing:
    """The reports of one period, and what the rows of a call make of them."""

    step: base.Step
    period: str
    is_held: bool
    problems: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read what stands: in so many queries, however many reports there are."""
        taskforce_id = self.step.taskforce.id
        live = {row.id: row for row in Indicator.live(taskforce_id)}
        every = Report.of_period(taskforce_id, self.period, is_held=self.is_held)
        self.reports = {
            (live[row.indicator_id].code, row.agency_id): row
            for row in every
            if row.indicator_id in live
        }
        self.indicators = {row.code: row for row in live.values()}
        self.kept = report_value.accepted_in(taskforce_id, [self.period])
        self.begun = report_value.begun(taskforce_id, [self.period])
        self.agencies = _agency_ids(taskforce_id)
        self.readings: dict[str, Reading] = {}
        # The same words stand beside many figures, and each is scanned once.
        self.said: dict[tuple[Any, ...], dict[str, str]] = {}

    def read(self, rows: Iterable[Mapping[str, Any]]) -> list[Brought]:
        """Return the reports that change; what is wrong stands in ``problems``."""
        found, seen = [], {}
        for number, row in enumerate(rows, 1):
            report, problem = self._report(row)
            if report is None or problem:
                self._refuse(number, "indicator", problem)
            elif report.id in seen:
                said = Phrase(_TWICE, {"other": seen[report.id]})
                self._refuse(number, "indicator", said)
            else:
                seen[report.id] = number
                found += self._changed(number, row, report)
        return found

    def find(self, row: Mapping[str, Any]) -> Any:
        """Return the report that a row names, light, or None."""
        agency_id = self.agencies.get(str(row.get("agency")))
        return self.reports.get((str(row.get("indicator")), agency_id or ""))

    def _report(self, row: Mapping[str, Any]) -> tuple[Any, Phrase | None]:
        for name in row:
            if name not in _KEYS:
                return None, Phrase(N_("Unknown field."))
        report = self.find(row)
        if report is None:
            return None, Phrase(NOT_ASKED)
        return report, refusal(self.step, report, self.begun)

    def _changed(
        self, number: int, row: Mapping[str, Any], report: Any
    ) -> list[Brought]:
        indicator = self.indicators[str(row["indicator"])]
        kept = self.kept.get(report.id, {})
        n_wrong = len(self.problems)
        values = self._values(number, row, indicator, kept)
        words = self._words(number, row)
        one = Brought(report, values, words)
        is_accepted = report.state == ReportState.ACCEPTED
        is_same = is_accepted and values == kept and not one.is_changed
        if is_same or len(self.problems) > n_wrong:
            return []
        if is_accepted and not words.get("reason"):
            self._refuse(number, "reason", Phrase(_NO_REASON))
            return []
        return [one]

    def _values(
        self, number: int, row: Mapping[str, Any], indicator: Indicator, kept: Values
    ) -> Values:
        is_nothing, given = row.get("nothing_to_report") is True, row.get("values")
        is_list = isinstance(given, list) and all(isinstance(v, dict) for v in given)
        reading = self._reading(indicator, kept)
        values = reading.read(given) if given and is_list else {}
        for problem in reading.problems:
            said = (problem.key, problem.reason)
            self.problems.append(Fault(number, *said, inner=problem.row - 1))
        if is_nothing:
            wrong = report_values.not_nothing(indicator, values)
            self._refuse(number, "nothing_to_report", wrong)
        elif not values and not reading.problems:
            self._refuse(number, "values", Phrase(_SILENT))
        return values

    def _reading(self, indicator: Indicator, kept: Values) -> Reading:
        """Return a reader of figures; one for each indicator knows its codes."""
        if kept:
            # Codes that were retired since may stay where they stand.
            return Reading(self.step.taskforce, indicator, kept)
        known = self.readings.get(indicator.id)
        if known is None:
            known = Reading(self.step.taskforce, indicator)
            self.readings[indicator.id] = known
        known.problems = []
        return known

    def _words(self, number: int, row: Mapping[str, Any]) -> dict[str, str]:
        given = {name: row[name] for name in WORDS if row.get(name)}
        if not given:
            return {}
        # Whoever saves a file has confirmed its doubtful words in the preview.
        given["confirm"] = [name for name in WORDS if name in given]
        try:
            return self._checked(given)
        except tk.ValidationError as refused:
            for name, messages in refused.error_dict.items():
                said = messages if isinstance(messages, list) else []
                self.problems += [Fault(number, name, str(m)) for m in said]
            return {}

    def _checked(self, given: dict[str, Any]) -> dict[str, str]:
        key = tuple(str(given.get(name)) for name in WORDS)
        if key not in self.said:
            rule = schema.report_bring_words()
            found = base.validate(rule, given, self.step.context)
            self.said[key] = {name: found[name] for name in WORDS if found.get(name)}
        return self.said[key]

    def _refuse(self, number: int, key: str, said: Phrase | None) -> None:
        if said is not None:
            self.problems.append(Fault(number, key, said.render(tk._)))


def refusal(step: base.Step, report: Any, begun: set[str]) -> Phrase | None:
    """Return why the caller cannot bring in a report, or None.

    :param begun: ids of the reports of which a newer edition holds figures
    """
    if report.counts_persons:
        return Phrase(_PERSONS)
    if not reports.may(step, "bring", report):
        return Phrase(_OWN)
    return Phrase(_BEGUN) if _is_begun(report, begun) else None


def _is_begun(report: Any, begun: set[str]) -> bool:
    if report.state != ReportState.DRAFT:
        return report.state != ReportState.ACCEPTED
    is_said = report.nothing_to_report or report.source or report.note
    return bool(is_said or report.accepted_edition or report.id in begun)


def save(step: base.Step, found: list[Brought]) -> None:
    """Let these reports say what was brought; the caller commits."""
    decided = {
        "state": lifecycle.target(step.noun, step.verb),
        "decided_at": now(),
        "decided_by": step.reader.user_id or "",
    }
    fields = [one.fields(**decided) for one in found]
    reports_ = [one.report for one in found]
    record.record_written(
        step,
        zip(reports_, fields, strict=True),
        write=lambda: _write(reports_, fields),
    )
    report_value.add((one.report, one.edition, one.values) for one in found)


def _write(found: list[Any], fields: list[dict[str, Any]]) -> None:
    """Store thousands of reports at once; they are held, so this does not fail."""
    keys = ({"id": row.id, "version": row.version} for row in found)
    if not Report.write([k | said for k, said in zip(keys, fields, strict=True)]):
        message = tk._("Somebody saved this first. Read it again.")
        raise base.invalid("version", message)


def raise_for(problems: list[Fault]) -> None:
    """Refuse a call whose rows are wrong.

    :raises ValidationError: naming row, key and reason of the first faults
    """
    if problems:
        raise tk.ValidationError({"reports": tallies.told([*problems])})


def _agency_ids(taskforce_id: str) -> dict[str, str]:
    """Return the id of each organisation by its acronym, and by its id."""
    known = references.Names.of(taskforce_id).agencies
    return {**{acronym: id_ for id_, acronym in known.items()}, **{i: i for i in known}}
