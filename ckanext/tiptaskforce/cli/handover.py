"""``ckan tiptaskforce handover write|verify``: the file for the next co-chair."""

from __future__ import annotations

import base64
from pathlib import Path

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.cli import terminal
from ckanext.tiptaskforce.logic import handover_set

CHANGED = 1
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def handover() -> None:
    """Hand a task force on: its open work, its documents, and it as a preset."""


@handover.command()
@click.argument("taskforce")
@click.argument("file", type=FILE)
@click.option("--as", "user", required=True, help="An account that coordinates it.")
def write(taskforce: str, file: Path, user: str) -> None:
    """Write the handover file of TASKFORCE into a new FILE."""
    with terminal.plain_refusals():
        try:
            found = terminal.call(
                "tiptaskforce_taskforce_hand_over", user, taskforce=taskforce
            )
        except tk.NotAuthorized:
            # Whoever may not have it is told no more than of what is not there.
            raise tk.ObjectNotFound from None
    try:
        with file.open("xb") as handle:
            file.chmod(0o600)
            handle.write(base64.b64decode(found["content"]))
    except OSError as error:
        message = tk._("{file} cannot be written: {reason}.")
        terminal.stop(message.format(file=file, reason=error.strerror))
    for title in found["left_out"]:
        click.echo(tk._("Left out, too large: {title}").format(title=title))
    for fault in found["preset_faults"]:
        click.secho(fault, fg="yellow", err=True)
    click.echo(tk._("Written: {file}.").format(file=file))


@handover.command()
@click.argument("file", type=FILE)
@click.pass_context
def verify(context: click.Context, file: Path) -> None:
    """Check that FILE is as this portal made it; exit 1 names the first difference."""
    try:
        fault = handover_set.fault_of(file.read_bytes())
    except OSError as error:
        message = tk._("{what} cannot be read: {reason}.")
        terminal.stop(message.format(what=file, reason=error.strerror))
    if fault is None:
        click.echo(tk._("The handover file is as this portal made it."))
        return
    click.secho("{}: {}".format(*fault), fg="red", err=True)
    context.exit(CHANGED)
