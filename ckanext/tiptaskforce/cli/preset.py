"""``ckan tiptaskforce preset check|load``."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.cli import terminal
from ckanext.tiptaskforce.logic.presets import source


@click.group()
def preset() -> None:
    """Check and load the content of a task force: a name, a folder or a zip.

    A zip may be a handover file: its preset is taken.
    """


@preset.command()
@click.argument("what")
def check(what: str) -> None:
    """Check a preset whole; nothing is stored."""
    with terminal.plain_refusals():
        found = terminal.call("tiptaskforce_preset_check", **_preset(what))
    if found["faults"]:
        message = tk._("{file}, line {line}, column {column}: {reason}")
        terminal.stop(*(message.format(**fault) for fault in found["faults"]))
    message = tk._("The preset of {taskforce} has no fault.")
    click.echo(message.format(taskforce=found["taskforce"]))


@preset.command()
@click.argument("what")
@click.option("--sample", is_flag=True, help="Mark what it makes as a sample.")
def load(what: str, sample: bool) -> None:
    """Load a preset, whole or not at all; a second time changes nothing."""
    with terminal.plain_refusals():
        done = terminal.call("tiptaskforce_preset_load", sample=sample, **_preset(what))
    _say_counts(done)


def _say_counts(done: dict[str, Any]) -> None:
    message = tk._(
        "{noun}: {created} created, {changed} changed, {unchanged} unchanged, "
        "{kept} kept as changed by hand, {retired} retired"
    )
    for noun, counts in done["nouns"].items():
        click.echo(message.format(noun=noun, **counts))
    click.echo(tk._("Loaded: {taskforce}.").format(taskforce=done["taskforce"]))


def _preset(what: str) -> dict[str, Any]:
    """Return the preset as the action takes it; a folder is sent as a zip."""
    path = Path(what)
    if path.name == what and what in source.shipped():
        return {"name": what}
    if not path.exists():
        message = tk._("{what} is no folder, no zip and no preset of ours ({names}).")
        names = ", ".join(source.shipped())
        terminal.stop(message.format(what=what, names=names))
    try:
        if path.is_dir():
            data = source.packed(path)
        else:
            data = source.taken_out(path.read_bytes())
    except OSError as error:
        message = tk._("{what} cannot be read: {reason}.")
        terminal.stop(message.format(what=what, reason=error.strerror))
    return {"upload": FileStorage(io.BytesIO(data), f"{path.name}.zip")}
