"""What counts already, of all organisations and periods: light rows, not objects.

A strategy of three years holds tens of thousands of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.exchange.amount import Amount
from ckanext.tiptaskforce.exchange.report_table import Asked, Codes
from ckanext.tiptaskforce.logic import base, references, report_asked
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.vocabulary import ReportKind


@dataclass(frozen=True, slots=True)
class Standing:
    """A report of which an edition counts; without values it says there is nothing."""

    report_id: str
    version: int
    indicator: str
    agency_id: str
    period: str
    values: Mapping[Codes, Amount]
    source: str
    note: str


def asked(step: base.Step) -> dict[str, Asked]:
    """Return what each indicator of the current strategy asks for, by its code."""
    live = Indicator.live(step.taskforce.id)
    return {row.code: report_asked.asked_of(row) for row in live}


def standing(
    step: base.Step, known: Mapping[str, Asked], periods: Collection[str] | None = None
) -> Iterator[Standing]:
    """Yield what counts, in the order of period, indicator and organisation.

    Nothing that counts persons; the words of a report only where the reader opens it.
    """
    taskforce_id = step.taskforce.id
    live = {row.id: row for row in Indicator.live(taskforce_id) if row.code in known}
    plain = [row.id for row in live.values() if not row.counts_persons]
    names = references.Names.of(taskforce_id).agencies

    def named(row: Any) -> str:
        # Ids are others in another place: the same figures give the same file.
        return names.get(row.agency_id, "")

    for period in Report.accepted_periods(taskforce_id, plain):
        if periods is not None and period not in periods:
            continue
        values = report_value.accepted_in(taskforce_id, [period])
        rows = Report.accepted_in(taskforce_id, period, plain)
        for row in sorted(rows, key=lambda r: (live[r.indicator_id].code, named(r))):
            yield _standing(step, live[row.indicator_id], row, values.get(row.id, {}))


def _standing(
    step: base.Step, indicator: Indicator, row: Any, values: report_value.Values
) -> Standing:
    is_open = row.accepted_edition == row.edition and _opens(step, row)
    return Standing(
        report_id=row.id,
        version=row.version,
        indicator=indicator.code,
        agency_id=row.agency_id,
        period=row.period,
        values=report_asked.amounts_of(indicator, values),
        source=row.source if is_open else "",
        note=row.note if is_open else "",
    )


def _opens(step: base.Step, row: Any) -> bool:
    """Tell whether the reader reads the words beside the figures of a report."""
    is_said = bool(row.source or row.note)
    return is_said and permissions.may(step.reader, "report", "read", _target(row))


def _target(row: Any) -> permissions.Target:
    return permissions.facts(row, kind=ReportKind.PLAIN.value)
