"""Who may go on in the place of a seat, and what names that very seat."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.base import Scope, now, rows, scalars
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.vocabulary import Visibility

# The nouns that may be open to named seats and are somebody's work.
_NAMING: dict[str, Any] = {
    "deliverable": Deliverable,
    "document": Document,
    "partnership": Partnership,
}


def successors(row: Seat) -> list[Any]:
    """Return the live seats that may go on, each with its user, the oldest first.

    They speak for the same agency; without one they have the same role, of a chair for
    the same subcommittee.
    """
    same = Seat.agency_id == row.agency_id
    if row.agency_id is None:
        group = Seat.subcommittee_id.is_not_distinct_from(row.subcommittee_id)
        same = sa.and_(Seat.agency_id.is_(None), Seat.role == row.role, group)
    query = sa.select(Seat, model.User).join(model.User, model.User.id == Seat.user_id)
    query = query.where(
        model.User.state == model.State.ACTIVE,
        Seat.taskforce_id == row.taskforce_id,
        Seat.id != row.id,
        Seat.live(now().date()),
        same,
    )
    return rows(query.order_by(Seat.created, Seat.id))


def naming(row: Seat, scope: Scope) -> dict[str, list[Any]]:
    """Return what is open to named seats, this one among them, as far as it is known.

    Each row is held for a change.
    """
    found = {}
    for noun, table in _NAMING.items():
        query = sa.select(table).where(
            table.taskforce_id == row.taskforce_id,
            table.visibility == Visibility.NAMED.value,
            table.seat_ids.contains([row.id]),
            table.visible_to(scope),
        )
        named = scalars(query.order_by(table.id).with_for_update(of=table))
        if named:
            found[noun] = named
    return found
