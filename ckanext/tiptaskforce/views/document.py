"""Documents: the library, and the one door to stored files."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response

from ckanext.tiptaskforce.views import (
    base,
    evidence,
    retiring,
    tables,
    violation_links,
)
from ckanext.tiptaskforce.vocabulary import DocumentKind, Sensitivity

FIELDS = (
    *("kind", "title", "description", "language", "url", "visibility", "sensitivity"),
    *("subcommittee", "valid_until"),
)
FILTERS = (
    *("q", "kind", "subcommittee", "language", "violation", "versions", "withdrawn"),
)
ALL_VERSIONS = "all"
# What each version says for itself.
OWN = ("url", "valid_until")
CLEARED = ("description", "language", "subcommittee", "valid_until")
POSTS = ("GET", "POST")
Shown = dict[str, Any]


def index(slug: str) -> Any:
    """Answer: which version is valid?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    asked = _asked(chosen)
    if tables.is_wanted():
        found = tables.every("document_list", slug, asked)
        rows = [{**one, "document": one["kind"]} for one in found]
        return tables.download("documents", taskforce, rows, chosen)
    found = base.call("document_list", taskforce=slug, page=base.page_number(), **asked)
    return base.page(
        "document/index",
        taskforce,
        found=found,
        chosen=chosen,
        may_add=base.may("document", "create", taskforce=slug),
    )


def _asked(chosen: Shown) -> Shown:
    """Return what the list is asked: what is in force, unless older ones are wanted.

    What was withdrawn is in force no more, and is listed alone. Evidence stands with
    what it proves; here it is listed where its kind is chosen.
    """
    asked = {name: value for name, value in chosen.items() if name != "versions"}
    if chosen.get("versions") != ALL_VERSIONS and not chosen.get("withdrawn"):
        asked["current"] = "true"
    if chosen.get("kind") != DocumentKind.EVIDENCE:
        asked["library"] = "true"
    return asked


def read(slug: str, document_id: str) -> str:
    """Show one document: what it is, and all its versions."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("document_show", id=document_id), slug)
    about: Shown = {"taskforce": slug, "version_of": document_id, "page_size": 100}
    is_paper = not (shown["deliverable"] or shown["report"])
    versions = base.call("document_list", **about)["items"]
    stands, is_last = not shown["withdrawn"], versions[0]["id"] == document_id
    return base.page(
        "document/read",
        taskforce,
        document=shown,
        versions=versions,
        may_change=is_paper and base.may("document", "update", id=document_id),
        may_replace=shown["is_current"] or (is_last and not stands),
        may_withdraw=stands and base.may("document", "withdraw", id=document_id),
    )


def withdraw(slug: str, document_id: str) -> Any:
    """Withdraw a document, after a page that names what it does."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("document_show", id=document_id), slug)
    base.want("document", "withdraw", id=document_id)
    lead = tk._(
        "It leaves every list, and its file is given to nobody any more. Its page "
        "stays, with the reason; earlier versions stay as they are."
    )
    words = retiring.Retiring(
        noun="document",
        verb="withdraw",
        lead=lead,
        button=tk._("Withdraw document"),
        done=tk._("The document is withdrawn."),
        endpoint="document.read",
        address={"slug": slug, "document_id": document_id},
    )
    return retiring.page(taskforce, {**shown, "code": ""}, words)


def edit(slug: str, document_id: str) -> Any:
    """Change what is said about a paper of the library."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("document_show", id=document_id), slug)
    base.want("document", "update", id=document_id)
    now: Shown = {name: shown[name] for name in (*FIELDS, "violations", "version")}
    now |= violation_links.filled(shown)
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        names = (*FIELDS, *violation_links.FIELDS, "version")
        form = base.posted(*names, many=("violations", "confirm"))
        saved, errors = base.tried(
            "document_update", id=document_id, **_changed(shown, form)
        )
        if saved:
            base.say(tk._("What is said about the document is saved."))
            return base.go("document.read", slug=slug, document_id=document_id)
        form = base.beside(form, now, errors)
    return base.page(
        "document/form", taskforce, document=shown, form=form, errors=errors
    )


def _changed(shown: Shown, form: Shown) -> Shown:
    """Return the fields of the form, those that were emptied as well."""
    sent = {
        **dict.fromkeys((*CLEARED, "violations"), ""),
        **violation_links.meant(form),
    }
    if shown["file_name"] or not sent.get("url"):
        sent.pop("url", None)
    return sent


def new(slug: str) -> Any:
    """Add a paper to the library."""
    taskforce = base.inside(slug)
    base.want("document", "create", taskforce=slug)
    form = {"sensitivity": Sensitivity.MODERATE.value, **_before(slug)}
    form["key"] = base.one_time_key()
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


def _before(slug: str) -> Shown:
    """Return what the version before says, of a next version; its file is left out."""
    replaced = base.filters("replaces")
    if not replaced:
        return base.filters("kind", "subcommittee")
    shown = base.belongs(base.call("document_show", id=replaced["replaces"]), slug)
    same = (*(name for name in FIELDS if name not in OWN), "violations")
    return {**replaced, **{n: shown[n] for n in same}, **violation_links.filled(shown)}


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
        ("/<slug>/document/new", "new", new, POSTS),
        ("/<slug>/document/<document_id>", "read", read, ("GET",)),
        ("/<slug>/document/<document_id>/edit", "edit", edit, POSTS),
        ("/<slug>/document/<document_id>/withdraw", "withdraw", withdraw, POSTS),
        ("/<slug>/document/<document_id>/file", "file", file, ("GET",)),
    ),
)
