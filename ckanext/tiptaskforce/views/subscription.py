"""Tell me about new releases: asked for, confirmed and ended without an account."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response

from ckanext.tiptaskforce.views import base, public

Shown = dict[str, Any]


def new(slug: str) -> Response:
    """Ask where to write, and about which series."""
    body = base.call("taskforce_show", id=slug)
    chosen = base.filters("series")
    form: Shown = {"series": chosen.get("series", "")}
    errors: dict[str, list[str]] = {}
    is_asked = False
    if base.posting():
        form = base.posted("address", "series")
        try:
            base.call("subscription_create", taskforce=slug, **form)
            is_asked = True
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    series = [
        {"value": one["series"], "text": one["title"]}
        for one in public.published(slug, brief=True)
    ]
    page = base.page(
        "subscription/new",
        body,
        form=form,
        errors=errors,
        is_asked=is_asked,
        series=series,
    )
    return public.unkept(page)


def confirm(slug: str, token: str) -> Response:
    """Ask for one more click: programs that check links open them as well."""
    body = base.call("taskforce_show", id=slug)
    found: Shown | None = None
    if base.posting():
        found = base.call("subscription_confirm", taskforce=slug, token=token)
    return public.unkept(base.page("subscription/confirm", body, found=found))


def end(slug: str, token: str) -> Response:
    """End a subscription; the mail program's own button posts here too (RFC 8058)."""
    body = base.call("taskforce_show", id=slug)
    found: Shown | None = None
    if base.posting():
        found = base.call("subscription_end", taskforce=slug, token=token)
    return public.unkept(base.page("subscription/end", body, found=found))


blueprint = base.blueprint(
    "subscription",
    (
        ("/<slug>/subscription/new", "new", new, ("GET", "POST")),
        (
            "/<slug>/subscription/confirm/<token>",
            "confirm",
            confirm,
            ("GET", "POST"),
        ),
        ("/<slug>/subscription/end/<token>", "end", end, ("GET", "POST")),
    ),
    is_public=True,
)
