"""Meetings: planned, prepared, held, and read once their minutes are approved."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    agendas,
    base,
    history,
    meetings,
    record,
    references,
)
from ckanext.tiptaskforce.logic.schema import meeting as schema
from ckanext.tiptaskforce.model import meeting as table
from ckanext.tiptaskforce.model.base import new_id, now
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.vocabulary import MeetingState

NOUN = "meeting"


@tk.side_effect_free
def tiptaskforce_meeting_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the meetings of the bodies that the caller belongs to, the newest first.

    :param taskforce: slug or id of the task force
    :param subcommittee: slug; only its meetings
    :param whole: only the meetings of the task force as a whole
    :param year: such as 2026
    :param state: planned, held, approved or cancelled
    :param coming: only what is planned from today on, the next one first
    :param violation: code of one grave violation that it dealt with
    :returns: ``{count, items, page}``, without minutes
    """
    step = base.begin_list(context, data_dict, NOUN, schema.meeting_list())
    query = table.listed(
        step.taskforce.id,
        step.scope,
        body=meetings.body(step),
        year=step.data.get("year"),
        since=step.taskforce.today if step.data.get("coming") else None,
    )
    asked = (step.data.get("state"), step.data.get("violation"))
    query = table.narrowed(query, *asked)
    return base.page(step, query, meetings.shower(step))


@tk.side_effect_free
def tiptaskforce_meeting_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one meeting with what the caller may do to it (``verbs``).

    Minutes are there for members once they are approved; before, and what is
    confidential in them, for whoever keeps them (``is_keeper``).

    :param id: uuid of the meeting
    :raises NotFound: where it does not exist for the caller
    """
    step = base.begin_show(context, data_dict, NOUN)
    return meetings.told(step, step.row)


@tk.side_effect_free
def tiptaskforce_meeting_history(
    context: Context, data_dict: DataDict
) -> list[ActionResult.AnyDict]:
    """Tell what happened to a meeting, newest first, without naming a person.

    :param id: uuid of the meeting
    :returns: list of ``{at, verb, role, agency, note}``
    """
    step = base.begin_show(context, data_dict, NOUN, verb="history")
    return history.told(step)


@tk.side_effect_free
def tiptaskforce_meeting_preview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell what stands behind the agenda of a meeting, for its handout.

    It holds what every member of the body may see, whoever asks.

    :param id: uuid of the meeting
    :returns: ``{overdue, in_review, outdated: {count, items: [{title, agency, due}]},
        releases: [{title, number, sentence, published_at}]}``
    """
    step = base.begin_show(context, data_dict, NOUN, verb="preview")
    return agendas.detailed(step)


@tk.side_effect_free
def tiptaskforce_meeting_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell which agencies attended the meetings of a body in a year.

    :param taskforce: slug or id of the task force
    :param subcommittee: slug; without it the task force as a whole
    :param year: such as 2026; by default the current one
    :returns: ``{year, meetings: [{id, day}], items: [{id, agency, name, present,
        attended, of}]}``; ``present`` are the ids of the meetings
    """
    accepted = schema.meeting_overview()
    step = base.begin_list(context, data_dict, NOUN, accepted, "overview")
    group_id = references.subcommittee_id(step)
    year = step.data.get("year") or step.taskforce.today.year
    met = table.met(step.taskforce.id, step.scope, group_id, year)
    is_seen = group_id is None or _sees(step, group_id)
    return {
        "year": year,
        "meetings": [{"id": row.id, "day": row.day.isoformat()} for row in met],
        "items": _attended(step, group_id, met) if is_seen else [],
    }


def tiptaskforce_meeting_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Plan a meeting of the task force, or of one subcommittee.

    :param taskforce: slug or id of the task force
    :param subcommittee: slug; without it the task force as a whole meets
    :param day: day, such as 2026-12-03
    :param starts: time of the task force's zone, such as 10:00
    :param ends: time, such as 12:00
    :param place_kind: online, agency (the office of ``host``) or room
    :param host: acronym or id of the agency in whose office it is
    :param room: which room it is; no address of a place at risk
    :param agenda: list of items, each one line about the work
    :param closed_agenda: list of items that only those read who keep the minutes
    :returns: the meeting
    :raises ValidationError: also where the body has a meeting on this day
    """
    step = base.begin_create(context, data_dict, NOUN, schema.meeting_create())
    known = record.answered(step, Meeting)
    if known is not None:
        return meetings.told(step, known)
    row = meetings.opened(step)
    meetings.check_day(step, row)
    return record.create(step, row, lambda made: meetings.told(step, made))


