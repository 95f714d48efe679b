"""What a person must do, derived from the state of things and never stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from ckanext.tiptaskforce.model import tally_overview
from ckanext.tiptaskforce.model.agency import Agency, is_excused
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.base import Query, Scope
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.vocabulary import (
    DeliverableState,
    ReleaseKind,
    ReleaseState,
    TallyState,
)

# What its agency is late with once the day has passed.
OWED = ("fix", "deliverable", "tally")


def _rows(kind: str, table: Any, due: Any, *where: Any) -> Query:
    columns = [
        sa.literal(kind).label("kind"),
        table.id.label("id"),
        table.title.label("title"),
        sa.cast(due, sa.Date).label("due"),
    ]
    if table is Deliverable:
        shown = (Deliverable.agency_id, Deliverable.template, Deliverable.decision_note)
    else:
        shown = tuple(sa.literal("") for _ in range(3))
    names = ("agency_id", "template", "note")
    columns += [c.label(n) for c, n in zip(shown, names, strict=True)]
    return sa.select(*columns).where(*where)


def of_agencies(
    taskforce_id: str, scope: Scope, agency_ids: list[str], today: date
) -> list[Query]:
    """Return the selects of what agencies must enter, fix, prove or renew."""
    own = (
        Deliverable.taskforce_id == taskforce_id,
        Deliverable.visible_to(scope),
        Deliverable.agency_id.in_(agency_ids),
    )
    is_open = Deliverable.is_open()
    back = Deliverable.is_sent_back.is_(True)
    finished = Deliverable.state.in_(
        (DeliverableState.SUBMITTED.value, DeliverableState.DELIVERED.value)
    )
    proven = sa.exists().where(Document.deliverable_id == Deliverable.id)
    has_none = sa.and_(Deliverable.evidence_url == "", sa.not_(proven))
    later = aliased(Deliverable)
    renewed = sa.exists().where(
        later.root_id == Deliverable.root_id, later.edition > Deliverable.edition
    )
    stale = (Deliverable.is_outdated(today), sa.not_(renewed))
    owed = Deliverable.owed_by()
    return [
        _rows("fix", Deliverable, owed, *own, is_open, back),
        _rows("deliverable", Deliverable, owed, *own, is_open, sa.not_(back)),
        _rows("evidence", Deliverable, Deliverable.due, *own, finished, has_none),
        _rows("renew", Deliverable, Deliverable.review_by, *own, *stale),
    ]


def of_reviewers(
    taskforce_id: str,
    scope: Scope,
    subcommittee_ids: list[str] | None,
    agency_ids: list[str],
    user_id: str,
) -> list[Query]:
    """Return the selects of what waits for a review by this person."""
    where = [
        Deliverable.taskforce_id == taskforce_id,
        Deliverable.visible_to(scope),
        Deliverable.state == DeliverableState.SUBMITTED.value,
        Deliverable.submitted_by != user_id,
        Deliverable.agency_id.not_in(agency_ids),
    ]
    if subcommittee_ids is not None:
        where.append(Deliverable.subcommittee_id.in_(subcommittee_ids))
    return [_rows("review", Deliverable, Deliverable.submitted_at, *where)]


def of_approvers(taskforce_id: str, user_id: str) -> list[Query]:
    """Return the selects of the releases that wait for this person's approval."""
    waiting = (
        Release.taskforce_id == taskforce_id,
        Release.state == ReleaseState.PROPOSED.value,
        Release.proposed_by != user_id,
        sa.not_(Release.editor_ids.contains([user_id])),
    )
    return [_rows("approve", Release, Release.proposed_at, *waiting)]


def of_makers(taskforce_id: str, kinds: list[ReleaseKind]) -> list[Query]:
    """Return the selects of the releases that wait for their maker's next step."""
    states = (
        ReleaseState.PROTECTED.value,
        ReleaseState.REFUSED.value,
        ReleaseState.FAILED.value,
    )
    waiting = (
        Release.taskforce_id == taskforce_id,
        Release.kind.in_([kind.value for kind in kinds]),
        Release.state.in_(states),
    )
    return [_rows("propose", Release, Release.modified, *waiting)]


def of_counters(
    taskforce_id: str, agency_ids: list[str], dues: list[tally_overview.Due]
) -> list[Query]:
    """Return the selects of the counts that agencies have not sent yet."""
    owed = tally_overview.owed(taskforce_id, agency_ids, dues)
    if owed is None:
        return []
    found = owed.order_by(None).subquery()
    shown = (found.c.id, found.c.period, found.c.due, found.c.agency_id, found.c.note)
    return [_told("tally", *shown)]


def of_custodians(
    taskforce_id: str, agency_ids: list[str], user_id: str
) -> list[Query]:
    """Return the selects of the tallies that wait for this custodian."""
    waiting = (
        Tally.taskforce_id == taskforce_id,
        Tally.state == TallyState.SUBMITTED.value,
        Tally.submitted_by != user_id,
        Tally.agency_id.not_in(agency_ids),
    )
    none = sa.literal("")
    shown = (Tally.id, Tally.period, Tally.submitted_at, Tally.agency_id, none)
    return [_told("count", *shown).where(*waiting)]


def of_endorsements(taskforce_id: str, until: date) -> list[Query]:
    """Return the selects of the endorsements that end by a day, or have ended."""
    ending = (
        Agreement.taskforce_id == taskforce_id,
        Agreement.expires_on <= until,
        Agency.id == Agreement.agency_id,
        Agency.left_on.is_(None),
    )
    none = sa.literal("")
    shown = (Agency.id, Agency.acronym, Agreement.expires_on, Agency.id, none)
    return [_told("agreement", *shown).where(*ending)]


def _told(kind: str, *shown: Any) -> Query:
    """Return the columns of a task about counts; their tables have other names."""
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


def of_sources(taskforce_id: str, agency_ids: list[str]) -> list[Query]:
    """Return the selects of the proposed releases that hold these agencies' counts."""
    mine = Release.source_ids.op("&&")(sa.cast(agency_ids, ARRAY(sa.Text)))
    waiting = (
        Release.taskforce_id == taskforce_id,
        Release.state == ReleaseState.PROPOSED.value,
        mine,
    )
    return [_rows("object", Release, Release.proposed_at, *waiting)]


def union(selects: list[Query]) -> Query:
    """Return one select over all tasks: the earliest date first, then the id."""
    all_ = sa.union_all(*selects).subquery()
    return sa.select(all_).order_by(
        all_.c.due.asc().nulls_last(), all_.c.id, all_.c.kind
    )


def counted(selects: list[Query], today: date) -> Query:
    """Return the select of (kind, all, late); late is what an agency still owes."""
    all_ = sa.union_all(*selects).subquery()
    count = sa.func.count()
    is_owed = sa.and_(all_.c.kind.in_(OWED), sa.not_(is_excused(all_.c.agency_id)))
    is_late = sa.and_(all_.c.due < today, is_owed)
    return sa.select(
        all_.c.kind, count.label("all"), count.filter(is_late).label("late")
    ).group_by(all_.c.kind)
