"""Standing deliverables of the six core functions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, deliverables, record, references
from ckanext.tiptaskforce.logic.schema import template as schema
from ckanext.tiptaskforce.model.template import Template

NOUN = "template"


@tk.side_effect_free
def tiptaskforce_template_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the standing deliverables in use, function by function.

    :param taskforce: slug or id of the task force
    :param core_function: 1 to 6
    :param cells: also tell how each stands, as ``core_function_overview`` does: by
        ``cell`` and ``is_in_review``
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.template_list())
    number = step.data.get("core_function")
    names = references.Names.of(step.taskforce.id)
    found = [
        row
        for row in references.templates(step.taskforce.id)
        if number in (None, row.core_function)
    ]
    cells = deliverables.cells(step) if step.data.get("cells") else None
    return base.part(
        step,
        found,
        lambda rows: [{**_shown(row, names), **_cell(row, cells)} for row in rows],
    )


def tiptaskforce_template_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say that a standing deliverable does not apply here, or which line it serves.

    :param id: uuid of the template
    :param version: the version that the caller read
    :param not_applicable: the reason; an empty text makes it apply again
    :param objective: code of a line of the current strategy; empty for none
    :returns: the template
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.template_update())
    if "not_applicable" in step.data:
        step.row.not_applicable = step.data["not_applicable"] or ""
    if "objective" in step.data:
        code = step.data["objective"]
        line = references.objective(step.taskforce.id, code) if code else None
        step.row.objective_code = line.code if line else ""
    record.record(step, step.row)
    record.commit(step)
    return _shown(step.row, references.Names.of(step.taskforce.id))


def _cell(row: Template, cells: deliverables.Cells | None) -> dict[str, Any]:
    return {} if cells is None else deliverables.cell(row, cells)


def _shown(row: Template, names: references.Names) -> dict[str, Any]:
    group = names.subcommittees.get(row.subcommittee_id or "")
    return {**row.dictize(), "subcommittee": group}
