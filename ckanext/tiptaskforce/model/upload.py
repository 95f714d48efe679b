"""Uploads: a tracker that was read and waits for its commit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Json, Row


class Upload(Row):
    """A file's rows as read, its column mapping, and what a commit would change."""

    __tablename__ = "tiptaskforce_upload"

    kind: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, server_default="open")
    file_name: Mapped[str] = mapped_column(sa.Text, server_default="")
    sha256: Mapped[str] = mapped_column(sa.Text, server_default="")
    headers: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    cells: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    mapping: Mapped[Json] = mapped_column(default=dict)
    result: Mapped[Json] = mapped_column(default=dict)
