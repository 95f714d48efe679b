"""Accepted input of subcommittees."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic.schema.base import paged


def subcommittee_list() -> Schema:
    """The list takes no filter."""
    return paged()


def subcommittee_show() -> Schema:
    """Nothing but the identifier."""
    return {}
