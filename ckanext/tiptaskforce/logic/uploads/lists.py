"""The closed lists of a task force, as cells of a tracker may write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange.cells import Code, Codes, Kind
from ckanext.tiptaskforce.exchange.code_set import CodeSet
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.labels import languages
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.template import Template


def listed(words: Mapping[str, str], aliases: Mapping[str, str] | None = None) -> Code:
    """Return a closed list in the reader's language; English words match as well."""
    shown = {code: tk._(word) for code, word in words.items()}
    also = {word: code for code, word in words.items()}
    return Code(shown, {**also, **(aliases or {})})


def worded(name: str, aliases: Mapping[str, str] | None = None) -> Code:
    """Return one of the closed lists that ``labels`` has words for."""
    return listed(labels.WORDS[name], aliases)


def agencies(taskforce_id: str) -> Code:
    """Return the member organisations by acronym; their full names match as well."""
    found = Agency.staying(taskforce_id)
    return Code(
        {acronym: acronym for acronym in sorted(row.acronym for row in found)},
        {row.name: row.acronym for row in found},
    )


def templates(taskforce_id: str) -> Code:
    """Return the standing deliverables by code, such as 1.2, or by title."""
    return _coded(scalars(Template.live(taskforce_id)))


def lines(taskforce_id: str) -> Code:
    """Return the lines of the current strategy by code, such as A.2, or by title."""
    return _coded(scalars(Objective.current(taskforce_id)))


def subcommittees(taskforce_id: str) -> Code:
    """Return the subcommittees by title or short name."""
    found = scalars(Subcommittee.of(taskforce_id))
    return Code({row.slug: row.title for row in found})


def violation_links() -> Code:
    """Return each violation with each kind of link, such as abduction:tactic."""
    violations, kinds = labels.WORDS["violation"], labels.WORDS["violation_link"]
    pairs = [(code, kind) for code in violations for kind in kinds]
    return Code(
        {f"{c}:{k}": f"{tk._(violations[c])}: {tk._(kinds[k])}" for c, k in pairs},
        {f"{violations[c]}: {kinds[k]}": f"{c}:{k}" for c, k in pairs},
    )


def understood(columns: Iterable[Column]) -> list[Column]:
    """Return columns that are found, and read, in every language of ours.

    A file may come back in another language than it went out in.
    """
    return [
        replace(
            column,
            kind=_understood(column.kind),
            aliases=(*column.aliases, *languages.in_all(column.label)),
        )
        for column in columns
    ]


def _understood(kind: Kind) -> Kind:
    if isinstance(kind, Codes):
        return replace(kind, one=_understood(kind.one))
    if isinstance(kind, CodeSet):
        return replace(kind, also={**_in_all(kind.parts), **kind.also})
    if not isinstance(kind, Code):
        return kind
    return replace(kind, aliases={**_in_all(kind.options), **kind.aliases})


def _in_all(options: Mapping[str, str]) -> dict[str, str]:
    """Return the code of each word that any of our languages has for it."""
    return {
        word: code
        for code, label in options.items()
        for word in languages.in_all(label)
    }


def _coded(found: Iterable[Any]) -> Code:
    pairs = [(row.code, row.title) for row in found]
    return Code(
        {code: f"{code} {title}" for code, title in pairs},
        {title: code for code, title in pairs},
    )
