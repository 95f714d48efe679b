"""Follow-up without cases: services facilitated, action plans of parties, advocacy."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.views import base, retiring, tables, violation_links
from ckanext.tiptaskforce.vocabulary import FollowupKind

Shown = dict[str, Any]
# What the form of each kind asks for.
ASKED = {
    FollowupKind.SERVICE: ("service_area", "period", "number"),
    FollowupKind.ACTION_PLAN: ("title", "party_type", "status", "review_by"),
    FollowupKind.ADVOCACY: ("title", "status", "review_by"),
}
CLOSED = ("visibility", "sensitivity", "subcommittee")
MANY = ("violations", "confirm")
QUARTERS = 8


def index(slug: str) -> Any:
    """Answer: what is followed up, and which review is due?"""
    taskforce = base.inside(slug)
    chosen = base.filters("kind", "violation")
    if tables.is_wanted():
        rows = tables.every("followup_list", slug, chosen)
        return tables.download("followups", taskforce, map(_flat, rows), chosen)
    found = base.call(
        "followup_list", taskforce=slug, page=base.page_number(), **chosen
    )
    return base.page(
        "followup/index",
        taskforce,
        found=found,
        services=_services(slug, chosen),
        chosen=chosen,
        kinds=[kind.value for kind in FollowupKind],
        may_create=base.may("followup", "create", taskforce=slug),
    )


def new(slug: str) -> Any:
    """Note services, an action plan or advocacy; the address says which."""
    taskforce = base.inside(slug)
    base.want("followup", "create", taskforce=slug)
    kind = _kind(request.args.get("kind"))
    form: Shown = {
        "key": base.one_time_key(),
        "visibility": "members",
        "sensitivity": "moderate",
        "violations": [c for c in (request.args.get("violation"),) if c],
    }
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*_fields(kind), "key", many=MANY)
        about = {"taskforce": slug, "kind": kind.value}
        sent = violation_links.meant(form)
        made, errors = base.created("followup_create", sent, **about)
        if made:
            base.say(tk._("Saved."))
            return base.go("followup.index", slug=slug)
    return _form(taskforce, kind, form, errors)


def edit(slug: str, followup_id: str) -> Any:
    """Change what is followed up."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("followup_show", id=followup_id), slug)
    base.want("followup", "update", id=followup_id)
    kind = _kind(shown["kind"])
    named = ("version", "violations", *ASKED[kind], *CLOSED)
    now = {name: shown[name] for name in named} | violation_links.filled(shown)
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *_fields(kind), many=MANY)
        sent = {"review_by": "", **violation_links.meant(form)}
        if "review_by" not in ASKED[kind]:
            del sent["review_by"]
        try:
            base.call("followup_update", id=followup_id, **sent)
            base.say(tk._("Saved."))
            return base.go("followup.index", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return _form(taskforce, kind, form, errors, followup=shown)


def retire(slug: str, followup_id: str) -> Any:
    """Follow it no longer, and say why."""
    taskforce = base.inside(slug)
    shown = base.belongs(base.call("followup_show", id=followup_id), slug)
    base.want("followup", "retire", id=followup_id)
    words = retiring.Retiring(
        noun="followup",
        lead=tk._("It leaves the lists and stays in the log."),
        button=tk._("Retire"),
        done=tk._("It is followed no longer."),
        endpoint="followup.index",
        address={"slug": slug},
    )
    kind = labels.word("followup_kind", shown["kind"])
    row = {**shown, "code": f"{kind}:", "title": name_of(shown)}
    return retiring.page(taskforce, row, words)


def _services(slug: str, chosen: Shown) -> list[Shown]:
    if chosen.get("kind") not in (None, FollowupKind.SERVICE):
        return []
    asked = {k: v for k, v in chosen.items() if k != "kind"}
    return base.call("followup_overview", taskforce=slug, **asked)["items"]


def name_of(shown: Shown) -> str:
    """Return what a follow-up is called: its title, or its area of support."""
    return shown["title"] or labels.word("service_area", shown["service_area"])


def _kind(code: str | None) -> FollowupKind:
    if code not in set(FollowupKind):
        raise tk.ObjectNotFound(tk._("Not found."))
    return FollowupKind(code)


def _fields(kind: FollowupKind) -> tuple[str, ...]:
    return (*ASKED[kind], *CLOSED, *violation_links.FIELDS)


def _flat(row: Shown) -> Shown:
    """Return a follow-up as a row of a file."""
    names = labels.words("violation")
    return {
        **row,
        "title": name_of(row),
        "violations": "; ".join(names[code] for code in row["violations"]),
    }


def _quarters(taskforce: Shown, chosen: str | None) -> list[dict[str, str]]:
    one = period.containing(tk.h.tiptaskforce_today(taskforce), "quarter")
    found = [one]
    for _ in range(QUARTERS - 1):
        found.append(period.preceding(found[-1]))
    codes = [quarter.code for quarter in found]
    codes += [chosen] if chosen and chosen not in codes else []
    return [{"value": code, "text": code} for code in codes]


def _form(
    taskforce: Shown,
    kind: FollowupKind,
    form: Shown,
    errors: dict[str, list[str]],
    **more: Any,
) -> str:
    is_plan = kind == FollowupKind.ACTION_PLAN
    return base.page(
        "followup/form",
        taskforce,
        kind=kind.value,
        asked=ASKED[kind],
        form=form,
        errors=errors,
        quarters=_quarters(taskforce, form.get("period")),
        statuses=[
            one
            for one in tk.h.tiptaskforce_options("followup_status")
            if is_plan or one["value"] != "signed"
        ],
        **more,
    )


_ONE = "/<slug>/mrm/followup/<followup_id>"
blueprint = base.blueprint(
    "followup",
    (
        ("/<slug>/mrm/followup", "index", index, ("GET",)),
        ("/<slug>/mrm/followup/new", "new", new, ("GET", "POST")),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/retire", "retire", retire, ("GET", "POST")),
    ),
)
