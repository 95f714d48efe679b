"""Meetings: the list, the forms, one meeting, and the verbs as pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort

from ckanext.tiptaskforce.views import (
    base,
    meeting_paper,
    meeting_words,
    tables,
    violation_links,
)

Shown = dict[str, Any]
FILTERS = ("subcommittee", "whole", "year", "state")
PLACE = ("starts", "ends", "place_kind", "host", "room")
WORDS = ("agenda", "closed_agenda", "minutes", "closed_minutes")
NEW = ("day", "subcommittee", *PLACE, "agenda", "closed_agenda")
RULE = ("year", "week", "weekday", "subcommittee", *PLACE)
LINKS = violation_links.FIELDS
# What is written as one item a line.
LISTS = ("agenda", "closed_agenda")
# What each verb asks for on a page of its own.
ASKS: dict[str, tuple[str, ...]] = {
    "hold": ("present",),
    "approve": (),
    "reopen": ("note",),
    "call_off": ("note",),
}


def index(slug: str) -> Any:
    """Answer: when do we meet, and what came of the last meetings?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    if tables.is_wanted():
        found = tables.every("meeting_list", slug, chosen)
        rows = [meeting_words.row(taskforce, one) for one in found]
        return tables.download("meetings", taskforce, rows, chosen)
    found = base.call("meeting_list", taskforce=slug, page=base.page_number(), **chosen)
    found["items"] = [meeting_words.named(taskforce, m) for m in found["items"]]
    coming = base.call("meeting_list", taskforce=slug, coming="true", page_size=5)
    return base.page(
        "meeting/index",
        taskforce,
        found=found,
        chosen=chosen,
        coming=[meeting_words.named(taskforce, m) for m in coming["items"]],
        bodies=meeting_words.kept_bodies(taskforce),
    )


def new(slug: str) -> Any:
    """Plan one meeting."""
    taskforce = base.inside(slug)
    bodies = _bodies(taskforce)
    form: Shown = {**base.filters(*NEW), "key": base.one_time_key()}
    form.setdefault("place_kind", "online")
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*NEW, *LINKS, "key", many=("violations", "confirm"))
        sent = _listed(violation_links.meant(form))
        made, errors = base.created("meeting_create", sent, taskforce=slug)
        if made:
            base.say(tk._("Planned. It is in the calendar of all its members."))
            return base.go("meeting.read", slug=slug, meeting_id=made["id"])
    return base.page("meeting/form", taskforce, form=form, errors=errors, bodies=bodies)


def plan(slug: str) -> Any:
    """Plan the meetings of a year by one rule, without some months."""
    taskforce = base.inside(slug)
    bodies = _bodies(taskforce)
    today = tk.h.tiptaskforce_today(taskforce)
    form: Shown = {"year": str(today.year + (today.month > 9)), "place_kind": "online"}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*RULE, many=("months", "confirm"))
        year = form.get("year", "")
        without = [f"{year}-{month}" for month in form.get("months", ())]
        sent = {name: value for name, value in form.items() if name != "months"}
        try:
            made = base.call("meeting_plan", taskforce=slug, **sent, without=without)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
        else:
            words = tk._("{number} meetings planned. Each can be moved or called off.")
            base.say(words.format(number=made["count"]))
            return base.go("meeting.index", slug=slug, year=year)
    return base.page(
        "meeting/plan",
        taskforce,
        form=form,
        errors=errors,
        bodies=bodies,
        months=meeting_words.months(),
    )


def read(slug: str, meeting_id: str) -> str:
    """Answer: what was agreed, and who does what until when?"""
    taskforce = base.inside(slug)
    shown = mine(taskforce, meeting_id)
    return base.page(
        "meeting/read",
        taskforce,
        meeting=shown,
        history=base.call("meeting_history", id=meeting_id),
        **meeting_words.outcomes(slug, shown),
    )


def edit(slug: str, meeting_id: str) -> Any:
    """Change a meeting, its agenda, its attendance and its minutes."""
    taskforce = base.inside(slug)
    shown = mine(taskforce, meeting_id)
    if "update" not in shown["verbs"]:
        abort(403)
    now = _filled(shown)
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(
            *("version", "day"), *PLACE, *WORDS, *LINKS,
            many=("present", "violations", "confirm"),
        )  # fmt: skip
        try:
            base.call("meeting_update", id=meeting_id, **_changed(form))
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
        else:
            base.say(tk._("Saved."))
            return base.go("meeting.read", slug=slug, meeting_id=meeting_id)
    return base.page(
        "meeting/edit",
        taskforce,
        meeting=shown,
        form=form,
        errors=errors,
        agencies=meeting_words.agencies(slug, shown),
    )


