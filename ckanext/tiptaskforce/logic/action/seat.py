"""Seats: who may act for whom, from when until when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base, memberships, record, references
from ckanext.tiptaskforce.logic.schema import seat as schema
from ckanext.tiptaskforce.model import account
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.seat import Seat, held_by, user_names
from ckanext.tiptaskforce.vocabulary import Role

NOUN = "seat"
SPEAKS_FOR_AGENCY = frozenset({Role.FOCAL_POINT, Role.REPORTER})


@tk.side_effect_free
def tiptaskforce_seat_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the seats of a task force.

    :param taskforce: slug or id of the task force
    :param role: one role
    :param agency: acronym or id of an agency
    :param ended: also the seats that ended
    :param seats: uuids: these seats alone, at most 100
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.seat_list())
    query = Seat.listed(
        step.taskforce.id,
        role=step.data.get("role"),
        agency_id=references.agency_id(step),
        is_ended_too=bool(step.data.get("ended")),
        ids=step.data.get("seats"),
    )
    return base.page(step, query, _shower(step))


@tk.side_effect_free
def tiptaskforce_seat_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one seat.

    :param id: uuid of the seat
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shower(step)([step.row])[0]


def tiptaskforce_seat_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Give a user a seat.

    :param taskforce: slug or id of the task force
    :param user: name or id of the account
    :param role: one of the roles
    :param agency: acronym or id; reporters and focal points need one
    :param subcommittee: slug; chairs need one
    :param from: first day, by default today
    :param until: day on which it ends, open by default
    :returns: the seat
    :raises ValidationError: for a seat that the agency's mandate excludes
    """
    step = base.begin_create(context, data_dict, NOUN, schema.seat_create())
    known = record.answered(step, Seat)
    if known is not None:
        return _shower(step)([known])[0]
    row = _described(step)
    if Seat.like(row, step.taskforce.id) is not None:
        raise base.invalid("user", tk._("This person has this seat already."))
    return record.create(step, row, lambda made: _shower(step)([made])[0])


def tiptaskforce_seat_end(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """End a seat now: its rights, its sessions and its tokens end with it.

    :param id: uuid of the seat
    :param version: the version that the caller read
    :returns: the seat
    """
    step = base.begin(context, data_dict, NOUN, "end", schema.seat_end())
    today = now().date()
    if step.row.ends and step.row.ends <= today:
        raise base.invalid("id", tk._("This seat has ended already."))
    step.row.ends = today
    record.record(step, step.row)
    account.revoke_tokens(step.row.user_id, step.row.id)
    record.commit(step)
    return _shower(step)([step.row])[0]


def _described(step: base.Step) -> Seat:
    data, taskforce_id = step.data, step.taskforce.id
    role = Role(data["role"])
    row = Seat(user_id=_user_id(data["user"]), role=role.value)
    row.starts = starts = data.get("from") or now().date()
    row.ends = ends = data.get("until")
    if ends and ends <= starts:
        raise base.invalid("until", tk._("A seat must end after it starts."))
    if data.get("agency"):
        row.agency_id = _member_id(taskforce_id, data["agency"])
    elif role in SPEAKS_FOR_AGENCY:
        raise base.invalid("agency", tk._("Missing. This seat speaks for one."))
    if data.get("subcommittee"):
        group = references.subcommittee(taskforce_id, data["subcommittee"])
        row.subcommittee_id = group.id
    elif role is Role.CHAIR:
        raise base.invalid("subcommittee", tk._("Missing. A chair chairs one."))
    _check_mandates(row, taskforce_id)
    return row


def _member_id(taskforce_id: str, name: str) -> str:
    agency = references.agency(taskforce_id, name)
    if memberships.has_left(agency, now().date()):
        message = tk._("This organisation has left the task force.")
        raise base.invalid("agency", message)
    return agency.id


def _check_mandates(row: Seat, taskforce_id: str) -> None:
    """Refuse a seat that a mandate excludes, of this seat or of one beside it."""
    beside = [s for s in held_by(row.user_id) if s.taskforce_id == taskforce_id]
    agency = Agency.get(taskforce_id, row.agency_id) if row.agency_id else None
    is_enforcing = agency is not None and agency.is_enforcing
    roles = {Role(row.role), *(seat.role for seat in beside)}
    is_excluded = bool(roles & permissions.EXCLUDED_FROM_ENFORCING)
    if is_excluded and (is_enforcing or any(seat.is_enforcing for seat in beside)):
        message = tk._("The mandate of this organisation excludes this seat.")
        raise base.invalid("role", message)


def _user_id(name: str) -> str:
    user = model.User.get(name)
    if user is None or not user.is_active:
        raise base.invalid("user", tk._("There is no such account."))
    return user.id


def _shower(step: base.Step) -> Callable[[list[Seat]], list[dict[str, Any]]]:
    def shown(found: list[Seat]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        users = user_names({row.user_id for row in found})
        return [
            {
                **names.fill(row.dictize(), row),
                "user": users.get(row.user_id),
                "taskforce": step.taskforce.slug,
            }
            for row in found
        ]

    return shown
