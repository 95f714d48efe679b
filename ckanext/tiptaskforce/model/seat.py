"""Seats: a user's place in a task force, and the only source of rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.agency import ENFORCING, Agency
from ckanext.tiptaskforce.model.base import (
    TODAY,
    Query,
    Row,
    columns,
    first,
    now,
    prepared,
    rows,
    scalars,
)
from ckanext.tiptaskforce.vocabulary import Role


class Seat(Row):
    """One role of one user, for an agency where the role speaks for one."""

    __tablename__ = "tiptaskforce_seat"

    user_id: Mapped[str] = mapped_column(sa.Text, index=True)
    role: Mapped[str] = mapped_column(sa.Text)
    agency_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    subcommittee_id: Mapped[str | None] = mapped_column(sa.Text)
    starts: Mapped[date] = mapped_column(sa.Date)
    ends: Mapped[date | None] = mapped_column(sa.Date)

    @classmethod
    def live(cls, day: date) -> sa.ColumnElement[bool]:
        """Return the filter of the seats that hold on this day."""
        return sa.and_(
            cls.starts <= day,
            sa.or_(cls.ends.is_(None), cls.ends > day),
        )

    @classmethod
    def listed(
        cls,
        taskforce_id: str,
        *,
        role: str | None = None,
        agency_id: str | None = None,
        is_ended_too: bool = False,
        ids: list[str] | None = None,
    ) -> Query:
        """Return the select of the seats, role by role, with its filters."""
        query = sa.select(cls).where(cls.taskforce_id == taskforce_id)
        if not is_ended_too:
            query = query.where(cls.live(now().date()))
        if role:
            query = query.where(cls.role == role)
        if agency_id:
            query = query.where(cls.agency_id == agency_id)
        if ids is not None:
            query = query.where(cls.id.in_(ids))
        return query.order_by(cls.role, cls.created, cls.id)

    @classmethod
    def known(cls, taskforce_id: str, ids: list[str]) -> set[str]:
        """Return those of these ids that are seats of the task force."""
        query = sa.select(cls.id).where(cls.taskforce_id == taskforce_id)
        return set(scalars(query.where(cls.id.in_(ids))))

    @classmethod
    def like(cls, row: Seat, taskforce_id: str) -> Seat | None:
        """Return a live seat of the same person for the same part, or None."""
        return first(
            sa.select(cls).where(
                cls.taskforce_id == taskforce_id,
                cls.user_id == row.user_id,
                cls.role == row.role,
                cls.agency_id.is_not_distinct_from(row.agency_id),
                cls.subcommittee_id.is_not_distinct_from(row.subcommittee_id),
                cls.live(now().date()),
            )
        )

    @classmethod
    def of_agencies(cls, query: Query, agency_ids: list[str]) -> Query:
        """Return a select of seats narrowed to those for some agencies."""
        return query.where(cls.agency_id.in_(agency_ids))

    @classmethod
    def of_agency(cls, agency_id: str) -> list[Seat]:
        """Return the seats for an agency that hold or will hold, held for a change."""
        not_ended = sa.or_(cls.ends.is_(None), cls.ends > now().date())
        query = sa.select(cls).where(cls.agency_id == agency_id, not_ended)
        return scalars(query.order_by(cls.created, cls.id).with_for_update())

    @classmethod
    def run_out(cls, since: date, today: date) -> list[Seat]:
        """Return the seats whose end came since a day, and by nobody's hand."""
        changed = sa.cast(sa.func.timezone("utc", cls.modified), sa.Date)
        query = sa.select(cls).where(cls.ends.between(since, today), changed < cls.ends)
        return scalars(query.order_by(cls.ends, cls.id))

    @classmethod
    def every(cls, taskforce_id: str) -> list[Seat]:
        """Return all seats of a task force, those that ended too, the oldest first."""
        match = cls.taskforce_id == taskforce_id
        return scalars(sa.select(cls).where(match).order_by(cls.created, cls.id))

    def dictize(self) -> dict[str, Any]:
        """Return the seat as plain data, references still as ids."""
        return {
            **self.dictize_base(),
            "role": self.role,
            "from": self.starts.isoformat(),
            "until": self.ends.isoformat() if self.ends else None,
        }


