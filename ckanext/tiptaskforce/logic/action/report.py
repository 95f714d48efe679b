"""Reports: figures of an indicator for a period, sent by an agency and reviewed.

A report that is due stands there as a draft of version 1 as soon as its period has
opened: ``period_advance`` makes it, and so does every change of an indicator.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, brought, record, references, reports
from ckanext.tiptaskforce.logic.schema import report as schema
from ckanext.tiptaskforce.logic.validators import MAX_LINE
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.report_value import Values

NOUN = "report"


@tk.side_effect_free
def tiptaskforce_report_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List reports, the newest period first, with the figures that the caller may see.

    :param taskforce: slug or id of the task force
    :param period: code of a period, such as 2026-Q3
    :param agency: acronym or id of an agency
    :param indicator: code of an indicator
    :param state: draft, submitted, accepted or sent_back
    :param kind: persons for those that count persons, plain for all others
    :returns: ``{count, items, page}``; ``values`` is null where they are not shown
    """
    step = base.begin_list(context, data_dict, NOUN, schema.report_list())
    query = Report.listed(
        step.taskforce.id,
        period=step.data.get("period"),
        agency_id=references.agency_id(step),
        indicator_id=references.indicator_id(step),
        state=step.data.get("state"),
        kind=step.data.get("kind"),
    )
    return base.page(step, query, reports.shower(step))


@tk.side_effect_free
def tiptaskforce_report_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell which reports are missing, whose they are and how late; never a figure.

    Coordination is told of all organisations, a chair also of what the own subcommittee
    reviews, and everybody else of the own ones.

    :param taskforce: slug or id of the task force
    :param agency: acronym or id: its reports alone
    :param page: which page of each agency, 1 for the first
    :param page_size: how many items of each agency, at most 100
    :returns: ``{counts, items}``: how many reports of the periods that take some stand
        in each state, and how many of them are overdue; an item for each report that
        was not sent, ``{id, agency, indicator, title, period, due, days_late, state,
        of}``, where ``of`` is how many reports its agency owes
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.report_overview(), verb="overview"
    )
    return reports.missing(step)


@tk.side_effect_free
def tiptaskforce_report_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show where a report stands, and as much of it as the caller may see.

    :param id: uuid of the report
    :returns: the report with ``verbs``; to its agency and its reviewers also
        ``accepted_values``, ``note``, ``return_note``, ``remarks``, ``previous``,
        ``needs_note``, ``warnings``, and ``places``, where the agency works
    """
    step = base.begin_show(context, data_dict, NOUN)
    return reports.opened(step, step.row)


def tiptaskforce_report_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Save the figures of a report as a draft; of an accepted one, as a correction.

    :param id: uuid of the report
    :param version: the version that the caller read
    :param values: list of ``{<split>: code, …, value}``, with numerator and denominator
        for a per cent and milestone for a step; all anew, a blank one is left out;
        without splits one row is the total alone, and stated totals must add up
    :param nothing_to_report: true instead of values
    :param source: where the figure comes from, such as register
    :param note: what the reviewer should know
    :param reason: why an accepted report is corrected; needed for that alone
    :returns: the report
    :raises ValidationError: naming row, key and reason; for a stale version, with the
        current copy; for a locked period, saying since when
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.report_update())
    reports.check_open(step)
    indicator = _indicator(step)
    if step.row.is_accepted:
        _correct(step, step.data.get("reason"), "reason")
        kept = report_value.of_report(step.row.id, step.row.accepted_edition)
        values = _written(step, indicator, kept)
        return _finish(step, kept if values is None else values)
    record.move(step)
    kept = report_value.of_report(step.row.id, step.row.edition)
    return _finish(step, _written(step, indicator, kept))


def tiptaskforce_report_submit(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Send a report to its reviewers; its figures may come along in the same call.

    :param id: uuid of the report
    :param version: the version that the caller read
    :param values: as in report_update
    :param nothing_to_report: true instead of values
    :param source: where the figure comes from, such as register
    :param note: what the reviewer should know; needed where the figure is more than
        three times the accepted one of the period before, or less than a third
    :returns: the report
    :raises ValidationError: for counts of persons without a valid endorsement of the
        protocol, for a report that says nothing, and for a locked period
    """
    step = base.begin(context, data_dict, NOUN, "submit", schema.report_submit())
    row = step.row
    reports.check_open(step)
    reports.check_agreement(step)
    indicator = _indicator(step)
    kept = report_value.of_report(row.id, row.edition)
    values = _written(step, indicator, kept)
    reports.check_whole(step, indicator, kept if values is None else values)
    record.move(step)
    row.submitted_at, row.submitted_by = now(), step.reader.user_id or ""
    row.return_note, row.remarks = "", []
    return _finish(step, values)


