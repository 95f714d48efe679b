"""Requests of strangers: how long they stay, and what is written to their writers."""

from __future__ import annotations

from datetime import datetime, timedelta

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce import lifecycle
from ckanext.tiptaskforce.logic import letters, signed
from ckanext.tiptaskforce.logic.letters import Mail
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import find, find_locked, now
from ckanext.tiptaskforce.model.letter import Letter
from ckanext.tiptaskforce.model.request import Request
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import LetterKind, RequestState

NOUN = "request"
CONFIRM = "request-confirm"
CONFIRMABLE = timedelta(days=2)
# An open request closes itself after so many days; its writer is told.
STALE_DAYS = 30


def found(token: str) -> Request | None:
    """Return the request that a link of confirmation means, locked, or None."""
    row_id = signed.row_id(CONFIRM, token)
    return find_locked(Request, row_id) if row_id else None


def is_confirmable(row: Request) -> bool:
    """Tell whether the link of confirmation still holds."""
    return row.confirmed_at is not None or row.modified > now() - CONFIRMABLE


def end(row: Request, kind: LetterKind) -> None:
    """Note that a request is over, and owe its writer a letter."""
    row.ended_at = now()
    Letter.owe(row.taskforce_id, NOUN, [row.id], kind)


def expire(moment: datetime) -> int:
    """Close what nobody answered in time; return how many."""
    stale = Request.stale(moment - timedelta(days=STALE_DAYS))
    for row in stale:
        row.state = lifecycle.target(NOUN, "expire")
        end(row, LetterKind.CLOSED)
        changed = {"state": [RequestState.OPEN.value, row.state]}
        said = events.Said(row.taskforce_id, NOUN, row.id, "expire", changed)
        events.append_all(row.taskforce_id, [said])
    model.Session.commit()
    return len(stale)


def forget(before: datetime) -> int:
    """Forget what nobody confirmed since a moment."""
    gone = Request.unconfirmed(before)
    Letter.forget([row.id for row in gone])
    for row in gone:
        model.Session.delete(row)
    model.Session.commit()
    return len(gone)


def forget_addresses(before: datetime) -> int:
    """Take the address off the requests that ended before a moment."""
    over = Request.ended(before)
    for row in over:
        row.address = ""
    model.Session.commit()
    return len(over)


def written(letter: Letter) -> Mail | None:
    """Return what a letter says, or None where its reader has gone."""
    row = find(Request, letter.about_id)
    taskforce = find(Taskforce, letter.taskforce_id)
    if row is None or taskforce is None or not row.address:
        return None
    name = taskforce.full_title or taskforce.title
    if letter.kind == LetterKind.CONFIRM:
        if row.confirmed_at is not None:
            return None
        return _asking(taskforce, row, name)
    if letter.kind == LetterKind.ANSWERED:
        lines = [tk._("{name} answered what you asked:").format(name=name)]
        lines += ["", row.answer]
        subject = tk._("{taskforce}: an answer to your request")
    elif row.answer:
        lines = [tk._("{name} closed what you asked:").format(name=name)]
        lines += ["", row.answer]
        subject = tk._("{taskforce}: your request is closed")
    else:
        message = tk._(
            "{name} did not answer in {days} days, so your request is closed."
        )
        lines = [message.format(name=name, days=STALE_DAYS)]
        lines.append(tk._("You may ask again."))
        subject = tk._("{taskforce}: your request is closed")
    lines += ["", tk._("30 days from now we forget your address.")]
    title = subject.format(taskforce=taskforce.title)
    return Mail(row.address, title, letters.signed_off(lines))


def _asking(taskforce: Taskforce, row: Request, name: str) -> Mail:
    address = tk.h.url_for(
        "tiptaskforce_request.confirm",
        slug=taskforce.slug,
        token=signed.token(CONFIRM, row.id),
        locale="default",
        _external=True,
    )
    lines = [
        tk._("somebody sent a request to {name} from this address.").format(name=name),
        tk._("If it was you, confirm it here: {address}").format(address=address),
        tk._("If not, do nothing. In two days it is forgotten."),
    ]
    subject = tk._("{taskforce}: confirm your request").format(
        taskforce=taskforce.title
    )
    return Mail(row.address, subject, letters.signed_off(lines))
