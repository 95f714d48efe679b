"""Accountability to affected people: shown beside the functions, never scored."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base

Shown = dict[str, Any]
QUARTERS = 4
ANSWERS = ("yes", "planned", "no")


def index(slug: str) -> str:
    """Answer: are affected people asked, and are they answered?"""
    taskforce = base.inside(slug)
    channels = _channels(slug)
    found = {
        code: base.call("deliverable_list", taskforce=slug, consulted=code)
        for code in ANSWERS
    }
    total = base.call("deliverable_list", taskforce=slug, page_size=1)["count"]
    counted = {code: found[code]["count"] for code in ANSWERS}
    return base.page(
        "accountability/index",
        taskforce,
        consulted=found["yes"],
        counted=counted,
        unsaid=total - sum(counted.values()),
        channels=channels,
        quarters=_quarters(channels),
        sums=_sums(channels),
        may_add=base.may("feedback_channel", "create", taskforce=slug),
    )


def new(slug: str) -> Any:
    """Name a channel by which affected people give feedback."""
    taskforce = base.inside(slug)
    base.want("feedback_channel", "create", taskforce=slug)
    form: Shown = {"key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("kind", "title", "agency", "key", many=("confirm",))
        form.setdefault("key", base.one_time_key())
        made, errors = base.created("feedback_channel_create", form, taskforce=slug)
        if made:
            base.say(tk._("The channel is added. Enter its numbers by quarter."))
            return base.go("accountability.index", slug=slug)
    return _form(taskforce, form, errors)


def edit(slug: str, channel_id: str) -> Any:
    """Change a channel, or say that it is used no longer."""
    taskforce = base.inside(slug)
    shown = _one(slug, channel_id, "update")
    now: Shown = {**shown, "retired": "true" if shown["retired"] else ""}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("kind", "title", "retired", "version", many=("confirm",))
        sent = {"title": "", "retired": "false", **form}
        made, errors = base.tried("feedback_channel_update", id=channel_id, **sent)
        if made:
            base.say(tk._("Saved."))
            return base.go("accountability.index", slug=slug)
        form = base.beside(form, now, errors)
    return _form(taskforce, form, errors, channel=shown)


def count(slug: str, channel_id: str) -> Any:
    """Enter what came by a channel in a quarter, and what was answered."""
    taskforce = base.inside(slug)
    shown = _one(slug, channel_id, "count")
    form = _counted(shown, _last_quarter(taskforce))
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("period", "received", "answered", "version")
        made, errors = base.tried("feedback_channel_count", id=channel_id, **form)
        if made:
            base.say(tk._("The numbers are saved."))
            return base.go("accountability.index", slug=slug)
        form = base.beside(form, _counted(shown, form.get("period")), errors)
    more: Shown = {"channel": shown, "form": form, "errors": errors}
    return base.page("accountability/count", taskforce, **more)


def _counted(channel: Shown, code: str | None) -> Shown:
    """Return the form of a quarter with the numbers that stand already."""
    stands = next((one for one in channel["counts"] if one["period"] == code), {})
    return {**stands, "period": code, "version": channel["version"]}


def _form(
    taskforce: Shown, form: Shown, errors: dict[str, list[str]], **more: Any
) -> str:
    sent: Shown = {"taskforce": taskforce["slug"], "page_size": 100}
    more = {"form": form, "errors": errors, **more}
    more["agencies"] = base.call("agency_list", **sent)["items"]
    more["kinds"] = labels.words("channel_kind")
    return base.page("accountability/form", taskforce, **more)


def _channels(slug: str) -> list[Shown]:
    sent: Shown = {"taskforce": slug, "page_size": 100}
    return base.call("feedback_channel_list", **sent)["items"]


def _one(slug: str, channel_id: str, verb: str) -> Shown:
    found = next((one for one in _channels(slug) if one["id"] == channel_id), None)
    if found is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    if verb not in found["verbs"]:
        raise tk.NotAuthorized(tk._("Not authorised."))
    return found


def _quarters(channels: list[Shown]) -> list[str]:
    """Return the last quarters of which somebody gave numbers, the latest first."""
    every = {one["period"] for channel in channels for one in channel["counts"]}
    return sorted(every, reverse=True)[:QUARTERS]


def _sums(channels: list[Shown]) -> Shown:
    """Return of each quarter what came by all channels, and what was answered."""
    received, answered = Counter[str](), Counter[str]()
    for one in (one for channel in channels for one in channel["counts"]):
        received[one["period"]] += one["received"]
        answered[one["period"]] += one["answered"]
    return {p: {"received": received[p], "answered": answered[p]} for p in received}


def _last_quarter(taskforce: Shown) -> str:
    today = tk.h.tiptaskforce_today(taskforce)
    year, quarter = divmod(today.year * 4 + (today.month - 1) // 3 - 1, 4)
    return f"{year}-Q{quarter + 1}"


_ONE = "/<slug>/accountability/<channel_id>"
blueprint = base.blueprint(
    "accountability",
    (
        ("/<slug>/accountability", "index", index, ("GET",)),
        ("/<slug>/accountability/new", "new", new, ("GET", "POST")),
        (_ONE, "edit", edit, ("GET", "POST")),
        (f"{_ONE}/count", "count", count, ("GET", "POST")),
    ),
)
