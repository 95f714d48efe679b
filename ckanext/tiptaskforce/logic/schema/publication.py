"""Accepted input of what is published."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed, optional, paged
from ckanext.tiptaskforce.vocabulary import ALERTS, Pillar, ReleaseKind, Step, Violation


def publication_list() -> Schema:
    """The closed filters of the catalogue."""
    return paged(
        series=optional(v.slug),
        kind=optional(v.one_of(ReleaseKind)),
        period=optional(v.line),
        objective=optional(v.line),
        pillar=optional(v.one_of(Pillar)),
        violation=optional(v.one_of(Violation)),
        area=optional(v.line),
        topic=optional(v.one_of_words(*(step.value for step in Step), ALERTS)),
        q=optional(v.line),
        sort=optional(v.one_of_words("newest", "title")),
        brief=optional(v.yes_no),
    )


def publication_overview() -> Schema:
    """What is published as a whole, or about one line of the strategy."""
    return paged(objective=optional(v.line))


def publication_show() -> Schema:
    """One series, or one numbered release of it."""
    return {"series": needed(v.slug), "number": optional(v.whole(1, 1_000_000))}


def publication_history() -> Schema:
    """Every release of a task force, or of one series, a page of them."""
    return paged(series=optional(v.slug))


def publication_read() -> Schema:
    """One file of one numbered release."""
    return {
        "series": needed(v.slug),
        "number": needed(v.whole(1, 1_000_000)),
        "file": needed(v.line),
    }


def publication_locate() -> Schema:
    """The id or name of a CKAN dataset."""
    return {"dataset": needed(v.line)}
