"""The directory of member organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, handover, tables

NAMES = ("acronym", "name")
FIELDS = (*NAMES, "type", "position", "contact", "reporting_duty")
MANY = ("mandates", "subcommittees")


def index(slug: str) -> Any:
    """Answer: who takes part, and whom do I call?"""
    taskforce = base.inside(slug)
    chosen = base.filters("type", "subcommittee", "q", "left")
    asked = {"left": "false", **chosen}
    if tables.is_wanted():
        rows = tables.every("agency_list", slug, asked)
        return tables.download("members", taskforce, rows, chosen)
    sent: dict[str, Any] = {**asked, "page_size": 50}
    found = base.call("agency_list", taskforce=slug, page=base.page_number(), **sent)
    return base.page(
        "agency/index",
        taskforce,
        found=found,
        chosen=chosen,
        agreements=_agreements(slug),
        may_add=base.may("agency", "create", taskforce=slug),
    )


def _agreements(slug: str) -> dict[str, dict[str, Any]]:
    """Return what each organisation has endorsed, by its acronym."""
    found = tables.every("agreement_list", slug, {})
    return {one["agency"]: one for one in found if one["agency"]}


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
        endorsed=_agreements(slug).get(shown["acronym"]),
        partnerships=_partnerships(slug, shown["id"]),
        may_change=base.may("agency", "update", id=shown["id"]),
        may_hand_over=base.may("agency", "hand_over", id=shown["id"]),
    )


def _partnerships(slug: str, agency_id: str) -> list[dict[str, Any]]:
    """Return the forums and agreements that an organisation keeps or is a party of."""
    asked: dict[str, Any] = {"taskforce": slug, "page_size": 100}
    return base.call("partnership_list", agency=agency_id, **asked)["items"]


def new(slug: str) -> Any:
    """Add an organisation."""
    taskforce = base.inside(slug)
    base.want("agency", "create", taskforce=slug)
    form: dict[str, Any] = {"key": base.one_time_key(), "reporting_duty": "true"}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("key", *FIELDS, many=(*MANY, "confirm"))
        try:
            sent = {**_sent(form, FIELDS), "idempotency_key": form.get("key")}
            made = base.call("agency_create", taskforce=slug, **sent)
            base.say(tk._("Added. Give its focal point a seat next."))
            return base.go("agency.read", slug=slug, agency_id=made["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page("agency/form", taskforce, agency=None, form=form, errors=errors)


def edit(slug: str, agency_id: str) -> Any:
    """Change what the directory says of an organisation, its name too."""
    taskforce, shown = _changed(slug, agency_id, "update")
    now: dict[str, Any] = {name: shown[name] for name in (*FIELDS, *MANY, "version")}
    now["reporting_duty"] = "true" if shown["reporting_duty"] else ""
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *FIELDS, many=(*MANY, "confirm"))
        try:
            sent = {**_sent(form, FIELDS), "version": form.get("version")}
            base.call("agency_update", id=shown["id"], **sent)
            base.say(tk._("Saved. Its former names stay on its page."))
            return base.go("agency.read", slug=slug, agency_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return base.page("agency/form", taskforce, agency=shown, form=form, errors=errors)


def _sent(form: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a form, the blank ones cleared where they may be."""
    told = {name: form.get(name, "") for name in names}
    told["reporting_duty"] = "true" if form.get("reporting_duty") else "false"
    many = {name: form.get(name) or [] for name in MANY}
    return {**told, **many, "confirm": form.get("confirm")}


def end(slug: str, agency_id: str) -> Any:
    """End a membership, or merge it, after a page that names what ends with it."""
    taskforce, shown = _changed(slug, agency_id, "end")
    form: dict[str, Any] = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "into")
        try:
            verb = "merge" if form.get("into") else "end"
            done = base.call(f"agency_{verb}", id=shown["id"], **form)
            base.say(_said(done))
            return base.go("agency.read", slug=slug, agency_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = base.call("agency_show", id=shown["id"])["version"]
    others = tables.every("agency_list", slug, {"left": "false"})
    return base.page(
        "agency/end",
        taskforce,
        agency=shown,
        others=[other for other in others if other["id"] != shown["id"]],
        form=form,
        errors=errors,
    )


def _said(done: dict[str, Any]) -> str:
    if done["merged_into"]:
        message = tk._("{organisation} goes on with its open work and its people.")
        return message.format(organisation=done["merged_into"])
    return tk._("The membership has ended, with every seat, session and token.")


def _changed(slug: str, agency_id: str, verb: str) -> tuple[dict[str, Any], Any]:
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("agency_show", id=agency_id), slug)
    base.want("agency", verb, id=shown["id"])
    return taskforce, shown


def places(slug: str, agency_id: str) -> Any:
    """Say where an organisation works: it sends counts of these places alone."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("agency_show", id=agency_id), slug)
    base.want("agency", "update", id=shown["id"])
    now: dict[str, Any] = {"version": shown["version"], "places": shown["places"]}
    form = now
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
            form = base.beside(form, now, errors)
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


_ONE = "/<slug>/agency/<agency_id>"
blueprint = base.blueprint(
    "agency",
    (
        ("/<slug>/agency", "index", index, ("GET",)),
        ("/<slug>/agency/new", "new", new, ("GET", "POST")),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/end", "end", end, ("GET", "POST")),
        (f"{_ONE}/handover", "hand_over", handover.make, ("GET", "POST")),
        (f"{_ONE}/places", "places", places, ("GET", "POST")),
    ),
)
