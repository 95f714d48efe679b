"""What stays open when a seat ends, and who goes on with it.

Work belongs to an organisation, so that whoever sits for it next has it in *My work*.
What is open to named seats alone is opened to the successor too, as far as whoever
hands it on knows of it: nobody passes on what the own seats do not show.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, handovers, notices, record, references
from ckanext.tiptaskforce.model import succession
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import find
from ckanext.tiptaskforce.model.seat import Seat, user_names

# What whoever speaks for an organisation has still to do; its papers are none of it.
_OPEN = frozenset(
    {"report", "tally", "deliverable", "action_point", "agreement", "partnership"}
)


def shown(step: base.Step) -> dict[str, Any]:
    """Return what stays open when the seat of a step ends, and who could go on."""
    row = step.row
    names = references.Names.of(step.taskforce.id)
    agency = find(Agency, row.agency_id) if row.agency_id else None
    every = handovers.lines(step, agency) if agency else []
    going_on = succession.successors(row)
    users = user_names({row.user_id, *(one.user_id for one in going_on)})
    return {
        "id": row.id,
        "version": row.version,
        "taskforce": step.taskforce.slug,
        "agency": names.agencies.get(row.agency_id or ""),
        "items": [line for line in every if line["kind"] in _OPEN],
        "successors": [
            {"id": one.id, "user": users.get(one.user_id), "role": one.role}
            for one in going_on
        ],
    }


def chosen(step: base.Step) -> Seat:
    """Return the seat that goes on.

    :raises ValidationError: for one that does not sit for the same organisation, or has
        not the same part
    """
    sought = step.data["successor"]
    for one in succession.successors(step.row):
        if one.id == sought:
            return one
    message = tk._("Name a live seat of the same organisation, or with the same part.")
    raise base.invalid("successor", message)


def hand_on(step: base.Step, successor: Seat) -> None:
    """Open to the successor what names the seat, and tell that there is work."""
    for noun, found in succession.naming(step.row, step.scope).items():
        for one in found:
            one.seat_ids = sorted({*one.seat_ids, successor.id})
        # The log says from which seat somebody may change what is handed on.
        about = replace(step, noun=noun, verb="update")
        record.record_all(about, found, noun, "hand_on")
    notices.of_seat(successor, "handed_on")
