"""Comments on a deliverable: said on its page, changed and removed on their own."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort

from ckanext.tiptaskforce.views import base
from ckanext.tiptaskforce.views.deliverable import mine

Form = dict[str, Any]


def new(slug: str, deliverable_id: str) -> Any:
    """Say something about a deliverable to all who see it."""
    taskforce = base.inside(slug)
    shown = mine(slug, deliverable_id)
    base.want("comment", "create", taskforce=slug)
    form: Form = {"key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("text", "key", many=("confirm",))
        form.setdefault("key", base.one_time_key())
        about = {"taskforce": slug, "deliverable": shown["id"]}
        made, errors = base.created("comment_create", form, **about)
        if made:
            base.say(tk._("Your comment stands in the history."))
            return _back(slug, shown)
    return _page(taskforce, shown, form, errors)


def edit(slug: str, deliverable_id: str, comment_id: str) -> Any:
    """Change the words of an own comment."""
    taskforce, shown, comment = _open(slug, deliverable_id, comment_id, "update")
    now: Form = {"version": comment["version"], "text": comment["text"]}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("text", "version", many=("confirm",))
        sent = {"text": "", **form}
        made, errors = base.tried("comment_update", id=comment["id"], **sent)
        if made:
            base.say(tk._("Saved."))
            return _back(slug, shown)
        form = base.beside(form, now, errors)
    return _page(taskforce, shown, form, errors, comment=comment)


def remove(slug: str, deliverable_id: str, comment_id: str) -> Any:
    """Take the words of a comment away, after a page that names the effect."""
    taskforce, shown, comment = _open(slug, deliverable_id, comment_id, "remove")
    form: Form = {"version": comment["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        sent = base.posted("version")
        made, errors = base.tried("comment_remove", id=comment["id"], **sent)
        if made:
            base.say(tk._("The comment is removed."))
            return _back(slug, shown)
    more: Form = {"comment": comment, "form": form, "errors": errors}
    return base.page("comment/remove", taskforce, deliverable=shown, **more)


def _open(slug: str, deliverable_id: str, comment_id: str, verb: str) -> Any:
    taskforce = base.inside(slug)
    shown = mine(slug, deliverable_id)
    comment = base.belongs(base.call("comment_show", id=comment_id), slug)
    if comment["deliverable"] != shown["id"]:
        raise tk.ObjectNotFound(tk._("Not found."))
    if verb not in comment["verbs"]:
        abort(403)
    return taskforce, shown, comment


def _page(
    taskforce: dict[str, Any],
    shown: dict[str, Any],
    form: Form,
    errors: dict[str, list[str]],
    **more: Any,
) -> str:
    more = {"form": form, "errors": errors, **more}
    return base.page("comment/form", taskforce, deliverable=shown, **more)


def _back(slug: str, shown: dict[str, Any]) -> Any:
    return base.go("deliverable.read", slug=slug, deliverable_id=shown["id"])


_ON = "/<slug>/deliverable/<deliverable_id>/comment"
blueprint = base.blueprint(
    "comment",
    (
        (_ON, "new", new, ("GET", "POST")),
        (f"{_ON}/<comment_id>", "edit", edit, ("GET", "POST")),
        (f"{_ON}/<comment_id>/remove", "remove", remove, ("GET", "POST")),
    ),
)
