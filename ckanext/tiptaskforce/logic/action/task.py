"""Tasks: what this person, or those whom the person sits for, must do, by due date."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    base,
    duties,
    ownership,
    references,
    tally_debts,
)
from ckanext.tiptaskforce.logic.schema import task as schema
from ckanext.tiptaskforce.model import task as tasks
from ckanext.tiptaskforce.model.task import Duty

# Days of their own that may pass, beside what an agency owes.
_DATED = ("renew", "agreement", "partnership", "input")
# Work that was sent back, with the reviewer's note.
_NOTED = ("fix",)


@tk.side_effect_free
def tiptaskforce_task_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what the caller must do: log, fix, prove, renew, do jointly with the
    organisation that is responsible, review, propose, approve,
    send counts and reports, accept them, see what is released, renew endorsements, ask
    for the acknowledgement of alerts, do what a meeting agreed on, keep its minutes,
    look at forums and agreements again, send inputs to plans and reports of others.

    :param taskforce: slug or id of the task force
    :param of: mine (what the caller must do, where it is left out), agency (what the
        caller's organisations owe, whoever of them may do it) or subcommittee (what
        the caller's subcommittees and their members owe); of what the caller may see
    :returns: ``{count, late, kinds, items, page, others}`` of ``{kind, id, title, due,
        days_late, agency, template, template_title, note}``, the earliest due date
        first; ``kinds`` counts the tasks of each kind, ``others`` names the caller's
        organisations and subcommittees, by the word for their list, where there are
        some; the title of a standing deliverable is null where that is retired
    """
    step = base.begin_list(context, data_dict, "task", schema.task_list())
    asked, whom = duties.READINGS[step.data.get("of") or "mine"](step)
    page = step.data.get("page") or 1
    size = step.data.get("page_size") or base.PAGE_SIZE
    found, counted = tasks.listed(
        asked,
        step.scope,
        tally_debts.dues(step.taskforce) if Duty.COUNT in asked else (),
        size=size,
        number=page,
        taskforce_id=step.taskforce.id,
        today=step.taskforce.today,
        **whom,
    )
    names = references.Names.of(step.taskforce.id)
    return {
        "count": sum(row.total for row in counted),
        "late": sum(row.late for row in counted),
        "kinds": {row.kind: row.total for row in counted},
        "items": [_shown(step, row, names) for row in found],
        "page": page,
        "others": duties.others(step, names),
    }


def _body(step: base.Step, row: Any, names: references.Names) -> str:
    """Return the title of the body whose meeting waits for its minutes."""
    slug = names.subcommittees.get(row.title)
    titles = {one["slug"]: one["title"] for one in names.groups}
    return str(titles.get(slug or "") or step.taskforce.title)


def _shown(step: base.Step, row: Any, names: references.Names) -> dict[str, Any]:
    is_owed = row.kind in (*tasks.OWED, *_DATED)
    is_owed = is_owed and row.agency_id not in names.excused
    late = (step.taskforce.today - row.due).days if row.due and is_owed else 0
    return {
        "kind": row.kind,
        "id": row.id,
        "title": _body(step, row, names) if row.kind == "minutes" else row.title,
        "due": row.due.isoformat() if row.due else None,
        "days_late": max(late, 0),
        "agency": names.agencies.get(row.agency_id or ""),
        "template": row.template or None,
        "template_title": row.template_title,
        "note": row.note or None if _hears(step, row) else None,
    }


def _hears(step: base.Step, row: Any) -> bool:
    """Tell whether the caller reads the note: of a figure, only who may open that."""
    if row.kind == "tally":
        own = ownership.counting_agency_ids(step.context, step.taskforce.id)
    elif row.kind == "report":
        own = duties.reporting_agency_ids(step)
    else:
        return row.kind in _NOTED
    return row.agency_id in own
