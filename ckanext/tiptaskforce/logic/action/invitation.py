"""Invitations: a seat offered by mail, taken by whoever opens the link, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import lifecycle, permissions
from ckanext.tiptaskforce.logic import (
    base,
    invitations,
    notices,
    record,
    references,
    seating,
)
from ckanext.tiptaskforce.logic.schema import invitation as schema
from ckanext.tiptaskforce.model.base import find, new_id, now
from ckanext.tiptaskforce.model.invitation import Invitation
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import Role

NOUN = "invitation"


@tk.side_effect_free
def tiptaskforce_invitation_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the invitations that wait: of all, or for a focal point of the own agency.

    :param taskforce: slug or id of the task force
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.invitation_list())
    sees_all = step.reader.is_sysadmin or step.reader.has(
        step.taskforce.id, Role.COORDINATOR, Role.SECRETARIAT
    )
    focal = None if sees_all else sorted(step.scope.focal_agency_ids)
    return base.page(step, Invitation.listed(step.taskforce.id, focal), _shower(step))


def tiptaskforce_invitation_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Offer a seat to a mail address; a focal point offers those of own reporters.

    The mail holds a link alone, which works once and for seven days.

    :param taskforce: slug or id of the task force
    :param address: where the mail goes
    :param role: one of the roles
    :param agency: acronym or id; reporters and focal points need one
    :param subcommittee: slug; chairs need one
    :param until: day on which the seat will end, open by default
    :returns: the invitation
    :raises ValidationError: for a seat that could not be given
    """
    step = base.begin_create(context, data_dict, NOUN, schema.invitation_create())
    known = record.answered(step, Invitation)
    if known is not None:
        return _shower(step)([known])[0]
    seat = seating.described(step, "")
    row = Invitation(id=new_id(), address=step.data["address"], role=seat.role)
    row.agency_id, row.subcommittee_id = seat.agency_id, seat.subcommittee_id
    row.seat_until = seat.ends
    row.key_hash = invitations.hash_of(invitations.key_of(row.id))
    row.expires_at = now() + invitations.LIFETIME
    return record.create(
        step,
        row,
        lambda made: _shower(step)([made])[0],
        _mail,
    )


def tiptaskforce_invitation_withdraw(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Withdraw an invitation: its link works no more.

    :param id: uuid of the invitation
    :param version: the version that the caller read
    :returns: the invitation
    """
    accepted = schema.invitation_withdraw()
    step = base.begin(context, data_dict, NOUN, "withdraw", accepted)
    record.move(step)
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


@tk.side_effect_free
def tiptaskforce_invitation_read(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell what the link of an invitation offers; for everybody who has it.

    :param key: the key of the link
    :returns: ``{taskforce, title, role, agency, is_known}``; the last one tells
        whether the address has an account already
    """
    tk.check_access("tiptaskforce_invitation_read", context, data_dict)
    data = base.validate(schema.invitation_read(), data_dict, context)
    row = invitations.opened(data["key"])
    taskforce = find(Taskforce, row.taskforce_id)
    names = references.Names.of(taskforce.id)
    return {
        "taskforce": taskforce.slug,
        "title": taskforce.title,
        "role": row.role,
        "agency": names.agency_names.get(row.agency_id or ""),
        "is_known": model.User.by_email(row.address) is not None,
    }


def tiptaskforce_invitation_redeem(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Take the seat that an invitation offers, for the account that calls.

    :param key: the key of the link
    :returns: ``{taskforce, role}``
    """
    tk.check_access("tiptaskforce_invitation_redeem", context, data_dict)
    data = base.validate(schema.invitation_redeem(), data_dict, context)
    reader = base.reader_of(context)
    return _taken(context, invitations.opened(data["key"]), reader.user_id or "")


def tiptaskforce_invitation_register(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Make the account of somebody invited, with the address of the invitation.

    :param key: the key of the link
    :param name: name to sign in with
    :param fullname: name that others see
    :param password: at least twelve characters that nobody guesses
    :returns: ``{taskforce, role, user}``; user is the name of the account
    """
    tk.check_access("tiptaskforce_invitation_register", context, data_dict)
    data = base.validate(schema.invitation_register(), data_dict, context)
    row = invitations.opened(data["key"])
    if model.User.by_email(row.address) is not None:
        message = tk._("This address has an account. Sign in with it.")
        raise base.invalid("name", message)
    made = {k: data[k] for k in ("name", "fullname", "password")}
    trusted: Any = {"user": "", "ignore_auth": True, "defer_commit": True}
    user = tk.get_action("user_create")(trusted, {**made, "email": row.address})
    found = _taken(context, row, user["id"])
    return {**found, "user": user["name"]}


def _taken(context: Context, row: Invitation, user_id: str) -> dict[str, Any]:
    """Give the seat of an invitation to a person, in one transaction."""
    taskforce = find(Taskforce, row.taskforce_id)
    # Whoever was invited speaks, although the account may be a moment old.
    reader = permissions.Reader(user_id, "", is_sysadmin=False, held=())
    step = base.Step(context, reader, taskforce, NOUN, "redeem", {}, row)
    seat = Seat(id=new_id(), user_id=user_id, role=row.role, starts=now().date())
    seat.agency_id, seat.subcommittee_id = row.agency_id, row.subcommittee_id
    seat.ends = row.seat_until
    seating.check(seat, taskforce.id)
    seating.check_new(seat, taskforce.id)
    row.state, row.accepted_by = lifecycle.target(NOUN, "redeem"), user_id
    record.record(step, row)
    seat.taskforce_id, seat.created_by = taskforce.id, row.created_by
    record.add_all(step, [seat], "seat")
    notices.of_seat(seat, "seat_given")
    record.commit(step)
    return {"taskforce": taskforce.slug, "role": seat.role}


def _mail(row: Invitation) -> None:
    about = (NOUN, row.id)
    notices.add(row.taskforce_id, "invitation", about, [""], role=row.role)


def _shower(step: base.Step) -> Callable[[list[Invitation]], list[dict[str, Any]]]:
    def shown(found: list[Invitation]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        return [
            {**names.fill(row.dictize(), row), "taskforce": step.taskforce.slug}
            for row in found
        ]

    return shown
