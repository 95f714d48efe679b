"""Releases: what goes through the one door between the workspace and the public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Codes, Json, Row, first, scalars
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
    def published(cls, taskforce_id: str, series: str | None = None) -> sa.Select[Any]:
        """Return the select of what the public may read, newest first."""
        query = sa.select(cls).where(
            cls.taskforce_id == taskforce_id, cls.state == State.PUBLISHED.value
        )
        if series is not None:
            query = query.where(cls.series == series)
        return query.order_by(cls.published_at.desc(), cls.id)

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


def label_of(release_id: str) -> str:
    """Return the search label that a dataset carries while it shows this release."""
    return f"tiptaskforce-release-{release_id}"
