"""The reports that one organisation is asked for in a period, with what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ckanext.tiptaskforce.exchange import amount as amounts
from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.exchange.amount import Amount
from ckanext.tiptaskforce.exchange.report_table import Asked
from ckanext.tiptaskforce.exchange.rollup import PLACE
from ckanext.tiptaskforce.logic import base, report_values
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.base import first, scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.vocabulary import IndicatorKind


@dataclass(frozen=True)
class Found:
    """A report with its row's id and state, and the places that it has named."""

    asked: Asked
    report_id: str
    state: str
    places: tuple[str, ...] = field(default=())


def of_agency(step: base.Step, agency_id: str, period: str) -> dict[str, Found]:
    """Return the reports by the code of their indicator, in the order of the codes.

    The caller has asked whether its reader may change them.
    """
    rows = _listed(step, agency_id, period)
    before = {
        row.indicator_id: row
        for row in _listed(step, agency_id, _preceding(period))
        if row.accepted_edition
    }
    known = Indicator.by_ids(sorted({row.indicator_id for row in rows}))
    kept = [row for row in rows if not known[row.indicator_id].retired]
    editions = [(row.id, row.edition) for row in kept]
    editions += [(row.id, row.accepted_edition) for row in before.values()]
    values = report_value.of_editions(editions)
    found = [
        _found(known[row.indicator_id], row, before.get(row.indicator_id), values)
        for row in kept
    ]
    return {one.asked.code: one for one in sorted(found, key=_code)}


def first_of(taskforce_id: str, agency_id: str, period: str) -> Report | None:
    """Return a report that an organisation is asked for in a period, or None."""
    return first(Report.listed(taskforce_id, period=period, agency_id=agency_id))


def _listed(step: base.Step, agency_id: str, period: str) -> list[Report]:
    query = Report.listed(step.taskforce.id, period=period, agency_id=agency_id)
    return scalars(query)


def _preceding(period: str) -> str:
    return periods.preceding(periods.parse(period)).code


def _code(one: Found) -> str:
    return one.asked.code


def _found(
    indicator: Indicator, row: Report, before: Report | None, values: dict[str, Any]
) -> Found:
    held = amounts_of(indicator, values.get(row.id, {}))
    earlier = amounts_of(indicator, values.get(before.id, {})) if before else {}
    target = indicator.target_of(row.period)
    asked = replace(
        asked_of(indicator),
        target="" if target is None else str(target),
        before=_in_all(indicator, earlier, before),
        version=row.version,
        values=held,
        nothing_to_report=row.nothing_to_report,
        source=row.source,
        note=row.note,
    )
    places = [dict(codes).get(PLACE, "") for codes in (*held, *earlier)]
    return Found(asked, row.id, row.state, tuple(filter(None, places)))


def asked_of(indicator: Indicator) -> Asked:
    """Return what an indicator asks for, before anything was said."""
    return Asked(
        code=indicator.code,
        title=indicator.title,
        kind=indicator.kind,
        unit=indicator.unit,
        splits=tuple(indicator.disaggregations),
        milestones=tuple(indicator.milestones),
        counts_persons=indicator.counts_persons,
    )


def amounts_of(
    indicator: Indicator, values: dict[Any, Any]
) -> dict[tuple[tuple[str, str], ...], Amount]:
    """Return the figures of an edition, codes in the order of the splits."""
    found = {}
    for row in report_values.shown(indicator, values):
        codes = tuple((n, row[n]) for n in indicator.disaggregations if n in row)
        amount = Amount.of(row)
        if amount is not None:
            found[codes] = amount
    return found


def _in_all(
    indicator: Indicator, values: dict[Any, Amount], before: Report | None
) -> str:
    if before is None or not values:
        return "0" if before is not None else ""
    if indicator.kind == IndicatorKind.MILESTONE:
        return amounts.text(next(iter(values.values())))
    return amounts.text(amounts.added(values.values()))