def say_verb(slug: str, meeting_id: str, verb: str) -> Any:
    """Say a verb to a meeting; each has a page that names its effect first."""
    if verb not in ASKS:
        abort(404)
    taskforce = base.inside(slug)
    shown = mine(taskforce, meeting_id)
    form: Shown = {"version": str(shown["version"]), "present": shown["present"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "note", many=("present", "confirm"))
        sent = {k: form[k] for k in ("version", "confirm", *ASKS[verb]) if k in form}
        try:
            base.call(f"meeting_{verb}", id=meeting_id, **sent)
            base.say(meeting_words.done(verb))
            return base.go("meeting.read", slug=slug, meeting_id=meeting_id)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = str(mine(taskforce, meeting_id)["version"])
    elif verb not in shown["verbs"]:
        abort(403)
    return base.page(
        "meeting/verb",
        taskforce,
        meeting=shown,
        verb=verb,
        asks=ASKS[verb],
        form=form,
        errors=errors,
        agencies=meeting_words.agencies(slug, shown) if "present" in ASKS[verb] else (),
    )


def prepare(slug: str, meeting_id: str) -> Any:
    """Compose the agenda in one click, and show the handout to print."""
    taskforce = base.inside(slug)
    shown = mine(taskforce, meeting_id)
    base.call("meeting_prepare", id=meeting_id, version=shown["version"])
    base.say(tk._("The agenda is composed as things stand now. Print it below."))
    return base.go("meeting.handout", slug=slug, meeting_id=meeting_id)


def mine(taskforce: Shown, meeting_id: str) -> Shown:
    """Return a meeting of this task force, if its reader may know of it."""
    found = base.call("meeting_show", id=meeting_id)
    return meeting_words.named(taskforce, base.belongs(found, taskforce["slug"]))


def _bodies(taskforce: Shown) -> list[dict[str, str]]:
    """Return the bodies whose minutes the reader keeps.

    :raises NotAuthorized: where there is none
    """
    found = meeting_words.kept_bodies(taskforce)
    if not found:
        base.want("meeting", "create", taskforce=taskforce["slug"])
    return found


def _filled(shown: Shown) -> Shown:
    form = {name: shown.get(name) or "" for name in ("day", *PLACE, *WORDS)}
    form |= {name: "\n".join(shown[name]) for name in LISTS}
    form |= {"version": str(shown["version"]), "present": shown["present"]}
    return form | {
        "violations": shown["violations"],
        **violation_links.filled(shown),
    }


def _listed(form: Shown) -> Shown:
    """Return a form with one item for each line of its lists."""
    found = {name: _lines(form[name]) for name in LISTS if name in form}
    return {**form, **found}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _changed(form: Shown) -> Shown:
    """Return what an edit sends: a field that was emptied is cleared."""
    sent = _listed(violation_links.meant(form))
    clearable = ("ends", "host", "room", *WORDS, "present", "violations")
    return {**_blank(clearable), **sent}


def _blank(names: Iterable[str]) -> Shown:
    return dict.fromkeys(names, "")


ONE = "/<slug>/meeting/<meeting_id>"
blueprint = base.blueprint(
    "meeting",
    (
        ("/<slug>/meeting", "index", index, ("GET",)),
        ("/<slug>/meeting/new", "new", new, ("GET", "POST")),
        ("/<slug>/meeting/plan", "plan", plan, ("GET", "POST")),
        (
            "/<slug>/meeting/attendance",
            "attendance",
            meeting_paper.attendance,
            ("GET",),
        ),
        (ONE, "read", read, ("GET",)),
        (f"{ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{ONE}/prepare", "prepare", prepare, ("POST",)),
        (f"{ONE}/handout", "handout", meeting_paper.handout, ("GET",)),
        (f"{ONE}/minutes", "minutes", meeting_paper.minutes, ("GET",)),
        (f"{ONE}/message", "message", meeting_paper.message, ("GET",)),
        (f"{ONE}/<verb>", "say_verb", say_verb, ("GET", "POST")),
    ),
)
