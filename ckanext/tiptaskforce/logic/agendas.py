"""The agenda that the site composes for a meeting, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model import agenda
from ckanext.tiptaskforce.model import meeting as meetings


def composed(step: base.Step) -> list[str]:
    """Return the items of the agenda of the meeting of a call, as things stand now."""
    last, _next = meetings.beside(step.row)
    since = last.day if last else None
    found = agenda.matters(step.row, step.taskforce.today, since)
    lines = [tk._("Minutes of the last meeting")] if last else []
    return [*lines, *_said(found)]


def detailed(step: base.Step) -> dict[str, Any]:
    """Return what stands behind the items of an agenda, as a handout lists it."""
    agencies = references.Names.of(step.taskforce.id).agencies
    last, _next = meetings.beside(step.row)
    listed: dict[str, Any] = {kind: {"count": 0, "items": []} for kind in agenda.WORK}
    for row in agenda.work(step.row, step.taskforce.today):
        part = listed[row.kind]
        part["count"] = row.total
        due = row.due.isoformat() if row.due else None
        agency = agencies.get(row.agency_id)
        part["items"].append({"title": row.title, "agency": agency, "due": due})
    releases = agenda.published(step.taskforce.id, last.day if last else None)
    return {
        **listed,
        "releases": [
            {
                "title": row.title,
                "number": row.number,
                "sentence": row.sentence,
                "published_at": row.published_at.isoformat(),
            }
            for row in releases
        ],
    }


def _said(found: agenda.Matters) -> Iterator[str]:
    if found.late_points:
        words = tk._("Action points: {number} open, {late} late")
        yield words.format(number=found.open_points, late=found.late_points)
    elif found.open_points:
        yield tk._("Action points: {number} open").format(number=found.open_points)
    for words, number in (
        (tk._("Overdue deliverables: {number}"), found.overdue),
        (tk._("Deliverables that wait for review: {number}"), found.in_review),
        (tk._("Deliverables to be looked at again: {number}"), found.outdated),
    ):
        if number:
            yield words.format(number=number)
    for row in found.releases:
        words = tk._("New figures: {title}, release {number}")
        yield words.format(title=row.title, number=row.number)
