"""``ckan tiptaskforce events verify``: is the log what was written?"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.cli import terminal
from ckanext.tiptaskforce.model import chain

BROKEN = 1


@click.group()
def events() -> None:
    """Look after the event log."""


@events.command()
@click.argument("taskforce", required=False)
@click.pass_context
def verify(context: click.Context, taskforce: str | None) -> None:
    """Check the chain of one task force, or of all; exit 1 names each broken row."""
    with terminal.plain_refusals():
        chosen = _chosen(taskforce)
    is_broken = False
    for slug, taskforce_id in chosen:
        faults = list(chain.verify(taskforce_id))
        for fault in faults:
            message = tk._("{taskforce}: event {seq} ({event}): {reason}")
            words = message.format(
                taskforce=slug,
                seq=fault.seq,
                event=fault.event_id or "–",
                reason=fault.reason,
            )
            click.secho(words, fg="red", err=True)
        if not faults:
            click.echo(tk._("{taskforce}: the log is whole").format(taskforce=slug))
        is_broken = is_broken or bool(faults)
    context.exit(BROKEN if is_broken else 0)


def _chosen(name: str | None) -> list[tuple[str, str]]:
    if name:
        found = [terminal.call("tiptaskforce_taskforce_show", id=name)]
    else:
        found = terminal.every("tiptaskforce_taskforce_list")
    return [(taskforce["slug"], taskforce["id"]) for taskforce in found]
