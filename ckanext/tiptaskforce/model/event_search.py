"""What of the event log is there for a reader, and what of it somebody looks for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Query,
    Scope,
    Shape,
    first,
    prepared,
)
from ckanext.tiptaskforce.model.event import Event, EventRedaction
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ALERTS


def listed(
    scope: Scope,
    restricted: dict[str, type[Any]],
    *,
    noun: str | None = None,
    object_id: str | None = None,
) -> Query:
    """Return the select of the events about what a reader may see, newest first.

    ``restricted`` names the tables whose rows are not there for everybody. Its
    parameters are the task force and the values of the scope.
    """
    query = _told(scope.shape, tuple(restricted.items()))
    if noun:
        query = query.where(Event.noun == noun)
    if object_id:
        query = query.where(Event.object_id == object_id)
    return query.order_by(Event.seq.desc())


@prepared
def _told(scope: Shape, restricted: tuple[tuple[str, type[Any]], ...]) -> Query:
    """Return the select of the events about what a reader may see."""
    query = sa.select(Event).where(Event.taskforce_id == TASKFORCE)
    for name, table in restricted:
        seen = sa.select(table.id).where(table.visible_to(scope))
        query = query.where(sa.or_(Event.noun != name, Event.object_id.in_(seen)))
    return query if scope.is_mrm_focal else query.where(~_tells_of_alerts())


def _tells_of_alerts() -> sa.ColumnElement[bool]:
    """Return the filter of objections to releases of alerts: they name a source."""
    alerts = sa.select(Release.id).where(
        Release.specification["step"].astext == ALERTS, Release.id == Event.object_id
    )
    is_objection = sa.and_(Event.noun == "release", Event.verb == "object")
    return sa.and_(is_objection, alerts.exists())


def is_told(event: Event, scope: Scope) -> bool:
    """Tell whether an event is there for a reader who sees its object."""
    query = sa.select(Event.id).where(Event.id == event.id, _tells_of_alerts())
    return scope.is_mrm_focal or first(query) is None


def asked_only(query: Query) -> Query:
    """Return the select narrowed to what one person asked to clear and none did."""
    asked = sa.select(EventRedaction.event_id).where(EventRedaction.is_open())
    return query.where(Event.id.in_(asked))


def narrowed(
    query: Query,
    zone: ZoneInfo,
    *,
    verb: str | None = None,
    agency_id: str | None = None,
    days: tuple[date | None, date | None] = (None, None),
) -> Query:
    """Return a select of events narrowed to these; the last day is part of it.

    Days are those of the task force, which may begin in the evening of UTC.
    """
    since, until = days
    if verb:
        query = query.where(Event.verb == verb)
    if agency_id:
        query = query.where(Event.agency_id == agency_id)
    if since:
        query = query.where(Event.at >= _begins(since, zone))
    if until:
        query = query.where(Event.at < _begins(until + timedelta(days=1), zone))
    return query


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
