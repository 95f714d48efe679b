"""Deliverables: the list, the log form, the page, and the verbs as buttons."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort

from ckanext.tiptaskforce.views import base, evidence, tables, violation_links, year
from ckanext.tiptaskforce.vocabulary import DETAILS, TemplateKind

FILTERS = (
    "state",
    "core_function",
    "subcommittee",
    "objective",
    "agency",
    "template",
    "violation",
    "overdue",
    "outdated",
    "q",
    "sort",
)
# What may be said beside, and what belongs to the kind of the standing deliverable.
BESIDE = (
    *("successor", "handover_on", "consulted", "consulted_on", "consulted_how"),
    *(name for fields in DETAILS.values() for name in fields),
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
    *BESIDE,
)
MANY = ("violations", "partners", "confirm")
LINKS = violation_links.FIELDS
# The field of the form where the actions name another.
SHOWN_AT = {"due": "day", "finished_on": "day", "url": "evidence_url"}
# What an edit may clear; a blank elsewhere leaves what stands.
CLEARABLE = ("evidence_url", "note", *BESIDE)
# The verbs that a button says, and what each asks for on a page of its own.
ASKS: dict[str, tuple[str, ...]] = {
    "submit": ("finished_on", "evidence_url", "note"),
    "recall": (),
    "send_back": ("note", "fix_by"),
    "accept": (),
    "drop": ("note",),
    "renew": ("due", "title"),
}
Form = dict[str, Any]


def index(slug: str) -> Any:
    """Answer: which deliverables are there?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    if tables.is_wanted():
        listed = tables.every("deliverable_list", slug, chosen)
        rows = [{**row, **violation_links.told(row)} for row in listed]
        return tables.download("deliverables", taskforce, rows, chosen)
    size = base.page_size()
    found = base.call(
        "deliverable_list",
        taskforce=slug,
        page=base.page_number(),
        page_size=size,
        **chosen,
    )
    return base.page(
        "deliverable/index",
        taskforce,
        found=found,
        size=size,
        chosen=chosen,
        may_log=base.may("deliverable", "create", taskforce=slug),
        may_plan=bool(year.groups(taskforce)),
        agencies=[{"value": name, "text": name} for name in taskforce["agencies"]],
    )


def new(slug: str) -> Any:
    """Ask five questions and log a deliverable."""
    taskforce = base.inside(slug)
    base.want("deliverable", "create", taskforce=slug)
    if not base.posting():
        form: Form = {**base.filters(*FIELDS, "day"), "key": base.one_time_key()}
        form.setdefault("status", "in_progress")
        form["kept"] = evidence.before()
        return _form(taskforce, form)
    form = base.posted(*FIELDS, *LINKS, "day", "key", many=MANY)
    form.setdefault("key", base.one_time_key())
    try:
        evidence.keep(slug, form)
        made = _create(slug, form)
    except tk.ValidationError as refused:
        return _form(taskforce, form, base.words_of(refused))
    base.say(_logged(made))
    return base.go("deliverable.read", slug=slug, deliverable_id=made["id"], logged=1)


def read(slug: str, deliverable_id: str) -> str:
    """Answer: what is it, who owes it, what happened?"""
    taskforce = base.inside(slug)
    shown = mine(slug, deliverable_id)
    return base.page(
        "deliverable/read",
        taskforce,
        deliverable=shown,
        documents=documents(slug, shown),
        history=base.call("deliverable_history", id=shown["id"]),
        may_attach=base.may(
            "document", "create", taskforce=slug, deliverable=shown["id"]
        ),
        may_log=base.may("deliverable", "create", taskforce=slug),
        may_comment=base.may("comment", "create", taskforce=slug),
        form={"key": base.one_time_key()},
    )


