"""The links of the bar: public, member and coordination, each for those who may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, request

from ckanext.tiptaskforce import addresses, labels
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.views import reader
from ckanext.tiptaskforce.vocabulary import Role

Entry = tuple[str, str]
# Pages that stand below the link of another one.
_BELOW = {
    "deliverable": "deliverable.index",
    "overview": "overview.overview",
    "template": "overview.overview",
    "accountability": "overview.overview",
    "year": "deliverable.index",
    "comment": "deliverable.index",
    "document": "document.index",
    "agency": "agency.index",
    "review": "review.index",
    "release": "release.index",
    "seat": "seat.index",
    "handover": "seat.index",
    "setting": "overview.overview",
    "invitation": "seat.index",
    "join": "seat.index",
    "notice": "task.index",
    "event": "event.index",
    "publication": "publication.index",
    "reach": "publication.index",
    "upload": "upload.new",
    "tally": "tally.index",
    "agreement": "agreement.index",
    "tally_design": "tally.index",
    "indicator": "overview.overview",
    "report": "report.index",
    "period": "period.index",
    "quarter": "overview.overview",
    "funding": "overview.overview",
    "violation": "violation.index",
    "alert": "alert.index",
    "meeting": "meeting.index",
    "decision": "meeting.index",
    "action_point": "meeting.index",
    "followup": "violation.index",
    "partnership": "partnership.index",
    "input": "input.index",
    "strategy": "strategy.index",
    "objective": "strategy.index",
    "subscription": "publication.index",
}


def of(taskforce: dict[str, Any], waiting: dict[str, Any] | None) -> dict[str, Any]:
    """Return the links of a page: ``{member, main, more, coordination}``.

    The figure in brackets behind a link counts what waits for its reader.
    """
    slug = taskforce["slug"]
    if not taskforce.get("roles"):
        return {
            "member": False,
            "main": _links(slug, _public(), {}),
            "more": [],
            "coordination": [],
        }
    tasks = waiting or reader.call("task_list", taskforce=slug, page_size=1)
    kinds = tasks["kinds"]
    counts = {
        "task.index": tasks["count"],
        "review.index": kinds.get("review", 0) + kinds.get("report_review", 0),
        "report.index": kinds.get("report", 0),
        "tally.index": kinds.get("tally", 0) + kinds.get("count", 0),
        "alert.index": kinds.get("alert", 0),
        "agreement.index": kinds.get("agreement", 0),
        "request.index": kinds.get("request", 0),
        "release.index": kinds.get("approve", 0) + kinds.get("propose", 0),
    }
    return {
        "member": True,
        "main": _links(slug, _member(), counts),
        "more": _links(slug, _more(taskforce), counts),
        "coordination": _links(slug, _coordination(taskforce), counts),
    }


def _links(
    slug: str, entries: Sequence[Entry], counts: dict[str, int]
) -> list[dict[str, Any]]:
    here = str(request.endpoint).removeprefix("tiptaskforce_")
    noun = here.partition(".")[0]
    known = {endpoint for endpoint, _ in entries}
    current = here if here in known else _BELOW.get(noun)
    return [
        {
            "label": labels.said(label),
            "url": addresses.url(f"tiptaskforce_{endpoint}", slug=slug),
            "current": endpoint == current,
            "count": counts.get(endpoint),
        }
        for endpoint, label in entries
        if f"tiptaskforce_{endpoint}" in current_app.view_functions
    ]


def _public() -> tuple[Entry, ...]:
    return (
        ("taskforce.read", N_("Front page")),
        ("publication.index", N_("Published data")),
        ("overview.strategy", N_("Strategy")),
        ("taskforce.method", N_("Method")),
        ("request.new", N_("Ask for data")),
    )


def _member() -> tuple[Entry, ...]:
    return (
        ("task.index", N_("My work")),
        ("deliverable.index", N_("Deliverables")),
        ("overview.overview", N_("Overview")),
        ("meeting.index", N_("Meetings")),
        ("document.index", N_("Documents")),
    )


def _more(taskforce: dict[str, Any]) -> list[Entry]:
    slug = taskforce["slug"]
    decides = Role.CUSTODIAN in taskforce["roles"]
    brings = reader.may("upload", "create", taskforce=slug)
    offers = (
        (True, "report.index", N_("Reports")),
        (not decides, "tally.index", N_("Tallies")),
        (True, "violation.index", N_("MRM")),
        (_may("alert", slug), "alert.index", N_("Alerts")),
        (True, "agency.index", N_("Members")),
        (True, "partnership.index", N_("Forums and agreements")),
        (True, "input.index", N_("Inputs to others")),
        (brings, "upload.new", N_("Bring your own tracker")),
        (True, "publication.index", N_("Published data")),
    )
    return [(endpoint, label) for is_offered, endpoint, label in offers if is_offered]


def _coordination(taskforce: dict[str, Any]) -> list[Entry]:
    slug, roles = taskforce["slug"], set(taskforce["roles"])
    reviews = bool(roles & {Role.CHAIR, Role.COORDINATOR})
    oversees = reviews or Role.SECRETARIAT in roles
    opens = reviews or Role.CUSTODIAN in roles
    coordinates = bool(roles & {Role.COORDINATOR, Role.SECRETARIAT})
    offers = (
        (opens, "review.index", N_("Review")),
        (oversees, "overview.owed", N_("Who owes what")),
        (_may("release", slug), "release.index", N_("Publish")),
        (Role.CUSTODIAN in roles, "tally.index", N_("Tallies")),
        (coordinates, "request.index", N_("Requests")),
        (coordinates, "strategy.index", N_("Strategies")),
        (coordinates, "period.index", N_("Calendar")),
        (_may("seat", slug), "seat.index", N_("People")),
        (_endorses(slug), "agreement.index", N_("Endorsements")),
        (_may("event", slug), "event.index", N_("Audit")),
    )
    return [(endpoint, label) for is_offered, endpoint, label in offers if is_offered]


def _endorses(slug: str) -> bool:
    return reader.may("agreement", "create", taskforce=slug)


def _may(noun: str, slug: str) -> bool:
    return reader.may(noun, "list", taskforce=slug)
