"""The public front page of a task force, and how it works with data."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import render_template

from ckanext.tiptaskforce.views import base


def index() -> Any:
    """List the task forces of this portal."""
    found = base.call("taskforce_list", page=base.page_number())
    if found["count"] == 1:
        return base.go("taskforce.read", slug=found["items"][0]["slug"])
    return render_template(
        "tiptaskforce/taskforce/index.html", found=found, taskforce=None, nav={}
    )


def read(slug: str) -> str:
    """Answer: who are they and what do they publish?"""
    taskforce = base.call("taskforce_show", id=slug)
    newest = base.call("publication_list", taskforce=slug, page_size=5)
    return base.page(
        "taskforce/read",
        taskforce,
        strategy=_strategy(slug),
        newest=newest["items"],
        state=_state(newest["items"]),
        is_member=base.may("deliverable", "list", taskforce=slug),
    )


def method(slug: str) -> str:
    """Say how figures come about and how people are protected."""
    taskforce = base.call("taskforce_show", id=slug)
    return base.page("taskforce/method", taskforce)


def _strategy(slug: str) -> dict[str, Any] | None:
    try:
        return base.call("strategy_show", taskforce=slug)
    except tk.ObjectNotFound:
        return None


def _state(newest: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what the last progress release says of the deliverables, or None."""
    for item in newest:
        rows = item.get("tables", {}).get("function-state", {}).get("rows")
        if rows:
            counts = {r[1]: r[2] for r in rows if r[0] == "TOTAL"}
            return {**item, "counts": counts}
    return None


blueprint = base.blueprint(
    "taskforce",
    (
        ("/", "index", index, ("GET",)),
        ("/<slug>", "read", read, ("GET",)),
        ("/<slug>/method", "method", method, ("GET",)),
    ),
    is_public=True,
)
