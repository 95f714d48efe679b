"""Action points: agreed at a meeting, carried over until they are done or dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    base,
    meetings,
    outcomes,
    record,
    references,
    violation_links,
)
from ckanext.tiptaskforce.logic.schema import action_point as schema
from ckanext.tiptaskforce.model import action_point as table
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.vocabulary import ActionPointState

NOUN = "action_point"


@tk.side_effect_free
def tiptaskforce_action_point_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the action points that the caller may know of, the first due on top.

    :param taskforce: slug or id of the task force
    :param meeting: uuid of the meeting at which they were agreed
    :param carried_to: uuid of a meeting at which they were still open
    :param before: uuid of a meeting; what was agreed there, and what was open there
    :param state: open, done or dropped
    :param agency: acronym or id of the agency that owes them
    :param subcommittee: slug
    :param overdue: only open ones whose day has passed
    :param violation: code of one grave violation that they touch
    :returns: ``{count, items, page}``; ``n_carried`` says over how many meetings
    """
    step = base.begin_list(context, data_dict, NOUN, schema.action_point_list())
    return base.page(step, _query(step), _shower(step))


@tk.side_effect_free
def tiptaskforce_action_point_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one action point with what the caller may do to it (``verbs``).

    :param id: uuid of the action point
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _one(step, step.row)


def tiptaskforce_action_point_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note an action point of a meeting; it is a task of its agency at once.

    :param taskforce: slug or id of the task force
    :param meeting: uuid of the meeting
    :param agency: acronym or id of the agency that owes it
    :param is_confidential: true where only its agency and those read it who keep the
        minutes
    :returns: the action point
    """
    step = base.begin_create(context, data_dict, NOUN, schema.action_point_create())
    known = record.answered(step, ActionPoint)
    if known is not None:
        return _one(step, known)
    meeting = outcomes.meeting(step)
    row = ActionPoint(
        id=new_id(),
        meeting_id=meeting.id,
        subcommittee_id=meeting.subcommittee_id,
        title=step.data["title"],
        agency_id=references.agency(step.taskforce.id, step.data["agency"]).id,
        due=step.data["due"],
        state=ActionPointState.OPEN.value,
        is_confidential=bool(step.data.get("is_confidential")),
        violations=[],
        violation_links={},
    )
    violation_links.fill(step, row)
    return record.create(step, row, lambda made: _one(step, made))


def tiptaskforce_action_point_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change an action point that is open.

    :param id: uuid of the action point
    :param agency: acronym or id of the agency that owes it
    :param is_confidential: true where only its agency and those read it who keep the
        minutes
    :returns: the action point
    """
    accepted = schema.action_point_update()
    step = base.begin(context, data_dict, NOUN, "update", accepted)
    if step.row.state != ActionPointState.OPEN:
        raise base.invalid("state", tk._("It is closed. Reopen it first."))
    step.row.put(step.data, ("title", "due", "is_confidential"))
    violation_links.fill(step, step.row)
    if step.data.get("agency"):
        owner = references.agency(step.taskforce.id, step.data["agency"])
        step.row.agency_id = owner.id
    return _finish(step)


def tiptaskforce_action_point_complete(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note that an action point is done.

    :param id: uuid of the action point
    :param note: what was done, about the work
    :returns: the action point
    """
    accepted = schema.action_point_complete()
    return _close(base.begin(context, data_dict, NOUN, "complete", accepted))


def tiptaskforce_action_point_drop(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Give an action point up, with the reason.

    :param id: uuid of the action point
    :param note: why
    :returns: the action point
    """
    accepted = schema.action_point_drop()
    return _close(base.begin(context, data_dict, NOUN, "drop", accepted))


def tiptaskforce_action_point_reopen(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Open an action point again that was not done after all, with the reason.

    :param id: uuid of the action point
    :param note: why
    :returns: the action point
    """
    accepted = schema.action_point_reopen()
    step = base.begin(context, data_dict, NOUN, "reopen", accepted)
    record.move(step)
    step.row.closed_on, step.row.decision_note = None, step.data["note"]
    return _finish(step)


def _query(step: base.Step) -> Any:
    data, taskforce = step.data, step.taskforce
    for field, build in (("before", table.before), ("carried_to", table.carried_to)):
        if data.get(field):
            return build(outcomes.named(step, field), step.scope)
    found = table.listed(
        taskforce.id,
        step.scope,
        taskforce.today,
        body=meetings.body(step),
        is_overdue=bool(data.get("overdue")),
        meeting_id=data.get("meeting"),
        state=data.get("state"),
        agency_id=references.agency_id(step),
    )
    return table.touching(found, data.get("violation"))


def _close(step: base.Step) -> dict[str, Any]:
    record.move(step)
    step.row.closed_on = step.taskforce.today
    step.row.decision_note = step.data.get("note") or ""
    return _finish(step)


def _finish(step: base.Step) -> dict[str, Any]:
    record.record(step, step.row)
    record.commit(step)
    return _one(step, step.row)


def _one(step: base.Step, row: ActionPoint) -> dict[str, Any]:
    return _shower(step)([row])[0]


def _shower(step: base.Step) -> Callable[[list[ActionPoint]], list[dict[str, Any]]]:
    def shown(found: list[ActionPoint]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        told = table.told_of([row.id for row in found])
        return [_shown(step, row, names, told[row.id]) for row in found]

    return shown


def _shown(
    step: base.Step, row: ActionPoint, names: references.Names, told: Any
) -> dict[str, Any]:
    agreed_on, n_carried = told
    is_owed = row.state == ActionPointState.OPEN and row.agency_id not in names.excused
    late = (step.taskforce.today - row.due).days if is_owed else 0
    shown = {
        **row.dictize(),
        "taskforce": step.taskforce.slug,
        "agreed_on": agreed_on.isoformat(),
        "n_carried": n_carried,
        "links": violation_links.shown(row),
        "days_late": max(late, 0),
        "verbs": base.allowed_verbs(step, row),
    }
    return names.fill(shown, row)
