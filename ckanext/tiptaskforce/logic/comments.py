"""Which deliverable a comment is about, who speaks, and how comments are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model.comment import Comment
from ckanext.tiptaskforce.model.deliverable import Deliverable


def deliverable(step: base.Step) -> Deliverable:
    """Return the deliverable that a call names.

    :raises ValidationError: where there is none for the caller
    """
    found = base.locate(step.context, "deliverable", step.data["deliverable"])
    if found is None or found.taskforce_id != step.taskforce.id:
        raise base.invalid("deliverable", tk._("There is no such deliverable."))
    return found


def spoken_from(step: base.Step, owner: Deliverable) -> tuple[str, str | None]:
    """Return role and agency of the seat from which the caller speaks of this work.

    Of several seats it is the one of an agency that does the work, else the first.
    """
    held = step.reader.seats(step.taskforce.id)
    doing = {owner.agency_id, *owner.partner_ids}
    nearest = [seat for seat in held if seat.agency_id in doing]
    seat = next(iter([*nearest, *held]))
    return str(seat.role), seat.agency_id


def shower(step: base.Step) -> Callable[[list[Comment]], list[dict[str, Any]]]:
    """Return the function that shows comments to the caller."""

    def shown(found: list[Comment]) -> list[dict[str, Any]]:
        agencies = references.Names.of(step.taskforce.id).agencies
        about = base.Step(
            step.context, step.reader, step.taskforce, "comment", step.verb, step.data
        )
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                "agency": agencies.get(row.agency_id or ""),
                "is_mine": row.created_by == step.reader.user_id,
                "verbs": base.allowed_verbs(about, row),
            }
            for row in found
        ]

    return shown
