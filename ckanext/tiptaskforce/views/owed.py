"""Who owes what: all organisations, one of them, and the reminder to it by hand."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, standing_reports, standing_tallies, tables
from ckanext.tiptaskforce.vocabulary import Role

Shown = dict[str, Any]


def index(slug: str) -> Any:
    """Answer: whom do I call?"""
    taskforce = base.inside(slug)
    chosen = base.filters("subcommittee", "late")
    if tables.is_wanted():
        rows = tables.every("agency_overview", slug, chosen)
        return tables.download("owed", taskforce, rows, chosen)
    ticked = base.posted(many=("agencies",)).get("agencies", [])
    errors: dict[str, list[str]] = {}
    if base.posting():
        errors = _remind(slug, ticked)
        if not errors:
            return base.go("overview.owed", slug=slug, **chosen)
    found = base.call("agency_overview", taskforce=slug, page_size=100, **chosen)
    _offer(taskforce, found["items"])
    return base.page(
        "overview/owed",
        taskforce,
        found=found,
        n_late=sum(1 for item in found["items"] if item["overdue"]),
        n_overdue=sum(item["overdue"] for item in found["items"]),
        sees_all=bool({Role.COORDINATOR, Role.SECRETARIAT} & set(taskforce["roles"])),
        may_remind=any(item["may_remind"] for item in found["items"]),
        reports=standing_reports.missing(taskforce),
        chosen=chosen,
        ticked=ticked,
        errors=errors,
    )


def read(slug: str, agency: str) -> Any:
    """Answer: what does this organisation owe, and since when?"""
    taskforce = base.inside(slug)
    every = tables.every("agency_overview", slug, {})
    one = next((item for item in every if item["agency"] == agency), None)
    if one is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    errors: dict[str, list[str]] = {}
    if base.posting():
        errors = _remind(slug, [agency])
        if not errors:
            return base.go("overview.debts", slug=slug, agency=agency)
    _offer(taskforce, [one])
    missing = standing_reports.missing(taskforce, agency=agency)
    late = base.call(
        "deliverable_list",
        taskforce=slug,
        responsible=agency,
        overdue="true",
        page=base.page_number(),
    )
    return base.page(
        "overview/owed_one",
        taskforce,
        one=one,
        reports=missing["every"],
        tallies=[
            {**item, "label": standing_tallies.period(item["period"])["label"]}
            for item in one["missing_tallies"]
        ],
        found=late,
        points=_points(slug, agency),
        errors=errors,
    )


def _points(slug: str, agency: str) -> list[Shown]:
    """Return the open action points of an organisation that the reader may know of."""
    asked: dict[str, Any] = {"taskforce": slug, "agency": agency, "page_size": 100}
    return base.call("action_point_list", state="open", **asked)["items"]


def _remind(slug: str, agencies: list[str]) -> dict[str, list[str]]:
    """Send the reminders; return what stands in the way, by field."""
    if not agencies:
        return {"agencies": [tk._("Tick the organisations to remind.")]}
    try:
        made = base.call("reminder_create", taskforce=slug, agencies=agencies)
    except tk.ValidationError as refused:
        return base.words_of(refused)
    names = ", ".join(item["agency"] for item in made["items"])
    base.say(tk._("The reminder goes out by mail to: {names}.").format(names=names))
    return {}


def _offer(taskforce: Shown, items: list[Shown]) -> None:
    """Say of each organisation whether its reader may remind it today."""
    may = base.may("reminder", "create", taskforce=taskforce["slug"])
    today = tk.h.tiptaskforce_today(taskforce).isoformat()
    for item in items:
        is_free = not item["remind_from"] or item["remind_from"] <= today
        item["may_remind"] = may and is_free and bool(item["owed"])
