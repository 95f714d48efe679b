"""Notices: whom what happened is told, what their mail says, and how it is sent.

A mail may be read by others on its way: it names kinds, roles and the task force, and
neither a title nor a figure nor a person. What it speaks of is seen after the sign-in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce import addresses, labels
from ckanext.tiptaskforce.logic import invitations, mails, speaking, telling
from ckanext.tiptaskforce.model import notice
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import find
from ckanext.tiptaskforce.model.invitation import Invitation
from ckanext.tiptaskforce.model.notice import Notice, addressed
from ckanext.tiptaskforce.model.seat import Seat, holders
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import MailState, Role

log = logging.getLogger(__name__)
# What waits so long for a mail of its own is told by one mail of the day, and a mail
# about a seat is given up; each stays in the app.
FOLDED = timedelta(days=1)
GIVEN_UP = timedelta(days=3)
# So long after its day a seat that ended by itself is still told of.
RUN_OUT = timedelta(days=7)
# After a refusal a job leaves the rest to the timer for so long.
PAUSE = timedelta(minutes=1)
# After so many refusals in a row the mail server counts as away.
MOST_FAILED = 3
# Who answers what somebody without a seat asks for.
ANSWERERS = (Role.COORDINATOR, Role.SECRETARIAT)


def add(
    taskforce_id: str,
    kind: str,
    about: tuple[str, str],
    users: Iterable[str],
    *,
    once: str = "",
    **said: str,
) -> None:
    """Tell each of these people of a seat, in the transaction of what it tells.

    :param about: noun and id of the object
    :param once: names what a person is told of a single time
    :param said: codes alone; a mail says them
    """
    noun, object_id = about
    common = {
        "taskforce_id": taskforce_id,
        "kind": kind,
        "noun": noun,
        "object_id": object_id,
        "said": {name: value for name, value in said.items() if value},
        "mail": MailState.WAITING.value,
        "once": once,
    }
    notice.store([{**common, "user_id": one} for one in dict.fromkeys(users)])


def of_seat(row: Seat, kind: str, once: str = "") -> None:
    """Tell somebody what became of the own seat."""
    agency = find(Agency, row.agency_id) if row.agency_id else None
    said = {"role": row.role, "agency": agency.acronym if agency else ""}
    add(row.taskforce_id, kind, ("seat", row.id), [row.user_id], once=once, **said)


def of_last_days(moment: datetime) -> None:
    """Tell of the seats that ended by themselves on their day, each once."""
    today = moment.date()
    for row in Seat.run_out(today - RUN_OUT, today):
        of_seat(row, "seat_ended", f"ended:{row.id}:{row.ends}")
        of_silence(row, f"silent:{row.id}:{row.ends}")
    model.Session.commit()


def of_silence(row: Seat, once: str = "") -> None:
    """Tell coordination and reporters where nobody speaks for an agency any more."""
    if row.role != Role.FOCAL_POINT or row.agency_id is None:
        return
    agency = find(Agency, row.agency_id)
    own = holders(row.taskforce_id, Role.FOCAL_POINT, Role.REPORTER)
    left = [held for held in own if held.agency_id == row.agency_id]
    if any(held.role == Role.FOCAL_POINT for held in left):
        return
    people = [held.user_id for held in (*holders(row.taskforce_id, *ANSWERERS), *left)]
    about = ("agency", agency.id)
    said = {"agency": agency.acronym}
    add(row.taskforce_id, "no_focal_point", about, people, once=once, **said)


def of_join(taskforce_id: str, join_id: str) -> None:
    """Tell those who answer that somebody asks for a seat."""
    answering = [held.user_id for held in holders(taskforce_id, *ANSWERERS)]
    add(taskforce_id, "join_asked", ("join", join_id), answering)


def send(notice_id: str, moment: datetime) -> bool | None:
    """Send the mail of a notice that waits; None where there is none to send.

    The row is held while the mail goes out, so that no two workers send it.
    """
    row = Notice.taken(notice_id)
    if row is None:
        model.Session.rollback()
        return None
    user = _receiver(row)
    if user is None or not telling.is_due(row):
        row.mail = (MailState.FAILED if user is None else MailState.NONE).value
        model.Session.commit()
        return None
    with speaking.to(row.taskforce_id, row.user_id):
        is_sent = mails.is_sent(user, *written(row), key=row.id)
    row.tries += 1
    if is_sent:
        row.mail, row.sent_at = MailState.SENT.value, moment
    model.Session.commit()
    return is_sent


def send_waiting(moment: datetime) -> int:
    """Send every mail that waits; return how many went out.

    Where the mail server takes none it is away: the run ends, and the next one tries
    again.
    """
    Notice.fold(moment - FOLDED, telling.WORK)
    Notice.give_up(moment - GIVEN_UP)
    model.Session.commit()
    n_sent = n_failed = 0
    for notice_id in Notice.waiting():
        is_sent = send(notice_id, moment)
        n_sent += is_sent is True
        n_failed = n_failed + 1 if is_sent is False else 0
        if n_failed == MOST_FAILED:
            break
    return n_sent


def are_waiting(moment: datetime | None = None) -> bool:
    """Tell whether a mail waits, and none was refused just now.

    :param moment: left out by the timer, which tries again what was refused
    """
    was_refused = moment is not None and Notice.was_refused(moment - PAUSE)
    return bool(Notice.waiting()) and not was_refused


def _receiver(row: Notice) -> Any:
    """Return to whom the mail of a notice goes, or None where nobody can be told."""
    if row.user_id:
        found = addressed([row.user_id])
        return found[0] if found and found[0].email else None
    invited = find(Invitation, row.object_id)
    return invitations.receiver(invited) if invited else None


def written(row: Notice) -> tuple[str, str]:
    """Return the subject and the text of the mail of a notice."""
    taskforce = find(Taskforce, row.taskforce_id)
    lines = [tk._("Good day,"), "", labels.notice(row.kind, row.said), ""]
    lines += _leading_on(row, taskforce)
    return f"{taskforce.title}: {labels.word('notice', row.kind)}", "\n".join(lines)


def _leading_on(row: Notice, taskforce: Taskforce) -> list[str]:
    own = {"slug": taskforce.slug, "_external": True}
    if row.noun == "invitation":
        key = invitations.key_of(row.object_id)
        link = tk.h.url_for("tiptaskforce_invitation.accept", key=key, **own)
        return [
            link,
            "",
            tk._("The link works once. Do not pass it on."),
            tk._("If you do not know of this, there is nothing to do."),
        ]
    endpoint, named = addresses.of_notice(row.kind, row.noun, row.object_id)
    link = tk.h.url_for(endpoint, **named, **own)
    if row.kind not in telling.WORK:
        return [link]
    choice = tk.h.url_for("tiptaskforce_task.mail", **own)
    return [
        link,
        "",
        tk._("To be told otherwise, or not by mail: {address}").format(address=choice),
    ]
