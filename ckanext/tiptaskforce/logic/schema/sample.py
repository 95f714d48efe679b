"""Accepted input of samples."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed, optional

MOST = 20_000


def sample_create() -> Schema:
    """How much work, and the number from which chance begins."""
    return {
        "deliverables": needed(v.whole(1, MOST)),
        "seed": optional(v.whole(0, 999_999_999)),
    }
