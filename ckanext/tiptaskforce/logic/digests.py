"""The daily mail: what somebody must send or decide, once a day and to whom it is due.

A mail may be read by others on its way: it names kinds, periods and days, and neither
a title nor a figure nor a person. What it speaks of is seen after the sign-in, and
whoever does not want it says so there. The same run reminds of what falls due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.logic import (
    base,
    mails,
    reminders,
    reminding,
    speaking,
    telling,
)
from ckanext.tiptaskforce.logic.reminders import Debt
from ckanext.tiptaskforce.model import digest, seat
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import find, scalars
from ckanext.tiptaskforce.model.digest import Digest
from ckanext.tiptaskforce.model.notice import Notice
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import MailChoice, MailState, Role

# From this hour on, where the task force works.
HOUR = 7
# What falls due within so many days is told of, and what is late already.
SOON = timedelta(days=7)
# After so many refusals in a row the mail server counts as away.
MOST_FAILED = 3
# Who sends what an agency owes; counts of persons are sent by focal points alone.
_SENDERS = {
    "deliverable": (Role.FOCAL_POINT, Role.REPORTER),
    "report": (Role.FOCAL_POINT, Role.REPORTER),
    "tally": (Role.FOCAL_POINT,),
}
# What waits for the person. An alert that nobody acknowledged in seven days is told of
# as one thing more: no mail says that there is an alert. Shares are in no mail.
_WAITING = (
    "review",
    "report_review",
    "count",
    "approve",
    "alert",
    "request",
    "minutes",
)


@dataclass(frozen=True)
class Work:
    """What one person is told: debts of the own agencies, how much waits, and news."""

    debts: tuple[Debt, ...] = ()
    waiting: int = 0
    told: tuple[Notice, ...] = ()

    @property
    def number(self) -> int:
        """How many things there are."""
        return sum(debt.number for debt in self.debts) + self.waiting

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(debt.late for debt in self.debts)


def due(moment: datetime) -> list[tuple[Taskforce, list[model.User]]]:
    """Return to whom a mail may be due at this moment, by task force."""
    found = []
    for taskforce in scalars(Taskforce.listed()):
        there = moment.astimezone(taskforce.zone)
        if there.hour >= HOUR:
            users = digest.seated(taskforce.id, there.date())
            found.append((taskforce, users))
    return [one for one in found if one[1]]


def send(taskforce: Taskforce, users: Iterable[model.User], moment: datetime) -> int:
    """Send each of these people the mail of the day; return how many went out.

    Where the mail server takes none it is away: the run ends, and the next one tries
    again. One address that it does not take, while it takes others, is left for a day.
    """
    n_sent, failed = 0, []
    for user in users:
        is_sent = _send(taskforce, user, moment)
        n_sent += is_sent is True
        failed += [user] if is_sent is False else []
        if not n_sent and len(failed) == MOST_FAILED:
            break
    for user in () if n_sent else failed:
        Digest.held(taskforce.id, user.id).sent_on = None
        model.Session.commit()
    return n_sent


def _send(taskforce: Taskforce, user: model.User, moment: datetime) -> bool | None:
    """Send a person the mail of the day; None where there is nothing to tell.

    The day is taken before the mail goes out, in a commit of its own: whatever breaks
    off in between, nobody gets two. What it tells of is held until it went out.
    """
    today = moment.astimezone(taskforce.zone).date()
    choice = _take(taskforce, user, today)
    step = step_of(taskforce, user)
    if choice is None or not step.reader.seats(taskforce.id):
        return None
    reminding.remind(step)
    model.Session.commit()
    if choice == MailChoice.OFF or not user.email:
        return None
    found = of(step, choice, today)
    is_sent = None
    if found.number or found.told:
        with speaking.to(taskforce.id, user.id):
            is_sent = mails.is_sent(user, *written(taskforce, found))
    if is_sent is not False:
        for row in found.told:
            row.mail, row.sent_at = MailState.SENT.value, moment
    model.Session.commit()
    return is_sent


def _take(taskforce: Taskforce, user: model.User, today: date) -> str | None:
    """Return the choice of a person who was not told today, or None."""
    row = Digest.held(taskforce.id, user.id)
    choice = row.mail if row.sent_on != today else None
    row.sent_on = today
    model.Session.commit()
    return choice


def step_of(taskforce: Taskforce, user: model.User) -> base.Step:
    """Return the step in which a person's own work is read."""
    context = cast(Context, {"user": user.name})
    reader = base.reader_of(context)
    return base.Step(context, reader, taskforce, "task", "list", {})


