"""Mails to people without an account: owed in the change, sent by a job, never twice.

What a letter says is made when it goes out, from the row that it is about; where that
row is gone, nothing is sent. CKAN 2.12.0 writes every address that it mails to into its
log, so the worker's log keeps none of them: see ``keep_addresses_out_of_logs``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email import policy
from email.headerregistry import UnstructuredHeader
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer

from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.letter import Letter
from ckanext.tiptaskforce.vocabulary import ReminderState

log = logging.getLogger(__name__)
# A mail server that is away for so long is not waited for any more.
GIVEN_UP = timedelta(days=1)
# After so many refusals in a row it counts as away, and the next run tries again.
MOST_FAILED = 3
_ADDRESS = re.compile(r"[^\s<>'\"(),;]+@[^\s<>'\"(),;]+")


@dataclass(frozen=True)
class Mail:
    """What goes out: to whom, and the words."""

    address: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class _Whole(UnstructuredHeader):
    """A header that stays on one line: an address that is folded is none any more.

    Python breaks a long word of a header into encoded ones, which RFC 2369 forbids.
    """

    name: str

    def fold(self, *, policy: Any) -> str:
        """Return the header as it is sent."""
        return f"{self.name}: {self}{policy.linesep}"


# What a letter says, or None where there is nothing to say any more.
Write = Callable[[Letter], Mail | None]


class _NoAddresses(logging.Filter):
    """Takes the addresses out of what CKAN's mailer logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _ADDRESS.sub("(address)", record.getMessage())
        record.args = ()
        # A mail server that refuses an address names it in its error.
        record.exc_info = record.exc_text = None
        return True


def keep_addresses_out_of_logs() -> None:
    """Let CKAN's mailer log that it sent a mail, and not to whom."""
    mailing = logging.getLogger(mailer.__name__)
    if not any(isinstance(one, _NoAddresses) for one in mailing.filters):
        mailing.addFilter(_NoAddresses())


def send(write: Write) -> int:
    """Send every letter that waits; return how many went out."""
    n_sent = n_failed = 0
    waiting = Letter.waiting()
    for letter_id in waiting:
        is_sent = _send(letter_id, write)
        n_sent += is_sent is True
        n_failed += is_sent is False
        if not n_sent and n_failed == MOST_FAILED:
            break
    return n_sent


def _send(letter_id: str, write: Write) -> bool | None:
    """Send one letter; None where nothing is to be sent.

    It counts as sent before it goes out, in a commit of its own: whatever breaks off in
    between, nobody gets two.
    """
    letter = Letter.taken(letter_id)
    if letter is None:
        model.Session.rollback()
        return None
    mail = write(letter)
    letter.state = ReminderState.SENT.value
    letter.sent_at = now()
    model.Session.commit()
    if mail is None:
        return None
    if _is_mailed(mail):
        return True
    is_over = now() - letter.created > GIVEN_UP
    state = ReminderState.FAILED if is_over else ReminderState.WAITING
    letter.state, letter.sent_at = state.value, None
    model.Session.commit()
    return False


def _is_mailed(mail: Mail) -> bool:
    keep_addresses_out_of_logs()
    # CKAN's mailer makes the message by Python's default policy, and by no other.
    factory: Any = policy.default.header_factory
    factory.map_to_type("list-unsubscribe", _Whole)
    try:
        mailer.mail_recipient(
            "",
            mail.address,
            mail.subject,
            mail.body,
            headers=dict(mail.headers),
        )
    except (mailer.MailerException, OSError) as error:
        log.warning("the mail server did not take a letter: %s", type(error).__name__)
        return False
    return True


def signed_off(lines: list[str]) -> str:
    """Return the text of a mail with what every one of them ends with."""
    return "\n".join([tk._("Good day,"), "", *lines])
