"""Standing deliverables of the six core functions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, deliverables, record, references
from ckanext.tiptaskforce.logic.schema import template as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.vocabulary import TemplateKind

NOUN = "template"


@tk.side_effect_free
def tiptaskforce_template_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the standing deliverables, function by function.

    :param taskforce: slug or id of the task force
    :param core_function: 1 to 6
    :param retired: also those that are retired
    :param cells: also tell how each stands, as ``core_function_overview`` does: by
        ``cell`` and ``is_in_review``
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.template_list())
    number = step.data.get("core_function")
    names = references.Names.of(step.taskforce.id)
    is_all = bool(step.data.get("retired"))
    every = Template.every if is_all else references.templates
    found = [
        row for row in every(step.taskforce.id) if number in (None, row.core_function)
    ]
    cells = deliverables.cells(step) if step.data.get("cells") else None
    return base.part(
        step,
        found,
        lambda rows: [{**_shown(row, names), **_cell(row, cells)} for row in rows],
    )


def tiptaskforce_template_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Add a standing deliverable to those that the core functions ask for.

    :param taskforce: slug or id of the task force
    :param code: its code, such as 1.5; it never changes
    :param core_function: 1 to 6; without one it is shown and never scored
    :param kind: general, advocacy, planning_input or assessment
    :param review_months: after how many months it is outdated
    :returns: the template
    """
    step = base.begin_create(context, data_dict, NOUN, schema.template_create())
    known = record.answered(step, Template)
    names = references.Names.of(step.taskforce.id)
    if known is not None:
        return _shown(known, names)
    number = step.data.get("core_function")
    row = Template(id=new_id(), code=step.data["code"], core_function=number)
    row.is_scored, row.retired, row.not_applicable = number is not None, False, ""
    row.is_own = True
    row.kind, row.objective_code = TemplateKind.GENERAL.value, ""
    row.position = 1 + max(
        (one.position for one in Template.every(step.taskforce.id)), default=0
    )
    _fill(step, row)
    return record.create(step, row, lambda made: _shown(made, names))


def tiptaskforce_template_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a standing deliverable, say that it does not apply here, or retire it.

    What was logged for it stays.

    :param id: uuid of the template
    :param version: the version that the caller read
    :param kind: general, advocacy, planning_input or assessment
    :param review_months: after how many months it is outdated
    :param retired: true takes it out of the functions, false brings it back
    :param not_applicable: the reason; an empty text makes it apply again
    :param objective: code of a line of the current strategy; empty for none
    :returns: the template
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.template_update())
    step.row.put(step.data, ("not_applicable", "retired"))
    _fill(step, step.row)
    record.record(step, step.row)
    record.commit(step)
    return _shown(step.row, references.Names.of(step.taskforce.id))


def _fill(step: base.Step, row: Template) -> None:
    plain = ("title", "kind", "review_months", "successor", "handover_on")
    row.put(step.data, plain)
    if "objective" in step.data:
        code = step.data["objective"]
        line = references.objective(step.taskforce.id, code) if code else None
        row.objective_code = line.code if line else ""
    if "subcommittee" in step.data:
        row.subcommittee_id = references.subcommittee_id(step)


def _cell(row: Template, cells: deliverables.Cells | None) -> dict[str, Any]:
    return {} if cells is None else deliverables.cell(row, cells)


def _shown(row: Template, names: references.Names) -> dict[str, Any]:
    group = names.subcommittees.get(row.subcommittee_id or "")
    return {**row.dictize(), "subcommittee": group}
