"""The audit page: what happened, newest first; read-only."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base, tables


def index(slug: str) -> Any:
    """List the events."""
    taskforce = base.inside(slug)
    base.want("event", "list", taskforce=slug)
    chosen = base.filters("noun", "id")
    if tables.is_wanted():
        rows = tables.every("event_list", slug, chosen)
        return tables.download("audit", taskforce, rows, chosen)
    found = base.call("event_list", taskforce=slug, page=base.page_number(), **chosen)
    return base.page(
        "event/index",
        taskforce,
        found=found,
        chosen=chosen,
        nouns=list(labels.WORDS["noun"]),
    )


blueprint = base.blueprint("event", (("/<slug>/audit", "index", index, ("GET",)),))
