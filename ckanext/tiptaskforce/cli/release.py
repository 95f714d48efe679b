"""``ckan tiptaskforce releases reconcile``: mend what a crash left."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import publishing, reminders, requests
from ckanext.tiptaskforce.logic.uploads import saving
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.letter import Letter


@click.group()
def releases() -> None:
    """Look after the releases."""


@releases.command()
def reconcile() -> None:
    """Take up again what a crash left halfway; a second run finds nothing to do."""
    done = [*publishing.reconcile(), *saving.reconcile()]
    for reminder_id in reminders.stalled(now()):
        jobs.deliver(reminder_id)
        done.append(f"{reminder_id}: sent the reminder that waited")
    n_closed = requests.expire(now())
    if n_closed:
        done.append(f"{n_closed} requests: closed, nobody answered in time")
    if Letter.waiting():
        jobs.post()
        done.append("sent the letters that waited")
    for line in done:
        click.echo(line)
    if not done:
        click.echo(tk._("Nothing to mend."))
