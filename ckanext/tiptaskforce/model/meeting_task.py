"""Meetings whose day has passed and whose minutes are missing: whose task that is."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.base import TASKFORCE, TODAY, Query, Shape
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.vocabulary import MeetingState


def of_keepers(scope: Shape) -> Query:
    """Return the select of what was not noted as held, or not approved.

    A chair keeps the minutes of the own subcommittee, and coordination those of the
    task force as a whole.
    """
    own = Meeting.subcommittee_id == sa.any_(scope.ids("chaired_ids"))
    if scope.is_secretariat or scope.is_coordinator:
        own = sa.or_(own, Meeting.subcommittee_id.is_(None))
    return _missing(own)


def of_groups(scope: Shape) -> Query:
    """Return the select of what is missing for the meetings of the reader's groups."""
    groups = sa.any_(scope.ids("subcommittee_ids"))
    return _missing(Meeting.subcommittee_id == groups, Meeting.visible_to(scope))


def _missing(*where: Any) -> Query:
    none: Any = sa.literal("")
    waiting = (MeetingState.PLANNED.value, MeetingState.HELD.value)
    return sa.select(
        sa.literal("minutes").label("kind"),
        Meeting.id.label("id"),
        sa.func.coalesce(Meeting.subcommittee_id, "").label("title"),
        Meeting.day.label("due"),
        none.label("agency_id"),
        none.label("template"),
        none.label("note"),
    ).where(
        Meeting.taskforce_id == TASKFORCE,
        *where,
        Meeting.state.in_(waiting),
        Meeting.day < TODAY,
    )
