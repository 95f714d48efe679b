"""Accepted input of deliverables."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import (
    clearable,
    confirmable,
    kept,
    needed,
    noted,
    optional,
    paged,
    touching,
    versioned,
)
from ckanext.tiptaskforce.vocabulary import (
    Consulted,
    DeliverableState,
    Sensitivity,
    Violation,
    Visibility,
)

# What a row of a plan may say, and how many are saved at once.
ROW = {"id", "version", "template", "title", "agency", "partners", "due"}
MOST_ROWS = 200
# What a piece of evidence is: the key of a file that waits, or an address.
PIECE = {"staged", "url"}
MOST_PIECES = 20
SORTS = ("due", "-due", "title", "-title", "modified", "-modified", "state", "-state")


def _fields() -> Schema:
    return {
        "due": clearable(v.day),
        "objective": clearable(v.line),
        "subcommittee": clearable(v.line),
        "core_function": clearable(v.whole(1, 6)),
        "evidence_url": clearable(v.https_link),
        "note": clearable(v.paragraph, v.about_work),
        "partners": clearable(v.list_of_text),
        **_beside(),
        **touching(),
        "visibility": kept(v.one_of(Visibility)),
        "sensitivity": kept(v.one_of(Sensitivity)),
        "review_by": clearable(v.day),
        "seats": clearable(v.list_of_text),
        "tracker_key": clearable(v.line, v.no_contact),
        **confirmable(),
    }


def _beside() -> Schema:
    """Successor, consultation, and what belongs to the kind of its template."""
    texts = ("key_messages", "briefing_notes", "talking_points", "methods")
    lines = ("input_document", "input_chapter", "areas", "successor")
    days = ("assessed_from", "assessed_until", "handover_on", "consulted_on")
    return {
        **{name: clearable(v.paragraph, v.about_work) for name in texts},
        **{name: clearable(v.line, v.about_work) for name in lines},
        **{name: clearable(v.day) for name in days},
        "cycle_year": clearable(v.whole(1990, 2100)),
        "consulted": clearable(v.one_of(Consulted)),
        "consulted_how": clearable(v.paragraph, v.about_work),
    }


def deliverable_create() -> Schema:
    """What a new deliverable may say."""
    return {
        **_fields(),
        "title": needed(v.line, v.about_work),
        "status": needed(v.one_of_words("planned", "in_progress", "delivered")),
        "finished_on": optional(v.day),
        "template": optional(v.line),
        "agency": optional(v.line),
        "evidence": v.nested(pieces),
    }


def deliverable_attach() -> Schema:
    """Files and links, what they are, and of which one a single one is the next."""
    return {
        "evidence": v.nested(pieces),
        "title": optional(v.line, v.about_work),
        "replaces": optional(v.identifier),
        "idempotency_key": optional(v.slug),
        **confirmable(),
    }


def pieces(value: Any) -> list[dict[str, str]]:
    """Accept a list of files that wait and of links; each is looked into by itself."""
    if not isinstance(value, list) or not value or len(value) > MOST_PIECES:
        message = tk._("Must be a list of 1 to {limit} files and links.")
        raise tk.Invalid(message.format(limit=MOST_PIECES))
    for one in value:
        is_one = isinstance(one, dict) and len(one) == 1 and set(one) <= PIECE
        if not is_one or not all(isinstance(found, str) for found in one.values()):
            keys = ", ".join(sorted(PIECE))
            message = tk._("Each has one of these fields: {keys}.")
            raise tk.Invalid(message.format(keys=keys))
    return value


def deliverable_update() -> Schema:
    """What may change while a deliverable is open."""
    return versioned(
        **_fields(),
        title=kept(v.line, v.about_work),
        status=kept(v.one_of_words("planned", "in_progress")),
        template=clearable(v.line),
        agency=kept(v.line),
    )


def deliverable_submit() -> Schema:
    """What goes along when the work is sent for review."""
    return versioned(
        finished_on=optional(v.day),
        evidence_url=clearable(v.https_link),
        note=clearable(v.paragraph, v.about_work),
        **confirmable(),
    )


def deliverable_recall() -> Schema:
    """Nothing but the version."""
    return noted(is_obligatory=False)


def deliverable_accept() -> Schema:
    """A note may go along."""
    return {**noted(is_obligatory=False), "review_by": optional(v.day)}


def deliverable_send_back() -> Schema:
    """A note must go along, and a new date may."""
    return {**noted(is_obligatory=True), "fix_by": optional(v.day)}


def deliverable_drop() -> Schema:
    """A note must go along."""
    return noted(is_obligatory=True)


def deliverable_renew() -> Schema:
    """When the next edition is due, and what it is called."""
    return versioned(
        due=clearable(v.day),
        title=optional(v.line, v.about_work),
        **confirmable(),
    )


def deliverable_list() -> Schema:
    """The closed filters and sort keys of the list."""
    return paged(
        state=optional(v.one_of(DeliverableState)),
        core_function=clearable(v.whole(1, 6)),
        template=optional(v.line),
        subcommittee=clearable(v.line),
        objective=clearable(v.line),
        strategy=optional(v.line),
        agency=optional(v.line),
        responsible=optional(v.line),
        consulted=optional(v.one_of(Consulted)),
        overdue=optional(v.yes_no),
        outdated=optional(v.yes_no),
        violation=optional(v.one_of(Violation)),
        q=optional(v.line),
        sort=optional(v.one_of_words(*SORTS)),
    )


def deliverable_overview() -> Schema:
    """The year, and the closed filters of what it is planned from."""
    return paged(
        year=needed(v.whole(1990, 2100)),
        subcommittee=optional(v.line),
        agency=optional(v.line),
        core_function=optional(v.whole(1, 6)),
    )


def deliverable_plan() -> Schema:
    """The rows, whose plan it is, and whether they are only tried out."""
    return {
        "rows": v.nested(planned_rows),
        "subcommittee": optional(v.line),
        "is_preview": optional(v.yes_no),
    }


def planned_rows(value: Any) -> list[dict[str, Any]]:
    """Accept a list of rows of text; the call that each becomes checks its values."""
    if not isinstance(value, list) or not value or len(value) > MOST_ROWS:
        message = tk._("Must be a list of 1 to {limit} rows.")
        raise tk.Invalid(message.format(limit=MOST_ROWS))
    for row in value:
        if not isinstance(row, dict) or set(row) - ROW:
            keys = ", ".join(sorted(ROW))
            raise tk.Invalid(tk._("A row has these fields: {keys}.").format(keys=keys))
    return value


def deliverable_show() -> Schema:
    """Nothing but the identifier."""
    return {}


def deliverable_history() -> Schema:
    """Nothing but the identifier."""
    return {}
