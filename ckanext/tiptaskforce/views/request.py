"""Ask for data, report a concern about a figure; coordination answers."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response

from ckanext.tiptaskforce.exchange import citation
from ckanext.tiptaskforce.views import base, public

FIELDS = ("kind", "text", "address", "series", "number", "cell")
FILTERS = ("kind", "state")
Shown = dict[str, Any]


def new(slug: str) -> Response:
    """Ask what is wanted and what for, or what is wrong with a figure."""
    body = base.call("taskforce_show", id=slug)
    form: Shown = {"kind": "data", **base.filters("kind", "series", "number", "cell")}
    errors: dict[str, list[str]] = {}
    is_asked = False
    if base.posting():
        form = base.posted(*FIELDS, many=("confirm",))
        try:
            base.call("request_create", taskforce=slug, **form)
            is_asked = True
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    page = base.page("request/new", body, form=form, errors=errors, is_asked=is_asked)
    return public.unkept(page)


def confirm(slug: str, token: str) -> Response:
    """Ask for one more click: programs that check links open them as well."""
    body = base.call("taskforce_show", id=slug)
    found: Shown | None = None
    if base.posting():
        found = base.call("request_confirm", taskforce=slug, token=token)
    return public.unkept(base.page("request/confirm", body, found=found))


def index(slug: str) -> str:
    """Answer: what do people outside ask of us?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    found = base.call("request_list", taskforce=slug, page=base.page_number(), **chosen)
    return base.page("request/index", taskforce, found=found, chosen=chosen)


def read(slug: str, request_id: str) -> Any:
    """Show one request, and take the answer to it."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("request_show", id=request_id), slug)
    form: Shown = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "note", "verb", many=("confirm",))
        verb = "close" if form.pop("verb", "") == "close" else "answer"
        try:
            base.call(f"request_{verb}", id=request_id, **form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
        else:
            base.say(tk._("It is on its way to the person who asked."))
            return base.go("request.index", slug=slug)
    return base.page(
        "request/read",
        taskforce,
        asked=shown,
        figure=_figure(slug, shown),
        form=form,
        errors=errors,
    )


def _figure(slug: str, shown: Shown) -> str | None:
    """Return the address of the figure that a concern is about, or None."""
    if not shown["series"] or not shown["number"]:
        return None
    named = {"series": shown["series"], "number": shown["number"]}
    address = tk.h.url_for("tiptaskforce_publication.version", slug=slug, **named)
    cell = shown["cell"]
    return f"{address}?cell={citation.quoted(cell)}" if cell else address


blueprint = base.blueprint(
    "request",
    (
        ("/<slug>/request", "index", index, ("GET",)),
        ("/<slug>/request/new", "new", new, ("GET", "POST")),
        ("/<slug>/request/confirm/<token>", "confirm", confirm, ("GET", "POST")),
        ("/<slug>/request/<request_id>", "read", read, ("GET", "POST")),
    ),
    is_public=True,
)
