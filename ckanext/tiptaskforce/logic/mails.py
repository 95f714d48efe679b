"""One mail to one person with an account or an invitation, by CKAN's mailer."""

from __future__ import annotations

import logging
from typing import Any

from ckan.lib import mailer

from ckanext.tiptaskforce import config

log = logging.getLogger(__name__)


def is_sent(user: Any, subject: str, body: str, key: str = "") -> bool:
    """Send a mail; tell whether the mail server took it.

    :param key: a mail that is sent again under the same key is known as the same one,
        where a process ended between the server's answer and our note of it
    """
    name = user.fullname or user.name
    host = config.site_url().rpartition("/")[2] or "localhost"
    headers = {"Message-ID": f"<{key}@{host}>"} if key else {}
    try:
        mailer.mail_recipient(name, user.email or "", subject, body, headers=headers)
    except (mailer.MailerException, OSError) as error:
        log.warning("the mail server did not take a mail: %s", type(error).__name__)
        return False
    return True
