"""The evidence of a form: a file that survives an error in another field, or a link."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import base


def kept(slug: str, key: str) -> dict[str, Any] | None:
    """Keep the file of the form, and return its name and size; or what was kept before.

    :raises ValidationError: for a file that is refused, by name and reason
    """
    upload = base.posted_file()
    if upload is not None:
        shown = base.call("document_stage", taskforce=slug, upload=upload, key=key)
        return {"name": shown["file_name"], "size": shown["size"]}
    name, size = request.form.get("kept_name"), request.form.get("kept_size", "")
    if not name or "remove_file" in request.form:
        return None
    return {"name": name, "size": int(size) if size.isdecimal() else 0}


def attach(
    slug: str,
    shown: dict[str, Any],
    form: dict[str, Any],
    *,
    noun: str = "deliverable",
    is_needed: bool = False,
) -> None:
    """Make the kept file a document; on a page for evidence alone, a link as well."""
    given: dict[str, dict[str, Any]] = {}
    if form.get("kept"):
        given["file"] = {"staged": form["key"]}
    if is_needed and form.get("evidence_url"):
        given["link"] = {"url": form["evidence_url"]}
    if is_needed and not given:
        raise tk.ValidationError({"upload": [tk._("Choose a file or give a link.")]})
    if form.get("replaces") and len(given) > 1:
        message = tk._("Give a file or a link, one of the two.")
        raise tk.ValidationError({"upload": [message]})
    for name, sent in given.items():
        base.call(
            "document_create",
            taskforce=slug,
            kind="evidence",
            title=form.get("title") or shown["title"],
            idempotency_key=f"{form['key']}-{name}",
            replaces=form.get("replaces"),
            **{noun: shown["id"]},
            **sent,
        )
