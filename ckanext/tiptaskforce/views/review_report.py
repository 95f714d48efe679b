"""The review of reports: accept, or send back with a note, at single cells too."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import (
    base,
    report,
    report_grid,
    standing_reports,
    standing_tallies,
)
from ckanext.tiptaskforce.views.report_form import sheet_of
from ckanext.tiptaskforce.vocabulary import Role

Shown = dict[str, Any]
REMARK = "r/"
REVIEWERS = frozenset({Role.CHAIR, Role.COORDINATOR})


def waiting(taskforce: Shown) -> list[Shown]:
    """Return the submitted reports that this reader may open, the oldest first."""
    found = [item for kind in _kinds(taskforce) for item in _listed(taskforce, kind)]
    today = tk.h.tiptaskforce_today(taskforce)
    own = {seat["agency"] for seat in taskforce["seats"] if seat["agency"]}
    rows = [
        {
            **item,
            "figure": standing_reports.figure(item["total"]),
            "period_label": standing_tallies.period(item["period"])["label"],
            "days": max((today - _sent(item)).days, 0),
            "is_own": item["agency"] in own,
        }
        for item in found
    ]
    return sorted(rows, key=lambda row: (-row["days"], row["indicator"]))


def read(slug: str, report_id: str) -> Any:
    """Show one submitted report beside the decision."""
    taskforce = base.inside(slug)
    shown = report.mine(slug, report_id)
    if not _kinds(taskforce):
        raise tk.NotAuthorized(tk._("Chairs, coordinators and custodians review."))
    form: Shown = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("decision", "note", "version", many=("confirm",))
        try:
            return _decide(taskforce, shown, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = shown["version"]
    return base.page(
        "review/report",
        taskforce,
        cells=_cells(shown),
        form=form,
        errors=errors,
        **report.opened(taskforce, shown),
    )


def _kinds(taskforce: Shown) -> list[str]:
    """Return which reports the reader reviews: of persons, or all the others."""
    roles = set(taskforce["roles"])
    kinds = ((REVIEWERS & roles, "plain"), (Role.CUSTODIAN in roles, "persons"))
    return [kind for has_it, kind in kinds if has_it]


def _listed(taskforce: Shown, kind: str) -> list[Shown]:
    asked: Shown = {"state": "submitted", "kind": kind, "page_size": 100}
    return base.call("report_list", taskforce=taskforce["slug"], **asked)["items"]


def _sent(item: Shown) -> date:
    return date.fromisoformat(item["submitted_at"][:10])


def _cells(shown: Shown) -> list[Shown]:
    """Return the cells that were filled, each with the field of its remark."""
    if not shown.get("values"):
        return []
    layout = report_grid.layout(sheet_of(shown), shown["values"])
    return [
        {
            "name": f"{REMARK}{key}",
            "label": layout.named(key) or tk._("Total"),
            "typed": request.form.get(f"{REMARK}{key}", ""),
        }
        for key in layout.filled(shown["values"])
    ]


def _remarks(shown: Shown) -> list[Shown]:
    splits = shown["disaggregations"]
    found = []
    for name, note in request.form.items():
        codes = name.removeprefix(REMARK).split("~")
        if not name.startswith(REMARK) or not note.strip():
            continue
        cell = dict(zip(splits, codes, strict=False)) if codes != [""] else {}
        found.append({**cell, "note": note.strip()})
    return found


def _decide(taskforce: Shown, shown: Shown, form: Shown) -> Any:
    """Say the decision, and open the next report that waits for this reviewer."""
    slug, sent = taskforce["slug"], dict(form)
    decision = sent.pop("decision", "")
    if decision not in ("accept", "send_back"):
        raise tk.ValidationError({"decision": [tk._("Choose one of the two.")]})
    if decision == "send_back":
        sent["remarks"] = _remarks(shown) or None
    base.call(f"report_{decision}", id=shown["id"], **sent)
    left = [item for item in waiting(taskforce) if not item["is_own"]]
    base.say(_told(decision, len(left)))
    if not left:
        return base.go("review.index", slug=slug)
    return base.go("review.report", slug=slug, report_id=left[0]["id"])


def _told(decision: str, left: int) -> str:
    if decision == "accept":
        words = tk.ungettext(
            "Accepted. {number} report left.", "Accepted. {number} reports left.", left
        )
    else:
        words = tk.ungettext(
            "Sent back. {number} report left.",
            "Sent back. {number} reports left.",
            left,
        )
    return words.format(number=left)
