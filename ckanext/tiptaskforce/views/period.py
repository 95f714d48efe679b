"""The calendar: which periods are open, and how a locked one is opened again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, standing_tallies

Shown = dict[str, Any]
# So many days a form proposes for an unlock.
USUAL = timedelta(days=7)


def index(slug: str) -> str:
    """Answer: which periods are open, due and locked?"""
    taskforce = base.inside(slug)
    found = base.call("period_list", taskforce=slug, page=base.page_number())
    for one in found["items"]:
        one["label"] = standing_tallies.period(one["code"])["label"]
        one["word"] = "unlocked" if one["unlocked_until"] else one["state"]
    return base.page(
        "period/index",
        taskforce,
        found=found,
        may_unlock=base.may("period", "advance", taskforce=slug),
    )


def advance(slug: str) -> Any:
    """Make the periods and reports that are missing; the daily job does the same."""
    base.inside(slug)
    made = base.call("period_advance", taskforce=slug)
    if made["periods"] or made["reports"]:
        message = tk._("Made {periods} periods and {reports} reports.")
        base.say(message.format(**made))
    else:
        base.say(tk._("Nothing was missing."))
    return base.go("period.index", slug=slug)


def unlock(slug: str, period_id: str) -> Any:
    """Open a locked period for some days, and say why."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("period_show", id=period_id), slug)
    base.want("period", "unlock", id=shown["id"])
    today = tk.h.tiptaskforce_today(taskforce)
    form: Shown = {
        "version": shown["version"],
        "until": (today + USUAL).isoformat(),
    }
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "until", "reason", many=("confirm",))
        try:
            done = base.call("period_unlock", id=shown["id"], **form)
            message = tk._("Unlocked until {day}; then it locks again by itself.")
            day = tk.h.tiptaskforce_day(done["unlocked_until"])
            base.say(message.format(day=day))
            return base.go("period.index", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = shown["version"]
    return base.page(
        "period/unlock",
        taskforce,
        period={**shown, "label": standing_tallies.period(shown["code"])["label"]},
        form=form,
        errors=errors,
    )


def lock(slug: str, period_id: str) -> Any:
    """End an unlock before its last day."""
    base.inside(slug)
    shown = base.belongs(base.call("period_show", id=period_id), slug)
    base.call("period_lock", id=shown["id"], **base.posted("version"))
    base.say(tk._("Locked again."))
    return base.go("period.index", slug=slug)


_ALL = "/<slug>/admin/calendar"
blueprint = base.blueprint(
    "period",
    (
        (_ALL, "index", index, ("GET",)),
        (f"{_ALL}/advance", "advance", advance, ("POST",)),
        (f"{_ALL}/<period_id>/unlock", "unlock", unlock, ("GET", "POST")),
        (f"{_ALL}/<period_id>/lock", "lock", lock, ("POST",)),
    ),
)
