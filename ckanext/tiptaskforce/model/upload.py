"""Uploads: a tracker that was read and waits for its commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Json, Query, Row, now
from ckanext.tiptaskforce.vocabulary import UploadState

KEPT_HOURS = 24


class Upload(Row):
    """A file's rows as read, its column mapping, and what a commit would change.

    The rows leave this table with the commit, the drop, or after a day; they never
    enter the event log.
    """

    __tablename__ = "tiptaskforce_upload"
    UNRECORDED: ClassVar[frozenset[str]] = frozenset(
        {"file_name", "sha256", "headers", "cells", "mapping", "result"}
    )

    kind: Mapped[str] = mapped_column(sa.Text)
    # The one object that all rows belong to, where there is one: a tally.
    subject_id: Mapped[str | None] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, server_default="open")
    file_name: Mapped[str] = mapped_column(sa.Text, server_default="")
    sha256: Mapped[str] = mapped_column(sa.Text, server_default="")
    headers: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    cells: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    mapping: Mapped[Json] = mapped_column(default=dict)
    result: Mapped[Json] = mapped_column(default=dict)

    @property
    def is_expired(self) -> bool:
        """Whether the rows have waited longer than a day for their commit."""
        return self.created < _oldest()

    def forget(self, state: UploadState, counts: dict[str, Any] | None = None) -> None:
        """Clear what was read and set the last state."""
        self.state = state.value
        self.headers, self.cells, self.mapping, self.sha256 = [], [], {}, ""
        self.result = {"counts": counts} if counts else {}

    @classmethod
    def saving(cls) -> Query:
        """Return the select of the uploads that a job is to save, the oldest first."""
        query = sa.select(cls).where(cls.state == UploadState.SAVING.value)
        return query.order_by(cls.created)


def beat(upload_id: str, progress: dict[str, Any]) -> None:
    """Store how far the job of an upload is, in a transaction of its own.

    Readers see it while the job's own transaction is still open.
    """
    engine = model.Session.get_bind().engine
    with engine.begin() as connection:
        connection.execute(
            sa.update(Upload)
            .where(Upload.id == upload_id, Upload.state == UploadState.SAVING.value)
            .values(result=Upload.result.concat({"progress": progress}))
        )


def expire() -> int:
    """Clear every upload that has waited longer than a day, in all task forces.

    Return how many there were; the caller commits.
    """
    done = model.Session.execute(
        sa.update(Upload)
        .where(Upload.state == UploadState.OPEN.value, Upload.created < _oldest())
        .values(
            state=UploadState.EXPIRED.value,
            version=Upload.version + 1,
            sha256="",
            headers=[],
            cells=[],
            mapping={},
            result={},
        )
        .execution_options(synchronize_session=False)
    )
    return done.rowcount  # pyright: ignore[reportAttributeAccessIssue] - of an update


def _oldest() -> datetime:
    return now() - timedelta(hours=KEPT_HOURS)
