"""Accepted input of strategies."""

from __future__ import annotations

from ckan.types import Schema


def strategy_show() -> Schema:
    """Nothing but the task force."""
    return {}
