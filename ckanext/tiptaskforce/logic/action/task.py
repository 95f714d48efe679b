"""Tasks: what this person must do, by due date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, references, tally_debts
from ckanext.tiptaskforce.logic.schema import task as schema
from ckanext.tiptaskforce.model import task as tasks
from ckanext.tiptaskforce.model.base import Query, rows, rows_of
from ckanext.tiptaskforce.vocabulary import ReleaseKind, Role

# So long before its end an endorsement is a task of the secretariat.
SOON = timedelta(days=60)
_LOGGING = (Role.REPORTER, Role.FOCAL_POINT, Role.CHAIR)


@tk.side_effect_free
def tiptaskforce_task_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what the caller must do: log, fix, prove, renew, review, propose, approve,
    send counts, accept counts, see what of them is released, renew endorsements.

    :param taskforce: slug or id of the task force
    :returns: ``{count, late, kinds, items, page}`` of ``{kind, id, title, due,
        days_late, agency, template, note}``, the earliest due date first; ``kinds``
        counts the tasks of each kind
    """
    step = base.begin_list(context, data_dict, "task", schema.task_list())
    selects = _selects(step)
    page = step.data.get("page") or 1
    if not selects:
        return {"count": 0, "late": 0, "kinds": {}, "items": [], "page": page}
    size = step.data.get("page_size") or base.PAGE_SIZE
    query = tasks.union(selects)
    found = rows_of(query, size=size, number=page)
    counted = rows(tasks.counted(selects, step.taskforce.today))
    names = references.Names.of(step.taskforce.id)
    return {
        "count": sum(row.all for row in counted),
        "late": sum(row.late for row in counted),
        "kinds": {row.kind: row.all for row in counted},
        "items": [_shown(step, row, names) for row in found],
        "page": page,
    }


def _selects(step: base.Step) -> list[Query]:
    reader, taskforce = step.reader, step.taskforce
    held = reader.seats(taskforce.id)
    user_id = reader.user_id or ""
    own = [s.agency_id for s in held if s.agency_id and s.role in _LOGGING]
    chaired = [s.subcommittee_id for s in held if s.role is Role.CHAIR]
    chaired = [group for group in chaired if group]
    selects: list[Query] = []
    if own:
        selects += tasks.of_agencies(taskforce.id, step.scope, own, taskforce.today)
    if reader.has(taskforce.id, Role.COORDINATOR):
        all_own = step.own_agency_ids
        selects += tasks.of_reviewers(taskforce.id, step.scope, None, all_own, user_id)
        selects += tasks.of_approvers(taskforce.id, user_id)
    elif chaired:
        selects += tasks.of_reviewers(taskforce.id, step.scope, chaired, own, user_id)
    counted = [s.agency_id for s in held if s.agency_id and s.role is Role.FOCAL_POINT]
    if counted:
        selects += tasks.of_sources(taskforce.id, counted)
    kinds = []
    if reader.has(taskforce.id, Role.SECRETARIAT):
        kinds.append(ReleaseKind.PROGRESS)
    if reader.has(taskforce.id, Role.CUSTODIAN):
        kinds.append(ReleaseKind.FIGURES)
    if kinds:
        selects += tasks.of_makers(taskforce.id, kinds)
    return selects + _of_counts(step)


def _of_counts(step: base.Step) -> list[Query]:
    """Return the selects about counts of persons and the protocol behind them."""
    reader, taskforce = step.reader, step.taskforce
    counting = tally_debts.counting_ids(step)
    selects: list[Query] = []
    if counting:
        dues = tally_debts.dues(taskforce)
        selects += tasks.of_counters(taskforce.id, counting, dues)
    if reader.has(taskforce.id, Role.CUSTODIAN):
        own, user_id = step.own_agency_ids, reader.user_id or ""
        selects += tasks.of_custodians(taskforce.id, own, user_id)
    if reader.has(taskforce.id, Role.SECRETARIAT):
        selects += tasks.of_endorsements(taskforce.id, taskforce.today + SOON)
    return selects


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
        "note": row.note or None if row.kind in ("fix", "tally") else None,
    }
