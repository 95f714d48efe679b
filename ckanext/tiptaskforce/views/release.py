"""Releases: the steps of the proposer, and the one page of the approver."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort, request

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.views import base
from ckanext.tiptaskforce.vocabulary import ProgressTable, WithdrawReason

VERBS = ("protect", "cancel", "propose", "approve", "send_back", "drop", "withdraw")
WORDS = ("title", "series", "sentence", "caveats", "next_update")
ASKS = {
    "send_back": ("note",),
    "drop": ("note",),
    "withdraw": ("reason", "note"),
    "approve": ("read", "true", "nobody", "safe"),
}


def index(slug: str) -> str:
    """List the releases, published or not."""
    taskforce = base.inside(slug)
    chosen = base.filters("state", "series")
    found = base.call("release_list", taskforce=slug, page=base.page_number(), **chosen)
    may_make = base.may(
        "release", "create", taskforce=slug, specification={"kind": "progress"}
    )
    return base.page(
        "release/index", taskforce, found=found, chosen=chosen, may_make=may_make
    )


def new(slug: str) -> Any:
    """Step 1: choose series, period and tables."""
    taskforce = base.inside(slug)
    form: dict[str, Any] = _proposal(taskforce)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        form = base.posted(*WORDS, "period", "key", many=("tables", "confirm"))
        sent = _sent(form)
        key = sent.pop("key", None)
        try:
            made = base.call(
                "release_create", taskforce=slug, idempotency_key=key, **sent
            )
            return base.go("release.read", slug=slug, release_id=made["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return _form(taskforce, form, errors)


def edit(slug: str, release_id: str) -> Any:
    """Change what is not proposed yet."""
    taskforce = base.inside(slug)
    shown = _mine(slug, release_id)
    form = {name: shown.get(name) for name in WORDS}
    form |= {
        "version": shown["version"],
        "tables": shown["specification"]["tables"],
        "period": shown["specification"]["window"]["period"][0],
    }
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        form = base.posted(*WORDS, "period", "version", many=("tables", "confirm"))
        sent = _sent(form)
        sent.pop("series", None)
        try:
            base.call("release_update", id=shown["id"], **sent)
            return base.go("release.read", slug=slug, release_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return _form(taskforce, form, errors, release=shown)


def read(slug: str, release_id: str) -> str:
    """Show where a release stands, its preview, its check and the next step."""
    taskforce = base.inside(slug)
    shown = _mine(slug, release_id)
    return base.page(
        "release/read",
        taskforce,
        release=shown,
        preview=base.call("release_preview", id=shown["id"]),
    )


def say_verb(slug: str, release_id: str, verb: str) -> Any:
    """Say a verb to a release; those that need words ask for them first."""
    if verb not in VERBS:
        abort(404)
    taskforce = base.inside(slug)
    shown = _mine(slug, release_id)
    form: dict[str, Any] = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        form = base.posted("version", *ASKS.get(verb, ()), many=("confirm",))
        try:
            _say(shown, verb, form)
            return base.go("release.read", slug=slug, release_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "release/verb",
        taskforce,
        release=shown,
        verb=verb,
        form=form,
        errors=errors,
        reasons=[reason.value for reason in WithdrawReason],
        preview=base.call("release_preview", id=shown["id"]),
    )


def _say(shown: dict[str, Any], verb: str, form: dict[str, Any]) -> None:
    sent = dict(form)
    if verb == "approve":
        ticked = [sent.pop(name, None) for name in ASKS["approve"]]
        if not all(ticked):
            message = tk._("Tick each line after you checked it.")
            raise tk.ValidationError({"read": [message]})
    base.call(f"release_{verb}", id=shown["id"], **sent)


def _proposal(taskforce: dict[str, Any]) -> dict[str, Any]:
    """Return the form as the next release of the usual series would fill it."""
    now = period.containing(tk.h.tiptaskforce_today(taskforce), "quarter")
    return {
        "key": base.one_time_key(),
        "series": "progress",
        "period": now.code,
        "tables": [table.value for table in ProgressTable],
    }


def _sent(form: dict[str, Any]) -> dict[str, Any]:
    sent = dict(form)
    window = {"period": [sent.pop("period", "")]}
    tables = sent.pop("tables", [])
    sent["specification"] = {"kind": "progress", "window": window, "tables": tables}
    return sent


def _mine(slug: str, release_id: str) -> dict[str, Any]:
    shown = base.call("release_show", id=release_id)
    if shown["taskforce"] != slug:
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def _form(
    taskforce: dict[str, Any],
    form: dict[str, Any],
    errors: dict[str, list[str]],
    **more: Any,
) -> str:
    return base.page(
        "release/form",
        taskforce,
        form=form,
        errors=errors,
        tables=[table.value for table in ProgressTable],
        **more,
    )


_ONE = "/<slug>/release/<release_id>"
blueprint = base.blueprint(
    "release",
    (
        ("/<slug>/release", "index", index, ("GET",)),
        ("/<slug>/release/new", "new", new, ("GET", "POST")),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/<verb>", "say_verb", say_verb, ("GET", "POST")),
    ),
)
