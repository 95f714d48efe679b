"""Accepted input of objectives."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.lines import Move
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    versioned,
)


def objective_overview() -> Schema:
    """Which strategy; without it the current one."""
    return {"strategy": optional(v.line)}


def objective_history() -> Schema:
    """Nothing but the identifier."""
    return {}


def objective_list() -> Schema:
    """Which strategy, and whether its retired lines are asked for."""
    return paged(strategy=optional(v.line), retired=optional(v.yes_no))


def objective_create() -> Schema:
    """A line of a strategy, at its top or below another line."""
    return {
        "strategy": optional(v.line),
        "code": needed(v.line_code),
        "title": needed(v.line, v.no_contact),
        "parent": optional(v.line),
        "source_code": optional(v.line_code),
        **confirmable(),
    }


def objective_update() -> Schema:
    """A line may be retitled, renumbered, or hung up elsewhere in the tree."""
    return versioned(
        code=kept(v.line_code),
        title=kept(v.line, v.no_contact),
        parent=clearable(v.line),
        source_code=clearable(v.line_code),
        **confirmable(),
    )


def objective_reorder() -> Schema:
    """One place up or down among the lines beside it."""
    return versioned(move=needed(v.one_of(Move)))


def objective_retire() -> Schema:
    """The reason must go along."""
    return noted(is_obligatory=True)


def objective_restore() -> Schema:
    """Nothing but the version."""
    return versioned()
