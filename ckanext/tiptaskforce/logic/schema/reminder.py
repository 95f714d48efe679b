"""Accepted input of reminders."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed


def reminder_create() -> Schema:
    """Whom to remind."""
    return {"agencies": needed(v.list_of_text)}
