"""Releases: what goes through the one door between the workspace and the public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    Codes,
    Json,
    Query,
    Row,
    first,
    rows,
    scalars,
)
from ckanext.tiptaskforce.model.violation import Touching
from ckanext.tiptaskforce.vocabulary import ALERTS
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

# States in which the ledger's intent of a release of figures may still come true.
LIVE = (
    *(State.PROTECTING, State.PROTECTED, State.PROPOSED, State.PUBLISHING),
    *(State.PUBLISHED, State.WITHDRAWN),
)


class Release(Row, Touching):
    """One numbered publication of a series.

    ``snapshot`` holds what a job has frozen: of progress the counts that the audit
    compares the files with, of figures the epochs and the rules, and no count.
    ``files`` holds the name, media type, size and sha256 of each audited file.
    Of figures, ``code`` is the name in the ledger, ``source_ids`` are the agencies
    whose counts go in, and ``advice`` speaks of small counts: for the custodian alone.
    ``indicator_ids`` are the indicators that count persons whose value is its total.
    """

    # What speaks of small counts is no event, nor is whose they are: coordination reads
    # the log, and may not learn from it who passed alerts on.
    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"advice", "source_ids"})

    __tablename__ = "tiptaskforce_release"
    __table_args__ = (
        sa.Index(
            "idx_tiptaskforce_release_number",
            "taskforce_id",
            "series",
            "number",
            unique=True,
            postgresql_where=sa.text("number IS NOT NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(sa.Text)
    series: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, server_default=State.DRAFT.value)
    number: Mapped[int | None] = mapped_column(sa.Integer)
    specification: Mapped[Json] = mapped_column(default=dict)
    sentence: Mapped[str] = mapped_column(sa.Text, server_default="")
    caveats: Mapped[str] = mapped_column(sa.Text, server_default="")
    next_update: Mapped[date | None] = mapped_column(sa.Date)
    snapshot: Mapped[Json] = mapped_column(default=dict)
    files: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    progress: Mapped[Json] = mapped_column(default=dict)
    dataset_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    editor_ids: Mapped[Codes] = mapped_column(default=list)
    proposed_by: Mapped[str] = mapped_column(sa.Text, server_default="")
    proposed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    approved_by: Mapped[str] = mapped_column(sa.Text, server_default="")
    published_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    withdraw_reason: Mapped[str] = mapped_column(sa.Text, server_default="")
    note: Mapped[str] = mapped_column(sa.Text, server_default="")
    sensitivity: Mapped[str] = mapped_column(sa.Text, server_default="moderate")
    code: Mapped[str] = mapped_column(sa.Text, server_default="")
    source_ids: Mapped[Codes] = mapped_column(default=list)
    indicator_ids: Mapped[Codes] = mapped_column(default=list)
    advice: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    objections: Mapped[list[Any]] = mapped_column(
        JSONB, default=list, server_default="[]"
    )

    @classmethod
    def published(cls, taskforce_id: Any, series: str | None = None) -> Query:
        """Return the select of what the public may read, newest first."""
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id, cls.state == State.PUBLISHED.value
        )
        if series is not None:
            query = query.where(cls.series == series)
        return query.order_by(cls.published_at.desc(), cls.id)

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        *,
        state: str | None = None,
        series: str | None = None,
        kind: str | None = None,
        made_as: str | None = None,
    ) -> Query:
        """Return the select of all releases, newest first, with its filters."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if made_as:
            query = query.where(cls.is_made_as() == made_as)
        if state:
            query = query.where(cls.state == state)
        return _of_series(query, series, kind).order_by(cls.created.desc(), cls.id)

    @classmethod
    def ever_public(cls, taskforce_id: str, series: str) -> Query:
        """Return the select of what was published once, withdrawn ones too."""
        states = (State.PUBLISHED.value, State.WITHDRAWN.value)
        return (
            sa.select(cls)
            .where(cls.taskforce_id == taskforce_id, cls.series == series)
            .where(cls.state.in_(states))
            .order_by(cls.number.desc())
        )

    @classmethod
    def history(cls, taskforce_id: str, series: str | None = None) -> Query:
        """Return the select of what was published once, the newest event first."""
        states = (State.PUBLISHED.value, State.WITHDRAWN.value)
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id, cls.state.in_(states)
        )
        moment = sa.func.coalesce(cls.withdrawn_at, cls.published_at)
        return _of_series(query, series, None).order_by(moment.desc(), cls.id)

    @classmethod
    def speaking(
        cls, taskforce_id: str, series: str, number: int | None = None
    ) -> Release | None:
        """Return the release with this number, or the one that speaks for the series.

        That is the newest one in public; without any, the last that was withdrawn.
        """
        query = cls.ever_public(taskforce_id, series)
        if number is not None:
            query = query.where(cls.number == number)
        is_published = cls.state == State.PUBLISHED.value
        query = query.order_by(None).order_by(is_published.desc(), cls.number.desc())
        return first(query)

    @classmethod
    def of_dataset(cls, dataset_id: str) -> Release | None:
        """Return a release that this CKAN dataset shows or showed, or None."""
        return first(sa.select(cls).where(cls.dataset_id == dataset_id))

    @classmethod
    def by_ids(cls, ids: list[str]) -> dict[str, Release]:
        """Return the releases with these ids by id."""
        found = scalars(sa.select(cls).where(cls.id.in_(ids))) if ids else []
        return {row.id: row for row in found}

    @classmethod
    def newest_published(cls, taskforce_id: str, series: str) -> Release | None:
        """Return the release of a series with the highest number in public, or None."""
        query = cls.published(taskforce_id, series).order_by(None)
        return first(query.order_by(cls.number.desc()))

    @classmethod
    def given_up(cls, before: datetime) -> list[Release]:
        """Return the releases that were dropped before a moment."""
        dropped = cls.state == State.DROPPED.value
        return scalars(sa.select(cls).where(dropped, cls.modified < before))

    @classmethod
    def next_number(cls, taskforce_id: str, series: str) -> int:
        """Return the number that the next publication of a series takes."""
        query = sa.select(sa.func.max(cls.number)).where(
            cls.taskforce_id == taskforce_id, cls.series == series
        )
        return (first(query) or 0) + 1

    @classmethod
    def last_withdrawn(cls, taskforce_id: str, series: str) -> Release | None:
        """Return the release of a series that was withdrawn last, or None."""
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id,
            cls.series == series,
            cls.state == State.WITHDRAWN.value,
        )
        return first(query.order_by(cls.withdrawn_at.desc(), cls.id))

    @classmethod
    def unfinished(cls) -> Query:
        """Return the select of the ids of the releases that a job should work on."""
        states = (State.PROTECTING.value, State.PUBLISHING.value)
        return sa.select(cls.id).where(cls.state.in_(states)).order_by(cls.id)

    @classmethod
    def locked(cls, release_id: str) -> Release | None:
        """Return the row as it stands now, locked for this transaction, or None.

        What is pending on the row in this session is lost: lock first, then change.
        """
        query = sa.select(cls).where(cls.id == release_id).with_for_update()
        return first(query.execution_options(populate_existing=True))

    @classmethod
    def beat(
        cls, release_id: str, state: str, attempt: str, progress: dict[str, Any]
    ) -> bool:
        """Store how far a job is if the row is still its own; tell whether it is.

        What the row knows beside that stays, such as how often a job was started.
        """
        changed = model.Session.execute(
            sa.update(cls)
            .where(cls.id == release_id, cls.state == state)
            .where(cls.progress["attempt"].astext == attempt)
            .values(progress=cls.progress.concat(progress))
            .execution_options(synchronize_session=False)
        )
        return changed.rowcount == 1  # type: ignore[attr-defined]

    @classmethod
    def give(cls, release_id: str, progress: dict[str, Any]) -> None:
        """Give the row to another job, without a new version of the release."""
        model.Session.execute(
            sa.update(cls)
            .where(cls.id == release_id)
            .values(progress=progress)
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def fill(
        cls,
        release_id: str,
        snapshot: dict[str, Any],
        files: list[dict[str, Any]],
        sentence: str,
        advice: list[str] | None = None,
    ) -> None:
        """Store what a job counted and wrote, without a new version of the release."""
        told = {"snapshot": snapshot, "files": files, "sentence": sentence}
        model.Session.execute(
            sa.update(cls)
            .where(cls.id == release_id)
            .values(**told, advice=advice or [])
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def call_it(cls, release_id: str, attempt: str, code: str) -> bool:
        """Give the release its name in the ledger if it is still this job's."""
        changed = model.Session.execute(
            sa.update(cls)
            .where(cls.id == release_id, cls.state == State.PROTECTING.value)
            .where(cls.progress["attempt"].astext == attempt)
            .values(code=code)
            .execution_options(synchronize_session=False)
        )
        return changed.rowcount == 1  # type: ignore[attr-defined]

    @classmethod
    def advise(cls, release_id: str, advice: list[str]) -> None:
        """Store what the custodian should change, without a new version."""
        model.Session.execute(
            sa.update(cls)
            .where(cls.id == release_id)
            .values(advice=advice)
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def of_step(cls, taskforce_id: str, step: str) -> Query:
        """Return the select of the releases that share a ledger, oldest first."""
        return (
            sa.select(cls)
            .where(cls.taskforce_id == taskforce_id)
            .where(cls.specification["step"].astext == step)
            .order_by(cls.created, cls.id)
            .execution_options(populate_existing=True)
        )

    @classmethod
    def windows(cls, taskforce_id: str, step: str) -> Query:
        """Return the select of the codes of the periods of each release of a step."""
        chosen = cls.specification
        return sa.select(chosen["window"]["period"]).where(
            cls.taskforce_id == taskforce_id, chosen["step"].astext == step
        )

    @classmethod
    def is_made_as(cls) -> sa.ColumnElement[str]:
        """Return what tells releases of alerts from those that others make."""
        is_alerts = cls.specification["step"].astext == ALERTS
        return sa.case((is_alerts, ALERTS), else_=cls.kind)

    @classmethod
    def holding(cls, taskforce_id: str, agency_ids: list[str]) -> Query:
        """Return the select of what is proposed and holds counts of these agencies."""
        query = cls.listed(taskforce_id, state=State.PROPOSED.value)
        return query.where(cls.source_ids.op("&&")(sa.cast(agency_ids, ARRAY(sa.Text))))

    @classmethod
    def numbers_by_dataset(cls) -> dict[str, list[int]]:
        """Return the published numbers of each dataset, newest first.

        A dataset whose releases are all withdrawn has an empty list. This query runs
        in every search and gives one row for a dataset, however many releases it had.
        """
        is_published = cls.state == State.PUBLISHED.value
        numbers = sa.func.array_agg(
            aggregate_order_by(cls.number, cls.number.desc())
        ).filter(is_published)
        ever = (State.PUBLISHED.value, State.WITHDRAWN.value)
        query = (
            sa.select(cls.dataset_id, numbers)
            .where(cls.dataset_id.is_not(None), cls.state.in_(ever))
            .group_by(cls.dataset_id)
            .order_by(cls.dataset_id)
        )
        return {row[0]: list(row[1] or ()) for row in rows(query)}

    def dictize(self) -> dict[str, Any]:
        """Return the release as a member may see it."""
        return {
            **self.dictize_base(),
            "kind": self.kind,
            "series": self.series,
            "title": self.title,
            "number": self.number,
            "state": self.state,
            "progress": dict(self.progress),
            "specification": dict(self.specification),
            "dataset": self.dataset_id,
            "sentence": self.sentence or None,
            "caveats": self.caveats or None,
            "next_update": self.next_update.isoformat() if self.next_update else None,
            "files": list(self.files),
            "published_at": self.published_at.isoformat()
            if self.published_at
            else None,
            "withdrawn_at": self.withdrawn_at.isoformat()
            if self.withdrawn_at
            else None,
            "withdraw_reason": self.withdraw_reason or None,
            "note": self.note or None,
            "sensitivity": self.sensitivity,
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
            "access": _access(self.state),
        }


def _access(state: str) -> str:
    """Return who may read it: those at the door, anybody, or nobody any more."""
    known = {State.PUBLISHED.value: "public", State.WITHDRAWN.value: "withdrawn"}
    return known.get(state, "door")


def _of_series(query: Query, series: str | None, kind: str | None) -> Query:
    if series:
        query = query.where(Release.series == series)
    if kind:
        query = query.where(Release.kind == kind)
    return query


def dataset_ids(dataset_type: str) -> Query:
    """Return the select of the ids of CKAN's datasets of our type."""
    return sa.select(model.Package.id).where(
        model.Package.type == dataset_type, model.Package.state == model.State.ACTIVE
    )
