"""Deliverables, their editions, and the counts that the overviews are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, aliased, mapped_column

from ckanext.tiptaskforce.model.accounted import Accounted
from ckanext.tiptaskforce.model.agency import is_excused
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Codes,
    Moment,
    Query,
    Restricted,
    Row,
    Scope,
    Shape,
    Texts,
    columns,
    counted,
    first,
    prepared,
    scalars,
)
from ckanext.tiptaskforce.model.violation import TAGGED, Touching
from ckanext.tiptaskforce.vocabulary import DETAILS, Visibility
from ckanext.tiptaskforce.vocabulary import DeliverableState as State

# What decides how a deliverable counts, and for whom.
COUNTED = (
    "id",
    "template",
    "agency_id",
    "subcommittee_id",
    "state",
    "visibility",
    "due",
    "fix_by",
    "review_by",
    "submitted_at",
    "is_sent_back",
    "strategy_id",
)


_DETAILS = tuple(name for fields in DETAILS.values() for name in fields)


class Deliverable(Row, Restricted, Touching, Accounted):
    """One edition of something that the task force owes.

    ``root_id`` is shared by all editions of one deliverable; the counts below count
    roots, so that a new edition under way never counts beside the delivered one.
    """

    __tablename__ = "tiptaskforce_deliverable"
    __table_args__ = (
        sa.Index("idx_tiptaskforce_deliverable_due", "taskforce_id", "due", "id"),
        sa.Index("idx_tiptaskforce_deliverable_state", "taskforce_id", "state"),
        # What the overviews count stands in one index, so that no row is opened; the
        # two keys at its end bring the editions of a deliverable side by side.
        sa.Index(
            "idx_tiptaskforce_deliverable_counted",
            "taskforce_id",
            "objective",
            "root_id",
            postgresql_include=COUNTED,
        ),
        sa.Index(
            "idx_tiptaskforce_deliverable_named",
            "id",
            postgresql_where=sa.text("visibility = 'named'"),
        ),
        sa.Index(
            "idx_tiptaskforce_deliverable_joint",
            "id",
            postgresql_where=sa.text("partner_ids <> '{}'"),
        ),
        sa.Index(
            "idx_tiptaskforce_deliverable_tagged",
            "taskforce_id",
            "root_id",
            postgresql_where=sa.text(TAGGED),
        ),
        sa.Index("idx_tiptaskforce_deliverable_template", "taskforce_id", "template"),
        sa.Index(
            "idx_tiptaskforce_deliverable_tracker",
            "taskforce_id",
            "agency_id",
            "tracker_key",
            unique=True,
            postgresql_where=sa.text("tracker_key <> ''"),
        ),
    )

    title: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, server_default=State.PLANNED.value)
    template: Mapped[str] = mapped_column(sa.Text, server_default="")
    core_function: Mapped[int | None] = mapped_column(sa.Integer)
    # The code of its line, and the strategy in which that code means this line.
    objective: Mapped[str] = mapped_column(sa.Text, server_default="")
    strategy_id: Mapped[str | None] = mapped_column(sa.Text)
    due: Mapped[date | None] = mapped_column(sa.Date)
    finished_on: Mapped[date | None] = mapped_column(sa.Date)
    review_by: Mapped[date | None] = mapped_column(sa.Date)
    evidence_url: Mapped[str] = mapped_column(sa.Text, server_default="")
    note: Mapped[str] = mapped_column(sa.Text, server_default="")
    edition: Mapped[int] = mapped_column(sa.Integer, server_default="1")
    root_id: Mapped[str] = mapped_column(sa.Text, index=True)
    previous_id: Mapped[str | None] = mapped_column(sa.Text)
    submitted_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    submitted_by: Mapped[str] = mapped_column(sa.Text, server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    decision_note: Mapped[str] = mapped_column(sa.Text, server_default="")
    is_sent_back: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    fix_by: Mapped[date | None] = mapped_column(sa.Date)
    tracker_key: Mapped[str] = mapped_column(sa.Text, server_default="")
    # Joint work has one responsible agency, ``agency_id``, for which it counts.
    partner_ids: Mapped[Codes] = mapped_column(default=list)

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter of what the reader may know of: joint work, as a partner.

        Coordinators see all of that anyway; what names seats is for those alone.
        """
        seen = super().visible_to(scope)
        if not scope.is_member or scope.is_coordinator:
            return seen
        return sa.or_(seen, cls.shared_with(scope))

    @classmethod
    def shared_with(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter of the joint work of the reader's agencies as partners.

        A query of its own, as only few rows are joint, like that of those which name a
        seat: the other rows are filtered by what stands in the index of the counts.
        """
        row = aliased(cls)
        is_joint = row.partner_ids != sa.literal_column("'{}'::text[]")
        shared = row.partner_ids.op("&&")(scope.ids("agency_ids"))
        is_open = row.visibility != Visibility.NAMED.value
        return cls.id.in_(sa.select(row.id).where(is_joint, shared, is_open))

    @classmethod
    def open_of(cls, agency_id: str) -> list[Deliverable]:
        """Return the work that an agency has not finished, held for a change."""
        query = sa.select(cls).where(cls.agency_id == agency_id, cls.is_open())
        return scalars(query.order_by(cls.id).with_for_update())

    @classmethod
    def joint_of(cls, agency_id: str) -> list[Deliverable]:
        """Return the open work in which an agency is a partner, held for a change."""
        is_partner = sa.literal(agency_id) == sa.any_(cls.partner_ids)
        query = sa.select(cls).where(is_partner, cls.is_open())
        return scalars(query.order_by(cls.id).with_for_update())

    @classmethod
    def tracker_keys(cls, agency_id: str) -> set[str]:
        """Return the keys by which an agency's own tracker names its rows."""
        own = sa.and_(cls.agency_id == agency_id, cls.tracker_key != "")
        return set(scalars(sa.select(cls.tracker_key).where(own)))

    @classmethod
    def is_outdated(cls, today: date) -> sa.ColumnElement[bool]:
        """Return the filter of delivered editions whose review date has passed."""
        delivered = cls.state == State.DELIVERED.value
        return sa.and_(delivered, cls.review_by.is_not(None), cls.review_by < today)

    @classmethod
    def is_open(cls) -> sa.ColumnElement[bool]:
        """Return the filter of what its agency still has to finish."""
        return cls.state.in_((State.PLANNED.value, State.IN_PROGRESS.value))

    @classmethod
    def owed_by(cls) -> sa.ColumnElement[Any]:
        """Return the day by which the agency has to act: of the fix, else the work."""
        return sa.func.coalesce(cls.fix_by, cls.due)

    @classmethod
    def is_overdue(cls, today: date) -> sa.ColumnElement[bool]:
        """Return the filter of open work whose date has passed.

        Who has no reporting duty is never late, however old what it once planned is.
        """
        is_past = sa.and_(cls.is_open(), cls.owed_by() < today)
        return sa.and_(is_past, sa.not_(is_excused(cls.agency_id)))

    def outdated_on(self, today: date) -> bool:
        """Whether this edition is delivered and its review date has passed."""
        return (
            self.state == State.DELIVERED
            and self.review_by is not None
            and self.review_by < today
        )

    def overdue_on(self, today: date) -> bool:
        """Whether this edition is still open although its date has passed.

        Whether its agency is excused is not known here.
        """
        owed = self.fix_by or self.due
        is_open = self.state in (State.PLANNED, State.IN_PROGRESS)
        return is_open and owed is not None and owed < today

    def dictize(self, today: date) -> dict[str, Any]:
        """Return the deliverable as plain data, references still as ids."""
        return {
            **self.dictize_base(),
            "title": self.title,
            "state": self.state,
            "template": self.template or None,
            "core_function": self.core_function,
            "objective": self.objective or None,
            "due": _iso(self.due),
            "finished_on": _iso(self.finished_on),
            "review_by": _iso(self.review_by),
            "evidence_url": self.evidence_url or None,
            "note": self.note or None,
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
            "edition": self.edition,
            "root": self.root_id,
            "previous": self.previous_id,
            "submitted_at": _iso(self.submitted_at),
            "decided_at": _iso(self.decided_at),
            "decision_note": self.decision_note or None,
            "is_sent_back": self.is_sent_back,
            "fix_by": _iso(self.fix_by),
            "is_outdated": self.outdated_on(today),
            "is_overdue": self.overdue_on(today),
            "visibility": self.visibility,
            "sensitivity": self.sensitivity,
            "tracker_key": self.tracker_key or None,
            "partners": list(self.partner_ids),
            **self.told_beside(_DETAILS),
        }


def _iso(moment: date | datetime | Moment | None) -> str | None:
    return moment.isoformat() if moment else None


def visible(taskforce_id: Any, scope: Scope | Shape) -> Query:
    """Return the select of the deliverables of a task force that a reader may see."""
    return sa.select(Deliverable).where(
        Deliverable.taskforce_id == taskforce_id, Deliverable.visible_to(scope)
    )


def all_visible(taskforce_id: str, scope: Scope) -> list[Deliverable]:
    """Return the deliverables that a reader may see, open ones first, then by age."""
    query = visible(taskforce_id, scope)
    is_closed = sa.not_(Deliverable.is_open())
    return scalars(query.order_by(is_closed, Deliverable.created, Deliverable.id))


@dataclass(frozen=True)
class Listing:
    """What of a list call decides how its statement is written.

    ``fields`` are the filters; ``values_of`` makes parameters of their values.
    """

    scope: Shape
    fields: frozenset[str]
    sort: str
    is_overdue: bool = False
    is_outdated: bool = False


@prepared
def listed(wanted: Listing) -> Query:
    """Return the select of a page of what a reader may see, and of its count."""
    query = visible(TASKFORCE, wanted.scope)
    for field in sorted(wanted.fields):
        query = query.where(_keeps(field))
    if wanted.is_overdue:
        query = query.where(Deliverable.is_overdue(TODAY))
    if wanted.is_outdated:
        query = query.where(Deliverable.is_outdated(TODAY))
    return counted(_ordered(query, wanted.sort))


def values_of(filters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of the filters of a list: ``q`` is in the title."""
    values = dict(filters)
    if "q" in values:
        values["q"] = f"%{_literal(values['q'])}%"
    return values


def _keeps(field: str) -> sa.ColumnElement[bool]:
    if field == "q":
        return Deliverable.title.ilike(sa.bindparam("q"), escape="/")
    if field == "objective":
        # A line keeps its sublines.
        return Deliverable.objective == sa.any_(sa.bindparam(field, type_=Texts))
    if field == "violation":
        return Deliverable.touches(sa.bindparam(field, type_=sa.Text))
    if field == "doing_id":
        # Joint work is listed under each agency that does it.
        one = sa.bindparam(field, type_=sa.Text)
        is_partner = one == sa.any_(Deliverable.partner_ids)
        return sa.or_(Deliverable.agency_id == one, is_partner)
    return getattr(Deliverable, field) == sa.bindparam(field)


def _literal(text: str) -> str:
    """Return a text as a pattern that finds that text alone."""
    return re.sub("([/%_])", r"/\1", text)


def _ordered(query: Query, sort: str) -> Query:
    """Order a select by one of the closed sort keys; the id breaks ties."""
    column = getattr(Deliverable, sort.lstrip("-"))
    if sort.startswith("-"):
        return query.order_by(column.desc().nulls_last(), Deliverable.id)
    return query.order_by(column.asc().nulls_last(), Deliverable.id)


def late(taskforce_id: str, scope: Scope, today: date, most: int) -> list[Any]:
    """Return what is overdue, as far as a reader may see, the first due on top.

    :returns: rows of ``(id, title, agency_id, due, total)``, so many at most; total is
        how many there are in all
    """
    about = {"taskforce_id": taskforce_id, "today": today, "most": most}
    return columns(_late(scope.shape), **about, **scope.values)


@prepared
def _late(scope: Shape) -> Query:
    owed = Deliverable.owed_by()
    shown = (Deliverable.id, Deliverable.title, Deliverable.agency_id)
    return (
        visible(TASKFORCE, scope)
        .with_only_columns(
            *shown, owed.label("due"), sa.func.count().over().label("total")
        )
        .where(Deliverable.is_overdue(TODAY))
        .order_by(owed, Deliverable.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def has_open_edition(root_id: str) -> bool:
    """Tell whether an edition of this deliverable is under way."""
    waiting = Deliverable.state == State.SUBMITTED.value
    query = sa.select(Deliverable.id).where(
        Deliverable.root_id == root_id, sa.or_(Deliverable.is_open(), waiting)
    )
    return first(query) is not None


def last_edition(root_id: str) -> int:
    """Return the highest edition number of this deliverable."""
    query = sa.select(sa.func.max(Deliverable.edition))
    return first(query.where(Deliverable.root_id == root_id)) or 0


def unfinished(strategy_id: str) -> list[Deliverable]:
    """Return what serves a line of a strategy and is not delivered, in fixed order."""
    waiting = Deliverable.state == State.SUBMITTED.value
    query = sa.select(Deliverable).where(Deliverable.strategy_id == strategy_id)
    is_it = sa.or_(Deliverable.is_open(), waiting)
    return scalars(query.where(is_it).order_by(Deliverable.created, Deliverable.id))


def rename_line(strategy_id: str, before: str, after: str) -> None:
    """Tell the deliverables of a line its new code; their own versions stay."""
    told = sa.update(Deliverable).where(
        Deliverable.strategy_id == strategy_id, Deliverable.objective == before
    )
    model.Session.execute(told.values(objective=after))


def tracker_keys(taskforce_id: str, prefix: str) -> set[str]:
    """Return the tracker keys that begin like this."""
    query = sa.select(Deliverable.tracker_key).where(
        Deliverable.taskforce_id == taskforce_id,
        Deliverable.tracker_key.startswith(prefix, autoescape=True),
    )
    return set(scalars(query))
