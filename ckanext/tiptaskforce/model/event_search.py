"""What of the event log somebody looks for: by verb, by organisation, by day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ckanext.tiptaskforce.model.base import Query
from ckanext.tiptaskforce.model.event import Event


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
