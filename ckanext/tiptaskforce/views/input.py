"""The calendar of inputs: what goes to plans and reports of others, sent or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import base, retiring, tables

Shown = dict[str, Any]
FILTERS = ("kind", "cycle", "open")
FIELDS = (*("kind", "title", "cycle", "core_function", "due", "sent_on", "document"),)
CLEARED = FIELDS[2:]
MOST = 100


def index(slug: str) -> Any:
    """Answer: what do we owe to plans and reports of others, and was it sent?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    if tables.is_wanted():
        rows = tables.every("input_list", slug, chosen)
        return tables.download("inputs", taskforce, map(_flat, rows), chosen)
    found = base.call("input_list", taskforce=slug, page=base.page_number(), **chosen)
    return base.page(
        "input/index",
        taskforce,
        found=found,
        chosen=chosen,
        may_change=base.may("input", "create", taskforce=slug),
    )


def new(slug: str) -> Any:
    """Enter an input; the address may name one of which this is the next cycle."""
    taskforce = base.inside(slug)
    base.want("input", "create", taskforce=slug)
    form: Shown = {**_next_cycle(slug), "key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("key", *FIELDS, many=("confirm",))
        made, errors = base.created("input_create", form, taskforce=slug)
        if made:
            base.say(tk._("It stands in the calendar of inputs."))
            return base.go("input.index", slug=slug)
    return _form(taskforce, form, errors)


def edit(slug: str, input_id: str) -> Any:
    """Change an input, or say when it was sent."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("input_show", id=input_id), slug)
    base.want("input", "update", id=input_id)
    now: Shown = {name: shown[name] for name in (*FIELDS, "version")}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *FIELDS, many=("confirm",))
        sent = {**dict.fromkeys(CLEARED, ""), **form}
        saved, errors = base.tried("input_update", id=input_id, **sent)
        if saved:
            base.say(tk._("Saved."))
            return base.go("input.index", slug=slug)
        form = base.beside(form, now, errors)
    return _form(taskforce, form, errors, input=shown)


def retire(slug: str, input_id: str) -> Any:
    """Say that nobody asks for it any more, and why."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("input_show", id=input_id), slug)
    base.want("input", "retire", id=input_id)
    words = retiring.Retiring(
        noun="input",
        lead=tk._("It leaves the calendar and stays in the log."),
        button=tk._("Retire"),
        done=tk._("It has left the calendar."),
        endpoint="input.index",
        address={"slug": slug},
    )
    return retiring.page(taskforce, {**shown, "code": ""}, words)


def _flat(row: Shown) -> Shown:
    """Return an input as a row of a file."""
    return {**row, "input": row["state"], "input_kind": row["kind"]}


def _next_cycle(slug: str) -> Shown:
    """Return what the next cycle of an input is like: the same, a year later."""
    like = request.args.get("like")
    if not like:
        return {}
    shown = base.belongs(base.call("input_show", id=like), slug)
    same = {name: shown[name] for name in ("kind", "title", "core_function")}
    cycle = shown["cycle"] + 1 if shown["cycle"] else None
    return {**same, "cycle": cycle, "due": _year_later(shown["due"])}


def _year_later(day: str | None) -> str | None:
    if day is None:
        return None
    found = date.fromisoformat(day)
    # The 28th stands for the 29th of February.
    later = min(found.day, 28) if found.month == 2 else found.day
    return found.replace(year=found.year + 1, day=later).isoformat()


def _form(
    taskforce: Shown, form: Shown, errors: dict[str, list[str]], **more: Any
) -> str:
    asked: Shown = {"taskforce": taskforce["slug"], "page_size": MOST}
    papers = base.call("document_list", library="true", current="true", **asked)
    return base.page(
        "input/form",
        taskforce,
        form=form,
        errors=errors,
        papers=tk.h.tiptaskforce_choices(papers["items"], "id", "title"),
        **more,
    )


_ONE = "/<slug>/input/<input_id>"
blueprint = base.blueprint(
    "input",
    (
        ("/<slug>/input", "index", index, ("GET",)),
        ("/<slug>/input/new", "new", new, ("GET", "POST")),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/retire", "retire", retire, ("GET", "POST")),
    ),
)
