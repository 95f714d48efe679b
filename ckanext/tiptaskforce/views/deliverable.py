"""Deliverables: the list, the log form, the page, and the verbs as buttons."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort, request

from ckanext.tiptaskforce.views import base, tables

FILTERS = (
    "state",
    "core_function",
    "subcommittee",
    "objective",
    "agency",
    "template",
    "overdue",
    "outdated",
    "q",
    "sort",
)
FIELDS = (
    "title",
    "status",
    "due",
    "finished_on",
    "template",
    "agency",
    "objective",
    "subcommittee",
    "evidence_url",
    "note",
    "visibility",
    "sensitivity",
)
# The verbs that a button says, and which of them want a page of their own first.
VERBS = ("submit", "recall", "accept", "send_back", "drop", "renew")
ASKS = {
    "submit": ("finished_on", "evidence_url", "note"),
    "send_back": ("note", "fix_by"),
    "drop": ("note",),
    "renew": ("due", "title"),
}


def index(slug: str) -> Any:
    """Answer: which deliverables are there?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    if "format" in request.args:
        return tables.download("deliverable_list", slug, chosen)
    found = base.call(
        "deliverable_list",
        taskforce=slug,
        page=base.page_number(),
        page_size=request.args.get("page_size"),
        **chosen,
    )
    return base.page(
        "deliverable/index",
        taskforce,
        found=found,
        chosen=chosen,
        may_log=base.may("deliverable", "create", taskforce=slug),
        **choices(slug),
    )


def new(slug: str) -> Any:
    """Ask five questions and log a deliverable."""
    taskforce = base.inside(slug)
    if request.method == "GET":
        tk.check_access(
            "tiptaskforce_deliverable_create",
            {"user": tk.current_user.name},
            {"taskforce": slug},
        )
        form = {**base.filters(*FIELDS), "key": base.one_time_key()}
        form.setdefault("status", "in_progress")
        return _form(taskforce, form)
    form = base.posted(*FIELDS, "day", "key", many=("confirm",))
    sent = _dated(form)
    key = sent.pop("key", None)
    try:
        made = base.call(
            "deliverable_create", taskforce=slug, idempotency_key=key, **sent
        )
        _attach(slug, made)
    except tk.ValidationError as refused:
        return _form(taskforce, form, base.words_of(refused))
    base.say(_logged(made))
    return base.go("deliverable.read", slug=slug, deliverable_id=made["id"])


def read(slug: str, deliverable_id: str) -> str:
    """Answer: what is it, who owes it, what happened?"""
    taskforce = base.inside(slug)
    shown = _mine(slug, deliverable_id)
    documents = base.call("document_list", taskforce=slug, deliverable=shown["id"])
    return base.page(
        "deliverable/read",
        taskforce,
        deliverable=shown,
        documents=documents["items"],
        history=base.call("deliverable_history", id=shown["id"]),
        may_attach=base.may(
            "document", "create", taskforce=slug, deliverable=shown["id"]
        ),
    )


def edit(slug: str, deliverable_id: str) -> Any:
    """Change an open deliverable; a conflict shows both copies."""
    taskforce = base.inside(slug)
    shown = _mine(slug, deliverable_id)
    if request.method == "GET":
        form = {name: shown.get(name) for name in FIELDS}
        form |= {"status": shown["state"], "version": shown["version"]}
        form["day"] = shown["due"]
        return _form(taskforce, form, deliverable=shown)
    form = base.posted(*FIELDS, "day", "version", many=("confirm",))
    try:
        sent = _dated(form)
        sent.pop("finished_on", None)
        changed = base.call("deliverable_update", id=shown["id"], **sent)
    except tk.ValidationError as refused:
        current = refused.error_dict.get("current")
        return _form(
            taskforce,
            form,
            base.words_of(refused),
            deliverable=shown,
            current=current if isinstance(current, dict) else None,
        )
    base.say(tk._("Saved."))
    return base.go("deliverable.read", slug=slug, deliverable_id=changed["id"])


