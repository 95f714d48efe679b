"""What notices are about: which of it a reader still knows of, and how it is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Query,
    Scope,
    Shape,
    counted,
    prepared,
    rows,
)
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.notice import Notice
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseState

_USER: Any = sa.bindparam("user_id", type_=sa.Text)
_VEILED: dict[str, Any] = {
    "deliverable": Deliverable,
    "action_point": ActionPoint,
    "meeting": Meeting,
    "partnership": Partnership,
}


@prepared
def listed(scope: Shape, *, is_unread: bool = False) -> Query:
    """Return the select of a page of a person's notices, newest first, and of how many.

    Its parameters are the task force, ``user_id`` and the values of the scope.
    """
    own = sa.and_(Notice.taskforce_id == TASKFORCE, Notice.user_id == _USER)
    query = sa.select(Notice).where(own, known_to(scope))
    if is_unread:
        query = query.where(Notice.read_at.is_(None))
    return counted(query.order_by(Notice.created.desc(), Notice.id))


def known_to(scope: Scope | Shape) -> sa.ColumnElement[bool]:
    """Return the filter of the notices whose object the reader may still know of.

    Whoever lost the right to an object reads no notice of it any more. All else that
    notices are about is known to whoever has a seat.
    """
    hidden = [
        _is_hidden(noun, table, table.visible_to(scope))
        for noun, table in _VEILED.items()
    ]
    hidden.append(_is_hidden("release", Release, _releases(scope)))
    if not (scope.is_coordinator or scope.is_secretariat):
        hidden.append(sa.and_(Notice.noun == "join", Notice.kind == "join_asked"))
    return sa.not_(sa.or_(*hidden))


def titles(found: Iterable[Notice]) -> dict[str, str]:
    """Return what the objects of these notices are called, by their id."""
    ids: dict[str, set[str]] = {}
    for row in found:
        ids.setdefault(row.noun, set()).add(row.object_id)
    tables: dict[str, Any] = {**_VEILED, "release": Release}
    tables.pop("meeting")
    asked = [
        sa.select(table.id, table.title).where(table.id.in_(sorted(ids[noun])))
        for noun, table in tables.items()
        if noun in ids
    ]
    if "report" in ids:
        title = sa.func.concat(Indicator.code, " ", Indicator.title)
        own = Report.id.in_(sorted(ids["report"]))
        joined = sa.and_(Indicator.id == Report.indicator_id, own)
        asked.append(sa.select(Report.id, title).join(Indicator, joined))
    if not asked:
        return {}
    every = sa.union_all(*asked).subquery()
    return {row[0]: row[1] for row in rows(sa.select(every))}


def _is_hidden(noun: str, table: Any, seen: Any) -> sa.ColumnElement[bool]:
    own = sa.exists().where(table.id == Notice.object_id, seen)
    return sa.and_(Notice.noun == noun, sa.not_(own))


def _releases(scope: Scope | Shape) -> sa.ColumnElement[bool]:
    """Return the filter of the releases that the reader may know of."""
    if scope.is_coordinator or scope.is_custodian or scope.is_secretariat:
        return sa.true()
    proposed = Release.state == ReleaseState.PROPOSED.value
    own = sa.and_(proposed, Release.source_ids.op("&&")(scope.ids("focal_agency_ids")))
    if scope.is_mrm_focal:
        return sa.or_(own, Release.is_made_as() == ALERTS)
    return own
