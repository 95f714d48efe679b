"""Background jobs; each takes an id, and its state lives in the row of that id."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ckan.plugins.toolkit as tk
from redis.exceptions import RedisError

from ckanext.tiptaskforce.logic import (
    letters,
    notices,
    publishing,
    reminders,
    requests,
    subscriptions,
)
from ckanext.tiptaskforce.logic.uploads import saving
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.letter import Letter
from ckanext.tiptaskforce.model.notice import on_waiting

log = logging.getLogger(__name__)
QUEUE = "tiptaskforce"
TIMEOUT_SECONDS = 3600
WRITERS: dict[str, letters.Write] = {
    subscriptions.NOUN: subscriptions.written,
    requests.NOUN: requests.written,
}


def enqueue(job: Callable[[str], None], row_id: str, name: str = "release_id") -> None:
    """Queue a job after its row was committed.

    Without Redis the row waits where it is, and the reconciler takes it up.
    """
    if not _is_queued(job, **{name: row_id}):
        log.warning("the job of %s waits for the reconciler", row_id)


def remind(reminder_id: str) -> None:
    """Let the worker send the mail of a reminder; without Redis it is sent at once."""
    if not _is_queued(deliver, reminder_id=reminder_id):
        reminders.send(reminder_id)


def write_letters() -> None:
    """Let the worker send the letters that are owed; else the reconciler does."""
    if Letter.waiting() and not _is_queued(post):
        log.warning("the letters wait for the reconciler")


def post() -> None:
    """Send every letter that is owed to people without an account."""
    with inside_a_page():
        letters.send(lambda letter: WRITERS[letter.noun](letter))


def tell() -> None:
    """Let the worker send the mails of notices; else the timer does."""
    _is_queued(notify)


on_waiting(tell)


def notify() -> None:
    """Send the mails of notices that wait, unless the server refused one just now."""
    moment = now()
    if notices.are_waiting(moment):
        with inside_a_page():
            notices.send_waiting(moment)


@contextmanager
def inside_a_page() -> Iterator[None]:
    """Give a job what pages have: addresses, and the words of the site's language.

    The worker runs outside of an application, which the text of a mail needs.
    """
    from ckan.config.middleware import make_app

    app: Any = make_app(tk.config)
    with app._wsgi_app.test_request_context():  # noqa: SLF001
        yield


def _is_queued(job: Callable[..., None], **named: str) -> bool:
    limits = {"timeout": TIMEOUT_SECONDS}
    try:
        tk.enqueue_job(job, kwargs=named, queue=QUEUE, rq_kwargs=limits)
    except RedisError as error:
        log.warning("a job is not queued: %s", error)
        return False
    return True


def deliver(reminder_id: str) -> None:
    """Send the mail of a reminder."""
    with inside_a_page():
        reminders.send(reminder_id)


def protect(release_id: str) -> None:
    """Make the files of a release and audit them."""
    publishing.protect(release_id)


def publish(release_id: str) -> None:
    """Publish an approved release, and write to those who follow its series."""
    publishing.publish(release_id)
    write_letters()


def index(release_id: str) -> None:
    """Bring the search index up to date with the dataset of a release."""
    publishing.index(release_id)


def settle(release_id: str) -> None:
    """Write into the ledger what became of a release of figures."""
    publishing.settle(release_id)


def save(upload_id: str) -> None:
    """Save the rows of an upload, or give them back with the reason."""
    saving.run(upload_id)
