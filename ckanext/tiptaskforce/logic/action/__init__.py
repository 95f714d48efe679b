"""What happens: one module per noun; each action is also an address of the API."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.logic import auth


def get_actions() -> dict[str, Any]:
    """Return every action of the extension."""
    return auth.functions(__name__)
