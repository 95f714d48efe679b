"""``ckan tiptaskforce retention show|apply``: how long each noun is kept."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.logic import retention as rules


@click.group()
def retention() -> None:
    """Look after how long things are kept."""


@retention.command()
def show() -> None:
    """Print the table: each noun, its days, and what goes then."""
    for rule in rules.RULES:
        days = "-" if rule.days is None else str(rule.days)
        click.echo(f"{rule.noun}\t{days}\t{tk._(rule.words)}")


@retention.command()
def apply() -> None:
    """Forget what is over its time; made for a daily cron, a second run finds less."""
    for noun, number in rules.apply().items():
        click.echo(tk._("{noun}: {n} forgotten").format(noun=noun, n=number))
