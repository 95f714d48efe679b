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

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.logic import invitations, reminders
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import find, find_locked, new_id, now
from ckanext.tiptaskforce.model.invitation import Invitation
from ckanext.tiptaskforce.model.notice import Notice, addressed
from ckanext.tiptaskforce.model.seat import Seat, holders
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import MailState, Role

log = logging.getLogger(__name__)
# After so long nobody else sends a mail that waits, and after so long nobody does.
STALE = timedelta(minutes=2)
GIVEN_UP = timedelta(days=3)
# After so many refusals in a row the mail server counts as away.
MOST_FAILED = 3
MAILED = MailState.WAITING
# Who answers what somebody without a seat asks for.
ANSWERERS = (Role.COORDINATOR, Role.SECRETARIAT)


def add(
    taskforce_id: str,
    kind: str,
    about: tuple[str, str],
    users: Iterable[str],
    mail: MailState = MAILED,
    **said: str,
) -> list[Notice]:
    """Add a notice for each of these people, in the transaction of what it tells.

    :param about: noun and id of the object
    :param said: codes alone; a mail says them
    """
    noun, object_id = about
    made = [
        Notice(
            id=new_id(),
            taskforce_id=taskforce_id,
            user_id=user_id,
            kind=kind,
            noun=noun,
            object_id=object_id,
            said={name: value for name, value in said.items() if value},
            mail=mail.value,
        )
        for user_id in dict.fromkeys(users)
    ]
    model.Session.add_all(made)
    return made


def of_seat(row: Seat, kind: str) -> list[Notice]:
    """Tell somebody what became of the own seat."""
    agency = find(Agency, row.agency_id) if row.agency_id else None
    said = {"role": row.role, "agency": agency.acronym if agency else ""}
    return add(row.taskforce_id, kind, ("seat", row.id), [row.user_id], **said)


def of_silence(row: Seat) -> list[Notice]:
    """Tell coordination and reporters where nobody speaks for an agency any more."""
    if row.role != Role.FOCAL_POINT or row.agency_id is None:
        return []
    agency = find(Agency, row.agency_id)
    own = holders(row.taskforce_id, Role.FOCAL_POINT, Role.REPORTER)
    left = [held for held in own if held.agency_id == row.agency_id]
    if any(held.role == Role.FOCAL_POINT for held in left):
        return []
    people = [held.user_id for held in (*holders(row.taskforce_id, *ANSWERERS), *left)]
    about = ("agency", agency.id)
    said = {"agency": agency.acronym}
    return add(row.taskforce_id, "no_focal_point", about, people, **said)


def of_join(taskforce_id: str, join_id: str) -> list[Notice]:
    """Tell those who answer that somebody asks for a seat."""
    answering = [held.user_id for held in holders(taskforce_id, *ANSWERERS)]
    return add(taskforce_id, "join_asked", ("join", join_id), answering)


def send(notice_id: str) -> bool | None:
    """Send the mail of a notice that waits; None where there is none to send.

    The row is held while the mail goes out, so that no two workers send it.
    """
    row = find_locked(Notice, notice_id)
    if row is None or row.mail != MailState.WAITING:
        model.Session.rollback()
        return None
    user = _receiver(row)
    if user is None:
        row.mail = MailState.FAILED.value
        model.Session.commit()
        return None
    is_sent = reminders.is_mailed(user, *written(row))
    row.tries += 1
    if is_sent:
        row.mail, row.sent_at = MailState.SENT.value, now()
    model.Session.commit()
    return is_sent


def send_waiting(moment: datetime) -> int:
    """Send every mail that waits since a while; return how many went out."""
    Notice.give_up(moment - GIVEN_UP)
    model.Session.commit()
    n_sent = n_failed = 0
    for notice_id in Notice.waiting(moment - STALE):
        is_sent = send(notice_id)
        n_sent += is_sent is True
        n_failed = n_failed + 1 if is_sent is False else 0
        if n_failed == MOST_FAILED:
            break
    return n_sent


def are_waiting(moment: datetime) -> bool:
    """Tell whether a mail waits since a while."""
    return bool(Notice.waiting(moment - STALE))


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
    if row.kind in ("seat_ended", "join_refused"):
        return [tk.h.url_for("tiptaskforce_taskforce.read", **own)]
    if row.noun == "join":
        return [tk.h.url_for("tiptaskforce_seat.index", **own)]
    return [tk.h.url_for("tiptaskforce_task.index", **own)]
