"""Accepted input of documents."""

from __future__ import annotations

from typing import Any

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    restricted,
    touching,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import (
    DocumentKind,
    Sensitivity,
    Violation,
    Visibility,
)


def as_sent(value: Any) -> Any:
    """Keep an uploaded file as it came; the action looks into it."""
    return value


def document_create() -> Schema:
    """A file or a link, and what it is."""
    return {
        "kind": needed(v.one_of(DocumentKind)),
        "title": needed(v.line, v.about_work),
        "description": optional(v.paragraph, v.about_work),
        "upload": optional(as_sent),
        "staged": optional(v.line),
        "url": optional(v.https_link),
        "deliverable": optional(v.identifier),
        "report": optional(v.identifier),
        "visibility": optional(v.one_of(Visibility)),
        "sensitivity": optional(v.one_of(Sensitivity)),
        "subcommittee": optional(v.line),
        "agency": optional(v.line),
        "seats": optional(v.list_of_text),
        "replaces": optional(v.identifier),
        "language": optional(v.line, v.no_contact),
        "valid_until": optional(v.day),
        **touching(),
        **confirmable(),
    }


def document_update() -> Schema:
    """What is said about a document, and where a link leads; a file stays."""
    return versioned(
        kind=kept(v.one_of(DocumentKind)),
        title=kept(v.line, v.about_work),
        url=kept(v.https_link),
        description=clearable(v.paragraph, v.about_work),
        language=clearable(v.line, v.no_contact),
        valid_until=clearable(v.day),
        **restricted(),
        **touching(),
        **confirmable(),
    )


def document_withdraw() -> Schema:
    """The reason must go along."""
    return noted(is_obligatory=True)


def document_stage() -> Schema:
    """A file, and the key of the form that it waits for."""
    return {"upload": needed(as_sent), "key": needed(v.line)}


def document_list() -> Schema:
    """The closed filters of the library."""
    return paged(
        kind=optional(v.one_of(DocumentKind)),
        deliverable=optional(v.identifier),
        report=optional(v.identifier),
        subcommittee=optional(v.line),
        current=optional(v.yes_no),
        library=optional(v.yes_no),
        language=optional(v.line),
        version_of=optional(v.identifier),
        withdrawn=optional(v.yes_no),
        q=optional(v.line),
        violation=optional(v.one_of(Violation)),
    )


def document_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def document_read() -> Schema:
    """Nothing but the identifier."""
    return {}
