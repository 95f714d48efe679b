"""How a meeting is filled, checked and shown."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base, references, violation_links
from ckanext.tiptaskforce.model import meeting as table
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.vocabulary import (
    MeetingPlace,
    MeetingState,
    Weekday,
    WeekOfMonth,
)

NOUN = "meeting"
Shown = dict[str, Any]
_PLAIN = ("day", "starts", "ends", "place_kind", "room")
_WORDS = ("agenda", "closed_agenda", "minutes", "closed_minutes")
_WEEKDAYS, _WEEKS = list(Weekday), list(WeekOfMonth)


def body(step: base.Step) -> tuple[str | None] | None:
    """Return the body by which a list call filters: (its id,), (None,) or None."""
    if step.data.get("subcommittee"):
        return (references.subcommittee_id(step),)
    return (None,) if step.data.get("whole") else None


def opened(step: base.Step, day: date | None = None) -> Meeting:
    """Return the meeting that a call describes, checked and not stored."""
    row = Meeting(state=MeetingState.PLANNED.value, host_id=None)
    slug = step.data.get("subcommittee")
    group = references.subcommittee(step.taskforce.id, slug) if slug else None
    row.subcommittee_id = group.id if group else None
    fill(step, row)
    row.day = day or row.day
    return row


def fill(step: base.Step, row: Meeting) -> None:
    """Bring the fields of a call onto a meeting.

    :raises ValidationError: naming the field
    """
    data, taskforce_id = step.data, step.taskforce.id
    row.put(data, (*_PLAIN, *_WORDS))
    if "host" in data:
        named = data["host"]
        row.host_id = references.agency(taskforce_id, named).id if named else None
    if "present" in data:
        named = data["present"] or []
        row.present_ids = references.agency_ids(taskforce_id, named)
    violation_links.fill(step, row)
    _check_place(row)
    if row.ends and row.ends <= row.starts:
        raise base.invalid("ends", tk._("Must be after the beginning."))


def check_day(step: base.Step, row: Meeting) -> None:
    """Refuse a second meeting of a body on one day.

    :raises ValidationError: naming the day
    """
    if row.day in table.days(step.taskforce.id, row.subcommittee_id):
        raise base.invalid("day", tk._("This body has a meeting on this day already."))


def days_of(step: base.Step) -> list[date]:
    """Return the days of a year on which a rule falls, without the months left out."""
    year, without = step.data["year"], set(step.data.get("without") or ())
    week = _WEEKS.index(WeekOfMonth(step.data["week"]))
    weekday = _WEEKDAYS.index(Weekday(step.data["weekday"]))
    found = (_day_of(year, month, week, weekday) for month in range(1, 13))
    return [day for day in found if f"{day:%Y-%m}" not in without]


def _day_of(year: int, month: int, week: int, weekday: int) -> date:
    every = [
        days[weekday] for days in calendar.monthcalendar(year, month) if days[weekday]
    ]
    # There are four of them at least; the last one is the fourth or the fifth.
    return date(year, month, every[-1] if week == len(_WEEKS) - 1 else every[week])


def is_kept(step: base.Step, row: Any) -> bool:
    """Tell whether the caller keeps the minutes of the body of a row."""
    return permissions.may(step.reader, NOUN, "keep", permissions.facts(row))


def check_open(meeting: Meeting) -> None:
    """Refuse to change minutes that are approved, or of what did not take place.

    :raises ValidationError: naming the state
    """
    if meeting.state == MeetingState.APPROVED:
        raise base.invalid("state", tk._("The minutes are approved. Reopen them."))
    if meeting.state == MeetingState.CANCELLED:
        raise base.invalid("state", tk._("This meeting was called off."))


def shower(step: base.Step) -> Callable[[list[Meeting]], list[Shown]]:
    """Return what makes plain data of a page's rows, without their minutes."""

    def shown(found: list[Meeting]) -> list[Shown]:
        names = references.Names.of(step.taskforce.id)
        return [_shown(step, row, names) for row in found]

    return shown


def told(step: base.Step, row: Meeting) -> Shown:
    """Return one meeting with what its reader may read of its minutes."""
    (shown,) = shower(step)([row])
    keeps = shown["is_keeper"]
    is_told = keeps or row.state == MeetingState.APPROVED
    before, after = table.beside(row)
    return {
        **shown,
        "minutes": row.minutes or None if is_told else None,
        "closed_minutes": row.closed_minutes or None if keeps else None,
        "closed_agenda": list(row.closed_agenda) if keeps else [],
        "previous": _beside(before),
        "next": _beside(after),
    }


def members(names: references.Names, subcommittee_id: str | None) -> list[Any]:
    """Return the agencies that sit on a body, by acronym."""
    return [
        row
        for row in names.staying
        if subcommittee_id is None or subcommittee_id in row.subcommittee_ids
    ]


def _shown(step: base.Step, row: Meeting, names: references.Names) -> Shown:
    present = [names.agencies[one] for one in row.present_ids if one in names.agencies]
    return {
        **row.dictize(),
        "taskforce": step.taskforce.slug,
        "subcommittee": names.subcommittees.get(row.subcommittee_id or ""),
        "host": names.agencies.get(row.host_id or ""),
        "links": violation_links.shown(row),
        "present": sorted(present),
        "n_expected": len(members(names, row.subcommittee_id)),
        "is_keeper": is_kept(step, row),
        "verbs": base.allowed_verbs(step, row),
    }


def _beside(row: Meeting | None) -> Shown | None:
    if row is None:
        return None
    return {"id": row.id, "day": row.day.isoformat(), "starts": row.starts}


def _check_place(row: Meeting) -> None:
    if row.place_kind == MeetingPlace.AGENCY and row.host_id is None:
        raise base.invalid("host", tk._("Missing. In whose office is it?"))
    if row.place_kind == MeetingPlace.ROOM and not row.room:
        raise base.invalid("room", tk._("Missing. Which room is it?"))