def edit(slug: str, deliverable_id: str) -> Any:
    """Change an open deliverable, or fix and submit it; a conflict shows both."""
    taskforce = base.inside(slug)
    shown = mine(slug, deliverable_id)
    if not base.posting():
        if "update" not in shown["verbs"]:
            abort(403)
        form = filled(shown)
        if shown["is_sent_back"]:
            form |= {"status": "delivered", "day": shown["finished_on"]}
        return _form(taskforce, form, deliverable=shown)
    form = base.posted(*FIELDS, *LINKS, "day", "version", many=MANY)
    try:
        changed = _update(shown, form)
    except tk.ValidationError as refused:
        current = refused.error_dict.get("current")
        if isinstance(current, dict):
            return _conflict(taskforce, form, current)
        return _form(taskforce, form, base.words_of(refused), deliverable=shown)
    base.say(_done("submit") if changed["state"] == "submitted" else tk._("Saved."))
    return base.go("deliverable.read", slug=slug, deliverable_id=changed["id"])


def say_verb(slug: str, deliverable_id: str, verb: str) -> Any:
    """Say a verb to a deliverable; each has a page that names its effect first."""
    if verb not in ASKS:
        abort(404)
    taskforce = base.inside(slug)
    shown = mine(slug, deliverable_id)
    form: Form = {"version": str(shown["version"])}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *ASKS[verb], many=("confirm",))
        try:
            done = base.call(f"deliverable_{verb}", id=shown["id"], **form)
            base.say(_done(verb))
            return base.go("deliverable.read", slug=slug, deliverable_id=done["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = str(shown["version"])
    elif verb not in shown["verbs"]:
        abort(403)
    return base.page(
        "deliverable/verb",
        taskforce,
        deliverable=shown,
        verb=verb,
        asks=ASKS[verb],
        form=form,
        errors=errors,
    )


def attach(slug: str, deliverable_id: str) -> Any:
    """Add a file or a link as evidence, or a newer version of what is there."""
    taskforce = base.inside(slug)
    shown = mine(slug, deliverable_id)
    base.want("document", "create", taskforce=slug, deliverable=shown["id"])
    errors: dict[str, list[str]] = {}
    form: Form = {"key": base.one_time_key(), **base.filters("replaces")}
    form["kept"] = evidence.before()
    if base.posting():
        names = ("title", "evidence_url", "key", "replaces")
        form = base.posted(*names, many=("confirm",))
        form.setdefault("key", base.one_time_key())
        try:
            evidence.keep(slug, form)
            _attach(shown, form)
            base.say(tk._("The evidence is kept, for members only."))
            return base.go("deliverable.read", slug=slug, deliverable_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    papers = {paper["id"]: paper for paper in documents(slug, shown)}
    return base.page(
        "deliverable/attach",
        taskforce,
        deliverable=shown,
        replaced=papers.get(form.get("replaces", "")),
        form=form,
        errors=errors,
    )


def choices(slug: str) -> dict[str, Any]:
    """Return the closed lists that the forms and filters of deliverables offer."""
    every: dict[str, Any] = {"taskforce": slug, "page_size": 100}
    return {
        "templates": base.call("template_list", **every)["items"],
        "objectives": base.call("objective_list", **every)["items"],
        "agencies": base.call("agency_list", **every)["items"],
    }


def mine(slug: str, deliverable_id: str) -> dict[str, Any]:
    """Return a deliverable of this task force, if its reader may know of it."""
    return base.belongs(base.call("deliverable_show", id=deliverable_id), slug)


def documents(slug: str, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the evidence of a deliverable that its reader may see."""
    sent: dict[str, Any] = {"deliverable": shown["id"], "page_size": 100}
    return base.call("document_list", taskforce=slug, **sent)["items"]


def filled(shown: dict[str, Any]) -> Form:
    """Return the form of a deliverable as it stands."""
    form: Form = {name: shown.get(name) or "" for name in FIELDS}
    form |= {"status": shown["state"], "version": shown["version"]}
    form |= {"violations": shown["violations"], **violation_links.filled(shown)}
    form["partners"] = shown["partners"]
    form["day"] = shown["due"] or shown["finished_on"] or ""
    return form


def _create(slug: str, form: Form) -> dict[str, Any]:
    asked = violation_links.meant(_dated(form))
    sent = {k: v for k, v in asked.items() if k not in ("key", "kept")}
    if "title" not in sent and sent.get("template"):
        templates = base.call("template_list", taskforce=slug, page_size=100)["items"]
        known = {t["code"]: t["title"] for t in templates}
        sent["title"] = known.get(sent["template"])
    links = evidence.links(form)
    if len(links) > 1:
        # One link is a field of the work itself; of several each is a paper.
        sent.pop("evidence_url")
    pieces = evidence.given(form, links if len(links) > 1 else [])
    if pieces:
        sent["evidence"] = pieces
    key = form["key"]
    made = base.call("deliverable_create", taskforce=slug, idempotency_key=key, **sent)
    return base.call("deliverable_show", id=made["id"])


def _attach(shown: dict[str, Any], form: Form) -> None:
    """Add the files and links of the form, all of them or none."""
    about = {n: form[n] for n in ("title", "replaces", "confirm") if form.get(n)}
    pieces = evidence.given(form, evidence.links(form))
    about |= {"evidence": pieces} if pieces else {}
    key = form["key"]
    base.call("deliverable_attach", id=shown["id"], idempotency_key=key, **about)


def _update(shown: dict[str, Any], form: Form) -> dict[str, Any]:
    """Save what changed; work that is now delivered is sent to review as well."""
    sent = violation_links.meant(_dated(form))
    sent |= {name: form.get(name, "") for name in CLEARABLE}
    sent |= {name: form.get(name, []) for name in ("violations", "partners")}
    finished_on, is_done = sent.pop("finished_on", None), sent["status"] == "delivered"
    if is_done:
        sent.pop("status")
    changed = base.call("deliverable_update", id=shown["id"], **sent)
    if not is_done:
        return changed
    form["version"] = changed["version"]
    sent = {"version": changed["version"], "finished_on": finished_on}
    return base.call("deliverable_submit", id=shown["id"], **sent)


def _form(
    taskforce: dict[str, Any],
    form: Form,
    errors: dict[str, list[str]] | None = None,
    **more: Any,
) -> str:
    listed = choices(taskforce["slug"])
    code = form.get("template")
    standing = next((t for t in listed["templates"] if t["code"] == code), None)
    if standing and not form.get("title"):
        form["title"] = standing["title"]
    errors = dict(errors or {})
    for name, shown in (
        ("due", "day"),
        ("finished_on", "day"),
        ("url", "evidence_url"),
    ):
        if name in errors:
            errors[shown] = errors.pop(name)
    return base.page(
        "deliverable/form",
        taskforce,
        form=form,
        errors=errors,
        standing=standing,
        details=_kind_fields(form, standing),
        **listed,
        **more,
    )


def _kind_fields(form: Form, standing: Form | None) -> dict[str, list[str]]:
    """Return the fields that the form offers, by kind.

    They are those of the chosen standing deliverable; without one nobody knows yet
    which it will be, and only what was typed comes back.
    """
    if standing is not None:
        kind = TemplateKind(standing["kind"])
        return {kind.value: list(DETAILS[kind])} if DETAILS[kind] else {}
    return {k.value: list(f) for k, f in DETAILS.items() if any(map(form.get, f))}


def _conflict(taskforce: dict[str, Any], form: Form, current: dict[str, Any]) -> str:
    """Show both values of each field that differs, the reader's own chosen.

    A blank one that cannot be cleared leaves what stands, so it differs in nothing.
    """
    theirs = filled(current)
    differing = [
        name
        for name in (*FIELDS, "day")
        if name not in ("due", "finished_on")
        and (form.get(name) or name in CLEARABLE)
        and str(form.get(name) or "") != str(theirs.get(name) or "")
    ]
    history = base.call("deliverable_history", id=current["id"])
    return base.page(
        "deliverable/conflict",
        taskforce,
        deliverable=current,
        form={**form, "version": current["version"]},
        theirs=theirs,
        differing=differing,
        fields=[*FIELDS, "day"],
        last=history[0] if history else None,
    )


def _dated(form: Form) -> Form:
    """Return the fields with the one date of the form under the name it has here."""
    sent = dict(form)
    day = sent.pop("day", None)
    if day:
        sent["finished_on" if sent.get("status") == "delivered" else "due"] = day
    return sent


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
