"""Accepted input of the choice about the daily mail."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed


def digest_show() -> Schema:
    """Nothing but the task force."""
    return {}


def digest_choose() -> Schema:
    """Whether it is wanted."""
    return {"is_wanted": needed(v.yes_no)}
