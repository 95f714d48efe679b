"""``ckan tiptaskforce periods advance``: what the calendar asks for today."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.cli import terminal


@click.group()
def periods() -> None:
    """Look after the reporting periods."""


@periods.command()
def advance() -> None:
    """Make the periods and due reports that are missing; a second run finds none.

    A scheduler calls it daily. After days without it, it makes what is missing then.
    """
    for taskforce in terminal.every("tiptaskforce_taskforce_list"):
        slug = taskforce["slug"]
        made = terminal.call("tiptaskforce_period_advance", taskforce=slug)
        line = tk._("{taskforce}: {periods} periods and {reports} reports made.")
        click.echo(line.format(taskforce=slug, **made))
