"""``ckan tiptaskforce digests send``: the daily mail to everybody with work due."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import digests as mails
from ckanext.tiptaskforce.logic import notices
from ckanext.tiptaskforce.model.base import now


@click.group()
def digests() -> None:
    """Look after the daily mails."""


@digests.command()
def send() -> None:
    """Send the mails of the day that are missing; a second run finds none.

    What else waits to be sent goes out as well, such as a mail that the mail server
    did not take.

    A scheduler calls it as often as it likes. Nobody is written to before seven in the
    morning of the task force, and after a day without it no mail is made up for.
    """
    moment = now()
    notices.of_last_days(moment)
    due = mails.due(moment)
    if not due and not notices.are_waiting():
        return
    with jobs.inside_a_page():
        for taskforce, users in due:
            sent = mails.send(taskforce, users, moment)
            line = tk._("{taskforce}: {number} mails sent.")
            click.echo(line.format(taskforce=taskforce.slug, number=sent))
        notices.send_waiting(moment)
