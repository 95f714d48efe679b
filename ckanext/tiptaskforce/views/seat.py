"""People: who holds which seat; given and ended here."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base, handover
from ckanext.tiptaskforce.vocabulary import Role

PARTS = ("role", "agency", "subcommittee", "until")
FIELDS = ("user", *PARTS)
# So much of what stays open stands on a page; the handover file holds all of it.
MOST = 25


def index(slug: str) -> str:
    """List the seats."""
    taskforce = _for(slug)
    chosen = base.filters("role", "agency", "ended")
    found = base.call("seat_list", taskforce=slug, page=base.page_number(), **chosen)
    return base.page(
        "seat/index",
        taskforce,
        found=found,
        chosen=chosen,
        roles=list(Role),
        agencies=_agencies(slug),
        may_give=base.may("seat", "create", taskforce=slug),
        may_hand_over=base.may("taskforce", "hand_over", taskforce=slug),
        invitations=base.call("invitation_list", taskforce=slug)["items"],
        joins=_joins(slug),
    )


def _joins(slug: str) -> list[dict[str, Any]]:
    """Return who asks to join, for those who answer."""
    if not base.may("join", "list", taskforce=slug):
        return []
    return base.call("join_list", taskforce=slug, page_size=100)["items"]


def new(slug: str) -> Any:
    """Give a seat."""
    taskforce = _for(slug)
    base.want("seat", "create", taskforce=slug)
    form: dict[str, Any] = {"key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*FIELDS, "key")
        done, errors = base.created("seat_create", form, taskforce=slug)
        if done:
            base.say(tk._("The seat is given. It holds from now on."))
            return base.go("seat.index", slug=slug)
    return base.page(
        "seat/form",
        taskforce,
        form=form,
        errors=errors,
        roles=list(Role),
        agencies=_agencies(slug),
    )


def change(slug: str, seat_id: str) -> Any:
    """Change the role of a seat, for whom it speaks, or its last day."""
    taskforce = _for(slug)
    shown = base.belongs(base.call("seat_show", id=seat_id), slug)
    base.want("seat", "update", id=seat_id)
    now: dict[str, Any] = {name: shown[name] for name in (*PARTS, "version")}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *PARTS)
        sent = {name: form.get(name, "") for name in (*PARTS, "version")}
        done, errors = base.tried("seat_update", id=seat_id, **sent)
        if done:
            base.say(tk._("The seat is changed. It holds from now on."))
            return base.go("seat.index", slug=slug)
        form = base.beside(form, now, errors)
    return base.page(
        "seat/change",
        taskforce,
        seat=shown,
        form=form,
        errors=errors,
        roles=list(Role),
        agencies=_agencies(slug),
    )


def end(slug: str, seat_id: str) -> Any:
    """End a seat, after a page that names what ends with it."""
    taskforce = _for(slug)
    shown = base.belongs(base.call("seat_show", id=seat_id), slug)
    base.want("seat", "end", id=seat_id)
    form: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "successor")
        done, errors = base.tried("seat_end", id=seat_id, **form)
        if done:
            base.say(tk._("The seat has ended, with its sessions and tokens."))
            return base.go("seat.index", slug=slug)
    return base.page(
        "seat/end",
        taskforce,
        seat=shown,
        form={**form, "version": shown["version"]},
        errors=errors,
        **_work(seat_id),
    )


def hand_on(slug: str, seat_id: str) -> Any:
    """Let somebody go on for a seat that ends or has ended; show what is open."""
    taskforce = _for(slug)
    shown = base.belongs(base.call("seat_show", id=seat_id), slug)
    base.want("seat", "hand_on", id=seat_id)
    form: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "successor")
        done, errors = base.tried("seat_hand_on", id=seat_id, **form)
        if done:
            base.say(tk._("Handed on. Whoever goes on is told."))
            return base.go("seat.index", slug=slug)
    return base.page(
        "seat/hand_on",
        taskforce,
        seat=shown,
        form={**form, "version": shown["version"]},
        errors=errors,
        **_work(seat_id),
    )


def _work(seat_id: str) -> dict[str, Any]:
    """Return what stays open with a seat and who could go on, for who may know it."""
    if not base.may("seat", "overview", id=seat_id):
        return {"work": [], "n_more": 0, "successors": [], "is_told": False}
    found = base.call("seat_overview", id=seat_id)
    named = [
        {
            "value": one["id"],
            "text": f"{one['user']}, {labels.word('role', one['role'])}",
        }
        for one in found["successors"]
    ]
    items = found["items"]
    return {
        "work": [*map(handover.worded, items[:MOST])],
        "n_more": max(len(items) - MOST, 0),
        "successors": named,
        "is_told": True,
    }


def _for(slug: str) -> dict[str, Any]:
    taskforce = base.inside(slug)
    base.want("seat", "list", taskforce=slug)
    return taskforce


def _agencies(slug: str) -> list[dict[str, Any]]:
    return base.call("agency_list", taskforce=slug, page_size=100)["items"]


blueprint = base.blueprint(
    "seat",
    (
        ("/<slug>/admin/people", "index", index, ("GET",)),
        ("/<slug>/admin/people/new", "new", new, ("GET", "POST")),
        ("/<slug>/admin/people/<seat_id>/change", "change", change, ("GET", "POST")),
        ("/<slug>/admin/people/<seat_id>/end", "end", end, ("GET", "POST")),
        ("/<slug>/admin/people/<seat_id>/hand-on", "hand_on", hand_on, ("GET", "POST")),
    ),
)
