"""Accepted input of the list of tasks."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional, paged


def task_list() -> Schema:
    """Whose list it is: the caller's, or that of those whom the caller sits for."""
    return paged(of=optional(v.one_of_words("mine", "agency", "subcommittee")))
