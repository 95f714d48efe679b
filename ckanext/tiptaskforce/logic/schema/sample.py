"""Accepted input of samples."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional

MOST = 20_000


def sample_create() -> Schema:
    """How much work, and the number from which chance begins."""
    return {
        "deliverables": optional(v.whole(1, MOST)),
        "reports": optional(v.yes_no),
        "drafts_of": optional(v.list_of_text),
        "seed": optional(v.whole(0, 999_999_999)),
    }