def say_verb(slug: str, deliverable_id: str, verb: str) -> Any:
    """Say a verb to a deliverable; those that need words ask for them first."""
    if verb not in VERBS:
        abort(404)
    taskforce = base.inside(slug)
    shown = _mine(slug, deliverable_id)
    if verb not in shown["verbs"] and request.method == "GET":
        abort(403)
    form = {"version": str(shown["version"])}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        form = base.posted("version", *ASKS.get(verb, ()), many=("confirm",))
        try:
            done = base.call(f"deliverable_{verb}", id=shown["id"], **form)
            base.say(_done(verb))
            return base.go("deliverable.read", slug=slug, deliverable_id=done["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "deliverable/verb",
        taskforce,
        deliverable=shown,
        verb=verb,
        asks=ASKS.get(verb, ()),
        form=form,
        errors=errors,
    )


def attach(slug: str, deliverable_id: str) -> Any:
    """Add a file or a link as evidence."""
    taskforce = base.inside(slug)
    shown = _mine(slug, deliverable_id)
    errors: dict[str, list[str]] = {}
    form: dict[str, Any] = {"key": base.one_time_key()}
    if request.method == "POST":
        form = base.posted("title", "evidence_url", "key", many=("confirm",))
        try:
            _attach(slug, shown, url=form.get("evidence_url"), is_needed=True)
            base.say(tk._("The evidence is kept."))
            return base.go("deliverable.read", slug=slug, deliverable_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "deliverable/attach", taskforce, deliverable=shown, form=form, errors=errors
    )


def choices(slug: str) -> dict[str, Any]:
    """Return the closed lists that the forms and filters of deliverables offer."""
    return {
        "templates": base.call("template_list", taskforce=slug, page_size=100)["items"],
        "subcommittees": base.call("subcommittee_list", taskforce=slug)["items"],
        "objectives": base.call("objective_list", taskforce=slug, page_size=100)[
            "items"
        ],
        "agencies": base.call("agency_list", taskforce=slug, page_size=100)["items"],
    }


def _mine(slug: str, deliverable_id: str) -> dict[str, Any]:
    shown = base.call("deliverable_show", id=deliverable_id)
    if shown["taskforce"] != slug:
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def _form(
    taskforce: dict[str, Any],
    form: dict[str, Any],
    errors: dict[str, list[str]] | None = None,
    **more: Any,
) -> str:
    return base.page(
        "deliverable/form",
        taskforce,
        form=form,
        errors=errors or {},
        **choices(taskforce["slug"]),
        **more,
    )


def _dated(form: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with the one date of the form under the name it has here."""
    sent = dict(form)
    day = sent.pop("day", None)
    if day:
        sent["finished_on" if sent.get("status") == "delivered" else "due"] = day
    return sent


def _attach(
    slug: str, shown: dict[str, Any], url: str | None = None, *, is_needed: bool = False
) -> None:
    """Keep the file of the form, if there is one, as evidence of the deliverable."""
    upload = base.posted_file()
    if upload is None and not url and not is_needed:
        return
    base.call(
        "document_create",
        taskforce=slug,
        kind="evidence",
        title=request.form.get("title", "").strip() or shown["title"],
        deliverable=shown["id"],
        upload=upload,
        url=url,
    )


def _logged(made: dict[str, Any]) -> str:
    if made["state"] != "submitted":
        return tk._("Logged.")
    if made["is_evidence_owed"]:
        return tk._("Submitted for review. The evidence is still owed.")
    return tk._("Submitted for review.")


def _done(verb: str) -> str:
    return {
        "submit": tk._("Submitted for review."),
        "recall": tk._("Recalled. You can change it now."),
        "accept": tk._("Accepted."),
        "send_back": tk._("Sent back with your note."),
        "drop": tk._("Dropped. It stays readable and counts no more."),
        "renew": tk._("The next edition is open. The delivered one counts until then."),
    }[verb]


_ONE = "/<slug>/deliverable/<deliverable_id>"
blueprint = base.blueprint(
    "deliverable",
    (
        ("/<slug>/deliverable", "index", index, ("GET",)),
        ("/<slug>/deliverable/new", "new", new, ("GET", "POST")),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/attach", "attach", attach, ("GET", "POST")),
        (f"{_ONE}/<verb>", "say_verb", say_verb, ("GET", "POST")),
    ),
)
