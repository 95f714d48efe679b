"""Accepted input of strategies."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    noted,
    optional,
    paged,
    versioned,
)

SWOT = ("strengths", "weaknesses", "opportunities", "threats")


def _words() -> Schema:
    """What a strategy says besides its title and its period."""
    return {
        "vision": clearable(v.paragraph, v.about_work),
        "principles": clearable(v.list_of_text, v.each_about_work),
        **{name: clearable(v.list_of_text, v.each_about_work) for name in SWOT},
        **confirmable(),
    }


def strategy_show() -> Schema:
    """Which one; without it the current one."""
    return {"strategy": optional(v.line)}


def strategy_history() -> Schema:
    """Nothing but the identifier."""
    return {}


def strategy_list() -> Schema:
    """The list takes no filter."""
    return paged()


def strategy_create() -> Schema:
    """Its words by hand, or from where they and the tree are taken."""
    return {
        "slug": optional(v.slug),
        "title": optional(v.line, v.no_contact),
        "from": optional(v.day),
        "until": optional(v.day),
        "copy_of": optional(v.line),
        "preset": optional(v.line),
        "preset_strategy": optional(v.slug),
        **_words(),
    }


def strategy_update() -> Schema:
    """Any of its words, and its period."""
    more: Schema = {
        "title": kept(v.line, v.no_contact),
        "from": kept(v.day),
        "until": kept(v.day),
    }
    return versioned(**more, **_words())


def strategy_drop() -> Schema:
    """The version, and why."""
    return noted(is_obligatory=True)


def strategy_adopt() -> Schema:
    """Nothing but the version."""
    return versioned()
