"""``ckan tiptaskforce selfcheck``: what is not safe about this site's settings."""

from __future__ import annotations

import click

from ckanext.tiptaskforce import selfcheck as checks
from ckanext.tiptaskforce.middleware import csrf


@click.command(short_help="List the settings that are not safe; exit 1 if there are.")
@click.pass_context
def selfcheck(context: click.Context) -> None:
    """Print each unsafe setting with what was found, what is wanted, and why."""
    import ckan.plugins.toolkit as tk

    found = checks.findings(tk.config)
    for finding in found:
        click.echo(f"- {finding}")
    if not csrf.is_in_place(context.meta["flask_app"]):
        click.echo("- The remedy for CVE-2026-41255 is not in place.")
        context.exit(1)
    if found:
        click.echo(f"{len(found)} settings are not safe.")
        context.exit(1)
    click.echo("All settings are safe.")
