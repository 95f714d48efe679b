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
from ckanext.tiptaskforce.model import handover, succession
from ckanext.tiptaskforce.model.seat import Seat


def shown(step: base.Step) -> dict[str, Any]:
    """Return what stays open when the seat of a step ends, and who could go on."""
    row = step.row
    names = references.Names.of(step.taskforce.id)
    agency = _owner(step, names)
    return {
        "id": row.id,
        "version": row.version,
        "taskforce": step.taskforce.slug,
        "agency": names.agencies.get(row.agency_id or ""),
        "items": handovers.work(step, agency) if agency else [],
        "successors": [
            {"id": one.id, "user": user.fullname or user.name, "role": one.role}
            for one, user in succession.successors(row)
        ],
    }


def _owner(step: base.Step, names: references.Names) -> handover.Owner | None:
    """Return for whom the seat speaks; nobody asks an organisation that has left."""
    for one in names.staying:
        if one.id == step.row.agency_id:
            return handover.Owner(step.taskforce.id, one.id, one.subcommittee_ids)
    return None


def chosen(step: base.Step) -> Seat:
    """Return the seat that goes on.

    :raises ValidationError: for one that does not sit for the same organisation, or has
        not the same part
    """
    sought = step.data["successor"]
    for one, _user in succession.successors(step.row):
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