@dataclass(frozen=True)
class Held:
    """A live seat with the facts of its agency that decide about rights."""

    id: str
    taskforce_id: str
    role: Role
    agency_id: str | None
    subcommittee_id: str | None
    agency_subcommittee_ids: frozenset[str]
    is_enforcing: bool


def held_by(user_id: str) -> tuple[Held, ...]:
    """Return the live seats of a user, over all task forces, in one query.

    A seat for an agency that has left the task force holds no more.
    """
    found = columns(_held_by(), user_id=user_id, today=now().date())
    return tuple(_held(row) for row in found)


@prepared
def _held_by() -> Query:
    facts = (Seat.id, Seat.taskforce_id, Seat.role, Seat.agency_id)
    of_agency = (Agency.subcommittee_ids, Agency.mandates)
    return (
        sa.select(*facts, Seat.subcommittee_id, *of_agency)
        .outerjoin(Agency, Agency.id == Seat.agency_id)
        .where(Seat.user_id == sa.bindparam("user_id"), Seat.live(TODAY))
        .where(sa.or_(Agency.left_on.is_(None), Agency.left_on > TODAY))
        .order_by(Seat.created, Seat.id)
    )


class Reviewer(NamedTuple):
    """A live seat that may review: whose it is, and for whom it speaks."""

    role: str
    agency_id: str | None
    subcommittee_id: str | None
    user_id: str


def reviewers(taskforce_id: str) -> frozenset[Reviewer]:
    """Return the live seats of a task force that may review deliverables."""
    return holders(taskforce_id, Role.COORDINATOR, Role.CHAIR)


def holders(taskforce_id: str, *roles: Role) -> frozenset[Reviewer]:
    """Return the live seats of a task force that have one of these roles."""
    columns = (Seat.role, Seat.agency_id, Seat.subcommittee_id, Seat.user_id)
    query = sa.select(*columns).where(
        Seat.taskforce_id == taskforce_id,
        Seat.role.in_([role.value for role in roles]),
        Seat.live(now().date()),
    )
    return frozenset(Reviewer(*row) for row in rows(query))


def user_names(user_ids: set[str]) -> dict[str, str]:
    """Return the shown name of each of these users."""
    query = sa.select(model.User).where(model.User.id.in_(sorted(user_ids)))
    return {user.id: user.fullname or user.name for user in scalars(query)}


def account_names(user_ids: set[str]) -> dict[str, str]:
    """Return the account name of each of these users, as a sign-in takes it."""
    query = sa.select(model.User.id, model.User.name)
    found = rows(query.where(model.User.id.in_(sorted(user_ids))))
    return {row[0]: row[1] for row in found}


def _held(row: Any) -> Held:
    return Held(
        id=row.id,
        taskforce_id=row.taskforce_id,
        role=Role(row.role),
        agency_id=row.agency_id,
        subcommittee_id=row.subcommittee_id,
        agency_subcommittee_ids=frozenset(row.subcommittee_ids or ()),
        is_enforcing=bool(ENFORCING & set(row.mandates or ())),
    )


def chairs_by_subcommittee(taskforce_id: str) -> dict[str, list[str]]:
    """Return the names of the agencies that chair each subcommittee, by its id."""
    query = (
        sa.select(Seat.subcommittee_id, Agency.name)
        .join(Agency, Agency.id == Seat.agency_id)
        .where(
            Seat.taskforce_id == taskforce_id,
            Seat.role == Role.CHAIR.value,
            Seat.live(now().date()),
        )
        .order_by(Agency.name)
    )
    found: dict[str, list[str]] = {}
    for subcommittee_id, name in rows(query):
        names = found.setdefault(subcommittee_id, [])
        if name not in names:
            names.append(name)
    return found
