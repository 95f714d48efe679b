"""Accepted input of notices."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed, optional, paged


def notice_list() -> Schema:
    """Which of them."""
    return paged(unread=optional(v.yes_no), brief=optional(v.yes_no))


def notice_choose() -> Schema:
    """That all are read, or these."""
    return {"is_read": needed(v.yes_no), "notices": optional(v.identifiers)}
