"""Money: what the lines of the strategy need, received and lack, year by year."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base, public, tables

Shown = dict[str, Any]
AMOUNTS = ("required", "received")
FIELDS = ("source", "visibility", "subcommittee", "sensitivity")
MANY = ("confirm", "seats")
OFFERED = ("members", "subcommittee", "agency", "named")
# Of more people than a list holds those of one organisation are offered: which one,
# and the button that shows them. Nothing is saved by it.
CHOOSING = ("of", "do")
SHOW = "people"


def index(slug: str) -> Any:
    """Answer: what does the strategy need, and what is missing?"""
    taskforce = base.inside(slug)
    chosen = base.filters("objective", "year")
    if tables.is_wanted():
        rows = tables.every("funding_list", slug, chosen)
        asked = {"taskforce": slug, "page_size": 1, **chosen}
        totals = base.call("funding_list", **asked)["totals"]
        rows += [{**one, "objective": tk._("Total")} for one in totals]
        return tables.download("funding", taskforce, rows, chosen)
    found = base.call(
        "funding_list",
        taskforce=slug,
        page=base.page_number(),
        page_size=100,
        **chosen,
    )
    return base.page(
        "funding/index",
        taskforce,
        found=found,
        chosen=chosen,
        lines=_lines(slug),
        may_enter=base.may("funding", "create", taskforce=slug),
    )


def new(slug: str) -> Any:
    """Enter the money of a line and year."""
    taskforce = base.inside(slug)
    base.want("funding", "create", taskforce=slug)
    today = tk.h.tiptaskforce_today(taskforce)
    form: Shown = {
        "key": base.one_time_key(),
        "year": today.year,
        "currency": "USD",
        "visibility": "members",
        **base.filters("objective"),
    }
    errors: dict[str, list[str]] = {}
    if base.posting():
        names = ("objective", "year", "currency", *AMOUNTS, *FIELDS)
        form = base.posted(*names, "key", *CHOOSING, many=MANY)
        if form.get("do") == SHOW:
            return _form(taskforce, None, form, errors)
        sent = {k: v for k, v in form.items() if k not in CHOOSING}
        made, errors = base.created("funding_create", sent, taskforce=slug)
        if made:
            base.say(tk._("The money of this line and year is saved."))
            return base.go("funding.index", slug=slug)
    return _form(taskforce, None, form, errors)


def edit(slug: str, funding_id: str) -> Any:
    """Change the money of a line and year."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("funding_show", id=funding_id), slug)
    base.want("funding", "update", id=funding_id)
    now = {name: shown[name] for name in ("version", *AMOUNTS, *FIELDS, "seats")}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *AMOUNTS, *FIELDS, *CHOOSING, many=MANY)
        if form.get("do") == SHOW:
            return _form(taskforce, shown, form, errors)
        # An amount that was emptied is not known any more.
        sent = {**dict.fromkeys((*AMOUNTS, "source"), ""), **form}
        sent = {k: v for k, v in sent.items() if k not in CHOOSING}
        try:
            base.call("funding_update", id=funding_id, **sent)
            base.say(tk._("The money of this line and year is saved."))
            return base.go("funding.index", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return _form(taskforce, shown, form, errors)


def _form(
    taskforce: Shown,
    shown: Shown | None,
    form: Shown,
    errors: dict[str, list[str]],
) -> str:
    words = labels.words("funding_visibility")
    return base.page(
        "funding/form",
        taskforce,
        funding=shown,
        form=form,
        errors=errors,
        lines=_lines(taskforce["slug"]),
        levels=[{"value": code, "text": words[code]} for code in OFFERED],
        **_people(taskforce["slug"], form),
    )


def _people(slug: str, form: Shown) -> Shown:
    """Return the seats that may be named, each by its person, role and agency.

    Those that are ticked stay on the list, whichever organisation is looked at.
    """
    of = form.get("of")
    asked: Shown = {"taskforce": slug, "page_size": 100}
    about = {"agency": of} if of else {}
    listed = base.call("seat_list", **asked, **about)
    is_many = bool(of) or listed["count"] > len(listed["items"])
    named: Shown = {"items": []}
    if is_many and form.get("seats"):
        named = base.call("seat_list", **asked, seats=form["seats"])
    found = {seat["id"]: seat for seat in (*named["items"], *listed["items"])}
    return {
        "people": [*map(_person, found.values())],
        "agencies": _agencies(slug, is_many),
    }


def _person(seat: Shown) -> Shown:
    role = labels.words("role")[seat["role"]]
    words = filter(None, (seat["user"], role, seat["agency"]))
    return {"value": seat["id"], "text": ", ".join(words)}


def _agencies(slug: str, is_many: bool) -> list[Shown]:
    """Return whose people may be looked at, where all of them are too many."""
    if not is_many:
        return []
    found = base.call("agency_list", taskforce=slug, page_size=100)["items"]
    return [{"value": one["acronym"], "text": one["acronym"]} for one in found]


def _lines(slug: str) -> list[Shown]:
    asked = {"taskforce": slug, "page_size": 100}
    return public.options(base.call("objective_list", **asked)["items"])


blueprint = base.blueprint(
    "funding",
    (
        ("/<slug>/funding", "index", index, ("GET",)),
        ("/<slug>/funding/new", "new", new, ("GET", "POST")),
        ("/<slug>/funding/<funding_id>/edit", "edit", edit, ("GET", "POST")),
    ),
)
