"""The mail with the link to a new password is sent by the worker.

CKAN 2.12.0 sends it while the reader waits: a slow answer, or one about a broken mail
server, tells that the account exists. `tests/portal/middleware/test_userlists.py` tells
when this can go.
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer
from redis.exceptions import RedisError

from ckanext.tiptaskforce.jobs import QUEUE, inside_a_page

log = logging.getLogger(__name__)
TOPIC = "request_password_reset"


class Resets:
    """The part of the plugin that CKAN asks to send a mail."""

    def notify_about_topic(
        self,
        already_notified: bool,  # noqa: FBT001  the signature is CKAN's
        topic: str,
        details: dict[str, Any] | None = None,
    ) -> bool:
        """Queue the mail; without Redis CKAN sends it itself, as it must arrive."""
        user = (details or {}).get("user")
        if already_notified or topic != TOPIC or user is None:
            return already_notified
        try:
            tk.enqueue_job(send, kwargs={"user_id": user.id}, queue=QUEUE)
        except RedisError as error:
            log.warning("a mail is not queued: %s", error)
            return False
        return True


def send(user_id: str) -> None:
    """Send the link to a new password, as a job."""
    with inside_a_page():
        user = model.User.get(user_id)
        if user is not None and user.is_active:
            mailer.send_reset_link(user)
