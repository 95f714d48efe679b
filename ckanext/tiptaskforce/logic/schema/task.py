"""Accepted input of the list of tasks."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic.schema.base import paged


def task_list() -> Schema:
    """The list takes no filter."""
    return paged()
