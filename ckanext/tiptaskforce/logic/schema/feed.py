"""Accepted input of calendar feeds."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed


def feed_show() -> Schema:
    """Nothing but the task force."""
    return {}


def feed_choose() -> Schema:
    """Whether there is to be one."""
    return {"is_wanted": needed(v.yes_no)}


def feed_read() -> Schema:
    """The secret of its address."""
    return {"secret": needed(v.line)}
