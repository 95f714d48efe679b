"""Tables tried before a release is made of them: which would survive, at what cost?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import figures
from ckanext.tiptaskforce.views import base

Shown = dict[str, Any]
# The button that tries the tables of a form, and leaves the form as it was typed.
BUTTON = "try"


def is_asked() -> bool:
    """Tell whether a form was sent to try its tables, and not to keep them."""
    return base.posting() and BUTTON in request.form


def of(
    slug: str, specification: Shown, counted: Sequence[str]
) -> tuple[Shown | None, dict[str, list[str]]]:
    """Return how the tables of a specification would fare, or what is wrong in them.

    They are tried with the newest of the chosen periods of which anything was counted.
    """
    codes = [c for c in specification["window"]["period"] if c in counted]
    if not codes or not specification["tables"]:
        message = tk._("Choose a period and at least one table to try.")
        return None, {"tables": [message]}
    found, errors = base.tried(
        "tally_design_preview",
        taskforce=slug,
        step=specification["step"],
        period=codes[-1],
        tables=specification["tables"],
    )
    if errors:
        return None, errors
    return {**found, "results": [named(table) for table in found["tables"]]}, {}


def coarser(tried: Shown | None) -> list[list[str]]:
    """Return the coarser tables that a trial advises, to be offered beside the rest."""
    found = [one["coarser"] for one in (tried or {}).get("results", ())]
    return [one["columns"] for one in found if one]


def named(table: Shown) -> Shown:
    """Return a tried table with what it counts by, and its coarser one, in words."""
    advised = table["coarser"]
    return {
        **table,
        "fate": _fate(table),
        "words": words(table["columns"]),
        "coarser_words": words(advised["columns"]) if advised else None,
    }


def _fate(table: Shown) -> str:
    """Return whether a table survives; one that shows few is asked about later on."""
    if not table["survives"]:
        return "no"
    return "yes" if table["share_shown"] >= figures.WORTH_PRINTING else "little"


def words(columns: Sequence[str]) -> str:
    """Return what a table counts by, in words."""
    return " × ".join(map(labels.dimension, columns))
