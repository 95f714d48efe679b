"""Alerts passed on to the CTFMR: the list, the form, one alert, its acknowledgement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import config, labels
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.views import base, tables

Shown = dict[str, Any]
MONTHS = 36
FIELDS = ("violation", "month", "place", "passed_on", "channel")
SAID = ("acknowledged_on", "acknowledged_by")


def index(slug: str) -> Any:
    """Answer: what was passed on, and what of it has arrived?"""
    taskforce = base.inside(slug)
    chosen = base.filters("violation", "state")
    if tables.is_wanted():
        found = [_told(row) for row in tables.every("alert_list", slug, chosen)]
        return tables.download("alerts", taskforce, found, chosen)
    found = base.call("alert_list", taskforce=slug, page=base.page_number(), **chosen)
    found["items"] = [_worded(row) for row in found["items"]]
    return base.page("alert/index", taskforce, found=found, chosen=chosen)


def read(slug: str, alert_id: str) -> str:
    """Answer: where does this alert stand?"""
    taskforce = base.inside(slug)
    alert = base.belongs(base.call("alert_show", id=alert_id), slug)
    return base.page("alert/read", taskforce, alert=_worded(alert))


def new(slug: str) -> Any:
    """Note that an alert was passed on."""
    taskforce = base.inside(slug)
    base.want("alert", "create", taskforce=slug)
    today = tk.h.tiptaskforce_today(taskforce)
    form: Shown = {"passed_on": today.isoformat(), "key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("key", *FIELDS)
        try:
            return _record(slug, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "alert/form",
        taskforce,
        form=form,
        errors=errors,
        months=list(_months(today)),
        places=_places(taskforce),
    )


def acknowledge(slug: str, alert_id: str) -> Any:
    """Note that the CTFMR has acknowledged an alert."""
    taskforce = base.inside(slug)
    alert = base.belongs(base.call("alert_show", id=alert_id), slug)
    base.want("alert", "acknowledge", id=alert_id)
    today = tk.h.tiptaskforce_today(taskforce).isoformat()
    form: Shown = {"version": alert["version"], "acknowledged_on": today}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *SAID)
        try:
            sent = {**form, **_unasked("version", *SAID)}
            base.call("alert_acknowledge", id=alert_id, **sent)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = base.call("alert_show", id=alert_id)["version"]
        else:
            base.say(tk._("Noted. The alert counts as acknowledged."))
            return base.go("alert.read", slug=slug, alert_id=alert_id)
    return base.page(
        "alert/acknowledge", taskforce, alert=_worded(alert), form=form, errors=errors
    )


def _record(slug: str, form: Shown) -> Any:
    sent = {name: value for name, value in form.items() if name != "key"}
    made = base.call(
        "alert_create",
        taskforce=slug,
        idempotency_key=form.get("key"),
        **sent,
        **_unasked("key", *FIELDS),
    )
    base.say(tk._("Recorded. You are reminded if nobody acknowledges it in 7 days."))
    return base.go("alert.read", slug=slug, alert_id=made["id"])


def _unasked(*known: str) -> Shown:
    """Return what was posted beside the fields, files too: the action refuses it.

    To pass it over would store nothing either, but its sender would not be told.
    """
    passed = {*known, config.csrf_field_name(), "taskforce", "id"}
    return {name: "" for name in (*request.form, *request.files) if name not in passed}


def _worded(alert: Shown) -> Shown:
    """Return an alert with its word and its month as people read them."""
    word = "waiting" if alert["is_waiting"] else alert["state"]
    return {**alert, "alert": word, "month_name": _month(alert["month"])}


def _told(alert: Shown) -> Shown:
    """Return an alert as a row of a file: its violation in words."""
    violation = labels.word("violation", alert["violation"])
    return {**_worded(alert), "violation": violation}


def _month(code: str) -> str:
    found = period.parse(code)
    return tk.h.tiptaskforce_period(found.start, found.end)


def _months(today: date) -> Iterator[dict[str, str]]:
    """Yield the last months as options, this one first."""
    start = today.replace(day=1)
    for _ in range(MONTHS):
        code = f"{start:%Y-%m}"
        yield {"value": code, "text": _month(code)}
        start = (start - timedelta(days=1)).replace(day=1)


def _places(taskforce: Shown) -> list[dict[str, str]]:
    """Return the areas that an alert may name, as options, the coarsest first."""
    slug, area = taskforce["slug"], taskforce["area"]
    found = [
        place
        for place in tables.every("place_list", slug, {"level": 1})
        if area in ("", place["code"])
    ]
    if taskforce["settings"].get("alert_place_level", 2) > 1:
        inside = {"level": 2, **({"parent": area} if area else {})}
        found += tables.every("place_list", slug, inside)
    return [
        {"value": place["code"], "text": place["name"]}
        for place in found
        if not place["retired"]
    ]


blueprint = base.blueprint(
    "alert",
    (
        ("/<slug>/alert", "index", index, ("GET",)),
        ("/<slug>/alert/new", "new", new, ("GET", "POST")),
        ("/<slug>/alert/<alert_id>", "read", read, ("GET",)),
        (
            "/<slug>/alert/<alert_id>/acknowledge",
            "acknowledge",
            acknowledge,
            ("GET", "POST"),
        ),
    ),
)
