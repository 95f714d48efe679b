"""``ckan tiptaskforce uploads expire``: forget the rows that nobody saved."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.logic.uploads import kept


@click.group()
def uploads() -> None:
    """Look after the trackers that people brought in."""


@uploads.command()
def expire() -> None:
    """Clear what waited longer than a day for its commit; made for a daily cron."""
    n_cleared = kept.expire()
    message = tk.ungettext("{n} upload cleared.", "{n} uploads cleared.", n_cleared)
    click.echo(message.format(n=n_cleared))