def tiptaskforce_report_recall(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Take a report back before it was decided, to change it.

    :param id: uuid of the report
    :param version: the version that the caller read
    :returns: the report
    """
    step = base.begin(context, data_dict, NOUN, "recall", schema.report_recall())
    reports.check_open(step)
    _indicator(step)
    record.move(step)
    step.row.submitted_at = None
    return _finish(step)


def tiptaskforce_report_renew(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Open a correction of an accepted report, which counts until it is accepted.

    :param id: uuid of the report
    :param version: the version that the caller read
    :param note: why it is corrected
    :returns: the report, as a draft with the figures of the accepted one
    """
    step = base.begin(context, data_dict, NOUN, "renew", schema.report_renew())
    reports.check_open(step)
    _indicator(step)
    kept = report_value.of_report(step.row.id, step.row.accepted_edition)
    _correct(step, step.data["note"], "note")
    return _finish(step, kept)


def tiptaskforce_report_accept(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Accept a report: its figures count from now on.

    :param id: uuid of the report
    :param version: the version that the caller read
    :param note: at most 4,000 characters about the work, never about a person
    :returns: the report
    :raises NotAuthorized: for the report of the own agency, where another reviewer
        could accept it
    """
    step = base.begin(context, data_dict, NOUN, "accept", schema.report_accept())
    reports.check_open(step)
    _indicator(step)
    reports.check_agreement(step)
    _decide(step)
    step.row.accepted_edition = step.row.edition
    return _finish(step)


def tiptaskforce_report_send_back(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Send a report back to its agency, with the reason.

    :param id: uuid of the report
    :param version: the version that the caller read
    :param note: what to mend
    :param remarks: list of ``{<split>: code, …, note}`` about single cells
    :returns: the report
    """
    step = base.begin(context, data_dict, NOUN, "send_back", schema.report_send_back())
    reports.check_open(step)
    remarks = _remarks(step)
    _decide(step)
    step.row.remarks = remarks
    return _finish(step)


def tiptaskforce_report_bring(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Bring in what organisations sent for a former period; it counts at once.

    All of it is saved, or nothing. What says the same as what counts already changes
    nothing; another figure is the next edition of its report and needs a reason.

    :param taskforce: slug or id of the task force
    :param period: code of a period that takes reports, or was unlocked for this
    :param reports: list of ``{indicator, agency, values or nothing_to_report, source?,
        note?, reason?}``: the code, the acronym, and the rest as in report_update
    :returns: ``{brought, unchanged}``, how many reports there are of each
    :raises ValidationError: naming row, key and reason; for what counts persons, for
        the own organisation, and for a report that its organisation has begun here
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.report_bring(), verb="bring"
    )
    reports.check_period(step, step.data["period"])
    batch = base.batch_of(context)
    is_held = batch is None or not batch.is_rehearsal
    bringing = brought.Bringing(step, step.data["period"], is_held)
    given = step.data.get("reports") or []
    found = bringing.read(given)
    brought.raise_for(bringing.problems)
    if found:
        brought.save(step, found)
    record.commit(step)
    return {"brought": len(found), "unchanged": len(given) - len(found)}


def _indicator(step: base.Step) -> Indicator:
    """Return what a report is about; of a retired one no report changes any more.

    :raises ValidationError: for a retired indicator
    """
    found = Indicator.by_ids([step.row.indicator_id])[step.row.indicator_id]
    if found.retired:
        raise base.invalid("indicator", tk._("This indicator is no longer followed."))
    return found


def _correct(step: base.Step, reason: str | None, name: str) -> None:
    """Open the next edition; the accepted one counts until it is accepted."""
    if not reason:
        message = tk._("Missing. Say why what was accepted is corrected.")
        raise base.invalid(name, message)
    record.move(step)
    step.row.edition = step.row.accepted_edition + 1
    step.row.reason = reason


def _written(step: base.Step, indicator: Indicator, kept: Values) -> Values | None:
    """Bring what a call says onto the row; return its figures, None for no new ones."""
    row, values = step.row, reports.stated(step, indicator, kept)
    if values is not None:
        row.nothing_to_report = bool(step.data.get("nothing_to_report"))
    row.put(step.data, ("source", "note"))
    return values


def _decide(step: base.Step) -> None:
    record.move(step)
    row = step.row
    row.decided_at, row.decided_by = now(), step.reader.user_id or ""
    row.return_note, row.remarks = step.data.get("note") or "", []


def _remarks(step: base.Step) -> list[dict[str, Any]]:
    """Return the notes about single cells, each checked as free text is."""
    names = _indicator(step).disaggregations
    found = []
    for number, row in enumerate(step.data.get("remarks") or [], 1):
        unknown = [key for key in row if key not in (*names, "note")]
        note = row.get("note")
        if unknown or not isinstance(note, str) or not 0 < len(note) <= MAX_LINE:
            message = tk._("Row {row}: give codes of the splits, and a note of a line.")
            raise base.invalid("remarks", message.format(row=number))
        _refuse_persons(step, note)
        codes = {name: str(row[name])[:60] for name in names if row.get(name)}
        found.append({"codes": codes, "note": note.strip()})
    return found


def _refuse_persons(step: base.Step, note: str) -> None:
    """Ask of a remark what is asked of every free text."""
    checks = schema.report_send_back()
    rule = {name: checks[name] for name in ("note", "confirm")}
    given = {"note": note, "confirm": step.data.get("confirm") or []}
    try:
        base.validate(rule, given, step.context)
    except tk.ValidationError as refused:
        told = refused.error_dict.get("note", [])
        raise tk.ValidationError({"remarks": told}) from refused


def _finish(step: base.Step, values: Values | None = None) -> dict[str, Any]:
    # New figures alone are a change too: the version must move with them.
    step.row.modified = now()
    record.record(step, step.row)
    if values is not None:
        report_value.replace(step.row, values)
    record.commit(step)
    return reports.opened(step, step.row)
