"""The audit page: what happened, newest first; read-only."""

from __future__ import annotations

from ckanext.tiptaskforce.views import base


def index(slug: str) -> str:
    """List the events."""
    taskforce = base.inside(slug)
    chosen = base.filters("noun")
    found = base.call("event_list", taskforce=slug, page=base.page_number(), **chosen)
    return base.page("event/index", taskforce, found=found, chosen=chosen)


blueprint = base.blueprint("event", (("/<slug>/audit", "index", index, ("GET",)),))
