"""Requests to join: asked by an account without a seat, answered by coordination."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, notices, record, seating
from ckanext.tiptaskforce.logic.schema import join as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.join import Join
from ckanext.tiptaskforce.model.seat import account_names, user_names

NOUN = "join"


@tk.side_effect_free
def tiptaskforce_join_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the requests to join that wait for an answer, the oldest first.

    :param taskforce: slug or id of the task force
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.join_list())
    return base.page(step, Join.listed(step.taskforce.id), _shower(step))


def tiptaskforce_join_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Ask for a seat in a task force; anybody with an account may.

    :param taskforce: slug or id of the task force
    :param organisation: for whom the person works
    :param note: what the person would do there
    :returns: the request; a second one while the first waits is the first
    """
    step = base.begin_create(context, data_dict, NOUN, schema.join_create())
    user_id = step.reader.user_id or ""
    known = record.answered(step, Join) or Join.open_of(step.taskforce.id, user_id)
    if known is not None:
        return _shower(step)([known])[0]
    row = Join(id=new_id(), user_id=user_id)
    row.put(step.data, ("organisation", "note"))
    return record.create(
        step,
        row,
        lambda made: _shower(step)([made])[0],
        lambda made: notices.of_join(step.taskforce.id, made.id),
    )


def tiptaskforce_join_approve(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Give the asker a seat.

    :param id: uuid of the request
    :param version: the version that the caller read
    :param role: one of the roles
    :param agency: acronym or id; reporters and focal points need one
    :param subcommittee: slug; chairs need one
    :param until: day on which the seat ends, open by default
    :returns: the request
    """
    step = base.begin(context, data_dict, NOUN, "approve", schema.join_approve())
    seat = seating.described(step, step.row.user_id)
    seating.check_new(seat, step.taskforce.id)
    record.move(step)
    record.record(step, step.row)
    seat.taskforce_id = step.taskforce.id
    seat.created_by = step.reader.user_id or ""
    record.add_all(step, [seat], "seat")
    notices.of_seat(seat, "seat_given")
    record.commit(step)
    return _shower(step)([step.row])[0]


def tiptaskforce_join_refuse(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Refuse a request to join; the asker is told so by mail.

    :param id: uuid of the request
    :param version: the version that the caller read
    :returns: the request
    """
    step = base.begin(context, data_dict, NOUN, "refuse", schema.join_refuse())
    record.move(step)
    record.record(step, step.row)
    about = (NOUN, step.row.id)
    notices.add(step.taskforce.id, "join_refused", about, [step.row.user_id])
    record.commit(step)
    return _shower(step)([step.row])[0]


def _shower(step: base.Step) -> Callable[[list[Join]], list[dict[str, Any]]]:
    def shown(found: list[Join]) -> list[dict[str, Any]]:
        ids = {row.user_id for row in found}
        users, accounts = user_names(ids), account_names(ids)
        return [
            {
                **row.dictize(),
                "user": users.get(row.user_id),
                "account": accounts.get(row.user_id),
                "taskforce": step.taskforce.slug,
            }
            for row in found
        ]

    return shown
