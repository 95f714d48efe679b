"""Releases: what goes through the one door between the workspace and the public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Codes, Json, Query, Row, first, scalars
from ckanext.tiptaskforce.vocabulary import ReleaseState as State


class Release(Row):
    """One numbered publication of a series.

    ``snapshot`` holds the frozen counts that the audit compares the files with;
    ``files`` holds the name, media type, size and sha256 of each audited file.
    """

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

    @classmethod
    def published(cls, taskforce_id: str, series: str | None = None) -> Query:
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
    ) -> Query:
        """Return the select of all releases, newest first, with its filters."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if state:
            query = query.where(cls.state == state)
        return _of_series(query, series, kind).order_by(cls.created.desc(), cls.id)

    @classmethod
    def catalogue(
        cls,
        taskforce_id: str,
        *,
        kind: str | None = None,
        series: str | None = None,
        is_by_title: bool = False,
    ) -> Query:
        """Return the select of the newest public release of each series."""
        newest = cls.published(taskforce_id).order_by(None).distinct(cls.series)
        newest = newest.order_by(cls.series, cls.number.desc())
        ids = newest.with_only_columns(cls.id).subquery()
        query = sa.select(cls).where(cls.id.in_(sa.select(ids.c.id)))
        order = cls.title if is_by_title else cls.published_at.desc()
        return _of_series(query, series, kind).order_by(order, cls.id)

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
    def newest_published(cls, taskforce_id: str, series: str) -> Release | None:
        """Return the release of a series with the highest number in public, or None."""
        query = cls.published(taskforce_id, series).order_by(None)
        return first(query.order_by(cls.number.desc()))

    @classmethod
    def next_number(cls, taskforce_id: str, series: str) -> int:
        """Return the number that the next publication of a series takes."""
        query = sa.select(sa.func.max(cls.number)).where(
            cls.taskforce_id == taskforce_id, cls.series == series
        )
        return (first(query) or 0) + 1

    @classmethod
    def visible_labels(cls) -> list[str]:
        """Return the search labels of the releases that datasets show now.

        A label stops being listed in the moment in which its release is replaced or
        withdrawn, so a search index that lags behind shows nothing that is gone.
        """
        query = (
            sa.select(cls.id)
            .distinct(cls.taskforce_id, cls.series)
            .where(cls.state == State.PUBLISHED.value)
            .order_by(cls.taskforce_id, cls.series, cls.number.desc())
        )
        return [label_of(release_id) for release_id in scalars(query)]

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
        }


def _of_series(query: Query, series: str | None, kind: str | None) -> Query:
    if series:
        query = query.where(Release.series == series)
    if kind:
        query = query.where(Release.kind == kind)
    return query


def label_of(release_id: str) -> str:
    """Return the search label that a dataset carries while it shows this release."""
    return f"tiptaskforce-release-{release_id}"
