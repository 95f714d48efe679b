"""The information sharing protocol: its text, and who has endorsed it until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, tables

Shown = dict[str, Any]
# So many days before its end an endorsement is called expiring.
SOON = timedelta(days=60)
FIELDS = ("endorsed_on", "expires_on", "document")


def index(slug: str) -> Any:
    """Answer: who may send counts, and whose endorsement ends soon?"""
    taskforce = base.inside(slug)
    rows = _rows(taskforce)
    if tables.is_wanted():
        told = [{**row, "agreement": row["state"]} for row in rows]
        return tables.download("agreements", taskforce, told)
    return base.page(
        "agreement/index",
        taskforce,
        protocol=taskforce["settings"].get("agreement") or {},
        rows=rows,
        counts={
            state: sum(row["state"] == state for row in rows)
            for state in ("valid", "expiring", "expired", "none")
        },
        may_endorse=base.may("agreement", "create", taskforce=slug),
    )


def edit(slug: str, agency: str) -> Any:
    """Note that an organisation endorsed the protocol, renew it, or end it."""
    taskforce = base.inside(slug)
    base.want("agreement", "create", taskforce=slug)
    member = base.belongs(base.call("agency_show", id=agency), slug)
    asked = {"taskforce": slug, "agency": member["acronym"]}
    held = next(iter(base.call("agreement_list", **asked)["items"]), None)
    now = _filled(taskforce, held)
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "key", *FIELDS)
        try:
            return _endorse(slug, member, held, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors) if held else form
    return base.page(
        "agreement/form",
        taskforce,
        agency=member,
        held=held,
        protocol=taskforce["settings"].get("agreement") or {},
        documents=_documents(slug),
        form=form,
        errors=errors,
    )


def _endorse(slug: str, member: Shown, held: Shown | None, form: Shown) -> Any:
    sent = {name: form.get(name) for name in FIELDS}
    if held is None:
        asked = {"taskforce": slug, "agency": member["acronym"]}
        base.call("agreement_create", **asked, idempotency_key=form.get("key"), **sent)
    else:
        is_renewed = sent["endorsed_on"] != held["endorsed_on"]
        if is_renewed and sent["expires_on"] == held["expires_on"]:
            # The form came with the old end; a new endorsement gets a new one.
            sent["expires_on"] = None
        asked = {"id": held["id"], "version": form.get("version")}
        base.call("agreement_update", **asked, **sent)
    message = tk._("Noted for {organisation}. It holds from now on.")
    base.say(message.format(organisation=member["acronym"]))
    return base.go("agreement.index", slug=slug)


def _filled(taskforce: Shown, held: Shown | None) -> Shown:
    today = tk.h.tiptaskforce_today(taskforce).isoformat()
    if held is None:
        return {"endorsed_on": today, "key": base.one_time_key()}
    return {name: held[name] or "" for name in (*FIELDS, "version")}


def _documents(slug: str) -> list[Shown]:
    found = base.call("document_list", taskforce=slug, kind="agreement", page_size=100)
    return found["items"]


def _rows(taskforce: Shown) -> list[Shown]:
    """Return every member organisation with its endorsement, the urgent ones first."""
    slug, today = taskforce["slug"], tk.h.tiptaskforce_today(taskforce)
    held = {a["agency"]: a for a in tables.every("agreement_list", slug, {})}
    rows = []
    for member in tables.every("agency_list", slug, {}):
        if member["has_left"]:
            continue
        found = held.get(member["acronym"])
        rows.append(
            {
                "id": member["id"],
                "agency": member["acronym"],
                "name": member["name"],
                "state": _state(found, today),
                "endorsed_on": found["endorsed_on"] if found else None,
                "expires_on": found["expires_on"] if found else None,
                "protocol_version": found["protocol_version"] if found else None,
            }
        )
    order = ("expired", "expiring", "none", "valid")
    return sorted(rows, key=lambda row: (order.index(row["state"]), row["agency"]))


def _state(held: Shown | None, today: date) -> str:
    if held is None:
        return "none"
    if not held["is_valid"]:
        return "expired"
    ends = held["expires_on"]
    is_soon = ends is not None and date.fromisoformat(ends) <= today + SOON
    return "expiring" if is_soon else "valid"


blueprint = base.blueprint(
    "agreement",
    (
        ("/<slug>/admin/agreement", "index", index, ("GET",)),
        ("/<slug>/admin/agreement/<agency>", "edit", edit, ("GET", "POST")),
    ),
)
