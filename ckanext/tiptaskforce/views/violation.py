"""The cross-reference with the six grave violations: the page, and the own reading."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, tables

Shown = dict[str, Any]
FIELDS = ("link", "text", "source")


def index(slug: str) -> Any:
    """Answer: where does trafficking touch the six violations?"""
    taskforce = base.inside(slug)
    found = base.call("violation_list", taskforce=slug)
    if tables.is_wanted():
        return tables.download("violations", taskforce, map(_flat, found["items"]))
    return base.page(
        "violation/index",
        taskforce,
        found=found,
        may_change=base.may("violation", "update", taskforce=slug),
        may_alert=base.may("alert", "list", taskforce=slug),
    )


def edit(slug: str, violation: str) -> Any:
    """Write the task force's own reading of a violation."""
    taskforce = base.inside(slug)
    base.want("violation", "update", taskforce=slug)
    found = base.call("violation_list", taskforce=slug)
    shown = next((v for v in found["items"] if v["violation"] == violation), None)
    if shown is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    form: Shown = {**(shown["reading"] or {}), "version": found["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *FIELDS, many=("confirm",))
        try:
            asked = {"taskforce": slug, "violation": violation}
            base.call("violation_update", **asked, **form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = base.call("violation_list", taskforce=slug)["version"]
        else:
            base.say(tk._("Saved. The reading is shown apart from the source."))
            return base.go("violation.index", slug=slug)
    return base.page("violation/form", taskforce, shown=shown, form=form, errors=errors)


def _flat(item: Shown) -> Shown:
    """Return a violation as a row of a file."""
    reading = item["reading"] or {}
    lists = {name: "; ".join(item[name]) for name in ("acts", "means", "forms")}
    own = {"reading": reading.get("text"), "reading_source": reading.get("source")}
    return {**item, **lists, **own}


blueprint = base.blueprint(
    "violation",
    (
        ("/<slug>/mrm", "index", index, ("GET",)),
        ("/<slug>/mrm/<violation>/edit", "edit", edit, ("GET", "POST")),
    ),
)
