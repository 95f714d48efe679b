"""Accepted input of requests."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import public_forms
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    confirmable,
    needed,
    noted,
    optional,
    paged,
)
from ckanext.tiptaskforce.vocabulary import RequestKind, RequestState


def request_create() -> Schema:
    """What is asked, where to answer, and of which figure a concern speaks."""
    return {
        "kind": needed(v.one_of(RequestKind)),
        "text": needed(v.paragraph, v.about_work),
        "address": needed(public_forms.address),
        "series": optional(v.slug),
        "number": optional(v.whole(1, 1_000_000)),
        "cell": optional(public_forms.cell),
        **confirmable(),
    }


def request_confirm() -> Schema:
    """What the link in the mail carries."""
    return {"token": needed(public_forms.token)}


def request_list() -> Schema:
    """The closed filters of the list."""
    return paged(
        kind=optional(v.one_of(RequestKind)), state=optional(v.one_of(RequestState))
    )


def request_show() -> Schema:
    """One request."""
    return {}


def request_answer() -> Schema:
    """The answer, which goes to its writer by mail."""
    return noted(is_obligatory=True)


def request_close() -> Schema:
    """Why there is no answer; it goes to its writer by mail."""
    return noted(is_obligatory=True)
