"""What makes a seat: its parts checked against each other, and who may have it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import new_id, now
from ckanext.tiptaskforce.model.seat import Seat, held_by
from ckanext.tiptaskforce.vocabulary import Role

SPEAKS_FOR_AGENCY = frozenset({Role.FOCAL_POINT, Role.REPORTER})


def described(step: base.Step, user_id: str) -> Seat:
    """Return the seat that a call describes, for a person."""
    row = Seat(id=new_id(), user_id=user_id)
    row.starts = step.data.get("from") or now().date()
    fill(step, row)
    return row


def fill(step: base.Step, row: Seat) -> None:
    """Bring what a call says of a seat onto it, and check the whole.

    :raises ValidationError: for parts that do not fit, and what a mandate excludes
    """
    data, taskforce_id = step.data, step.taskforce.id
    if data.get("role"):
        row.role = Role(data["role"]).value
    if "agency" in data:
        named = data["agency"]
        row.agency_id = _member_id(taskforce_id, named) if named else None
    if "subcommittee" in data:
        named = data["subcommittee"]
        group = references.subcommittee(taskforce_id, named) if named else None
        row.subcommittee_id = group.id if group else None
    if "until" in data:
        row.ends = data["until"]
    check(row, taskforce_id)


def check(row: Seat, taskforce_id: str) -> None:
    """Refuse a seat whose parts do not fit, or that a mandate excludes."""
    role = Role(row.role)
    if row.ends and row.ends <= row.starts:
        raise base.invalid("until", tk._("A seat must end after it starts."))
    if role in SPEAKS_FOR_AGENCY and row.agency_id is None:
        raise base.invalid("agency", tk._("Missing. This seat speaks for one."))
    if role is Role.CHAIR and row.subcommittee_id is None:
        raise base.invalid("subcommittee", tk._("Missing. A chair chairs one."))
    _check_mandates(row, taskforce_id)


def check_new(row: Seat, taskforce_id: str) -> None:
    """Refuse a second seat of the same person for the same part."""
    if Seat.like(row, taskforce_id) is not None:
        raise base.invalid("user", tk._("This person has this seat already."))


def user_id_of(name: Any) -> str:
    """Return the id of an active account by its name or id."""
    user = model.User.get(name)
    if user is None or not user.is_active:
        raise base.invalid("user", tk._("There is no such account."))
    return user.id


def _member_id(taskforce_id: str, name: str) -> str:
    agency = references.agency(taskforce_id, name)
    if agency.has_left:
        message = tk._("This organisation has left the task force.")
        raise base.invalid("agency", message)
    return agency.id


def _check_mandates(row: Seat, taskforce_id: str) -> None:
    """Refuse a seat that a mandate excludes, of this seat or of one beside it."""
    every = held_by(row.user_id) if row.user_id else ()
    beside = [s for s in every if s.taskforce_id == taskforce_id and s.id != row.id]
    agency = Agency.get(taskforce_id, row.agency_id) if row.agency_id else None
    is_enforcing = agency is not None and agency.is_enforcing
    roles = {Role(row.role), *(seat.role for seat in beside)}
    is_excluded = bool(roles & permissions.EXCLUDED_FROM_ENFORCING)
    if is_excluded and (is_enforcing or any(seat.is_enforcing for seat in beside)):
        message = tk._("The mandate of this organisation excludes this seat.")
        raise base.invalid("role", message)
