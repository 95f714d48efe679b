"""Tables that are safe and show little: published only where that is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import figures
from ckanext.tiptaskforce.logic import base, publications
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ReleaseKind


def tables(row: Release, made: Mapping[str, Any]) -> list[str]:
    """Return which tables of the content of a release show little."""
    if row.kind != ReleaseKind.FIGURES:
        return []
    return figures.sparse(made["tables"], made["manifest"])


def want_confirmed(step: base.Step) -> None:
    """Refuse a table that shows little and is not named in ``little``."""
    made = publications.content(step.taskforce, step.row)
    confirmed = step.data.get("little") or ()
    left = [name for name in tables(step.row, made) if name not in confirmed]
    if left:
        message = tk._(
            "These tables show less than half of those counted: {names}. Name each of "
            "them here to publish it all the same, or change the tables."
        )
        raise base.invalid("little", message.format(names=", ".join(left)))
