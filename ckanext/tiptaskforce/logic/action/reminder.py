"""Reminders: a mail to the people of an agency about what it owes, sent by hand."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import base, record, references, reminders
from ckanext.tiptaskforce.logic.schema import reminder as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.reminder import Reminder
from ckanext.tiptaskforce.vocabulary import ReminderState

NOUN = "reminder"


def tiptaskforce_reminder_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Remind agencies by mail of what they owe: all of those named, or none.

    The mail goes to the focal points of each, or where there is none to its reporters.
    It names kinds, periods and days, and neither a title, a figure nor a person.

    :param taskforce: slug or id of the task force
    :param agencies: list of acronyms or ids, at most 100
    :returns: ``{count, items}`` of ``{id, agency, state, created}``
    :raises ValidationError: naming the agency and the reason: reminded within the last
        three days, no reporting duty, nothing owed, nobody to write to
    """
    step = base.begin_create(context, data_dict, NOUN, schema.reminder_create())
    ids = sorted(references.agency_ids(step.taskforce.id, step.data["agencies"]))
    if not ids:
        raise base.invalid("agencies", tk._("Choose an organisation."))
    last = reminders.held(step.taskforce.id)
    for agency_id in ids:
        reminders.check(step, agency_id, last.get(agency_id))
    found = [_made(step, agency_id) for agency_id in ids]
    record.add_all(step, found, NOUN)
    record.commit(step)
    if not step.context.get("defer_commit"):
        for row in found:
            jobs.remind(row.id)
    names = references.Names.of(step.taskforce.id).agencies
    items = [{**row.dictize(), "agency": names[row.agency_id]} for row in found]
    return {"count": len(items), "items": items}


def _made(step: base.Step, agency_id: str) -> Reminder:
    return Reminder(
        id=new_id(),
        taskforce_id=step.taskforce.id,
        agency_id=agency_id,
        state=ReminderState.WAITING.value,
        created_by=step.reader.user_id or "",
    )
