"""The directory of member organisations."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, tables


def index(slug: str) -> Any:
    """Answer: who takes part, and whom do I call?"""
    taskforce = base.inside(slug)
    chosen = base.filters("type", "subcommittee", "q")
    if tables.is_wanted():
        rows = tables.every("agency_list", slug, chosen)
        return tables.download("members", taskforce, rows, chosen)
    sent: dict[str, Any] = {**chosen, "page_size": 50}
    found = base.call("agency_list", taskforce=slug, page=base.page_number(), **sent)
    return base.page("agency/index", taskforce, found=found, chosen=chosen)


def read(slug: str, agency_id: str) -> str:
    """Show one organisation and what it owes."""
    taskforce = base.inside(slug)
    shown = base.call("agency_show", id=agency_id)
    base.belongs(shown, slug)
    found = base.call(
        "deliverable_list", taskforce=slug, agency=shown["id"], page=base.page_number()
    )
    return base.page(
        "agency/read",
        taskforce,
        agency=shown,
        found=found,
        may_place=base.may("agency", "update", id=shown["id"]),
    )


def places(slug: str, agency_id: str) -> Any:
    """Say where an organisation works: it sends counts of these places alone."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("agency_show", id=agency_id), slug)
    base.want("agency", "update", id=shown["id"])
    form: dict[str, Any] = {"version": shown["version"], "places": shown["places"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", many=("places",))
        try:
            sent = {"version": form.get("version"), "places": form.get("places") or []}
            base.call("agency_update", id=shown["id"], **sent)
            base.say(tk._("Saved. Counts are asked for these places from now on."))
            return base.go("agency.read", slug=slug, agency_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            shown = base.call("agency_show", id=shown["id"])
            form["version"] = shown["version"]
    choices = _choices(taskforce, shown)
    return base.page(
        "agency/places",
        taskforce,
        agency=shown,
        choices=choices,
        form=form,
        errors=errors,
    )


def _choices(taskforce: dict[str, Any], shown: dict[str, Any]) -> list[dict[str, str]]:
    """Return the places of the area, and those beside them that it has."""
    asked = {"taskforce": taskforce["slug"], "page_size": 100}
    if taskforce["area"]:
        asked["parent"] = taskforce["area"]
    listed = base.call("place_list", **asked)["items"]
    names = {row["code"]: row["name"] for row in listed if not row["retired"]}
    own = dict(zip(shown["places"], shown["place_names"], strict=True))
    return [{"value": code, "text": name} for code, name in {**own, **names}.items()]


blueprint = base.blueprint(
    "agency",
    (
        ("/<slug>/agency", "index", index, ("GET",)),
        ("/<slug>/agency/<agency_id>", "read", read, ("GET",)),
        ("/<slug>/agency/<agency_id>/places", "places", places, ("GET", "POST")),
    ),
)
