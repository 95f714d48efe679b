"""Reminders: when one is allowed, what its mail says, and how it is sent.

A mail may be read by others on its way: it names kinds, periods and days, and neither a
title nor a figure nor a person; what it speaks of is seen after the sign-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import base, mails, speaking, tally_debts
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model import overview, report, tally_overview
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import Scope, find, find_locked, now, rows
from ckanext.tiptaskforce.model.reminder import Reminder, receivers
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReminderState

# So many days an agency is left alone after a reminder.
PAUSE = timedelta(days=3)
# After so long nobody sends a reminder that waits, so another worker takes it up.
STALE = timedelta(minutes=10)
GIVEN_UP = timedelta(days=1)


@dataclass(frozen=True)
class Debt:
    """What an agency owes of one kind, in one period where the kind has any."""

    kind: str
    number: int
    late: int
    due: date | None = None
    period: str = ""

    @property
    def words(self) -> str:
        """The debt as a line of a mail."""
        number = tk.h.tiptaskforce_number(self.number)
        if self.kind == "deliverable":
            return tk._("Deliverables: {number} open, {late} of them late.").format(
                number=number, late=tk.h.tiptaskforce_number(self.late)
            )
        found = periods.parse(self.period)
        said = {
            "period": tk.h.tiptaskforce_period(found.start, found.end),
            "day": tk.h.tiptaskforce_day(self.due),
            "number": number,
        }
        if self.kind == "tally":
            return tk._("Counts of {period}, due {day}.").format(**said)
        return tk._("Reports of {period}: {number}, due {day}.").format(**said)


def held(taskforce_id: str) -> dict[str, Reminder]:
    """Return the newest reminder of each agency; nobody else reminds meanwhile."""
    events.hold(f"reminder:{taskforce_id}")
    return Reminder.newest(taskforce_id)


def check(step: base.Step, agency_id: str, last: Reminder | None) -> None:
    """Refuse to remind an agency that owes nothing, or was reminded a moment ago.

    :param last: its newest reminder
    :raises ValidationError: naming the agency and the reason
    """
    agency = find(Agency, agency_id)
    if not agency.reporting_duty or agency.has_left:
        raise _refused(agency, tk._("{agency} has no duty to report."))
    told = shown(step.taskforce, last)
    if told["remind_from"] and told["remind_from"] > step.taskforce.today.isoformat():
        message = tk._(
            "{agency} was reminded on {day}. The next reminder is possible on {next}."
        )
        days = {"day": told["reminded_on"], "next": told["remind_from"]}
        raise _refused(agency, message, **days)
    if not debts(step.taskforce, agency):
        raise _refused(agency, tk._("{agency} owes nothing now."))
    if not receivers(step.taskforce.id, agency_id, step.taskforce.today):
        message = tk._(
            "{agency} has no focal point with an account and a mail address. "
            "Copy the text of the reminder instead."
        )
        raise _refused(agency, message)


def shown(taskforce: Taskforce, last: Reminder | None) -> dict[str, Any]:
    """Return when an agency was reminded last, and from when on it may be again."""
    if last is None:
        return {"reminded_on": None, "reminder_state": None, "remind_from": None}
    day = last.created.astimezone(taskforce.zone).date()
    again = (day + PAUSE).isoformat() if last.is_counted else None
    return {
        "reminded_on": day.isoformat(),
        "reminder_state": last.state,
        "remind_from": again,
    }


def debts(taskforce: Taskforce, agency: Agency) -> list[Debt]:
    """Return what an agency owes today, as far as all its people may know."""
    today = taskforce.today
    owed = report.owed(taskforce.id, [agency.id], today)
    counted = tally_overview.owed(
        taskforce.id, [agency.id], tally_debts.dues(taskforce)
    )
    sent_to = Scope(
        is_member=True,
        agency_ids=frozenset({agency.id}),
        subcommittee_ids=frozenset(agency.subcommittee_ids),
    )
    work = overview.by_agency(taskforce.id, sent_to, today).get(agency.id, {})
    found = [
        *_by_period("report", owed, today),
        *_by_period("tally", rows(counted) if counted is not None else (), today),
    ]
    if work.get("owed"):
        found.append(Debt("deliverable", work["owed"], work["overdue"]))
    return found


def _by_period(kind: str, owed: Iterable[Any], today: date) -> list[Debt]:
    ordered = sorted(owed, key=lambda row: (row.due, row.period))
    found = []
    for (due, period), same in groupby(ordered, key=lambda row: (row.due, row.period)):
        number = len(list(same))
        found.append(Debt(kind, number, number if due < today else 0, due, period))
    return found


def send(reminder_id: str) -> None:
    """Send the mail of a reminder that waits, and write down what came of it."""
    row = find_locked(Reminder, reminder_id)
    if row is None or row.state != ReminderState.WAITING:
        model.Session.rollback()
        return
    taskforce, agency = find(Taskforce, row.taskforce_id), find(Agency, row.agency_id)
    n_sent = sum(
        _is_sent(taskforce, agency, user)
        for user in receivers(taskforce.id, agency.id, taskforce.today)
    )
    row.state = (ReminderState.SENT if n_sent else ReminderState.FAILED).value
    row.sent_at = now() if n_sent else None
    model.Session.commit()


def _is_sent(taskforce: Taskforce, agency: Agency, user: Any) -> bool:
    with speaking.to(taskforce.id, user.id):
        return mails.is_sent(user, *written(taskforce, agency))


def stalled(moment: datetime) -> list[str]:
    """Return the reminders whose worker died, or never came, for another to send.

    One that waits for a day is given up: what it would say is not true any more, and
    coordination may send another.
    """
    for row in Reminder.waiting(moment - GIVEN_UP):
        row.state = ReminderState.FAILED.value
    model.Session.commit()
    found = [row.id for row in Reminder.waiting(moment - STALE)]
    # They are held by nobody until they are sent, each for itself.
    model.Session.rollback()
    return found


def written(taskforce: Taskforce, agency: Agency) -> tuple[str, str]:
    """Return the subject and the text of a reminder."""
    found = debts(taskforce, agency)
    number, late = sum(d.number for d in found), sum(d.late for d in found)
    subject = tk.ungettext(
        "{taskforce}: {number} thing to send, {late} late",
        "{taskforce}: {number} things to send, {late} late",
        number,
    ).format(taskforce=taskforce.title, number=number, late=late)
    address = tk.h.url_for(
        "tiptaskforce_task.index", slug=taskforce.slug, _external=True
    )
    lines = [
        tk._("Good day,"),
        "",
        tk._("this was not received from {agency} yet:").format(agency=agency.acronym),
        *(f"- {debt.words}" for debt in found),
        "",
        tk._("Your work: {address}").format(address=address),
        tk._("If you have sent it meanwhile, there is nothing to do."),
    ]
    return subject, "\n".join(lines)


def _refused(agency: Agency, message: str, **values: str) -> tk.ValidationError:
    return base.invalid("agencies", message.format(agency=agency.acronym, **values))