def tiptaskforce_meeting_plan(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Plan the meetings of a year, one a month; what stands there already stays.

    Said twice it makes nothing twice. Each meeting can be moved or called off after.

    :param taskforce: slug or id of the task force
    :param subcommittee: slug; without it the task force as a whole meets
    :param year: such as 2027; days that are past are left out
    :param week: first, second, third, fourth or last
    :param weekday: monday to sunday
    :param without: list of months without a meeting, such as 2027-08
    :param starts: time of the task force's zone, such as 10:00
    :param ends: time, such as 12:00
    :param place_kind: online, agency (the office of ``host``) or room
    :param host: acronym or id of the agency in whose office they are
    :param room: which room it is; no address of a place at risk
    :returns: ``{count, items}``, the meetings that were made
    """
    step = base.begin_list(context, data_dict, NOUN, schema.meeting_plan(), "plan")
    first = meetings.opened(step, step.taskforce.today)
    taken = table.days(step.taskforce.id, first.subcommittee_id)
    free = [day for day in meetings.days_of(step) if day not in taken]
    ahead = [day for day in free if day >= step.taskforce.today]
    if not ahead:
        raise base.invalid("year", tk._("All these days are past, or planned already."))
    made = _series(step, ahead)
    record.add_all(step, made, NOUN)
    record.commit(step)
    return {"count": len(made), "items": meetings.shower(step)(made)}


def tiptaskforce_meeting_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a meeting, its attendance or its minutes, until they are approved.

    :param id: uuid of the meeting
    :param day: another day
    :param starts: time, such as 10:00
    :param ends: time, such as 12:00
    :param place_kind: online, agency or room
    :param host: acronym or id of the agency in whose office it is
    :param room: which room it is
    :param agenda: list of the items that people wrote
    :param closed_agenda: list of the confidential items
    :param present: list of acronyms of the agencies that were there, never of persons
    :param minutes: what was said and agreed, about the work
    :param closed_minutes: what of it is confidential
    :returns: the meeting
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.meeting_update())
    meetings.check_open(step.row)
    before = step.row.day
    meetings.fill(step, step.row)
    if step.row.day != before:
        _check_moved(step)
    return _finish(step)


def tiptaskforce_meeting_prepare(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Compose the agenda from what is open, overdue, to be reviewed, and new.

    What people wrote on the agenda stays. It counts what every member of the body sees.

    :param id: uuid of the meeting
    :returns: the meeting; ``prepared`` are the items
    """
    step = base.begin(context, data_dict, NOUN, "prepare", schema.meeting_prepare())
    if step.row.state != MeetingState.PLANNED:
        raise base.invalid("state", tk._("Only a meeting that lies ahead is prepared."))
    step.row.prepared = agendas.composed(step)
    return _finish(step)


def tiptaskforce_meeting_hold(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note that a meeting took place, and which agencies were there.

    :param id: uuid of the meeting
    :param present: list of acronyms of agencies, never of persons
    :returns: the meeting
    :raises ValidationError: before its day
    """
    step = base.begin(context, data_dict, NOUN, "hold", schema.meeting_hold())
    if step.row.day > step.taskforce.today:
        raise base.invalid("state", tk._("This meeting lies ahead."))
    meetings.fill(step, step.row)
    record.move(step)
    return _finish(step)


def tiptaskforce_meeting_approve(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Approve the minutes; from then on all members of the body read them.

    :param id: uuid of the meeting
    :returns: the meeting
    :raises ValidationError: where no minutes are written
    """
    step = base.begin(context, data_dict, NOUN, "approve", schema.meeting_approve())
    if not step.row.minutes:
        raise base.invalid("minutes", tk._("Missing. Write the minutes first."))
    record.move(step)
    step.row.approved_at = now()
    return _finish(step)


def tiptaskforce_meeting_reopen(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Take approved minutes back, with the reason, to correct them.

    :param id: uuid of the meeting
    :param note: why
    :returns: the meeting
    """
    step = base.begin(context, data_dict, NOUN, "reopen", schema.meeting_reopen())
    record.move(step)
    step.row.approved_at, step.row.decision_note = None, step.data["note"]
    return _finish(step)


def tiptaskforce_meeting_call_off(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Call a meeting off, with the reason; its day is free again.

    :param id: uuid of the meeting
    :param note: why
    :returns: the meeting
    """
    step = base.begin(context, data_dict, NOUN, "call_off", schema.meeting_call_off())
    record.move(step)
    step.row.decision_note = step.data["note"]
    return _finish(step)


def _series(step: base.Step, days: list[date]) -> list[Meeting]:
    series_id, made = new_id(), []
    for day in days:
        row = meetings.opened(step, day)
        row.taskforce_id, row.series_id = step.taskforce.id, series_id
        row.created_by = step.reader.user_id or ""
        made.append(row)
    return made


def _check_moved(step: base.Step) -> None:
    if step.row.state != MeetingState.PLANNED:
        if step.row.day > step.taskforce.today:
            raise base.invalid("day", tk._("This day is ahead, and it was held."))
        return
    meetings.check_day(step, step.row)


def _sees(step: base.Step, group_id: str) -> bool:
    scope = step.scope
    return scope.is_coordinator or group_id in scope.subcommittee_ids


def _attended(
    step: base.Step, group_id: str | None, met: list[Meeting]
) -> list[dict[str, Any]]:
    """Return a row for each agency that sits on the body or came to it."""
    names = references.Names.of(step.taskforce.id)
    sitting = [row.id for row in meetings.members(names, group_id)]
    came = [one for row in met for one in row.present_ids if one in names.agencies]
    ids = sorted({*sitting, *came}, key=lambda one: names.agencies[one])
    return [
        {
            "id": one,
            "agency": names.agencies[one],
            "name": names.agency_names[one],
            "present": [row.id for row in met if one in row.present_ids],
            "attended": sum(one in row.present_ids for row in met),
            "of": len(met),
        }
        for one in ids
    ]


def _finish(step: base.Step) -> dict[str, Any]:
    record.record(step, step.row)
    record.commit(step)
    return meetings.told(step, step.row)
