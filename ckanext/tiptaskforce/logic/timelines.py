"""The timeline of a deliverable: what happened to it, its evidence and its comments."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.logic import base, comments, history, references
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import page_of, scalars
from ckanext.tiptaskforce.model.comment import Comment
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.vocabulary import DETAILS

# What an event tells from and to; who is named in a row is told to nobody here.
TOLD = (
    *("title", "state", "due", "finished_on", "review_by", "fix_by", "template"),
    *("core_function", "objective", "agency_id", "partner_ids", "subcommittee_id"),
    *("visibility", "sensitivity", "evidence_url", "note"),
    *("successor", "handover_on", "consulted", "consulted_on", "consulted_how"),
)
DETAILED = tuple(name for fields in DETAILS.values() for name in fields)
# The name that a field has in the calls.
NAMES = {
    "agency_id": "agency",
    "partner_ids": "partners",
    "subcommittee_id": "subcommittee",
}
# With these verbs all values are new, and the page itself shows them.
BEGINNINGS = ("create", "renew")
MOST_COMMENTS = 100


def of(step: base.Step) -> list[dict[str, Any]]:
    """Return what happened to the deliverable of a call, newest first.

    Evidence that the caller may not see is not told of.
    """
    row, taskforce_id = step.row, step.taskforce.id
    about = {"deliverable_id": row.id, "is_withdrawn": None}
    listed = Document.listed(step.scope, **about)
    proofs = scalars(listed, taskforce_id=taskforce_id, **step.scope.values)
    papers = {paper.id: paper for paper in proofs}
    about = {step.noun: [row.id], "document": list(papers)}
    found = events.newest_of_many(taskforce_id, about)
    values = events.values_of([event.id for event in found])
    told = [
        _told(step, event, values[event.id], papers.get(event.object_id))
        for event in found
    ]
    return sorted([*told, *_comments(step)], key=lambda one: one["at"], reverse=True)


def _told(
    step: base.Step, event: events.Event, values: dict[str, Any], paper: Any
) -> dict[str, Any]:
    said = history.said(step, event, values)
    if paper is not None:
        said["note"] = paper.file_name or paper.title
    changes = [] if paper or event.verb in BEGINNINGS else _changes(step, values)
    return {**said, "noun": event.noun, "changes": changes, "comment": None}


def _changes(step: base.Step, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return field, from and to of each change that may be told, in a fixed order."""
    values = {**values, **_details(values.get("details"))}
    return [
        {
            "field": NAMES.get(field, field),
            "from": _named(step, field, values[field][0]) if values[field] else None,
            "to": _named(step, field, values[field][1]) if values[field] else None,
            "is_redacted": values[field] is None,
        }
        for field in (*TOLD, *DETAILED)
        if field in values
    ]


def _details(change: Any) -> dict[str, Any]:
    """Return the change of what belongs to a kind, field by field."""
    if not isinstance(change, list):
        return {}
    before, after = change[0] or {}, change[1] or {}
    return {
        name: [before.get(name), after.get(name)]
        for name in DETAILED
        if before.get(name) != after.get(name)
    }


def _named(step: base.Step, field: str, value: Any) -> Any:
    """Return a value as the calls write it: acronyms and slugs in place of ids."""
    known = references.Names.of(step.taskforce.id)
    if field == "agency_id":
        return known.agencies.get(value)
    if field == "subcommittee_id":
        return known.subcommittees.get(value)
    if field == "partner_ids":
        return sorted(filter(None, map(known.agencies.get, value or ())))
    return value or None


def _comments(step: base.Step) -> list[dict[str, Any]]:
    found = page_of(Comment.on(step.row.id), size=MOST_COMMENTS, number=1)
    return [
        {
            "at": one["created"],
            "noun": "comment",
            "verb": "comment",
            "role": one["role"],
            "agency": one["agency"],
            "note": one["text"],
            "is_redacted": False,
            "changes": [],
            "comment": one,
        }
        for one in comments.shower(step)(found)
    ]
