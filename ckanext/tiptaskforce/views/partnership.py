"""The register of forums and agreements with partners: list, entry, form, end."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, public, retiring, tables

Shown = dict[str, Any]
FILTERS = ("kind", "agency", "objective", "q", "ended")
FIELDS = (
    *("kind", "title", "agency", "others", "objective", "starts_on", "ends_on"),
    *("review_by", "last_contact", "next_item", "document", "subcommittee"),
    *("sensitivity", "visibility"),
)
MANY = ("parties", "confirm")
# What is emptied by leaving it blank.
CLEARED = tuple(
    name
    for name in FIELDS
    if name not in ("kind", "title", "sensitivity", "visibility")
)


def index(slug: str) -> Any:
    """Answer: with whom does the task force work, and what ends or is reviewed next?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    if tables.is_wanted():
        rows = tables.every("partnership_list", slug, chosen)
        return tables.download("partnerships", taskforce, map(_flat, rows), chosen)
    found = base.call(
        "partnership_list", taskforce=slug, page=base.page_number(), **chosen
    )
    return base.page(
        "partnership/index",
        taskforce,
        found=found,
        chosen=chosen,
        agencies=[{"value": name, "text": name} for name in taskforce["agencies"]],
        may_create=base.may("partnership", "create", taskforce=slug),
    )


def read(slug: str, partnership_id: str) -> str:
    """Show one forum or agreement."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("partnership_show", id=partnership_id), slug)
    return base.page("partnership/read", taskforce, partnership=shown)


def new(slug: str) -> Any:
    """Enter a forum or an agreement."""
    taskforce = base.inside(slug)
    base.want("partnership", "create", taskforce=slug)
    own = next((s["agency"] for s in taskforce["seats"] if s["agency"]), None)
    form: Shown = {
        "key": base.one_time_key(),
        "agency": own,
        "sensitivity": "moderate",
        "visibility": "members",
        **base.filters("kind", "objective"),
    }
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("key", *FIELDS, many=MANY)
        made, errors = base.created("partnership_create", form, taskforce=slug)
        if made:
            base.say(tk._("It stands in the register."))
            return base.go("partnership.read", slug=slug, partnership_id=made["id"])
    return _form(taskforce, form, errors)


def edit(slug: str, partnership_id: str) -> Any:
    """Change what the register says."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("partnership_show", id=partnership_id), slug)
    base.want("partnership", "update", id=partnership_id)
    now: Shown = {name: shown[name] for name in (*FIELDS, "parties", "version")}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *FIELDS, many=MANY)
        sent = {**dict.fromkeys((*CLEARED, "parties"), ""), **form}
        saved, errors = base.tried("partnership_update", id=partnership_id, **sent)
        if saved:
            base.say(tk._("Saved."))
            return base.go("partnership.read", slug=slug, partnership_id=partnership_id)
        form = base.beside(form, now, errors)
    return _form(taskforce, form, errors, partnership=shown)


def end(slug: str, partnership_id: str) -> Any:
    """Say that it is over, and why."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("partnership_show", id=partnership_id), slug)
    base.want("partnership", "end", id=partnership_id)
    words = retiring.Retiring(
        noun="partnership",
        verb="end",
        lead=tk._("It stays in the register, among those that ended."),
        button=tk._("End it"),
        done=tk._("It is over."),
        endpoint="partnership.read",
        address={"slug": slug, "partnership_id": partnership_id},
    )
    return retiring.page(taskforce, {**shown, "code": ""}, words)


def _form(
    taskforce: Shown, form: Shown, errors: dict[str, list[str]], **more: Any
) -> str:
    slug = taskforce["slug"]
    asked: Shown = {"taskforce": slug, "page_size": 100}
    papers = base.call("document_list", kind="agreement", current="true", **asked)
    return base.page(
        "partnership/form",
        taskforce,
        form=form,
        errors=errors,
        agencies=[{"value": name, "text": name} for name in taskforce["agencies"]],
        lines=public.options(base.call("objective_list", **asked)["items"]),
        papers=tk.h.tiptaskforce_choices(papers["items"], "id", "title"),
        **more,
    )


def _flat(row: Shown) -> Shown:
    """Return an entry as a row of a file."""
    return {
        **row,
        "partnership": row["state"],
        "partnership_kind": row["kind"],
        "parties": "; ".join(row["parties"]),
    }


_ONE = "/<slug>/partnership/<partnership_id>"
blueprint = base.blueprint(
    "partnership",
    (
        ("/<slug>/partnership", "index", index, ("GET",)),
        ("/<slug>/partnership/new", "new", new, ("GET", "POST")),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/end", "end", end, ("GET", "POST")),
    ),
)
