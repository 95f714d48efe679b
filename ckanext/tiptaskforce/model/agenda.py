"""What a body has to speak about: figures for the agenda of its next meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model import action_point as points
from ckanext.tiptaskforce.model import deliverable as deliverables
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import Query, Scope, rows
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import (
    ActionPointState,
    DeliverableState,
    ReleaseState,
)

# So many new publications are named one by one.
MOST_RELEASES = 5


# What of the work is listed, by the word for it.
WORK = ("overdue", "in_review", "outdated")
MOST_WORK = 10


@dataclass(frozen=True)
class Matters:
    """How much of each kind there is, and what was published since."""

    open_points: int
    late_points: int
    overdue: int
    in_review: int
    outdated: int
    releases: list[Any]


def matters(meeting: Meeting, today: date, since: date | None) -> Matters:
    """Return what the members of a body have to speak about at a meeting.

    It holds what every member of the body may see, whoever asks: its agenda is read by
    all of them.
    """
    carried = points.carried_to(meeting, _members(meeting))
    is_open = ActionPoint.state == ActionPointState.OPEN.value
    counts = (
        _counted(carried.where(is_open)),
        _counted(carried.where(ActionPoint.is_overdue(today))),
        *(_counted(query) for query in _work(meeting, today).values()),
    )
    found = rows(sa.select(*counts))[0]
    return Matters(*found, releases=published(meeting.taskforce_id, since))


def work(meeting: Meeting, today: date) -> list[Any]:
    """Return the work behind an agenda: what all members of the body may see.

    :returns: rows of ``(kind, title, agency_id, due, total)``, of each kind so many at
        most, the first due on top
    """
    shown = [_listed(kind, query) for kind, query in _work(meeting, today).items()]
    return rows(sa.select(sa.union_all(*shown).subquery()))


def published(taskforce_id: str, since: date | None) -> list[Any]:
    """Return what was published since a day, the newest first."""
    shown = (Release.title, Release.number, Release.sentence, Release.published_at)
    query = sa.select(*shown).where(
        Release.taskforce_id == taskforce_id,
        Release.state == ReleaseState.PUBLISHED.value,
    )
    if since is not None:
        query = query.where(sa.cast(Release.published_at, sa.Date) >= since)
    return rows(query.order_by(Release.published_at.desc()).limit(MOST_RELEASES))


def _members(meeting: Meeting) -> Scope:
    body = meeting.subcommittee_id
    groups = frozenset({body} if body else set())
    return Scope(is_member=True, subcommittee_ids=groups)


def _work(meeting: Meeting, today: date) -> dict[str, Query]:
    seen = deliverables.visible(meeting.taskforce_id, _members(meeting))
    if meeting.subcommittee_id:
        own = Deliverable.subcommittee_id == meeting.subcommittee_id
        seen = seen.where(own)
    submitted = Deliverable.state == DeliverableState.SUBMITTED.value
    kept = (
        Deliverable.is_overdue(today),
        submitted,
        Deliverable.is_outdated(meeting.day),
    )
    return {kind: seen.where(one) for kind, one in zip(WORK, kept, strict=True)}


def _listed(kind: str, query: Query) -> Any:
    due = Deliverable.owed_by()
    shown = query.with_only_columns(
        sa.literal(kind).label("kind"),
        Deliverable.title,
        Deliverable.agency_id,
        due.label("due"),
        sa.func.count().over().label("total"),
    )
    # A part of a union keeps its own order and limit inside.
    return sa.select(shown.order_by(due, Deliverable.id).limit(MOST_WORK).subquery())


def _counted(query: Query) -> Any:
    inner = query.order_by(None).subquery()
    return sa.select(sa.func.count()).select_from(inner).scalar_subquery()
