"""``ckan tiptaskforce demo``: a task force with sample accounts, work and a release."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.cli import terminal
from ckanext.tiptaskforce.cli.sampling import (
    alert_figures,
    alerts,
    counts,
    figures,
    followups,
    meetings,
    money,
    national,
    publication,
    register,
    reported,
    voices,
    work,
)
from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE, Logins


@click.command()
@click.option("--url", required=True, help="Address at which the site answers.")
@click.option(
    "--logins",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File for names, passwords and tokens; nobody else can read it.",
)
@click.pass_context
def demo(context: click.Context, url: str, logins: Path) -> None:
    """Fill this site with a sample task force; a second run changes nothing."""
    with terminal.plain_refusals():
        terminal.call("tiptaskforce_preset_load", name=TASKFORCE, sample=True)
        found = Logins(logins, url, context.meta["flask_app"]).make()
        click.echo(tk._("{count} sample logins").format(count=len(found)))
        today = _today()
        made = work.make(today)
        click.echo(tk._("{count} pieces of sample work made").format(count=made))
        said = voices.make(today)
        told = tk._("{count} sample comments and feedback channels made")
        click.echo(told.format(count=said))
        sent = counts.make(today)
        click.echo(tk._("{count} sample tallies made").format(count=sent))
        passed = alerts.make(today)
        click.echo(tk._("{count} sample alerts made").format(count=passed))
        met = meetings.make(today)
        click.echo(tk._("{count} sample meetings made").format(count=met))
        followed = followups.make(today)
        click.echo(tk._("{count} sample follow-ups made").format(count=followed))
        entered = register.make(today)
        told = tk._("{count} sample entries of the register made")
        click.echo(told.format(count=entered))
        made = reported.make(context.meta["flask_app"])
        click.echo(tk._("{count} sample reports made").format(count=made))
        entered = money.make(today)
        click.echo(tk._("{count} sample amounts entered").format(count=entered))
        loaded = national.make(today)
        click.echo(tk._("{count} sample series loaded").format(count=loaded))
        for code, state in figures.make(today).items():
            told = tk._("Sample figures of {period}: {state}")
            click.echo(told.format(period=code, state=state))
        state = alert_figures.make(today)
        click.echo(tk._("Sample alerts as figures: {state}").format(state=state))
        state = publication.make(today)
        click.echo(tk._("Sample release: {state}").format(state=state))


def _today() -> date:
    taskforce = terminal.call("tiptaskforce_taskforce_show", id=TASKFORCE)
    return datetime.now(ZoneInfo(taskforce["settings"]["time_zone"])).date()