def of(step: base.Step, choice: str, today: date) -> Work:
    """Return what a person is told of on a day, as far as the own rights go now.

    Whoever is told at once gets what waited too long for a mail of its own alone.
    """
    taskforce, user_id = step.taskforce, step.reader.user_id or ""
    told = [row for row in Notice.daily(taskforce.id, user_id) if _is_true(row)]
    if choice != MailChoice.DAILY:
        return Work(told=tuple(told))
    asked: dict[str, Any] = {"taskforce": taskforce.slug, "page_size": 1}
    kinds = tk.get_action("tiptaskforce_task_list")(step.context, asked)["kinds"]
    waiting = sum(kinds.get(kind, 0) for kind in _WAITING)
    own = step.reader.seats(taskforce.id)
    return Work(tuple(_debts(taskforce, own, today)), waiting, tuple(told))


def _is_true(row: Notice) -> bool:
    """Tell whether a notice is still to be told; else no mail speaks of it any more."""
    if not telling.is_due(row):
        row.mail = MailState.NONE.value
        return False
    return True


def _debts(
    taskforce: Taskforce, own: Iterable[seat.Held], today: date
) -> Iterable[Debt]:
    roles: dict[str, set[Role]] = {}
    for one in own:
        if one.agency_id:
            roles.setdefault(one.agency_id, set()).add(one.role)
    for agency_id, held in sorted(roles.items()):
        agency = find(Agency, agency_id)
        if agency is None or not agency.reporting_duty:
            continue
        for debt in reminders.debts(taskforce, agency):
            is_near = debt.late or (debt.due is not None and debt.due <= today + SOON)
            if is_near and held & set(_SENDERS[debt.kind]):
                yield debt


def written(taskforce: Taskforce, found: Work) -> tuple[str, str]:
    """Return the subject and the text of the mail."""
    subject = tk.ungettext(
        "{taskforce}: you have {number} task, {late} late",
        "{taskforce}: you have {number} tasks, {late} late",
        found.number,
    ).format(taskforce=taskforce.title, number=found.number, late=found.late)
    if not found.number:
        subject = tk._("{taskforce}: what is new for you").format(
            taskforce=taskforce.title
        )
    lines = [tk._("Good day,"), ""]
    if found.debts:
        lines += [tk._("this was not received yet:")]
        lines += [f"- {debt.words}" for debt in found.debts]
    if found.waiting:
        message = tk.ungettext(
            "{number} thing waits for you.",
            "{number} things wait for you.",
            found.waiting,
        )
        number = tk.h.tiptaskforce_number(found.waiting)
        lines.append(message.format(number=number))
    lines += _news(found)
    own = {"slug": taskforce.slug, "_external": True}
    work = tk.h.url_for("tiptaskforce_task.index", **own)
    choice = tk.h.url_for("tiptaskforce_task.mail", **own)
    return subject, "\n".join(
        [
            *lines,
            "",
            tk._("Your work: {address}").format(address=work),
            tk._("To stop this daily mail: {address}").format(address=choice),
        ]
    )


def _news(found: Work) -> list[str]:
    """Return what happened since the last mail, by kind."""
    kinds = Counter(row.kind for row in found.told)
    if not kinds:
        return []
    number = tk.h.tiptaskforce_number
    named = [(labels.word("notice", kind), number(n)) for kind, n in kinds.items()]
    head = tk._("What is new since the last mail:")
    return [head, *(f"- {name}: {shown}" for name, shown in named)]
