"""``ckan tiptaskforce factors reset``: for somebody who lost phone and codes."""

from __future__ import annotations

import click
from ckan import model

from ckanext.tiptaskforce.logic import second_factor


@click.group()
def factors() -> None:
    """Look after second factors."""


@factors.command()
@click.argument("name")
def reset(name: str) -> None:
    """Take the second factor of an account away; its next sign-in sets up another.

    Make sure first that it is the person who asks.
    """
    user = model.User.get(name)
    if user is None:
        raise click.ClickException(f"There is no account {name}.")
    second_factor.forget(user.id)
    click.echo(f"{name}: the second factor is taken away.")
