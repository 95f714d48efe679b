"""Where the task force and its subcommittees meet, and what comes of it."""

from __future__ import annotations

from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands; members read its minutes once they are approved."""

    PLANNED = "planned"
    HELD = "held"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class MeetingPlace(StrEnum):
    """Where a meeting is; a closed list, as no address of a place at risk is kept."""

    ONLINE = "online"
    AGENCY = "agency"
    ROOM = "room"


class DecisionState(StrEnum):
    """Whether a decision stands in the minutes."""

    RECORDED = "recorded"
    DROPPED = "dropped"


class ActionPointState(StrEnum):
    """Where an action point stands; carried over and overdue are derived."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Weekday(StrEnum):
    """The day of the week on which a series of meetings falls."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class WeekOfMonth(StrEnum):
    """Which of these weekdays of a month it is."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"
