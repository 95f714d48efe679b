"""The review queue: accept, or send back with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, deliverable, review_report
from ckanext.tiptaskforce.vocabulary import Role


def index(slug: str) -> str:
    """Answer: what waits for my review?"""
    taskforce = base.inside(slug)
    if not _reviews(taskforce):
        return _counts_alone(taskforce)
    chosen = base.filters("subcommittee")
    waiting = base.call("task_list", taskforce=slug, page_size=1)
    found = base.call(
        "deliverable_list",
        taskforce=slug,
        state="submitted",
        sort="modified",
        page=base.page_number(),
        **chosen,
    )
    today = tk.h.tiptaskforce_today(taskforce)
    own = {seat["agency"] for seat in taskforce["seats"] if seat["agency"]}
    for item in found["items"]:
        sent = date.fromisoformat(item["submitted_at"][:10])
        item["days"] = max((today - sent).days, 0)
        item["is_own"] = bool(own & {item["agency"], *item["partners"]})
    return base.page(
        "review/index",
        taskforce,
        waiting=waiting,
        mine=_mine(waiting["kinds"]),
        found=found,
        reports=review_report.waiting(taskforce),
        chosen=chosen,
    )


def _mine(kinds: dict[str, int]) -> int:
    return kinds.get("review", 0) + kinds.get("report_review", 0)


def _counts_alone(taskforce: dict[str, Any]) -> str:
    """Show the queue to a custodian: the reports that count persons."""
    if Role.CUSTODIAN not in taskforce["roles"]:
        raise tk.NotAuthorized(tk._("Chairs, coordinators and custodians review."))
    reports = review_report.waiting(taskforce)
    return base.page(
        "review/index",
        taskforce,
        mine=sum(not one["is_own"] for one in reports),
        found=None,
        reports=reports,
        chosen={},
    )


def read(slug: str, deliverable_id: str) -> Any:
    """Show one submission beside the decision."""
    taskforce = _for(slug)
    shown = deliverable.mine(slug, deliverable_id)
    form: dict[str, Any] = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("decision", "note", "fix_by", "version", many=("confirm",))
        try:
            return _decide(slug, shown, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "review/read",
        taskforce,
        deliverable=shown,
        documents=deliverable.documents(slug, shown),
        history=base.call("deliverable_history", id=shown["id"]),
        reviewers=_reviewers(taskforce, shown),
        form=form,
        errors=errors,
    )


def _for(slug: str) -> dict[str, Any]:
    """Return the task force for somebody who reviews there.

    :raises NotAuthorized: for other members
    """
    taskforce = base.inside(slug)
    if not _reviews(taskforce):
        raise tk.NotAuthorized(tk._("Chairs and coordinators review."))
    return taskforce


def _reviews(taskforce: dict[str, Any]) -> bool:
    return bool({Role.CHAIR, Role.COORDINATOR} & set(taskforce["roles"]))


def _reviewers(taskforce: dict[str, Any], shown: dict[str, Any]) -> list[str]:
    """Return the organisations whose chairs may decide instead of the reader."""
    if "accept" in shown["verbs"] or shown["state"] != "submitted":
        return []
    groups = base.call("subcommittee_list", taskforce=taskforce["slug"])["items"]
    chairs = {group["slug"]: group["chairs"] for group in groups}
    return chairs.get(shown["subcommittee"], [])


def _decide(slug: str, shown: dict[str, Any], form: dict[str, Any]) -> Any:
    """Say the decision, and open the next submission that waits for this reviewer."""
    sent = dict(form)
    decision = sent.pop("decision", "")
    if decision not in ("accept", "send_back"):
        raise tk.ValidationError({"decision": [tk._("Choose one of the two.")]})
    if decision == "accept":
        sent.pop("fix_by", None)
    base.call(f"deliverable_{decision}", id=shown["id"], **sent)
    found = base.call("task_list", taskforce=slug, page_size=100)
    left = found["kinds"].get("review", 0)
    base.say(_said(decision, left))
    following = next((t for t in found["items"] if t["kind"] == "review"), None)
    if following is None:
        return base.go("review.index", slug=slug)
    return base.go("review.read", slug=slug, deliverable_id=following["id"])


def _said(decision: str, left: int) -> str:
    if decision == "accept":
        words = tk.ungettext(
            "Accepted. {number} left.", "Accepted. {number} left.", left
        )
    else:
        words = tk.ungettext(
            "Sent back. {number} left.", "Sent back. {number} left.", left
        )
    return words.format(number=left)


blueprint = base.blueprint(
    "review",
    (
        ("/<slug>/review", "index", index, ("GET",)),
        (
            "/<slug>/review/report/<report_id>",
            "report",
            review_report.read,
            ("GET", "POST"),
        ),
        ("/<slug>/review/<deliverable_id>", "read", read, ("GET", "POST")),
    ),
)
