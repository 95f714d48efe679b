"""The directory of member organisations."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base


def index(slug: str) -> str:
    """Answer: who takes part, and whom do I call?"""
    taskforce = base.inside(slug)
    chosen = base.filters("type", "subcommittee", "q")
    found = base.call(
        "agency_list", taskforce=slug, page=base.page_number(), page_size=50, **chosen
    )
    return base.page(
        "agency/index",
        taskforce,
        found=found,
        chosen=chosen,
        subcommittees=base.call("subcommittee_list", taskforce=slug)["items"],
    )


def read(slug: str, agency_id: str) -> str:
    """Show one organisation and what it owes."""
    taskforce = base.inside(slug)
    shown = base.call("agency_show", id=agency_id)
    known = base.call("agency_list", taskforce=slug, q=shown["acronym"])["items"]
    if shown["id"] not in {item["id"] for item in known}:
        raise tk.ObjectNotFound(tk._("Not found."))
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
