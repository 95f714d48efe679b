"""Decisions of meetings: noted with the minutes, read once they are approved."""

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
from ckanext.tiptaskforce.logic.schema import decision as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.decision import Decision
from ckanext.tiptaskforce.vocabulary import DecisionState

NOUN = "decision"


@tk.side_effect_free
def tiptaskforce_decision_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the decisions that the caller may read, of one meeting or of all.

    :param taskforce: slug or id of the task force
    :param meeting: uuid of a meeting
    :param violation: code of one grave violation that they touch
    :returns: ``{count, items, page}``; of one meeting in the order of its minutes
    """
    step = base.begin_list(context, data_dict, NOUN, schema.decision_list())
    asked = (step.data.get("meeting"), step.data.get("violation"))
    query = Decision.listed(step.taskforce.id, step.scope, *asked)
    return base.page(step, query, _shower(step))


def tiptaskforce_decision_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note a decision of a meeting.

    :param taskforce: slug or id of the task force
    :param meeting: uuid of the meeting
    :param is_confidential: true where only those read it who keep the minutes
    :returns: the decision
    :raises ValidationError: where the minutes are approved
    """
    step = base.begin_create(context, data_dict, NOUN, schema.decision_create())
    known = record.answered(step, Decision)
    if known is not None:
        return _one(step, known)
    meeting = outcomes.meeting(step)
    row = Decision(
        id=new_id(),
        meeting_id=meeting.id,
        subcommittee_id=meeting.subcommittee_id,
        title=step.data["title"],
        state=DecisionState.RECORDED.value,
        is_confidential=bool(step.data.get("is_confidential")),
        violations=[],
        violation_links={},
    )
    violation_links.fill(step, row)
    return record.create(step, row, lambda made: _one(step, made))


def tiptaskforce_decision_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a decision before the minutes are approved.

    :param id: uuid of the decision
    :param is_confidential: true where only those read it who keep the minutes
    :returns: the decision
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.decision_update())
    outcomes.check_open(step.row)
    step.row.put(step.data, ("title", "is_confidential"))
    violation_links.fill(step, step.row)
    return _finish(step)


def tiptaskforce_decision_drop(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Take a decision out of the minutes before they are approved, with the reason.

    :param id: uuid of the decision
    :param note: why
    :returns: the decision
    """
    step = base.begin(context, data_dict, NOUN, "drop", schema.decision_drop())
    outcomes.check_open(step.row)
    record.move(step)
    step.row.decision_note = step.data["note"]
    return _finish(step)


def _finish(step: base.Step) -> dict[str, Any]:
    record.record(step, step.row)
    record.commit(step)
    return _one(step, step.row)


def _one(step: base.Step, row: Decision) -> dict[str, Any]:
    return _shower(step)([row])[0]


def _shower(step: base.Step) -> Callable[[list[Decision]], list[dict[str, Any]]]:
    def shown(found: list[Decision]) -> list[dict[str, Any]]:
        groups = references.Names.of(step.taskforce.id).subcommittees
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                "subcommittee": groups.get(row.subcommittee_id or ""),
                "is_keeper": meetings.is_kept(step, row),
                "links": violation_links.shown(row),
            }
            for row in found
        ]

    return shown
