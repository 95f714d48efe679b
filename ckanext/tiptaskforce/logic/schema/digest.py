"""Accepted input of the choice about mails."""

from __future__ import annotations

from typing import Any

from ckan.types import Schema

from ckanext.tiptaskforce.logic import speaking
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import clearable, kept
from ckanext.tiptaskforce.vocabulary import MailChoice


def digest_show() -> Schema:
    """Nothing but the task force."""
    return {}


def digest_choose() -> Schema:
    """How often, and in which language."""
    return {
        "mail": kept(v.one_of(MailChoice)),
        "language": clearable(_spoken),
    }


def _spoken(value: Any) -> str:
    """Accept a language that the pages speak."""
    return v.one_of_words(*speaking.languages())(value)
