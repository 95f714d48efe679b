"""Seats: who may act for whom, from when until when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import (
    base,
    notices,
    nouns,
    record,
    references,
    seating,
)
from ckanext.tiptaskforce.logic.schema import seat as schema
from ckanext.tiptaskforce.model import account
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.seat import Seat, user_names
from ckanext.tiptaskforce.vocabulary import Role

NOUN = "seat"
VERBS = ("update", "end")


@tk.side_effect_free
def tiptaskforce_seat_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the seats of a task force; a focal point reads those for the own agency.

    :param taskforce: slug or id of the task force
    :param role: one role
    :param agency: acronym or id of an agency
    :param ended: also the seats that ended
    :param seats: uuids: these seats alone, at most 100
    :returns: ``{count, items, page}``; ``verbs`` is what the caller may do with each
    """
    step = base.begin_list(context, data_dict, NOUN, schema.seat_list())
    query = Seat.listed(
        step.taskforce.id,
        role=step.data.get("role"),
        agency_id=references.agency_id(step),
        is_ended_too=bool(step.data.get("ended")),
        ids=step.data.get("seats"),
    )
    if not _sees_all(step):
        query = Seat.of_agencies(query, sorted(step.scope.focal_agency_ids))
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
    row = seating.described(step, seating.user_id_of(step.data["user"]))
    seating.check_new(row, step.taskforce.id)
    return record.create(
        step,
        row,
        lambda made: _shower(step)([made])[0],
        lambda made: notices.of_seat(made, "seat_given"),
    )


def tiptaskforce_seat_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a seat: its role, for whom it speaks, or its last day; it holds at once.

    The API tokens of the seat end; the new rights hold from the next request on.

    :param id: uuid of the seat
    :param version: the version that the caller read
    :param role: one of the roles
    :param agency: acronym or id; an empty one takes it away
    :param subcommittee: slug; an empty one takes it away
    :param until: day on which it ends; an empty one leaves it open
    :returns: the seat
    :raises ValidationError: for a seat that has ended, or parts that do not fit
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.seat_update())
    _check_holds(step)
    seating.fill(step, step.row)
    record.record(step, step.row)
    account.revoke_tokens(step.row.user_id, step.row.id)
    notices.of_seat(step.row, "seat_changed")
    record.commit(step)
    return _shower(step)([step.row])[0]


def tiptaskforce_seat_end(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """End a seat now: its rights, its sessions and its tokens end with it.

    :param id: uuid of the seat
    :param version: the version that the caller read
    :returns: the seat
    """
    step = base.begin(context, data_dict, NOUN, "end", schema.seat_end())
    _check_holds(step)
    step.row.ends = now().date()
    record.record(step, step.row)
    account.revoke_tokens(step.row.user_id, step.row.id)
    notices.of_seat(step.row, "seat_ended")
    notices.of_silence(step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def _check_holds(step: base.Step) -> None:
    if step.row.ends and step.row.ends <= now().date():
        raise base.invalid("id", tk._("This seat has ended already."))


def _may(step: base.Step, verb: str, row: Seat) -> bool:
    return permissions.may(step.reader, NOUN, verb, nouns.target(NOUN, verb, row))


def _sees_all(step: base.Step) -> bool:
    roles = (Role.COORDINATOR, Role.SECRETARIAT)
    return step.reader.is_sysadmin or step.reader.has(step.taskforce.id, *roles)


def _shower(step: base.Step) -> Callable[[list[Seat]], list[dict[str, Any]]]:
    def shown(found: list[Seat]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        users = user_names({row.user_id for row in found})
        return [
            {
                **names.fill(row.dictize(), row),
                "user": users.get(row.user_id),
                "taskforce": step.taskforce.slug,
                "verbs": [verb for verb in VERBS if _may(step, verb, row)],
            }
            for row in found
        ]

    return shown
