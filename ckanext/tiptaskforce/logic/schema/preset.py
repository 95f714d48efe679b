"""Accepted input of presets."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional
from ckanext.tiptaskforce.logic.schema.document import as_sent


def preset_check() -> Schema:
    """A preset that comes with the extension, or a zip of one."""
    return {"name": optional(v.slug), "upload": optional(as_sent)}


def preset_load() -> Schema:
    """The preset, and whether what it makes is marked as a sample."""
    return {**preset_check(), "sample": optional(v.yes_no)}
