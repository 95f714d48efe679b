"""Decisions: noted, changed and taken out while the minutes are in preparation."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, meeting_words, violation_links

Shown = dict[str, Any]
FIELDS = ("title", "is_confidential", *violation_links.FIELDS)
MANY = ("violations", "confirm")

# What a form does not send is taken back: no box of it is ticked.
OFF = {"is_confidential": "false", "violations": []}


def new(slug: str, meeting_id: str) -> Any:
    """Note a decision of a meeting."""
    taskforce = base.inside(slug)
    meeting = _meeting(taskforce, meeting_id)
    base.want("decision", "create", taskforce=slug, meeting=meeting_id)
    form: Shown = {"key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*FIELDS, "key", many=MANY)
        about: Shown = {"taskforce": slug, "meeting": meeting_id}
        sent = violation_links.meant(form)
        made, errors = base.created("decision_create", sent, **about)
        if made is not None:
            base.say(tk._("The decision is noted."))
            return base.go("meeting.read", slug=slug, meeting_id=meeting_id)
    return _page(taskforce, meeting, form, errors)


def edit(slug: str, meeting_id: str, decision_id: str) -> Any:
    """Change a decision before the minutes are approved."""
    taskforce = base.inside(slug)
    meeting = _meeting(taskforce, meeting_id)
    one = _one(slug, meeting_id, decision_id)
    base.want("decision", "update", id=decision_id)
    now: Shown = {name: one[name] for name in ("title", "version")}
    now["is_confidential"] = "true" if one["is_confidential"] else ""
    now |= {"violations": one["violations"], **violation_links.filled(one)}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *FIELDS, many=MANY)
        sent = {**OFF, **violation_links.meant(form)}
        made, errors = base.tried("decision_update", id=decision_id, **sent)
        if made is not None:
            base.say(tk._("Saved."))
            return base.go("meeting.read", slug=slug, meeting_id=meeting_id)
        form = base.beside(form, now, errors)
    return _page(taskforce, meeting, form, errors, one)


def drop(slug: str, meeting_id: str, decision_id: str) -> Any:
    """Take a decision out of the minutes, with the reason."""
    taskforce = base.inside(slug)
    meeting = _meeting(taskforce, meeting_id)
    one = _one(slug, meeting_id, decision_id)
    base.want("decision", "drop", id=decision_id)
    form: Shown = {"version": str(one["version"])}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "note", many=("confirm",))
        made, errors = base.tried("decision_drop", id=decision_id, **form)
        if made is not None:
            base.say(tk._("Taken out of the minutes."))
            return base.go("meeting.read", slug=slug, meeting_id=meeting_id)
        form["version"] = str(one["version"])
    return base.page(
        "decision/drop",
        taskforce,
        meeting=meeting,
        decision=one,
        form=form,
        errors=errors,
    )


def _meeting(taskforce: Shown, meeting_id: str) -> Shown:
    found = base.call("meeting_show", id=meeting_id)
    return meeting_words.named(taskforce, base.belongs(found, taskforce["slug"]))


def _one(slug: str, meeting_id: str, decision_id: str) -> Shown:
    asked: dict[str, Any] = {"meeting": meeting_id, "page_size": 100}
    found = base.call("decision_list", taskforce=slug, **asked)["items"]
    one = next((row for row in found if row["id"] == decision_id), None)
    if one is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return one


def _page(
    taskforce: Shown,
    meeting: Shown,
    form: Shown,
    errors: dict[str, list[str]],
    decision: Shown | None = None,
) -> str:
    return base.page(
        "decision/form",
        taskforce,
        meeting=meeting,
        decision=decision,
        form=form,
        errors=errors,
    )


ONE = "/<slug>/meeting/<meeting_id>/decision"
blueprint = base.blueprint(
    "decision",
    (
        (f"{ONE}/new", "new", new, ("GET", "POST")),
        (f"{ONE}/<decision_id>/edit", "edit", edit, ("GET", "POST")),
        (f"{ONE}/<decision_id>/drop", "drop", drop, ("GET", "POST")),
    ),
)
