"""Accepted input of meetings: days, a closed list of places, and words about work."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    touching,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import (
    MeetingPlace,
    MeetingState,
    Violation,
    Weekday,
    WeekOfMonth,
)

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
MOST_ITEMS = 40


def time_of_day(value: Any) -> str:
    """Accept a time of the task force's zone, such as 9:30 or 14:00."""
    found = _TIME.fullmatch(v.fold_digits(v.text(value)))
    if not found:
        raise tk.Invalid(tk._("Not a time of the day. Write it like 14:00."))
    return f"{int(found[1]):02}:{found[2]}"


def months(value: Any) -> list[str]:
    """Accept a list of months, such as 2026-08."""
    found = [v.fold_digits(one) for one in v.list_of_text(value)]
    if not all(_MONTH.fullmatch(one) for one in found):
        raise tk.Invalid(tk._("Not a month. Write it like 2026-03."))
    return found


def items(value: Any) -> list[str]:
    """Accept the items of an agenda, none blank; one text counts as a list of one."""
    found = [one for one in v.list_of_text(value) if one]
    if len(found) > MOST_ITEMS:
        message = tk._("Has {found} items; at most {limit} are kept.")
        raise tk.Invalid(message.format(found=len(found), limit=MOST_ITEMS))
    return found


def _place() -> Schema:
    return {
        "starts": needed(time_of_day),
        "ends": clearable(time_of_day),
        "place_kind": needed(v.one_of(MeetingPlace)),
        "host": clearable(v.line),
        "room": clearable(v.line, v.about_work),
    }


def _words() -> Schema:
    return {
        "agenda": clearable(items, v.each_about_work),
        "closed_agenda": clearable(items, v.each_about_work),
        **touching(),
        **confirmable(),
    }


def meeting_create() -> Schema:
    """The body, the day, the time, the kind of place, and items of the agenda."""
    return {
        **_place(),
        **_words(),
        "day": needed(v.day),
        "subcommittee": clearable(v.line),
    }


def meeting_plan() -> Schema:
    """A year of meetings by one rule, without some months."""
    return {
        **_place(),
        "year": needed(v.whole(2020, 2100)),
        "week": needed(v.one_of(WeekOfMonth)),
        "weekday": needed(v.one_of(Weekday)),
        "without": clearable(months),
        "subcommittee": clearable(v.line),
        **confirmable(),
    }


def meeting_update() -> Schema:
    """What may change until the minutes are approved."""
    return versioned(
        **_words(),
        day=kept(v.day),
        starts=kept(time_of_day),
        ends=clearable(time_of_day),
        place_kind=kept(v.one_of(MeetingPlace)),
        host=clearable(v.line),
        room=clearable(v.line, v.about_work),
        present=clearable(v.list_of_text),
        minutes=clearable(v.paragraph, v.about_work),
        closed_minutes=clearable(v.paragraph, v.about_work),
    )


def meeting_prepare() -> Schema:
    """Nothing but the version."""
    return versioned()


def meeting_hold() -> Schema:
    """Which agencies were there."""
    return versioned(present=clearable(v.list_of_text))


def meeting_approve() -> Schema:
    """Nothing but the version."""
    return versioned()


def meeting_reopen() -> Schema:
    """A note must go along."""
    return noted(is_obligatory=True)


def meeting_call_off() -> Schema:
    """A note must go along."""
    return noted(is_obligatory=True)


def meeting_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        subcommittee=optional(v.line),
        whole=optional(v.yes_no),
        year=optional(v.whole(2020, 2100)),
        state=optional(v.one_of(MeetingState)),
        coming=optional(v.yes_no),
        violation=optional(v.one_of(Violation)),
    )


def meeting_overview() -> Schema:
    """Which body, and which year."""
    return {"subcommittee": optional(v.line), "year": optional(v.whole(2020, 2100))}


def meeting_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def meeting_history() -> Schema:
    """Nothing but the identifier."""
    return {}


def meeting_preview() -> Schema:
    """Nothing but the identifier."""
    return {}
