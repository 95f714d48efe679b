"""The calendar of inputs: to which plans and reports the task force contributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record, references
from ckanext.tiptaskforce.logic.schema import input as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.input import Input

NOUN = "input"
_PLAIN = ("kind", "title", "cycle", "core_function", "due", "sent_on")


@tk.side_effect_free
def tiptaskforce_input_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the inputs that the task force owes to plans and reports of others.

    :param taskforce: slug or id of the task force
    :param kind: hno, hrp, upr, tip_report, security_council, treaty_body or other
    :param cycle: year of the plan or report
    :param open: true for those that were not sent
    :param retired: true for those that nobody asks for any more
    :returns: ``{count, items, page}``, what is due first
    """
    step = base.begin_list(context, data_dict, NOUN, schema.input_list())
    query = Input.listed(
        step.taskforce.id,
        kind=step.data.get("kind"),
        cycle=step.data.get("cycle"),
        core_function=step.data.get("core_function"),
        is_open=bool(step.data.get("open")),
        is_retired=bool(step.data.get("retired")),
    )
    return base.page(step, query, _shower(step))


@tk.side_effect_free
def tiptaskforce_input_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one input.

    :param id: uuid of the input
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shower(step)([step.row])[0]


def tiptaskforce_input_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Enter an input that the task force owes in one cycle.

    :param taskforce: slug or id of the task force
    :param kind: hno, hrp, upr, tip_report, security_council, treaty_body or other
    :param cycle: year of the plan or report
    :param sent_on: day on which it was sent
    :param document: uuid of what was sent, in the library
    :returns: the input
    """
    step = base.begin_create(context, data_dict, NOUN, schema.input_create())
    known = record.answered(step, Input)
    if known is not None:
        return _shower(step)([known])[0]
    row = Input(id=new_id(), taskforce_id=step.taskforce.id, code="", retired="")
    _fill(step, row)
    return record.create(step, row, lambda made: _shower(step)([made])[0])


def tiptaskforce_input_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change an input, or say on which day it was sent.

    :param id: uuid of the input
    :param kind: as in create
    :param cycle: year of the plan or report
    :param sent_on: day on which it was sent; empty where it was not
    :param document: uuid of what was sent, in the library
    :returns: the input
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.input_update())
    _want_asked(step)
    _fill(step, step.row)
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def tiptaskforce_input_retire(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say that nobody asks for it any more; it stays in the log.

    :param id: uuid of the input
    :param note: why
    :returns: the input
    """
    step = base.begin(context, data_dict, NOUN, "retire", schema.input_retire())
    _want_asked(step)
    step.row.retired = step.data["note"]
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def _want_asked(step: base.Step) -> None:
    if step.row.retired:
        raise base.invalid("state", tk._("It is retired already."))


def _fill(step: base.Step, row: Input) -> None:
    row.put(step.data, _PLAIN)
    if "document" in step.data:
        row.document_id = references.paper_id(step)
    if row.sent_on and row.sent_on > step.taskforce.today:
        raise base.invalid("sent_on", tk._("This day is still to come."))


def _shower(step: base.Step) -> Callable[[list[Input]], list[dict[str, Any]]]:
    def shown(found: list[Input]) -> list[dict[str, Any]]:
        papers = Document.titles({row.document_id for row in found}, step.scope)
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                "state": row.state(step.taskforce.today).value,
                "document": row.document_id if row.document_id in papers else None,
                "document_title": papers.get(row.document_id or ""),
            }
            for row in found
        ]

    return shown
