"""Requests to join: asked with an account, answered by coordination."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base
from ckanext.tiptaskforce.vocabulary import Role

PARTS = ("role", "agency", "subcommittee", "until")


def new(slug: str) -> Any:
    """Ask for a seat."""
    taskforce = base.call("taskforce_show", id=slug)
    form: dict[str, Any] = {"key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("organisation", "note", "key", many=("confirm",))
        sent = dict(form)
        key = sent.pop("key", None)
        try:
            base.call("join_create", taskforce=slug, idempotency_key=key, **sent)
            base.say(tk._("Asked. You get a mail when it is decided."))
            return base.go("taskforce.read", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page("join/form", taskforce, form=form, errors=errors)


def answer(slug: str, join_id: str) -> Any:
    """Give the asker a seat, or refuse."""
    taskforce = base.inside(slug)
    base.want("join", "list", taskforce=slug)
    every = base.call("join_list", taskforce=slug, page_size=100)["items"]
    asked = next((one for one in every if one["id"] == join_id), None)
    if asked is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    form: dict[str, Any] = {"version": asked["version"], "role": Role.REPORTER.value}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "do", *PARTS)
        try:
            return _decide(slug, join_id, dict(form))
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    found = base.call("agency_list", taskforce=slug, left="false", page_size=100)
    return base.page(
        "join/answer",
        taskforce,
        asked=asked,
        form=form,
        errors=errors,
        roles=list(Role),
        agencies=found["items"],
    )


def _decide(slug: str, join_id: str, form: dict[str, Any]) -> Any:
    if form.pop("do", "") == "refuse":
        base.call("join_refuse", id=join_id, version=form.get("version"))
        base.say(tk._("Refused. The asker is told by mail."))
    else:
        base.call("join_approve", id=join_id, **form)
        base.say(tk._("The seat is given. It holds from now on."))
    return base.go("seat.index", slug=slug)


blueprint = base.blueprint(
    "join",
    (
        ("/<slug>/join/new", "new", new, ("GET", "POST")),
        ("/<slug>/admin/join/<join_id>", "answer", answer, ("GET", "POST")),
    ),
)
