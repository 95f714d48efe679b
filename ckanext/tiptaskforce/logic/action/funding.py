"""Funding: what a line of the strategy needs in a year, received, and still lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record, references, visibility
from ckanext.tiptaskforce.logic.schema import funding as schema
from ckanext.tiptaskforce.model.base import new_id, plain
from ckanext.tiptaskforce.model.funding import Funding
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.vocabulary import Role, Visibility

NOUN = "funding"
CURRENCY = "USD"
# Blank means that it is not known.
_AMOUNTS = ("required", "received")
_PLAIN = ("source", "visibility", "sensitivity")


@tk.side_effect_free
def tiptaskforce_funding_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the money of the current strategy that the caller may see, line by line.

    :param taskforce: slug or id of the task force
    :param year: one year
    :returns: ``{count, items, page, totals}`` of ``{objective, year, currency,
        required, received, gap}``; gap is null where one of the two was not said.
        ``totals`` has an item for each year and currency with ``entries``, of which
        ``complete`` say both; its gap is null unless all do
    """
    step = base.begin_list(context, data_dict, NOUN, schema.funding_list())
    code = step.data.get("objective")
    line = references.objective(step.taskforce.id, code).id if code else None
    query = Funding.listed(
        step.taskforce.id,
        step.scope,
        objective_id=line,
        year=step.data.get("year"),
    )
    totals = [_total(row) for row in Funding.totals(query)]
    return {**base.page(step, query, _shower(step)), "totals": totals}


@tk.side_effect_free
def tiptaskforce_funding_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show the money of one line and year.

    :param id: uuid of the entry
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shower(step)([step.row])[0]


def tiptaskforce_funding_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Enter what a line of the current strategy needs and received in a year.

    :param taskforce: slug or id of the task force
    :param year: the year
    :param currency: three capital letters, by default USD
    :param required: what is needed
    :param received: what was received
    :param source: where the figures come from
    :returns: the entry, with ``gap``
    """
    step = base.begin_create(context, data_dict, NOUN, schema.funding_create())
    known = record.answered(step, Funding)
    if known is not None:
        return _shower(step)([known])[0]
    line = references.objective(step.taskforce.id, step.data["objective"])
    year, currency = step.data["year"], step.data.get("currency") or CURRENCY
    if Funding.is_there(line.id, year, currency):
        message = tk._("The money of this line and year stands here already.")
        raise base.invalid("year", message)
    row = Funding(
        id=new_id(),
        taskforce_id=step.taskforce.id,
        objective_id=line.id,
        year=year,
        currency=currency,
        source="",
        visibility=Visibility.MEMBERS.value,
        seat_ids=[],
    )
    _fill(step, row)
    return record.create(step, row, lambda made: _shower(step)([made])[0])


def tiptaskforce_funding_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change the money of a line and year.

    :param id: uuid of the entry
    :param version: the version that the caller read
    :param required: what is needed; empty where it is not known
    :param received: what was received; empty where it is not known
    :param source: where the figures come from
    :returns: the entry
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.funding_update())
    _fill(step, step.row)
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def _total(row: Any) -> dict[str, Any]:
    is_whole = row.entries == row.complete
    return {
        "year": row.year,
        "currency": row.currency,
        "required": plain(row.required),
        "received": plain(row.received),
        "gap": plain(row.required - row.received) if is_whole else None,
        "entries": row.entries,
        "complete": row.complete,
    }


def _fill(step: base.Step, row: Funding) -> None:
    row.put(step.data, (*_AMOUNTS, *_PLAIN))
    if "subcommittee" in step.data:
        row.subcommittee_id = references.subcommittee_id(step)
    visibility.settle(step, row)


def _line(line: Objective | None) -> dict[str, Any]:
    return {
        "objective": line.code if line else None,
        "title": line.title if line else None,
    }


def _shower(step: base.Step) -> Callable[[list[Funding]], list[dict[str, Any]]]:
    def shown(found: list[Funding]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        keeps = step.reader.has(step.taskforce.id, Role.SECRETARIAT)
        ids = {row.objective_id for row in found}
        lines = references.lines_by_id(step.taskforce.id, ids)
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                **_line(lines.get(row.objective_id)),
                "subcommittee": names.subcommittees.get(row.subcommittee_id or ""),
                # Who is named is for those who name them.
                "seats": list(row.seat_ids) if keeps else None,
            }
            for row in found
        ]

    return shown
