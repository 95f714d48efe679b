"""Indicators, their periods, and the reports that agencies owe."""

from __future__ import annotations

from enum import StrEnum


class StatusWord(StrEnum):
    """Progress label of an indicator, as UNICEF's partner reporting uses them."""

    MET = "met"
    ON_TRACK = "on_track"
    CONSTRAINED = "constrained"
    NO_PROGRESS = "no_progress"
    NO_STATUS = "no_status"


class IndicatorKind(StrEnum):
    """How an indicator is measured, which decides what a report of it holds."""

    NUMBER = "number"
    PER_CENT = "per_cent"
    MILESTONE = "milestone"


class Direction(StrEnum):
    """Whether more or less of it is better."""

    UP = "up"
    DOWN = "down"


class Combining(StrEnum):
    """How values of several agencies, or of several places, become one."""

    SUM = "sum"
    MAX = "max"


class OverTime(StrEnum):
    """How values of several periods become one."""

    SUM = "sum"
    LATEST = "latest"


class Frequency(StrEnum):
    """How often an indicator is reported: the length of its periods."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class PeriodState(StrEnum):
    """Where a reporting period stands today; follows from its days alone."""

    AHEAD = "ahead"
    OPEN = "open"
    DUE = "due"
    LOCKED = "locked"


class ReminderState(StrEnum):
    """What became of the mail of a reminder."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class ReportState(StrEnum):
    """Where an agency's report on an indicator stands; only an accepted one counts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class ReportKind(StrEnum):
    """Whose eyes a report is for: counts of persons have reviewers of their own."""

    PERSONS = "persons"
    PLAIN = "plain"


class ReportSource(StrEnum):
    """Where the figure of a report comes from."""

    REGISTER = "register"
    MONTHLY_SUMMARY = "monthly_summary"
    TRAINING_RECORDS = "training_records"
    ACTIVITY_REPORTS = "activity_reports"
    SURVEY = "survey"
    ESTIMATE = "estimate"
    OTHER = "other"
