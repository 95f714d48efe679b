"""The standing deliverables: added, changed and retired by coordination."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base

Shown = dict[str, Any]
SAID = (
    *("title", "kind", "subcommittee", "objective", "review_months"),
    *("successor", "handover_on"),
)
CLEARABLE = (*SAID[2:], "not_applicable")


def index(slug: str) -> str:
    """Answer: which deliverables do the core functions ask for?"""
    taskforce = base.inside(slug)
    return base.page(
        "template/index",
        taskforce,
        templates=_every(slug),
        may_edit=base.may("template", "create", taskforce=slug),
    )


def new(slug: str) -> Any:
    """Add a standing deliverable."""
    taskforce = base.inside(slug)
    base.want("template", "create", taskforce=slug)
    form: Shown = {"key": base.one_time_key(), "kind": "general"}
    errors: dict[str, list[str]] = {}
    if base.posting():
        names = ("code", "core_function", *SAID)
        form = base.posted(*names, "key", many=("confirm",))
        form.setdefault("key", base.one_time_key())
        made, errors = base.created("template_create", form, taskforce=slug)
        if made:
            base.say(tk._("The standing deliverable is added."))
            return base.go("template.index", slug=slug)
    return _form(taskforce, form, errors)


def edit(slug: str, template_id: str) -> Any:
    """Change a standing deliverable, say that it does not apply, or retire it."""
    taskforce = base.inside(slug)
    base.want("template", "create", taskforce=slug)
    shown = next((one for one in _every(slug) if one["id"] == template_id), None)
    if shown is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    now: Shown = {**shown, "retired": "true" if shown["retired"] else ""}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        names = (*SAID, "not_applicable", "retired", "version")
        form = base.posted(*names, many=("confirm",))
        sent = {**dict.fromkeys(CLEARABLE, ""), "retired": "false", **form}
        made, errors = base.tried("template_update", id=shown["id"], **sent)
        if made:
            base.say(tk._("Saved."))
            return base.go("template.index", slug=slug)
        form = base.beside(form, now, errors)
    return _form(taskforce, form, errors, standing=shown)


def _form(
    taskforce: Shown, form: Shown, errors: dict[str, list[str]], **more: Any
) -> str:
    slug = taskforce["slug"]
    sent: Shown = {"taskforce": slug, "page_size": 100}
    lines = base.call("objective_list", **sent)["items"]
    more = {"form": form, "errors": errors, "objectives": lines, **more}
    return base.page("template/form", taskforce, **more)


def _every(slug: str) -> list[Shown]:
    sent: Shown = {"taskforce": slug, "page_size": 100, "retired": "true"}
    return base.call("template_list", **sent)["items"]


blueprint = base.blueprint(
    "template",
    (
        ("/<slug>/template", "index", index, ("GET",)),
        ("/<slug>/template/new", "new", new, ("GET", "POST")),
        ("/<slug>/template/<template_id>", "edit", edit, ("GET", "POST")),
    ),
)
