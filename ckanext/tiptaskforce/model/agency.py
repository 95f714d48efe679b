"""Member organisations; not CKAN organizations, because those are public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Codes,
    Query,
    Row,
    columns,
    first,
    now,
    prepared,
    rows,
    scalars,
)
from ckanext.tiptaskforce.vocabulary import Mandate

# The day by which seats end as well, whatever the zone of the database.
_TODAY = sa.cast(sa.func.timezone("utc", sa.func.now()), sa.Date)
ENFORCING = frozenset({Mandate.LAW_ENFORCEMENT.value, Mandate.PROSECUTION.value})


class Agency(Row):
    """A body that takes part in the task force."""

    __tablename__ = "tiptaskforce_agency"
    __table_args__ = (sa.UniqueConstraint("taskforce_id", "acronym"),)

    acronym: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text)
    type: Mapped[str] = mapped_column(sa.Text)
    mandates: Mapped[Codes] = mapped_column(default=list)
    subcommittee_ids: Mapped[Codes] = mapped_column(default=list)
    # P-codes of where it works; without any it counts in every place.
    places: Mapped[Codes] = mapped_column(default=list)
    reporting_duty: Mapped[bool] = mapped_column(sa.Boolean, server_default="true")
    position: Mapped[str] = mapped_column(sa.Text, server_default="")
    contact: Mapped[str] = mapped_column(sa.Text, server_default="")
    is_placeholder: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    left_on: Mapped[date | None] = mapped_column(sa.Date)
    # What it was called before, so that old papers still lead to it.
    former_names: Mapped[Codes] = mapped_column(default=list)
    # The agency that goes on with its open work and its people.
    merged_into_id: Mapped[str | None] = mapped_column(sa.Text)

    @classmethod
    def get(cls, taskforce_id: str, id_or_acronym: str) -> Agency | None:
        """Return the agency with this id or acronym in a task force, or None."""
        match = sa.or_(cls.id == id_or_acronym, cls.acronym == id_or_acronym)
        return first(sa.select(cls).where(cls.taskforce_id == taskforce_id, match))

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        *,
        type: str | None = None,  # noqa: A002  the filter's own word
        subcommittee_id: str | None = None,
        q: str | None = None,
        is_left_too: bool = True,
    ) -> Query:
        """Return the select of the directory by name, with its filters."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if not is_left_too:
            query = query.where(cls.stays())
        if type:
            query = query.where(cls.type == type)
        if subcommittee_id:
            query = query.where(cls.subcommittee_ids.contains([subcommittee_id]))
        if q:
            has_name = cls.name.icontains(q, autoescape=True)
            has_acronym = cls.acronym.icontains(q, autoescape=True)
            known = sa.func.array_to_string(cls.former_names, "\n", type_=sa.Text)
            had_name = known.icontains(q, autoescape=True)
            query = query.where(sa.or_(has_name, has_acronym, had_name))
        return query.order_by(cls.name, cls.id)

    @classmethod
    def every(cls, taskforce_id: str) -> list[Agency]:
        """Return all agencies of a task force, the oldest first."""
        match = cls.taskforce_id == taskforce_id
        return scalars(sa.select(cls).where(match).order_by(cls.created, cls.id))

    @classmethod
    def staying(cls, taskforce_id: str) -> list[Any]:
        """Return what an overview tells of the agencies that have not left."""
        return columns(_staying(), taskforce_id=taskforce_id)

    @classmethod
    def stays(cls) -> sa.ColumnElement[bool]:
        """Return the filter of the members of today: a day ahead ends nothing yet.

        Rights and what is owed end on the same day.
        """
        return sa.or_(cls.left_on.is_(None), cls.left_on > _TODAY)

    @classmethod
    def count_by_type(cls, taskforce_id: str) -> dict[str, int]:
        """Return how many agencies of each type take part now."""
        query = (
            sa.select(cls.type, sa.func.count())
            .where(cls.taskforce_id == taskforce_id, cls.stays())
            .group_by(cls.type)
        )
        return {row[0]: row[1] for row in rows(query)}

    @property
    def has_left(self) -> bool:
        """Whether the agency is no member any more; see ``stays``."""
        return self.left_on is not None and self.left_on <= now().date()

    @property
    def is_enforcing(self) -> bool:
        """Whether the agency's mandate keeps it from raw counts and alerts."""
        return bool(ENFORCING & set(self.mandates))

    def dictize(self) -> dict[str, Any]:
        """Return the agency as a member may see it, subcommittees still as ids."""
        return {
            **self.dictize_base(),
            "acronym": self.acronym,
            "name": self.name,
            "type": self.type,
            "mandates": list(self.mandates),
            "places": list(self.places),
            "reporting_duty": self.reporting_duty,
            "position": self.position or None,
            "contact": self.contact or None,
            "is_placeholder": self.is_placeholder,
            "left_on": self.left_on.isoformat() if self.left_on else None,
            "has_left": self.has_left,
            "former_names": list(self.former_names),
        }

    def remember_name(self, before: str) -> None:
        """Keep a name that the agency had, once; the newest comes last."""
        if before not in (*self.former_names, self.called):
            self.former_names = [*self.former_names, before]

    @property
    def called(self) -> str:
        """The name and the acronym, as former names are kept."""
        return f"{self.name} ({self.acronym})"

    @property
    def former_acronyms(self) -> list[str]:
        """The acronyms among the names that the agency had."""
        return [
            name.rpartition(" (")[2].removesuffix(")") for name in self.former_names
        ]

    @classmethod
    def predecessors(cls, agency_ids: Sequence[str]) -> list[str]:
        """Return the ids of all that were merged into some agencies, step by step."""
        return _followed(agency_ids, cls.merged_into_id, cls.id)

    @classmethod
    def successors(cls, agency_ids: Sequence[str]) -> list[str]:
        """Return the ids of those that go on for some agencies, step by step."""
        return _followed(agency_ids, cls.id, cls.merged_into_id)

    @classmethod
    def gone_on(cls, taskforce_id: str) -> dict[str, str]:
        """Return of each agency that was merged the one that goes on in the end."""
        own = sa.and_(cls.taskforce_id == taskforce_id, cls.merged_into_id.is_not(None))
        into = dict(map(tuple, rows(sa.select(cls.id, cls.merged_into_id).where(own))))
        found = {}
        for agency_id in into:
            last = agency_id
            while last in into:
                last = into[last]
            found[agency_id] = last
        return found

    @classmethod
    def merged_into(cls, agency_id: str) -> list[Agency]:
        """Return the agencies that were merged into one, by name."""
        query = sa.select(cls).where(cls.merged_into_id == agency_id)
        return scalars(query.order_by(cls.name, cls.id))


def _followed(agency_ids: Sequence[str], given: Any, asked: Any) -> list[str]:
    """Return what stands in a column beside ids, and beside what was found so."""
    found: list[str] = []
    wanted = list(agency_ids)
    # None goes on in itself, so that each round finds others.
    while wanted:
        query = sa.select(asked).where(given.in_(wanted), asked.is_not(None))
        wanted = [one for one in scalars(query) if one not in found]
        found += wanted
    return found


def is_excused(agency_id: Any) -> sa.ColumnElement[bool]:
    """Return the filter of what belongs to an agency without a reporting duty."""
    excused = sa.select(Agency.id).where(Agency.reporting_duty.is_(False))
    return sa.func.coalesce(agency_id.in_(excused), False)


@prepared
def _staying() -> Query:
    shown = (Agency.id, Agency.acronym, Agency.name, Agency.type)
    query = sa.select(*shown, Agency.reporting_duty)
    return query.where(Agency.taskforce_id == TASKFORCE, Agency.stays())
