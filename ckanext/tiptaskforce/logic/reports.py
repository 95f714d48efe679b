"""What a report is checked for, and how much of it each reader is shown.

Everybody inside is told where a report stands. Drafts and notes are for the own agency
and the reviewers; accepted figures are for all members, but for counts of persons,
which only the own agency and the custodian open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.exchange.previous import Comparison, above, blanks, compare
from ckanext.tiptaskforce.logic import (
    base,
    designs,
    indicators,
    nouns,
    references,
    remembered,
    report_values,
    tallies,
    working_places,
)
from ckanext.tiptaskforce.model import report_overview, report_value
from ckanext.tiptaskforce.model.base import plain
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.report_value import Values
from ckanext.tiptaskforce.vocabulary import IndicatorKind, Role

NOUN = "report"
# So many missing reports of each organisation are told at once.
MOST_MISSING = 25
# What the reference sheet says to whoever reports on it.
_MEANING = ("definition", "numerator", "denominator", "verification")


def check_open(step: base.Step) -> None:
    """Refuse to change a report of a period that has not opened or has locked.

    :raises ValidationError: saying since when, and who can unlock it
    """
    check_period(step, step.row.period)


def check_period(step: base.Step, period: str) -> None:
    """Refuse to change reports of a period that has not opened or has locked.

    :raises ValidationError: saying since when, and who can unlock it
    """
    today = step.taskforce.today
    found = Period.get(step.taskforce.id, period)
    if found is None:
        raise base.invalid("period", tk._("There is no such period."))
    if today < found.opens_on:
        message = tk._("This period opens on {day}.")
        raise base.invalid("period", message.format(day=found.opens_on.isoformat()))
    if found.is_locked(today):
        message = tk._(
            "Locked since {day}. Ask the secretariat to unlock it, with a reason."
        )
        raise base.invalid("period", message.format(day=found.locks_on.isoformat()))


def check_agreement(step: base.Step) -> None:
    """Refuse counts of persons without a valid endorsement of the protocol."""
    if step.row.counts_persons:
        tallies.check_agreement(step, step.row.agency_id)


def stated(step: base.Step, indicator: Indicator, kept: Values) -> Values | None:
    """Return what a call says of the figures, or None where it says nothing.

    :raises ValidationError: where it says both figures and that there is nothing
    """
    given, is_nothing = step.data.get("values"), step.data.get("nothing_to_report")
    if is_nothing:
        _refuse_nothing(indicator, {})
    if given is None:
        return {} if is_nothing else None
    values = report_values.checked(step.taskforce, indicator, given, kept)
    if is_nothing:
        _refuse_nothing(indicator, values)
    return values


def _refuse_nothing(indicator: Indicator, values: Values) -> None:
    wrong = report_values.not_nothing(indicator, values)
    if wrong is not None:
        raise base.invalid("nothing_to_report", wrong.render(tk._))


def check_whole(step: base.Step, indicator: Indicator, values: Values) -> None:
    """Refuse to send a report that says nothing, or jumps without a word of why."""
    row = step.row
    if not row.nothing_to_report and not values:
        message = tk._("No value yet. Add one, or say that there is nothing to report.")
        raise base.invalid("values", message)
    if compared(row, indicator, values).needs_note and not row.note:
        message = tk._(
            "It is more than three times what it was last time, or less than a third. "
            "Say why."
        )
        raise base.invalid("note", message)


def compared(row: Report, indicator: Indicator, values: Values) -> Comparison:
    """Return a report beside the accepted one of the period before it."""
    before = previous(row)
    if before is None:
        return compare(None, None)
    old = _values(before.id, before.accepted_edition)
    return compare(
        _number(indicator, values, is_nothing=row.nothing_to_report),
        _number(indicator, old, is_nothing=not old),
    )


def previous(row: Report) -> Report | None:
    """Return the newest report of an earlier period that counts, or None."""
    key = ("report before", row.id)
    return remembered.once(key, lambda: _previous_of(row))


def _previous_of(row: Report) -> Report | None:
    start = periods.parse(row.period).start
    earlier = [
        one
        for one in Report.accepted_of(row.indicator_id, row.agency_id)
        if periods.parse(one.period).start < start
    ]
    return max(earlier, key=lambda one: periods.parse(one.period).start, default=None)


def missing(step: base.Step) -> dict[str, Any]:
    """Return which reports were not sent, as far as the caller is told of them."""
    taskforce, today = step.taskforce, step.taskforce.today
    known = references.Names.of(taskforce.id)
    sees_all = step.reader.has(taskforce.id, Role.COORDINATOR, Role.SECRETARIAT)
    asked = [*known.agencies] if sees_all else step.own_agency_ids
    asked = sorted(set(asked) - known.excused)
    chaired = step.reader.chaired(taskforce.id)
    page = report_overview.Page(
        step.data.get("page") or 1,
        step.data.get("page_size") or MOST_MISSING,
        references.agency_id(step),
    )
    found = report_overview.missing(taskforce.id, asked, today, chaired, page)
    return {
        "taskforce": taskforce.slug,
        "counts": report_overview.completeness(taskforce.id, asked, today),
        "items": [
            {
                "id": row.id,
                "agency": row.agency,
                "indicator": row.indicator,
                "title": row.title,
                "period": row.period,
                "due": row.due.isoformat(),
                "days_late": max((today - row.due).days, 0),
                "state": row.state,
                "of": row.of,
            }
            for row in found
        ],
    }


def may(step: base.Step, verb: str, row: Report) -> bool:
    """Tell whether the caller may open a report this far."""
    target = nouns.target(NOUN, verb, row)
    return permissions.may(step.reader, NOUN, verb, target)


def shower(step: base.Step) -> Callable[[list[Report]], list[dict[str, Any]]]:
    """Return what shows reports in a list, with as many figures as the caller may see.

    The number of queries is the same for one report and for a hundred.
    """

    def shown(found: list[Report]) -> list[dict[str, Any]]:
        known = Indicator.by_ids(sorted({row.indicator_id for row in found}))
        days = {one.code: one for one in Period.every(step.taskforce.id)}
        editions = {row.id: _edition(step, row) for row in found}
        values = report_value.of_editions(
            (row_id, edition) for row_id, edition in editions.items() if edition
        )
        return [
            {
                **status(step, row, known[row.indicator_id], days.get(row.period)),
                **_figures(known[row.indicator_id], editions[row.id], values, row),
            }
            for row in found
        ]

    return shown


def status(
    step: base.Step, row: Report, indicator: Indicator, period: Period | None
) -> dict[str, Any]:
    """Return where a report stands, without any figure."""
    names, today = references.Names.of(step.taskforce.id), step.taskforce.today
    is_late = period is not None and row.state in ("draft", "sent_back")
    is_late = is_late and row.agency_id not in names.excused
    return {
        **row.dictize(),
        "taskforce": step.taskforce.slug,
        "indicator": indicator.code,
        "indicator_id": indicator.id,
        "title": indicator.title,
        "kind": indicator.kind,
        "unit": indicator.unit,
        "disaggregations": list(indicator.disaggregations),
        "agency": names.agencies.get(row.agency_id),
        "agency_name": names.agency_names.get(row.agency_id),
        "due": period.due_on.isoformat() if period else None,
        "period_state": period.state(today) if period else None,
        "locks_on": period.locks_on.isoformat() if period else None,
        "days_late": (
            max((today - period.due_on).days, 0) if period and is_late else 0
        ),
    }


def opened(step: base.Step, row: Report) -> dict[str, Any]:
    """Return a report with all that the caller may see of it."""
    indicator = Indicator.by_ids([row.indicator_id])[row.indicator_id]
    period = Period.get(step.taskforce.id, row.period)
    shown = {
        **status(step, row, indicator, period),
        **_figures(indicator, *_read(step, row), row),
        "target": indicator.target_of(row.period),
        "milestones": list(indicator.milestones),
        **{name: getattr(indicator, name) for name in _MEANING},
        "splits": indicators.splits(step, indicator),
        "verbs": [] if indicator.retired else _verbs(step, row, period),
    }
    return {**shown, **_inside(step, row, indicator, shown["splits"])}


def _read(step: base.Step, row: Report) -> tuple[int | None, dict[str, Values]]:
    edition = _edition(step, row)
    wanted = {(row.id, edition or 0)}
    if may(step, "read", row):
        before = previous(row)
        wanted.add((row.id, row.accepted_edition))
        if before is not None:
            wanted.add((before.id, before.accepted_edition))
    _read_all(wanted)
    return edition, {row.id: _values(row.id, edition or 0)}


def _read_all(editions: Iterable[tuple[str, int]]) -> None:
    """Read the figures of a report, of its accepted edition, and of the one before it.

    One query, whichever of them there are.
    """
    for edition, values in report_value.each_of(editions).items():
        key = ("report values", *edition)
        remembered.once(key, lambda values=values: values)


def _values(report_id: str, edition: int) -> Values:
    """Return the figures of one edition, read once a request."""
    key = ("report values", report_id, edition)
    return remembered.once(key, lambda: report_value.of_report(report_id, edition))


def _edition(step: base.Step, row: Report) -> int | None:
    """Return the edition whose figures the caller may see, or None."""
    if may(step, "read", row):
        return row.edition
    return row.accepted_edition or None if may(step, "read_accepted", row) else None


def _figures(
    indicator: Indicator,
    edition: int | None,
    values: dict[str, Values],
    row: Report,
) -> dict[str, Any]:
    """Return the figures, None where the caller is not shown any."""
    if edition is None:
        return {"values": None, "total": None}
    found = values.get(row.id, {})
    return {
        "values": report_values.shown(indicator, found),
        "total": report_values.shown_total(indicator, found),
    }


def _inside(
    step: base.Step, row: Report, indicator: Indicator, splits: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return what the own agency and the reviewers read beside the figures."""
    if not may(step, "read", row):
        return {}
    values = _values(row.id, row.edition)
    accepted = _values(row.id, row.accepted_edition)
    said, target = compared(row, indicator, values), indicator.target_of(row.period)
    return {
        "accepted_values": report_values.shown(indicator, accepted),
        "nothing_to_report": row.nothing_to_report,
        "source": row.source or None,
        "note": row.note or None,
        "reason": row.reason or None,
        "return_note": row.return_note or None,
        "remarks": list(row.remarks),
        "previous": _previous(row, indicator),
        "places": _places(step, row, indicator),
        "needs_note": said.needs_note,
        "warnings": [
            phrase.render(tk._)
            for phrase in (
                *said.words,
                *above(_number(indicator, values, is_nothing=False), target),
                *blanks(report_values.n_blank(splits, values)),
            )
        ],
    }


