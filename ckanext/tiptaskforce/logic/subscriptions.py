"""Subscriptions: who is told of what, and in which words."""

from __future__ import annotations

from datetime import datetime, timedelta

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce.logic import datasets, letters, signed
from ckanext.tiptaskforce.logic.letters import Mail
from ckanext.tiptaskforce.model.base import find, find_locked, now
from ckanext.tiptaskforce.model.letter import Letter
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.subscription import Subscription
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import LetterKind, ReleaseState, ReminderState

NOUN = "subscription"
CONFIRM, END = "subscription-confirm", "subscription-end"
# A link of confirmation holds for so long; after it the address is forgotten.
CONFIRMABLE = timedelta(days=2)
# Whoever asks again gets the link again, but not more often than this.
AGAIN = timedelta(hours=1)


def ask(row: Subscription) -> None:
    """Owe the owner of an address the link by which it is confirmed."""
    before = Letter.of(row.id, LetterKind.CONFIRM)
    if before is None:
        Letter.owe(row.taskforce_id, NOUN, [row.id], LetterKind.CONFIRM)
    elif before.sent_at is not None and before.sent_at < now() - AGAIN:
        before.state, before.sent_at = ReminderState.WAITING.value, None


def found(purpose: str, token: str) -> Subscription | None:
    """Return the subscription that a link means, locked, or None."""
    row_id = signed.row_id(purpose, token)
    return find_locked(Subscription, row_id) if row_id else None


def is_confirmable(row: Subscription) -> bool:
    """Tell whether the link of confirmation still holds."""
    return row.confirmed_at is not None or row.modified > now() - CONFIRMABLE


def tell(release: Release) -> None:
    """Owe everybody who follows a series a letter about what became of a release."""
    is_out = release.state == ReleaseState.PUBLISHED
    kind = LetterKind.RELEASED if is_out else LetterKind.WITHDRAWN
    ids = Subscription.following(release.taskforce_id, release.series)
    Letter.owe(release.taskforce_id, NOUN, ids, kind, release.id)


def forget(before: datetime) -> int:
    """Forget the addresses that nobody confirmed."""
    gone = Subscription.unconfirmed(before)
    Letter.forget([row.id for row in gone])
    for row in gone:
        model.Session.delete(row)
    model.Session.commit()
    return len(gone)


def written(letter: Letter) -> Mail | None:
    """Return what a letter says, or None where its reader has gone."""
    row = find(Subscription, letter.about_id)
    taskforce = find(Taskforce, letter.taskforce_id)
    if row is None or taskforce is None:
        return None
    if letter.kind == LetterKind.CONFIRM:
        return _asking(taskforce, row) if row.confirmed_at is None else None
    release = find(Release, letter.release_id)
    return _telling(taskforce, row, release, letter.kind) if release else None


def _asking(taskforce: Taskforce, row: Subscription) -> Mail:
    lines = [
        tk._("somebody asked that we tell this address of releases of {name}.").format(
            name=taskforce.full_title or taskforce.title
        ),
        tk._("If it was you, confirm it here: {address}").format(
            address=_link("confirm", taskforce, CONFIRM, row)
        ),
        tk._("If not, do nothing. In two days the address is forgotten."),
    ]
    subject = tk._("{taskforce}: confirm that you want our mails")
    subject = subject.format(taskforce=taskforce.title)
    return Mail(row.address, subject, letters.signed_off(lines))


def _telling(
    taskforce: Taskforce, row: Subscription, release: Release, kind: str
) -> Mail | None:
    is_out = kind == LetterKind.RELEASED
    # A release that was withdrawn before its letter went out is not announced.
    if is_out and release.state != ReleaseState.PUBLISHED:
        return None
    said = {"title": release.title, "number": release.number}
    if is_out:
        line = tk._("release {number} of “{title}” is published.").format(**said)
        subject = tk._("{taskforce}: new release of published data")
    else:
        line = tk._("release {number} of “{title}” was withdrawn.").format(**said)
        line += " " + tk._("Please do not use its figures any more.")
        subject = tk._("{taskforce}: a release was withdrawn")
    end = _link("end", taskforce, END, row)
    lines = [
        line,
        tk._("Read it here: {address}").format(
            address=datasets.address(taskforce, release)
        ),
        "",
        tk._("To stop these mails: {address}").format(address=end),
    ]
    headers = {
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    title = subject.format(taskforce=taskforce.title)
    return Mail(row.address, title, letters.signed_off(lines), headers)


def _link(verb: str, taskforce: Taskforce, purpose: str, row: Subscription) -> str:
    return tk.h.url_for(
        f"tiptaskforce_subscription.{verb}",
        slug=taskforce.slug,
        token=signed.token(purpose, row.id),
        locale="default",
        _external=True,
    )
