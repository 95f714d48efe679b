"""How pages speak of meetings: of whom, where, and what came of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from babel.dates import format_date

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base
from ckanext.tiptaskforce.vocabulary import Role

Shown = dict[str, Any]


def named(taskforce: Shown, meeting: Shown) -> Shown:
    """Return a meeting with the title of its body, its place and its time in words."""
    times = [meeting["starts"], meeting["ends"]]
    return {
        **meeting,
        "body": body(taskforce, meeting["subcommittee"]),
        "where": _where(meeting),
        "time": "–".join(one for one in times if one),
    }


def body(taskforce: Shown, slug: str | None) -> str:
    """Return the title of a body; None is the task force as a whole."""
    return tk.h.tiptaskforce_group(taskforce, slug) if slug else taskforce["title"]


def row(taskforce: Shown, meeting: Shown) -> Shown:
    """Return a meeting as a row of a file."""
    shown = named(taskforce, meeting)
    return {**shown, "meeting": meeting["state"], "n_present": len(meeting["present"])}


def kept_bodies(taskforce: Shown) -> list[dict[str, str]]:
    """Return the bodies whose minutes the reader keeps, as options."""
    roles, slug = set(taskforce["roles"]), taskforce["slug"]
    is_whole = bool(roles & {Role.COORDINATOR, Role.SECRETARIAT})
    whole = [{"value": "", "text": tk._("The task force as a whole")}] * is_whole
    groups = [
        {"value": group["slug"], "text": group["title"]}
        for group in taskforce["subcommittees"]
        if _keeps(slug, group["slug"], roles)
    ]
    return whole + groups


def _keeps(slug: str, group: str, roles: set[str]) -> bool:
    if Role.COORDINATOR in roles:
        return True
    if Role.CHAIR not in roles:
        return False
    return base.may("meeting", "create", taskforce=slug, subcommittee=group)


def outcomes(slug: str, meeting: Shown) -> Shown:
    """Return decisions, action points, and what was carried over to a meeting."""
    asked: dict[str, Any] = {"taskforce": slug, "page_size": 100}
    found = base.call("action_point_list", before=meeting["id"], **asked)["items"]
    decided = base.call("decision_list", meeting=meeting["id"], **asked)
    return {
        "decisions": decided["items"],
        "points": [one for one in found if one["meeting"] == meeting["id"]],
        "carried": [one for one in found if one["meeting"] != meeting["id"]],
    }


def agencies(slug: str, meeting: Shown) -> list[dict[str, str]]:
    """Return the agencies that sit on the body of a meeting, as options."""
    group = meeting["subcommittee"]
    asked: dict[str, Any] = {"taskforce": slug, "page_size": 100}
    if group:
        asked["subcommittee"] = group
    found = base.call("agency_list", **asked)["items"]
    return tk.h.tiptaskforce_choices(found, "acronym", "acronym", "name")


def months() -> list[dict[str, str]]:
    """Return the months of a year as options."""
    language = tk.h.lang()
    return [
        {
            "value": f"{number:02}",
            "text": format_date(date(2026, number, 1), "LLLL", locale=language),
        }
        for number in range(1, 13)
    ]


def done(verb: str) -> str:
    """Return what a page says after a verb."""
    words = {
        "hold": tk._("Noted. Write the minutes, decisions and action points now."),
        "approve": tk._("Approved. All members of this body read the minutes now."),
        "reopen": tk._("Reopened. Members read the minutes again once approved."),
        "call_off": tk._("Called off. Its day is free again."),
    }
    return words[verb]


def _where(meeting: Shown) -> str:
    if meeting["place_kind"] == "agency" and meeting["host"]:
        office = tk._("Office of {organisation}").format(organisation=meeting["host"])
        return ", ".join(one for one in (office, meeting["room"]) if one)
    if meeting["place_kind"] == "room" and meeting["room"]:
        return meeting["room"]
    return labels.word("meeting_place", meeting["place_kind"])
