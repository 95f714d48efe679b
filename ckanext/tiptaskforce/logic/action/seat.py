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
    successions,
)
from ckanext.tiptaskforce.logic.schema import seat as schema
from ckanext.tiptaskforce.model import account
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.vocabulary import Role

NOUN = "seat"
VERBS = ("update", "end", "hand_on")


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
    :returns: ``{count, items, page}``; ``verbs`` is what the caller may do with each;
        to coordination also ``last_seen``, a day, and ``has_second_factor``
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
    :param successor: uuid of the seat that goes on, as ``seat_hand_on`` takes it
    :returns: the seat
    """
    step = base.begin(context, data_dict, NOUN, "end", schema.seat_end())
    _check_holds(step)
    going_on = successions.chosen(step) if step.data.get("successor") else None
    step.row.ends = now().date()
    record.record(step, step.row)
    account.revoke_tokens(step.row.user_id, step.row.id)
    notices.of_seat(step.row, "seat_ended")
    notices.of_silence(step.row)
    if going_on:
        successions.hand_on(step, going_on)
    record.commit(step)
    return _shower(step)([step.row])[0]


@tk.side_effect_free
def tiptaskforce_seat_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell what stays open when a seat ends, or since it ended, and who could go on.

    It is the open work of the organisation, as far as the caller and whoever speaks
    for it next may know of it; no count of persons.

    :param id: uuid of the seat
    :returns: ``{items, successors}``: ``{kind, id, title, state, due, detail}`` each,
        and the live seats for the same organisation, or with the same part
    """
    step = base.begin_show(
        context, data_dict, NOUN, schema.seat_overview(), verb="overview"
    )
    return successions.shown(step)


def tiptaskforce_seat_hand_on(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Let another seat go on for one that ends or has ended.

    Whoever sits for the same organisation has its work already; what is open to named
    seats alone is opened to the successor too, as far as the caller knows of it. The
    successor is told.

    :param id: uuid of the seat that ends or has ended
    :param version: the version that the caller read
    :param successor: uuid of a live seat for the same organisation; without one, with
        the same role, of a chair for the same subcommittee
    :returns: the seat
    """
    step = base.begin(context, data_dict, NOUN, "hand_on", schema.seat_hand_on())
    going_on = successions.chosen(step)
    record.record(step, step.row)
    successions.hand_on(step, going_on)
    record.commit(step)
    return _shower(step)([step.row])[0]


def _has_ended(row: Seat) -> bool:
    return row.ends is not None and row.ends <= now().date()


def _open_to(row: Seat) -> tuple[str, ...]:
    """Return the verbs that a seat allows to somebody."""
    return ("hand_on",) if _has_ended(row) else VERBS


def _check_holds(step: base.Step) -> None:
    if _has_ended(step.row):
        raise base.invalid("id", tk._("This seat has ended already."))


def _may(step: base.Step, verb: str, row: Seat) -> bool:
    return permissions.may(step.reader, NOUN, verb, nouns.target(NOUN, verb, row))


def _sees_all(step: base.Step) -> bool:
    roles = (Role.COORDINATOR, Role.SECRETARIAT)
    return step.reader.is_sysadmin or step.reader.has(step.taskforce.id, *roles)


def _person(step: base.Step, seen: account.Seen | None) -> dict[str, Any]:
    """Return whose seat it is; coordination learns when the person was last there."""
    told: dict[str, Any] = {"user": seen.name if seen else None}
    if seen and _sees_all(step):
        day = seen.last_seen.isoformat() if seen.last_seen else None
        told |= {"last_seen": day, "has_second_factor": seen.has_factor}
    return told


def _shower(step: base.Step) -> Callable[[list[Seat]], list[dict[str, Any]]]:
    def shown(found: list[Seat]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        users = account.seen({row.user_id for row in found})
        return [
            {
                **names.fill(row.dictize(), row),
                **_person(step, users.get(row.user_id)),
                "taskforce": step.taskforce.slug,
                "verbs": [verb for verb in _open_to(row) if _may(step, verb, row)],
            }
            for row in found
        ]

    return shown
