"""Accepted input of the tally design."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.exchange.period import MONTHS
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import optional, versioned
from ckanext.tiptaskforce.vocabulary import Step

MOST_TABLES, MOST_COLUMNS = 8, 3


def tally_design_show() -> Schema:
    """The period of which the design is asked, by default new ones; for whom."""
    return {"period": optional(v.line), "agency": optional(v.line)}


def tables(value: Any) -> list[list[str]]:
    """Accept at most 8 tables of 1 to 3 columns each."""
    found = value if isinstance(value, list) else None
    if found is None or len(found) > MOST_TABLES:
        raise tk.Invalid(tk._("At most {most} tables.").format(most=MOST_TABLES))
    for table in found:
        names = table if isinstance(table, list) else []
        is_text = all(isinstance(name, str) for name in names)
        if not is_text or not 1 <= len(names) <= MOST_COLUMNS:
            message = tk._("A table has 1 to {most} columns.")
            raise tk.Invalid(message.format(most=MOST_COLUMNS))
    return found


def tally_design_preview() -> Schema:
    """The step, the period and the tables to try."""
    return {
        "step": optional(v.one_of(Step)),
        "period": optional(v.line),
        "tables": v.nested(tables),
    }


def tally_design_update() -> Schema:
    """What may change for new periods; zones come with the preset."""
    return versioned(
        since=optional(v.line),
        period=optional(v.one_of_words(*MONTHS)),
        steps=optional(v.list_of_text),
        dimensions=optional(v.list_of_text),
        place_level=optional(v.whole(1, 5)),
    )
