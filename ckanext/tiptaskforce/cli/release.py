"""``ckan tiptaskforce releases reconcile``: mend what a crash left."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.logic import publishing
from ckanext.tiptaskforce.logic.uploads import saving


@click.group()
def releases() -> None:
    """Look after the releases."""


@releases.command()
def reconcile() -> None:
    """Take up again what a crash left halfway; a second run finds nothing to do."""
    done = [*publishing.reconcile(), *saving.reconcile()]
    for line in done:
        click.echo(line)
    if not done:
        click.echo(tk._("Nothing to mend."))
