"""Periods: they open, fall due and lock by themselves; an unlock says why and ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, calendar, indicators, quarters, record
from ckanext.tiptaskforce.logic.schema import period as schema
from ckanext.tiptaskforce.model.period import Period

NOUN = "period"
# So long an unlock may hold; whoever needs more says again why.
LONGEST = timedelta(days=31)


@tk.side_effect_free
def tiptaskforce_period_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the reporting periods, the newest first, with where they stand today.

    :param taskforce: slug or id of the task force
    :param frequency: month, quarter, half_year or year
    :param taking_reports: true for those of which reports can be changed today
    :returns: ``{count, items, page}`` of ``{code, from, to, opens_on, due_on,
        locks_on, state, unlocked_until, unlock_reason}``; state is ahead, open, due
        (the day has passed) or locked
    """
    step = base.begin_list(context, data_dict, NOUN, schema.period_list())
    query = Period.listed(
        step.taskforce.id,
        frequency=step.data.get("frequency"),
        taking=step.taskforce.today if step.data.get("taking_reports") else None,
    )
    today = step.taskforce.today
    return base.page(step, query, lambda found: [row.dictize(today) for row in found])


@tk.side_effect_free
def tiptaskforce_period_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one reporting period.

    :param id: uuid of the period
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shown(step)


@tk.side_effect_free
def tiptaskforce_period_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell the report of a period: progress, deliverables, gaps, and who reported.

    Deliverables stand as they do today, reports as they were accepted for the period.

    :param taskforce: slug or id of the task force
    :param period: code of the period, such as 2026-Q3
    :param confidential: true for all that the caller may see; else it tells what any
        member may read, and names no organisation
    :returns: ``{period, expected, received, accepted, agencies_expected,
        agencies_reported, types, agencies, objectives, functions, overdue, late}``; an
        agency has reported when all its reports are in
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.period_overview(), verb="overview"
    )
    indicators.check_period(step.data["period"])
    return quarters.told(step, is_open=not step.data.get("confidential"))


def tiptaskforce_period_advance(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Make the periods and due reports that are missing today; else change nothing.

    A scheduled job calls it daily. What it missed while it did not run, it makes then.

    :param taskforce: slug or id of the task force
    :returns: ``{periods, reports}``, how many of each were made
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.period_advance(), verb="advance"
    )
    made = calendar.advance(step)
    record.commit(step)
    return made


def tiptaskforce_period_unlock(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Unlock a locked period for some days, with the reason; it locks again by itself.

    :param id: uuid of the period
    :param version: the version that the caller read
    :param until: last day of the unlock, at most 31 days ahead
    :param reason: why; it stands in the log and beside the period
    :returns: the period
    """
    step = base.begin(context, data_dict, NOUN, "unlock", schema.period_unlock())
    row, today = step.row, step.taskforce.today
    if not row.is_locked(today):
        raise base.invalid("state", tk._("This period is not locked."))
    if not today <= step.data["until"] <= today + LONGEST:
        message = tk._("Must be a day from today to {last}.")
        last = (today + LONGEST).isoformat()
        raise base.invalid("until", message.format(last=last))
    row.unlocked_until = step.data["until"]
    row.unlock_reason = step.data["reason"]
    row.unlocked_by = step.reader.user_id or ""
    record.record(step, row)
    calendar.ask(step)
    record.commit(step)
    return _shown(step)


def tiptaskforce_period_lock(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """End an unlock before its last day.

    :param id: uuid of the period
    :param version: the version that the caller read
    :returns: the period
    """
    step = base.begin(context, data_dict, NOUN, "lock", schema.period_lock())
    row, today = step.row, step.taskforce.today
    if today < row.locks_on or not row.is_unlocked(today):
        raise base.invalid("state", tk._("This period is not unlocked."))
    row.unlocked_until = None
    record.record(step, row)
    record.commit(step)
    return _shown(step)


def _shown(step: base.Step) -> dict[str, Any]:
    return {
        **step.row.dictize(step.taskforce.today),
        "taskforce": step.taskforce.slug,
    }
