"""``ckan tiptaskforce sample-data``: a task force of full size, to measure and try."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.cli import terminal


@click.command("sample-data")
@click.option("--deliverables", required=True, type=int, help="How many.")
@click.option("--seed", default=0, type=int, help="The same seed, the same work.")
@click.option("--taskforce", default="borno", help="A preset or a sample task force.")
@click.pass_context
def sample_data(
    context: click.Context, deliverables: int, seed: int, taskforce: str
) -> None:
    """Fill a sample task force with the work of three years; it is made if needed."""
    app = context.meta["flask_app"]
    with terminal.plain_refusals():
        if not _exists(taskforce):
            terminal.call("tiptaskforce_preset_load", name=taskforce, sample=True)
        # Inside a request the lookups that all rows share are remembered.
        with app.test_request_context():
            done = terminal.call(
                "tiptaskforce_sample_create",
                taskforce=taskforce,
                deliverables=deliverables,
                seed=seed,
            )
    for state, number in done["states"].items():
        click.echo(f"{state}: {number}")
    click.echo(tk._("{count} sample deliverables made").format(count=done["made"]))


def _exists(name: str) -> bool:
    try:
        terminal.call("tiptaskforce_taskforce_show", id=name)
    except tk.ObjectNotFound:
        return False
    return True
