"""What happens: one module per noun; each action is also an address of the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ckan import model
from ckan.types import Context, DataDict

from ckanext.tiptaskforce.logic import auth

Action = Callable[[Context, DataDict], Any]


def get_actions() -> dict[str, Any]:
    """Return every action of the extension."""
    found = auth.functions(__name__)
    return {name: _whole(action) for name, action in found.items()}


def _whole(action: Action) -> Action:
    """Let an action that changes something change all of it or nothing.

    A refusal in mid-action leaves changed rows in the session, and the next commit of
    the same request would store them, without an event. Whoever commits by itself
    rolls back by itself.
    """
    if getattr(action, "side_effect_free", False):
        return action

    @wraps(action)
    def whole(context: Context, data_dict: DataDict) -> Any:
        try:
            return action(context, data_dict)
        except BaseException:
            if not context.get("defer_commit"):
                model.Session.rollback()
            raise

    return whole
