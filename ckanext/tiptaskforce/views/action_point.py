"""Action points: the list, one of them, the form, and the verbs as pages."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort

from ckanext.tiptaskforce.views import base, meeting_words, tables, violation_links

Shown = dict[str, Any]
FILTERS = ("state", "agency", "subcommittee", "overdue", "violation")
FIELDS = ("title", "agency", "due", "is_confidential", *violation_links.FIELDS)
MANY = ("violations", "confirm")
# What a form does not send is taken back: no box of it is ticked.
OFF = {"is_confidential": "false", "violations": []}
# The verbs that a button says; whether each wants its note.
VERBS = {"complete": False, "drop": True, "reopen": True}


def index(slug: str) -> Any:
    """Answer: what was agreed, and what of it is open?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    if tables.is_wanted():
        found = tables.every("action_point_list", slug, chosen)
        rows = [
            {**row, "action_point": word_of(row), **violation_links.told(row)}
            for row in found
        ]
        return tables.download("action_points", taskforce, rows, chosen)
    found = base.call(
        "action_point_list", taskforce=slug, page=base.page_number(), **chosen
    )
    return base.page(
        "action_point/index",
        taskforce,
        found=found,
        chosen=chosen,
        agencies=[{"value": name, "text": name} for name in taskforce["agencies"]],
    )


def word_of(point: Shown) -> str:
    """Return the code of the word that says how an action point stands."""
    return "overdue" if point["days_late"] else point["state"]


def read(slug: str, point_id: str) -> str:
    """Answer: what is asked, of whom, and until when?"""
    taskforce = base.inside(slug)
    point = _mine(slug, point_id)
    return base.page(
        "action_point/read",
        taskforce,
        point=point,
        body=meeting_words.body(taskforce, point["subcommittee"]),
        # Its agency may owe it to a body on which it does not sit.
        has_meeting=base.may("meeting", "show", id=point["meeting"]),
    )


def new(slug: str, meeting_id: str) -> Any:
    """Note an action point of a meeting."""
    taskforce = base.inside(slug)
    found = base.belongs(base.call("meeting_show", id=meeting_id), slug)
    meeting = meeting_words.named(taskforce, found)
    base.want("action_point", "create", taskforce=slug, meeting=meeting_id)
    form: Shown = {"key": base.one_time_key()}
    if meeting["next"]:
        form["due"] = meeting["next"]["day"]
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*FIELDS, "key", many=MANY)
        about: Shown = {"taskforce": slug, "meeting": meeting_id}
        sent = violation_links.meant(form)
        made, errors = base.created("action_point_create", sent, **about)
        if made is not None:
            base.say(tk._("Noted. It is on the list of its organisation now."))
            return base.go("meeting.read", slug=slug, meeting_id=meeting_id)
    return _form(taskforce, meeting, form, errors)


def edit(slug: str, point_id: str) -> Any:
    """Change an action point that is open."""
    taskforce = base.inside(slug)
    point = _mine(slug, point_id)
    found = base.belongs(base.call("meeting_show", id=point["meeting"]), slug)
    meeting = meeting_words.named(taskforce, found)
    if "update" not in point["verbs"]:
        abort(403)
    now: Shown = {name: point[name] for name in ("title", "agency", "due", "version")}
    now["is_confidential"] = "true" if point["is_confidential"] else ""
    now |= {"violations": point["violations"], **violation_links.filled(point)}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *FIELDS, many=MANY)
        sent = {**OFF, **violation_links.meant(form)}
        made, errors = base.tried("action_point_update", id=point_id, **sent)
        if made is not None:
            base.say(tk._("Saved."))
            return base.go("action_point.read", slug=slug, point_id=point_id)
        form = base.beside(form, now, errors)
    return _form(taskforce, meeting, form, errors, point)


def say_verb(slug: str, point_id: str, verb: str) -> Any:
    """Say a verb to an action point, on a page that names its effect first."""
    if verb not in VERBS:
        abort(404)
    taskforce = base.inside(slug)
    point = _mine(slug, point_id)
    form: Shown = {"version": str(point["version"])}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "note", many=("confirm",))
        made, errors = base.tried(f"action_point_{verb}", id=point_id, **form)
        if made is not None:
            base.say(_done(verb))
            return base.go("action_point.read", slug=slug, point_id=point_id)
        form["version"] = str(_mine(slug, point_id)["version"])
    elif verb not in point["verbs"]:
        abort(403)
    return base.page(
        "action_point/verb",
        taskforce,
        point=point,
        verb=verb,
        is_noted=VERBS[verb],
        form=form,
        errors=errors,
    )


def _mine(slug: str, point_id: str) -> Shown:
    found = base.call("action_point_show", id=point_id)
    return {**base.belongs(found, slug), "word": word_of(found)}


def _done(verb: str) -> str:
    words = {
        "complete": tk._("Done. It leaves the list of its organisation."),
        "drop": tk._("Dropped, with the reason."),
        "reopen": tk._("Open again. It is on the list of its organisation."),
    }
    return words[verb]


def _form(
    taskforce: Shown,
    meeting: Shown,
    form: Shown,
    errors: dict[str, list[str]],
    point: Shown | None = None,
) -> str:
    return base.page(
        "action_point/form",
        taskforce,
        meeting=meeting,
        point=point,
        form=form,
        errors=errors,
        agencies=[{"value": name, "text": name} for name in taskforce["agencies"]],
    )


ONE = "/<slug>/action/<point_id>"
blueprint = base.blueprint(
    "action_point",
    (
        ("/<slug>/action", "index", index, ("GET",)),
        ("/<slug>/meeting/<meeting_id>/action/new", "new", new, ("GET", "POST")),
        (ONE, "read", read, ("GET",)),
        (f"{ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{ONE}/<verb>", "say_verb", say_verb, ("GET", "POST")),
    ),
)
