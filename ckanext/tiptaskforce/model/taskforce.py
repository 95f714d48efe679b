"""The task force: the body whose rows all other rows are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    Json,
    Query,
    Row,
    first,
    one,
    prepared,
    scalars,
)


class Taskforce(Row):
    """One task force; a portal may host several."""

    __tablename__ = "tiptaskforce_taskforce"

    slug: Mapped[str] = mapped_column(sa.Text, unique=True)
    title: Mapped[str] = mapped_column(sa.Text)
    full_title: Mapped[str] = mapped_column(sa.Text, server_default="")
    description: Mapped[str] = mapped_column(sa.Text, server_default="")
    area: Mapped[str] = mapped_column(sa.Text, server_default="")
    contact: Mapped[str] = mapped_column(sa.Text, server_default="")
    is_sample: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    organization_id: Mapped[str] = mapped_column(sa.Text, index=True)
    settings: Mapped[Json] = mapped_column(default=dict)

    @classmethod
    def get(cls, id_or_slug: str) -> Taskforce | None:
        """Return the task force with this id or slug, or None."""
        return one(_named(), name=id_or_slug)

    @classmethod
    def listed(cls) -> Query:
        """Return the select of the task forces of this portal by name."""
        return sa.select(cls).order_by(cls.slug)

    @classmethod
    def organization_ids(cls) -> set[str]:
        """Return the CKAN organizations that publish for a task force."""
        return set(scalars(sa.select(cls.organization_id)))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this task force counts its days."""
        return ZoneInfo(self.settings.get("time_zone", "UTC"))

    @property
    def today(self) -> date:
        """Today's date where the task force works."""
        return datetime.now(self.zone).date()

    def public(self) -> dict[str, Any]:
        """Return what anybody may know of the task force."""
        return {
            "id": self.id,
            "slug": self.slug,
            "title": self.title,
            "full_title": self.full_title,
            "description": self.description,
            "area": self.area,
            "contact": self.contact,
            "is_sample": self.is_sample,
        }

    def dictize(self) -> dict[str, Any]:
        """Return what a member may know of the task force."""
        settings = {k: v for k, v in self.settings.items() if k != "agreement_text"}
        return {**self.dictize_base(), **self.public(), "settings": settings}


@prepared
def _named() -> Query:
    name = sa.bindparam("name")
    match = sa.or_(Taskforce.id == name, Taskforce.slug == name)
    return sa.select(Taskforce).where(match).limit(1)


def has_human_members(group_id: str) -> bool:
    """Tell whether somebody has a role of CKAN in this organization."""
    query = sa.select(model.Member.id).where(
        model.Member.group_id == group_id,
        model.Member.table_name == "user",
        model.Member.state == model.State.ACTIVE,
    )
    return first(query) is not None
