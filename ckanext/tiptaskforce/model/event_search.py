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

Restricted = tuple[tuple[str, type[Any]], ...]
_MOMENT = sa.DateTime(timezone=True)
# How a list may be narrowed, each by a parameter of the same name but for the last.
_NARROWED: dict[str, Any] = {
    "noun": Event.noun == sa.bindparam("noun", type_=sa.Text),
    "object_id": Event.object_id == sa.bindparam("object_id", type_=sa.Text),
    "verb": Event.verb == sa.bindparam("verb", type_=sa.Text),
    "agency_id": Event.agency_id == sa.bindparam("agency_id", type_=sa.Text),
    "since": Event.at >= sa.bindparam("since", type_=_MOMENT),
    "before": Event.at < sa.bindparam("before", type_=_MOMENT),
    # What one person asked to clear, and nobody did.
    "asked": Event.id.in_(
        sa.select(EventRedaction.event_id).where(EventRedaction.is_open())
    ),
}


@prepared
def listed(scope: Shape, restricted: Restricted, narrowed: frozenset[str]) -> Query:
    """Return the select of a page of the events about what a reader may see.

    The newest come first, each with the number of them all. ``restricted`` names the
    tables whose rows are not there for everybody; the parameters are the task force,
    the values of the scope, those of ``narrowing``, and the page.
    """
    about = (_NARROWED[name] for name in sorted(narrowed))
    told = (Event.taskforce_id == TASKFORCE, *_told(scope, restricted), *about)
    # Who may see an event is asked once, for the page and for the number together.
    seen = sa.select(Event.seq).where(*told).cte("seen")
    total = sa.select(sa.func.count()).select_from(seen).scalar_subquery()
    size, first_row = (sa.bindparam(n, type_=sa.Integer) for n in ("size", "first"))
    place = sa.select(seen.c.seq).order_by(seen.c.seq.desc())
    page = Event.seq.in_(place.limit(size).offset(first_row))
    query = sa.select(Event, total).where(Event.taskforce_id == TASKFORCE, page)
    return query.order_by(Event.seq.desc())


def narrowing(
    zone: ZoneInfo, since: date | None, until: date | None, **asked: Any
) -> dict[str, Any]:
    """Return what a list is narrowed by and to; the last day is part of it.

    Days are those of the task force, which may begin in the evening of UTC.
    """
    found = {name: value for name, value in asked.items() if value}
    if since:
        found["since"] = _begins(since, zone)
    if until:
        found["before"] = _begins(until + timedelta(days=1), zone)
    return found


def _told(scope: Shape, restricted: Restricted) -> list[Any]:
    """Return the filters that keep the events about what a reader may see."""
    rows = {
        name: sa.select(table.id).where(table.visible_to(scope))
        for name, table in restricted
    }
    is_seen = sa.case(
        {name: Event.object_id.in_(seen) for name, seen in rows.items()},
        value=Event.noun,
        else_=sa.true(),
    )
    return [is_seen] if scope.is_mrm_focal else [is_seen, ~_tells_of_alerts()]


def _tells_of_alerts() -> sa.ColumnElement[bool]:
    """Return the filter of objections to releases of alerts: they name a source."""
    is_of_alerts = Release.specification["step"].astext == ALERTS
    alerts = sa.select(Release.id).where(is_of_alerts)
    is_objection = sa.and_(Event.noun == "release", Event.verb == "object")
    return sa.and_(is_objection, Event.object_id.in_(alerts))


def is_told(event: Event, scope: Scope) -> bool:
    """Tell whether an event is there for a reader who sees its object."""
    query = sa.select(Event.id).where(Event.id == event.id, _tells_of_alerts())
    return scope.is_mrm_focal or first(query) is None


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
