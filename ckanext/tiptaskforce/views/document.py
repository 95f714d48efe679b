"""Documents: the library, and the one door to stored files."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response

from ckanext.tiptaskforce.views import base, evidence, violation_links
from ckanext.tiptaskforce.vocabulary import Sensitivity

FIELDS = (
    "kind",
    "title",
    "description",
    "url",
    "visibility",
    "sensitivity",
    "subcommittee",
    "valid_until",
)


def index(slug: str) -> str:
    """Answer: which version is valid?"""
    taskforce = base.inside(slug)
    chosen = base.filters("kind", "subcommittee", "violation", "current")
    found = base.call(
        "document_list", taskforce=slug, page=base.page_number(), **chosen
    )
    return base.page(
        "document/index",
        taskforce,
        found=found,
        chosen=chosen,
        may_add=base.may("document", "create", taskforce=slug),
    )


def new(slug: str) -> Any:
    """Add a paper to the library."""
    taskforce = base.inside(slug)
    base.want("document", "create", taskforce=slug)
    form: dict[str, Any] = {"key": base.one_time_key(), **base.filters("replaces")}
    form["sensitivity"] = Sensitivity.MODERATE.value
    errors: dict[str, list[str]] = {}
    if base.posting():
        fields = (*FIELDS, *violation_links.FIELDS, "replaces", "key")
        form = base.posted(*fields, many=("violations", "confirm"))
        form.setdefault("key", base.one_time_key())
        try:
            form["kept"] = evidence.kept(slug, form["key"])
            _create(slug, form)
            base.say(tk._("The document is kept."))
            return base.go("document.index", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "document/form",
        taskforce,
        form=form,
        errors=errors,
    )


def _create(slug: str, form: dict[str, Any]) -> None:
    asked = violation_links.meant(form)
    sent = {k: v for k, v in asked.items() if k not in ("key", "kept")}
    key = form["key"]
    if form["kept"]:
        sent["staged"] = key
    base.call("document_create", taskforce=slug, idempotency_key=key, **sent)


def file(slug: str, document_id: str) -> Response:
    """Give a stored file to whoever may see its document, to nobody else."""
    base.inside(slug)
    found = base.call("document_read", id=document_id)
    content = base64.b64decode(found["content"])
    answer = Response(content, mimetype=found["media_type"])
    answer.headers.set("Content-Disposition", "attachment", filename=found["file_name"])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


blueprint = base.blueprint(
    "document",
    (
        ("/<slug>/document", "index", index, ("GET",)),
        ("/<slug>/document/new", "new", new, ("GET", "POST")),
        ("/<slug>/document/<document_id>/file", "file", file, ("GET",)),
    ),
)
