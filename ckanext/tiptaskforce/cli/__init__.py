"""``ckan tiptaskforce …``: one module per group of commands."""

from __future__ import annotations

import click

from ckanext.tiptaskforce.cli import (
    context,
    demo,
    digest,
    dump,
    event,
    factor,
    handover,
    period,
    preset,
    release,
    retention,
    sample,
    selfcheck,
    upload,
)

# One to a line, so that two who add a command do not meet in one.
COMMANDS: tuple[click.Command, ...] = (
    context.context,
    demo.demo,
    digest.digests,
    dump.dump,
    dump.restore,
    event.events,
    factor.factors,
    handover.handover,
    period.periods,
    preset.preset,
    release.releases,
    retention.retention,
    sample.sample_data,
    selfcheck.selfcheck,
    upload.uploads,
)


@click.group("tiptaskforce", short_help="Workspace of an anti-trafficking task force.")
def tiptaskforce() -> None:
    """Run and look after the task forces of this portal."""


for command in COMMANDS:
    tiptaskforce.add_command(command)


def get_commands() -> list[click.Command]:
    """Return our commands."""
    return [tiptaskforce]
