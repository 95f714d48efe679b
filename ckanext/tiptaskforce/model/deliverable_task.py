"""What must be done about deliverables and action points, by agencies or by groups."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ckanext.tiptaskforce.model import register_task
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import TASKFORCE, TODAY, Query, Shape
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.vocabulary import ActionPointState, DeliverableState


def told(kind: str, table: Any, due: Any, *where: Any) -> Query:
    """Return the select of tasks about what has a title; of work, what is known too."""
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


def of_agencies(scope: Shape, own: Any) -> list[Query]:
    """Return the selects of what agencies enter, fix, prove, renew and do jointly."""
    is_own = ActionPoint.agency_id == sa.any_(own)
    logged = _logged(scope, Deliverable.agency_id == sa.any_(own))
    return [_agreed(is_own), *logged, _joint(scope, own)]


def _joint(scope: Shape, own: Any) -> Query:
    """Return the select of the open work that agencies do with the one that owes it."""
    partners = Deliverable.partner_ids
    where = (
        Deliverable.taskforce_id == TASKFORCE,
        Deliverable.visible_to(scope),
        # Few rows are joint, and those have an index of their own.
        partners != sa.literal_column("'{}'::text[]"),
        partners.op("&&")(own),
        Deliverable.agency_id != sa.all_(own),
        Deliverable.is_open(),
    )
    return told("joint", Deliverable, Deliverable.owed_by(), *where)


def of_groups(scope: Shape) -> list[Query]:
    """Return the selects of what is open in the reader's groups, and seen there."""
    groups = sa.any_(scope.ids("subcommittee_ids"))
    is_own = Deliverable.subcommittee_id == groups
    is_agreed = ActionPoint.subcommittee_id == groups
    return [
        _agreed(is_agreed, ActionPoint.visible_to(scope)),
        *_logged(scope, is_own),
        submitted(scope, is_own),
    ]


def submitted(scope: Shape, *where: Any) -> Query:
    """Return the select of the work that waits for a review."""
    waiting = (
        Deliverable.taskforce_id == TASKFORCE,
        Deliverable.visible_to(scope),
        Deliverable.state == DeliverableState.SUBMITTED.value,
    )
    return told("review", Deliverable, Deliverable.submitted_at, *waiting, *where)


def _agreed(*where: Any) -> Query:
    about = (ActionPoint.id, ActionPoint.title, ActionPoint.due, ActionPoint.agency_id)
    is_open = ActionPoint.state == ActionPointState.OPEN.value
    query = register_task.told("action_point", *about, sa.literal(""))
    return query.where(ActionPoint.taskforce_id == TASKFORCE, is_open, *where)


def _logged(scope: Shape, is_asked: Any) -> list[Query]:
    """Return the selects of the work that is asked about, each by what it lacks."""
    own = (
        Deliverable.taskforce_id == TASKFORCE,
        Deliverable.visible_to(scope),
        is_asked,
    )
    is_open = Deliverable.is_open()
    back = Deliverable.is_sent_back.is_(True)
    finished = Deliverable.state.in_(
        (DeliverableState.SUBMITTED.value, DeliverableState.DELIVERED.value)
    )
    proven = sa.exists().where(
        Document.deliverable_id == Deliverable.id, Document.withdrawn == ""
    )
    has_none = sa.and_(Deliverable.evidence_url == "", sa.not_(proven))
    later = aliased(Deliverable)
    renewed = sa.exists().where(
        later.root_id == Deliverable.root_id, later.edition > Deliverable.edition
    )
    stale = (Deliverable.is_outdated(TODAY), sa.not_(renewed))
    owed = Deliverable.owed_by()
    return [
        told("fix", Deliverable, owed, *own, is_open, back),
        told("deliverable", Deliverable, owed, *own, is_open, sa.not_(back)),
        told("evidence", Deliverable, Deliverable.due, *own, finished, has_none),
        told("renew", Deliverable, Deliverable.review_by, *own, *stale),
    ]
