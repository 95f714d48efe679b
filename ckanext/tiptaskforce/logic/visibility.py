"""The least visibility that a level of sensitivity allows, and who is named."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.vocabulary import Sensitivity, Visibility

# From open to closed; a level of sensitivity sets the first one that it allows.
_ORDER = (
    Visibility.MEMBERS,
    Visibility.SUBCOMMITTEE,
    Visibility.AGENCY,
    Visibility.NAMED,
)
_LEAST = {
    Sensitivity.LOW: Visibility.MEMBERS,
    Sensitivity.MODERATE: Visibility.MEMBERS,
    Sensitivity.HIGH: Visibility.SUBCOMMITTEE,
    Sensitivity.SEVERE: Visibility.NAMED,
}


def settle(step: base.Step, row: Any) -> None:
    """Close a row as far as its sensitivity demands, and name whoever may see it.

    :raises ValidationError: where a subcommittee must be named and is not
    """
    row.sensitivity = row.sensitivity or Sensitivity.MODERATE.value
    asked = Visibility(row.visibility or Visibility.MEMBERS)
    row.visibility = closest(asked, least(Sensitivity(row.sensitivity))).value
    if row.visibility == Visibility.SUBCOMMITTEE and row.subcommittee_id is None:
        raise base.invalid("subcommittee", tk._("Missing. Which subcommittee sees it?"))
    sent = step.data.get("seats")
    if sent and set(sent) - Seat.known(step.taskforce.id, sent):
        raise base.invalid("seats", tk._("Names a seat that is not there."))
    if row.visibility == Visibility.NAMED and (sent is not None or not row.seat_ids):
        own = {seat.id for seat in step.reader.seats(step.taskforce.id)}
        row.seat_ids = sorted({*(sent or ()), *own})


def least(level: Sensitivity) -> Visibility:
    """Return the most open visibility that a level of sensitivity allows."""
    return _LEAST[level]


def closest(*levels: Visibility) -> Visibility:
    """Return the most closed of these levels."""
    return max(levels, key=_ORDER.index)
