"""The review queue: accept, or send back with a reason."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import base


def index(slug: str) -> str:
    """Answer: what waits for my review?"""
    taskforce = base.inside(slug)
    found = base.call(
        "deliverable_list",
        taskforce=slug,
        state="submitted",
        sort="modified",
        page=base.page_number(),
        **base.filters("subcommittee"),
    )
    return base.page(
        "review/index",
        taskforce,
        found=found,
        chosen=base.filters("subcommittee"),
        subcommittees=base.call("subcommittee_list", taskforce=slug)["items"],
    )


def read(slug: str, deliverable_id: str) -> Any:
    """Show one submission beside the decision."""
    taskforce = base.inside(slug)
    shown = base.call("deliverable_show", id=deliverable_id)
    if shown["taskforce"] != slug:
        raise tk.ObjectNotFound(tk._("Not found."))
    form: dict[str, Any] = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        form = base.posted("decision", "note", "version", many=("confirm",))
        try:
            return _decide(slug, shown, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    documents = base.call("document_list", taskforce=slug, deliverable=shown["id"])
    return base.page(
        "review/read",
        taskforce,
        deliverable=shown,
        documents=documents["items"],
        history=base.call("deliverable_history", id=shown["id"]),
        form=form,
        errors=errors,
    )


def _decide(slug: str, shown: dict[str, Any], form: dict[str, Any]) -> Any:
    sent = dict(form)
    decision = sent.pop("decision", "")
    if decision not in ("accept", "send_back"):
        raise tk.ValidationError({"decision": [tk._("Choose one of the two.")]})
    base.call(f"deliverable_{decision}", id=shown["id"], **sent)
    waiting = base.call("task_list", taskforce=slug, page_size=1)["count"]
    words = tk._("Accepted.") if decision == "accept" else tk._("Sent back.")
    left = tk._("{number} tasks are left.").format(number=waiting)
    base.say(f"{words} {left}")
    return base.go("review.index", slug=slug)


blueprint = base.blueprint(
    "review",
    (
        ("/<slug>/review", "index", index, ("GET",)),
        ("/<slug>/review/<deliverable_id>", "read", read, ("GET", "POST")),
    ),
)
