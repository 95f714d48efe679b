"""What is to be done about the register and the calendar of inputs, by its day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.base import TASKFORCE, Query, Shape
from ckanext.tiptaskforce.model.input import Input
from ckanext.tiptaskforce.model.partnership import Partnership

# Up to this day ahead, what ends or is to be looked at again is a task.
ENDING: Any = sa.bindparam("ending_by", type_=sa.Date)


def told(kind: str, *shown: Any) -> Query:
    """Return the columns of a task about what has other names for them."""
    row_id, title, due, agency, note = shown
    return sa.select(
        sa.literal(kind).label("kind"),
        row_id.label("id"),
        title.label("title"),
        sa.cast(due, sa.Date).label("due"),
        agency.label("agency_id"),
        sa.literal("").label("template"),
        note.label("note"),
    )


def of_liaisons(scope: Shape, own: Any) -> list[Query]:
    """Return the select of what the agencies that keep contact must look at again."""
    is_own = Partnership.agency_id == sa.any_(own)
    return [select.where(is_own) for select in of_keepers(scope)]


def of_keepers(scope: Shape) -> list[Query]:
    """Return the select of the whole register that must be looked at again."""
    day = Partnership.next_day()
    shown = (Partnership.id, Partnership.title, day, Partnership.agency_id)
    waiting = (
        Partnership.taskforce_id == TASKFORCE,
        Partnership.visible_to(scope),
        Partnership.ended == "",
        day <= ENDING,
    )
    return [told("partnership", *shown, sa.literal("")).where(*waiting)]


def of_contributors() -> list[Query]:
    """Return the select of the inputs that fall due and were not sent."""
    none = sa.literal("")
    waiting = (
        Input.taskforce_id == TASKFORCE,
        Input.retired == "",
        Input.sent_on.is_(None),
        Input.due <= ENDING,
    )
    return [told("input", Input.id, Input.title, Input.due, none, none).where(*waiting)]
