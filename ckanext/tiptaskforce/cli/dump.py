"""``ckan tiptaskforce dump DIR`` and ``restore DIR``: the whole state as one set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.cli import terminal
from ckanext.tiptaskforce.logic import dumping, restoring

FOLDER = click.Path(path_type=Path, file_okay=False, resolve_path=True)


@click.command()
@click.argument("folder", type=FOLDER)
def dump(folder: Path) -> None:
    """Write database, private files, releases and vault into a new FOLDER.

    It holds everything that the task forces keep confidential: encrypt it, and keep
    the seal and the newest hash of each event log in another place than the folder.
    """
    try:
        made = dumping.dump(folder)
    except OSError as error:
        terminal.stop(str(error))
    _tell(made)
    click.echo(tk._("seal of the set: {seal}").format(seal=made["seal"]))


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--replace", is_flag=True, help="Also where the portal is in use.")
@click.option("--seal", default="", help="The seal that the dump printed.")
@click.option("--head", "heads", multiple=True, help="A newest hash kept elsewhere.")
def restore(folder: Path, *, replace: bool, seal: str, heads: tuple[str, ...]) -> None:
    """Bring this portal to the state in FOLDER, after everything in it was checked.

    Stop the web processes and the worker first. With the same SECRET_KEY the API
    tokens of the dump work again.
    """
    try:
        done = restoring.restore(folder, is_replacing=replace, seal=seal, heads=heads)
    except restoring.RestoreRefusedError as refused:
        terminal.stop(tk._("Nothing was restored:"), *refused.reasons)
    _tell(done)
    click.echo(tk._("the event logs are whole"))
    for warning in done["warnings"]:
        click.secho(warning, fg="yellow", err=True)
    if not done["is_indexed"]:
        message = tk._("Solr did not answer: run `ckan search-index rebuild` later.")
        click.secho(message, fg="yellow", err=True)


def _tell(done: dict[str, Any]) -> None:
    rows = sum(table["rows"] for table in done["tables"].values())
    message = tk._("{tables} tables with {rows} rows, made {made}")
    click.echo(message.format(tables=len(done["tables"]), rows=rows, made=done["made"]))
    for slug, head in done["heads"].items():
        line = tk._("{taskforce}: event {seq}, newest hash {hash}")
        click.echo(line.format(taskforce=slug, seq=head["seq"], hash=head["hash"]))
