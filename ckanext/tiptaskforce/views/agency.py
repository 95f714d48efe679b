"""The directory of member organisations."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.views import base, tables


def index(slug: str) -> Any:
    """Answer: who takes part, and whom do I call?"""
    taskforce = base.inside(slug)
    chosen = base.filters("type", "subcommittee", "q")
    if tables.is_wanted():
        rows = tables.every("agency_list", slug, chosen)
        return tables.download("members", taskforce, rows, chosen)
    sent: dict[str, Any] = {**chosen, "page_size": 50}
    found = base.call("agency_list", taskforce=slug, page=base.page_number(), **sent)
    return base.page("agency/index", taskforce, found=found, chosen=chosen)


def read(slug: str, agency_id: str) -> str:
    """Show one organisation and what it owes."""
    taskforce = base.inside(slug)
    shown = base.call("agency_show", id=agency_id)
    base.belongs(shown, slug)
    found = base.call(
        "deliverable_list", taskforce=slug, agency=shown["id"], page=base.page_number()
    )
    return base.page("agency/read", taskforce, agency=shown, found=found)


blueprint = base.blueprint(
    "agency",
    (
        ("/<slug>/agency", "index", index, ("GET",)),
        ("/<slug>/agency/<agency_id>", "read", read, ("GET",)),
    ),
)
