"""The audit pages: what happened, newest first, and how two persons clear a value."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base, tables

LONGEST_SHOWN = 200
FILTERS = ("noun", "id", "asked", "verb", "agency", "since", "until")


def index(slug: str) -> Any:
    """List the events."""
    taskforce = base.inside(slug)
    base.want("event", "list", taskforce=slug)
    chosen = base.filters(*FILTERS)
    if tables.is_wanted():
        rows = [_written(one) for one in tables.every("event_list", slug, chosen)]
        return tables.download("audit", taskforce, rows, chosen)
    found = base.call("event_list", taskforce=slug, page=base.page_number(), **chosen)
    return base.page(
        "event/index",
        taskforce,
        found=found,
        chosen=chosen,
        nouns=list(labels.WORDS["noun"]),
        verbs=list(labels.WORDS["did"]),
        agencies=base.call("agency_list", taskforce=slug, page_size=100)["items"],
    )


def _written(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event for a file: what changed as one text; cleared is a dash."""
    told = []
    for field, value in sorted(event["values"].items()):
        before, after = value if isinstance(value, list) else (None, value)
        parts = [
            "–" if part in (None, "", []) else str(part) for part in (before, after)
        ]
        told.append(f"{field}: {' → '.join(parts)}")
    return {**event, "values": "; ".join(told)}


def chain(slug: str) -> str:
    """Tell whether the log is what was written."""
    taskforce = base.inside(slug)
    found = base.call("event_overview", taskforce=slug)
    return base.page("event/chain", taskforce, found=found)


def read(slug: str, event_id: str) -> str:
    """Show an event, and let a second person do what the first one asked for."""
    taskforce, event = _open(slug, event_id)
    return base.page("event/read", taskforce, event=event)


def redact(slug: str, event_id: str) -> Any:
    """Ask for values to be cleared, or clear what another person asked for."""
    taskforce, event = _open(slug, event_id)
    if not event["clearable"]:
        raise tk.ObjectNotFound(tk._("Not found."))
    form: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("reason", many=("fields", "confirm"))
        try:
            done = base.call("event_redact", id=event_id, **form)
            base.say(_said(done["state"]))
            return base.go("event.read", slug=slug, event_id=event_id)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "event/redact",
        taskforce,
        event=event,
        form=form,
        errors=errors,
        choices=[_choice(event, field) for field in event["clearable"]],
    )


def _open(slug: str, event_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    taskforce = base.inside(slug)
    return taskforce, base.belongs(base.call("event_show", id=event_id), slug)


def _said(state: str) -> str:
    if state == "asked":
        return tk._(
            "Asked. The values stay until another coordinator or the secretariat "
            "confirms on this page."
        )
    return tk._("Redacted. Nobody can read the values any more.")


def _choice(event: dict[str, Any], field: str) -> dict[str, str]:
    """Return a box of the form: the field, and enough of its value to know it by."""
    value = event["values"][field]
    shown = value[1] if isinstance(value, list) else value
    words = tk._("blank") if shown in (None, "", []) else str(shown)
    if len(words) > LONGEST_SHOWN:
        words = words[:LONGEST_SHOWN] + "…"
    return {"value": field, "text": f"{labels.word('field', field)}: {words}"}


blueprint = base.blueprint(
    "event",
    (
        ("/<slug>/audit", "index", index, ("GET",)),
        ("/<slug>/audit/chain", "chain", chain, ("GET",)),
        ("/<slug>/audit/<event_id>", "read", read, ("GET",)),
        ("/<slug>/audit/<event_id>/redact", "redact", redact, ("GET", "POST")),
    ),
)
