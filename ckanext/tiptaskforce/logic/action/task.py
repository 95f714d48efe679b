"""Tasks: what this person must do, by due date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, ownership, references, tally_debts
from ckanext.tiptaskforce.logic.schema import task as schema
from ckanext.tiptaskforce.model import task as tasks
from ckanext.tiptaskforce.model.task import Duty
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind, Role

# So long before its end an endorsement is a task of the secretariat.
SOON = timedelta(days=60)
_LOGGING = (Role.REPORTER, Role.FOCAL_POINT, Role.CHAIR)
# What was sent back, with the reviewer's note.
_NOTED = ("fix", "tally", "report")
_REPORTING = (Role.REPORTER, Role.FOCAL_POINT)
_MAKERS = (
    (Role.SECRETARIAT, ReleaseKind.PROGRESS.value),
    (Role.CUSTODIAN, ReleaseKind.FIGURES.value),
    (Role.MRM_FOCAL, ALERTS),
)


@tk.side_effect_free
def tiptaskforce_task_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what the caller must do: log, fix, prove, renew, review, propose, approve,
    send counts and reports, accept them, see what is released, renew endorsements, ask
    for the acknowledgement of alerts, do what a meeting agreed on.

    :param taskforce: slug or id of the task force
    :returns: ``{count, late, kinds, items, page}`` of ``{kind, id, title, due,
        days_late, agency, template, note}``, the earliest due date first; ``kinds``
        counts the tasks of each kind
    """
    step = base.begin_list(context, data_dict, "task", schema.task_list())
    duties, whom = _duties(step)
    page = step.data.get("page") or 1
    size = step.data.get("page_size") or base.PAGE_SIZE
    found, counted = tasks.listed(
        duties,
        step.scope,
        tally_debts.dues(step.taskforce) if Duty.COUNT in duties else (),
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
    }


def _duties(step: base.Step) -> tuple[list[Duty], dict[str, Any]]:
    """Return what the caller has to do here, and the ids for which it is done."""
    reader, taskforce = step.reader, step.taskforce
    held = reader.seats(taskforce.id)
    own = [s.agency_id for s in held if s.agency_id and s.role in _LOGGING]
    reporting = [s.agency_id for s in held if s.agency_id and s.role in _REPORTING]
    chaired = sorted(reader.chaired(taskforce.id))
    kinds = [kind for role, kind in _MAKERS if reader.has(taskforce.id, role)]
    counting = ownership.counting_agency_ids(step.context, step.taskforce.id)
    coordinates = reader.has(taskforce.id, Role.COORDINATOR)
    alerted = reader.has(taskforce.id, Role.MRM_FOCAL)
    duties = (
        (own, Duty.LOG),
        (coordinates, Duty.REVIEW),
        (coordinates, Duty.APPROVE),
        (chaired and not coordinates, Duty.CHAIR),
        (kinds, Duty.MAKE),
        (counting, Duty.COUNT),
        (counting, Duty.OBJECT),
        (reporting, Duty.REPORT),
        (coordinates, Duty.REVIEW_REPORTS),
        (chaired and not coordinates, Duty.CHAIR_REPORTS),
        (counting and not alerted, Duty.ALERT),
        (alerted, Duty.ALERT_ALL),
        (coordinates or reader.has(taskforce.id, Role.SECRETARIAT), Duty.ANSWER),
        (reader.has(taskforce.id, Role.CUSTODIAN), Duty.ACCEPT_COUNTS),
        (reader.has(taskforce.id, Role.CUSTODIAN), Duty.ACCEPT_REPORTS),
        (reader.has(taskforce.id, Role.SECRETARIAT), Duty.ENDORSE),
    )
    return [duty for has_it, duty in duties if has_it], {
        "user_id": reader.user_id or "",
        "own_agency_ids": own,
        "unreviewed_agency_ids": step.own_agency_ids if coordinates else own,
        "reporting_agency_ids": reporting,
        "chaired_ids": chaired,
        "kinds": kinds,
        "counting_agency_ids": counting,
        "excluded_agency_ids": step.own_agency_ids,
        "ending_by": taskforce.today + SOON,
    }


def _shown(step: base.Step, row: Any, names: references.Names) -> dict[str, Any]:
    is_owed = row.kind in (*tasks.OWED, "renew", "agreement")
    is_owed = is_owed and row.agency_id not in names.excused
    late = (step.taskforce.today - row.due).days if row.due and is_owed else 0
    return {
        "kind": row.kind,
        "id": row.id,
        "title": row.title,
        "due": row.due.isoformat() if row.due else None,
        "days_late": max(late, 0),
        "agency": names.agencies.get(row.agency_id or ""),
        "template": row.template or None,
        "note": row.note or None if row.kind in _NOTED else None,
    }