def _places(step: base.Step, row: Report, indicator: Indicator) -> list[str]:
    """Return the places that stand on the form of a report first."""
    design = next(reversed(designs.every(step.taskforce)), None)
    about = (row.agency_id or "", indicator.disaggregations)
    return working_places.of_report(step.taskforce, design, *about)


def _previous(row: Report, indicator: Indicator) -> dict[str, Any] | None:
    before = previous(row)
    if before is None:
        return None
    values = _values(before.id, before.accepted_edition)
    return {
        "id": before.id,
        "period": before.period,
        "values": report_values.shown(indicator, values),
        "total": report_values.shown_total(indicator, values),
    }


def _verbs(step: base.Step, row: Report, period: Period | None) -> list[str]:
    if period is None or not period.takes_reports(step.taskforce.today):
        return []
    # What is brought in comes by the file, and is no button of one report.
    return [verb for verb in base.allowed_verbs(step, row) if verb != "bring"]


def _number(indicator: Indicator, values: Values, *, is_nothing: bool) -> Any:
    """Return the one number of a report, or None where it has none."""
    if not values:
        return 0 if is_nothing else None
    total = report_values.total(values.values())
    found = report_values.comparable(indicator, total)
    if found is None or indicator.kind != IndicatorKind.PER_CENT:
        return plain(found)
    return round(float(found), 1)
