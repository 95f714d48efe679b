"""Releases: the steps of the proposer, and the one page of the approver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort, request, session

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import (
    base,
    figures,
    preview,
    proposal,
    violation_links,
)
from ckanext.tiptaskforce.vocabulary import (
    ALERTS,
    ProgressTable,
    ReleaseKind,
    ReleaseState,
    WithdrawReason,
)

WORDS = (
    *("title", "series", "sentence", "caveats", "next_update"),
    *violation_links.FIELDS,
)
MANY = ("tables", "violations", "confirm")
TICKS = ("read", "true", "nobody", "safe")
OBJECTED = "tiptaskforce_objected"
# What each verb asks for; those that ask for nothing are said with one button.
ASKS = {
    "protect": (),
    "cancel": (),
    "propose": (),
    "approve": TICKS,
    "send_back": ("note",),
    "object": ("note",),
    "drop": ("note",),
    "withdraw": ("reason", "note"),
}


def index(slug: str) -> str:
    """List the releases, published or not."""
    taskforce = base.inside(slug)
    if not base.may("release", "list", taskforce=slug):
        raise tk.ObjectNotFound(tk._("Not found."))
    chosen = base.filters("state", "series")
    found = base.call("release_list", taskforce=slug, page=base.page_number(), **chosen)
    return base.page(
        "release/index",
        taskforce,
        found=found,
        state=chosen.get("state", ""),
        states=[state.value for state in ReleaseState],
        chosen=_chosen(chosen),
        may_make=_may_make(slug),
        may_make_figures=figures.may_make(slug),
        may_make_alerts=figures.may_make(slug, ALERTS),
    )


def new(slug: str) -> Any:
    """Step 1: choose series, period, tables and words."""
    taskforce = base.inside(slug)
    if not _may_make(slug):
        raise tk.ObjectNotFound(tk._("Not found."))
    form: dict[str, Any] = proposal.next_of(taskforce, request.args.get("series"))
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*WORDS, "period", "key", many=MANY)
        try:
            return proposal.create(slug, _sent(form))
        except tk.ValidationError as refused:
            errors = proposal.by_field(base.words_of(refused))
    return _form(taskforce, form, errors)


def edit(slug: str, release_id: str) -> Any:
    """Change what is not proposed yet."""
    taskforce = base.inside(slug)
    shown = _mine(slug, release_id)
    if "update" not in shown["verbs"]:
        raise tk.ObjectNotFound(tk._("Not found."))
    if shown["kind"] == ReleaseKind.FIGURES:
        return figures.edit(taskforce, shown)
    now = proposal.of_release(shown)
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*WORDS, "period", "version", many=MANY)
        try:
            return proposal.update(shown, _sent(form))
        except tk.ValidationError as refused:
            errors = proposal.by_field(base.words_of(refused))
            form = base.beside({**form, "series": shown["series"]}, now, errors)
    return _form(taskforce, form, errors, release=shown)


def read(slug: str, release_id: str) -> Any:
    """Show where a release stands, its preview, its check and the next step."""
    taskforce = base.inside(slug)
    shown = _mine(slug, release_id)
    if not base.may("release", "preview", id=shown["id"]):
        # Who speaks for an agency sees its own counts in a release, and no more of it.
        return base.go("release.share", slug=slug, release_id=shown["id"])
    is_figures = shown["kind"] == ReleaseKind.FIGURES
    return base.page(
        "release/read",
        taskforce,
        release=shown,
        may_make=_may_make_like(slug, shown),
        next_url=_next_url(slug, shown),
        table_words=figures.table_words(shown) if is_figures else [],
        **preview.of_release(taskforce, shown),
    )


def _may_make_like(slug: str, shown: dict[str, Any]) -> bool:
    if shown["kind"] != ReleaseKind.FIGURES:
        return _may_make(slug)
    return figures.may_make(slug, shown["specification"]["step"])


def _next_url(slug: str, shown: dict[str, Any]) -> str:
    """Return where the next release of a series is prepared."""
    step = shown["specification"].get("step")
    is_figures = shown["kind"] == ReleaseKind.FIGURES
    name = (ALERTS if step == ALERTS else "figures") if is_figures else "new"
    endpoint = f"tiptaskforce_release.{name}"
    return tk.h.url_for(endpoint, slug=slug, series=shown["series"])


def say_verb(slug: str, release_id: str, verb: str) -> Any:
    """Say a verb to a release; those that need words ask for them first."""
    if verb not in ASKS:
        abort(404)
    taskforce = base.inside(slug)
    try:
        shown = _mine(slug, release_id)
    except tk.ObjectNotFound:
        # A second tap, or the way back: for who objected the release is gone.
        if verb == "object" and session.get(OBJECTED) == release_id:
            return _objected(slug, release_id)
        raise
    form: dict[str, Any] = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *ASKS[verb], many=("confirm", "little"))
        try:
            _say(shown, verb, form)
            if verb == "object":
                return _objected(slug, release_id)
            base.say(_said(verb))
            return base.go("release.read", slug=slug, release_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = shown["version"]
            if verb not in shown["verbs"]:
                # A second tap: what it asks for was done by the first one.
                base.say(tk._("It has moved on. This is how it stands now."))
                return base.go("release.read", slug=slug, release_id=shown["id"])
    if verb not in shown["verbs"] and not errors:
        return base.go("release.read", slug=slug, release_id=shown["id"])
    return base.page(
        "release/approve" if verb == "approve" else "release/verb",
        taskforce,
        release=shown,
        verb=verb,
        form=form,
        errors=errors,
        ticks=labels.words("tick"),
        reasons=[reason.value for reason in WithdrawReason],
        **_to_read(taskforce, shown, verb),
    )


def _to_read(
    taskforce: dict[str, Any], shown: dict[str, Any], verb: str
) -> dict[str, Any]:
    """Return what a person should see before saying a verb."""
    if verb == "approve":
        return preview.of_release(taskforce, shown)
    return {"sparse": preview.sparse(shown)} if verb == "propose" else {}


def _objected(slug: str, release_id: str) -> Any:
    """Tell that it was noted; to the agency the release is not there any more."""
    session[OBJECTED] = release_id
    base.say(_said("object"))
    return base.go("task.index", slug=slug)


def _say(shown: dict[str, Any], verb: str, form: dict[str, Any]) -> None:
    sent = dict(form)
    confirmed = sent.pop("little", ())
    if verb == "propose":
        _want_confirmed(shown, confirmed)
        sent["little"] = list(confirmed)
    if verb == "approve":
        missing = [name for name in TICKS if not sent.pop(name, None)]
        if missing:
            message = tk._("Make sure of this, then tick it: {line}")
            lines = labels.words("tick")
            raise tk.ValidationError(
                {name: [message.format(line=lines[name])] for name in missing}
            )
    base.call(f"release_{verb}", id=shown["id"], **sent)


def _want_confirmed(shown: dict[str, Any], confirmed: Sequence[str]) -> None:
    """Say by their titles which tables the action would refuse by their codes."""
    left = [t["title"] for t in preview.sparse(shown) if t["id"] not in confirmed]
    if left:
        message = tk._(
            "Tick it to publish it all the same, or change the tables: {names}"
        )
        words = message.format(names="; ".join(left))
        raise tk.ValidationError({"little": [words]})


def _said(verb: str) -> str:
    """Return what to tell after a verb: what happened, and what comes next."""
    return {
        "protect": tk._("The check has started. This page says how far it is."),
        "cancel": tk._("The check was cancelled. The release is a draft again."),
        "propose": tk._("Proposed. A coordinator who did not write it decides now."),
        "approve": tk._("Approved. The files are checked once more and published."),
        "send_back": tk._("Sent back with your note."),
        "object": tk._("Noted. The release went back to its maker with your reason."),
        "drop": tk._("Dropped. Nothing of it was published."),
        "withdraw": tk._("Withdrawn. Page, files and interface stopped at once."),
    }[verb]


def _sent(form: dict[str, Any]) -> dict[str, Any]:
    sent = violation_links.meant(form)
    window = {"period": [sent.pop("period", "")]}
    tables = sent.pop("tables", [])
    sent["specification"] = {"kind": "progress", "window": window, "tables": tables}
    return sent


def _mine(slug: str, release_id: str) -> dict[str, Any]:
    shown = base.call("release_show", id=release_id)
    if shown["taskforce"] != slug:
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def _may_make(slug: str) -> bool:
    return base.may(
        "release", "create", taskforce=slug, specification={"kind": "progress"}
    )


def _chosen(chosen: dict[str, str]) -> list[dict[str, str]]:
    names = {"state": tk._("State"), "series": tk._("Series")}
    return [
        {
            "label": names[name],
            "value": labels.word("release", code) if name == "state" else code,
            "url": tk.h.tiptaskforce_with(**{name: None, "page": None}),
        }
        for name, code in chosen.items()
    ]


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
        tables=tk.h.tiptaskforce_options("progress_table", list(ProgressTable)),
        periods=proposal.periods(taskforce, form.get("period")),
        **more,
    )


_ONE = "/<slug>/release/<release_id>"
blueprint = base.blueprint(
    "release",
    (
        ("/<slug>/release", "index", index, ("GET",)),
        ("/<slug>/release/new", "new", new, ("GET", "POST")),
        ("/<slug>/release/figures", "figures", figures.new, ("GET", "POST")),
        ("/<slug>/release/alerts", "alerts", figures.alerts, ("GET", "POST")),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/share", "share", figures.share, ("GET",)),
        (f"{_ONE}/<verb>", "say_verb", say_verb, ("GET", "POST")),
    ),
)
