"""How our commands call actions and talk: who calls, what is wrong, how they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, cast

import ckan.plugins.toolkit as tk
import click
from ckan.types import Context

BAD_INPUT = 2


def call(action: str, user: str = "", /, **data: Any) -> Any:
    """Call an action, as the site's own account unless a user is named."""
    context: dict[str, Any] = {"user": user or site_user()}
    return tk.get_action(action)(cast(Context, context), data)


def every(action: str, user: str = "", /, **data: Any) -> list[dict[str, Any]]:
    """Return the items of all pages of a list."""
    items: list[dict[str, Any]] = []
    page = 1
    while True:
        found = call(action, user, page=page, page_size=100, **data)
        items += found["items"]
        if page * 100 >= found["count"]:
            return items
        page += 1


def site_user() -> str:
    """Return the name of the account by which the site itself acts."""
    context = cast(Context, {"ignore_auth": True})
    return tk.get_action("get_site_user")(context, {})["name"]


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Say a refusal in plain lines and end with code 2 instead of a traceback."""
    try:
        yield
    except tk.ValidationError as refused:
        stop(*lines_of(refused))
    except tk.ObjectNotFound:
        stop(tk._("There is nothing of this name."))


def lines_of(refused: tk.ValidationError) -> list[str]:
    """Return a refusal as lines; the field is named where it is an option."""
    return [
        str(message) if field == "preset" else f"{field}: {message}"
        for field, messages in refused.error_dict.items()
        for message in (messages if isinstance(messages, list) else [messages])
    ]


def stop(*lines: str) -> NoReturn:
    """Say on the error stream what is wrong and end with code 2."""
    for line in lines:
        click.secho(line, fg="red", err=True)
    raise SystemExit(BAD_INPUT)
