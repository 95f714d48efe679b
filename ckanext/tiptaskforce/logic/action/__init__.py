"""What happens: one module per noun; each action is also an address of the API."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from ckan import model
from ckan.types import Context, DataDict

from ckanext.tiptaskforce.logic import auth, core, door, schema
from ckanext.tiptaskforce.logic.schema.base import MEANING

Action = Callable[[Context, DataDict], Any]


def get_actions() -> dict[str, Any]:
    """Return every action of the extension, and the guards around CKAN's own."""
    found = auth.functions(__name__)
    ours = {name: _documented(_whole(action)) for name, action in found.items()}
    return {**ours, **core.get_actions(), **door.get_actions()}


def _whole(action: Action) -> Action:
    """Let an action that changes something change all of it or nothing.

    A refusal in mid-action leaves changed rows in the session, and the next commit of
    the same request would store them, without an event. Whoever commits by itself
    rolls back by itself.
    """

    @wraps(action)
    def whole(context: Context, data_dict: DataDict) -> Any:
        try:
            return action(context, data_dict)
        except BaseException:
            is_change = not getattr(action, "side_effect_free", False)
            if is_change and not context.get("defer_commit"):
                model.Session.rollback()
            raise

    return whole


def _documented(action: Action) -> Action:
    """Add the fields that many calls share to the text that CKAN publishes as help."""
    text = inspect.getdoc(action) or ""
    accepted = schema.of(*auth.noun_and_verb(action.__name__))
    keys = [k for k in accepted or () if f":param {k}:" not in text]
    shared = [f":param {key}: {MEANING[key]}" for key in keys if key in MEANING]
    lines = text.splitlines()
    ends = [i for i, line in enumerate(lines) if line.startswith((":returns", ":rai"))]
    place = ends[0] if ends else len(lines)
    action.__doc__ = "\n".join([*lines[:place], *shared, *lines[place:]])
    return action
