"""Feedback channels: how affected people are heard, in numbers alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import base, nouns, ownership, record, references
from ckanext.tiptaskforce.logic.schema import feedback_channel as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.feedback_channel import FeedbackChannel

NOUN = "feedback_channel"
QUARTER = "quarter"


@tk.side_effect_free
def tiptaskforce_feedback_channel_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the feedback channels with what came and was answered by quarter.

    :param taskforce: slug or id of the task force
    :param agency: acronym or id of the agency whose channels they are
    :returns: ``{count, items, page}``; ``counts`` are ``{period, received, answered}``,
        the latest quarter on top, and verbs what the caller may do
    """
    step = base.begin_list(context, data_dict, NOUN, schema.feedback_channel_list())
    named = references.agency_id(step)
    query = FeedbackChannel.listed(step.taskforce.id, named)
    return base.page(step, query, _shower(step))


def tiptaskforce_feedback_channel_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Name a channel by which affected people give feedback.

    :param taskforce: slug or id of the task force
    :param kind: hotline, box, meeting, visit, online or other
    :param agency: acronym or id of the agency; by default the caller's
    :returns: the channel
    """
    accepted = schema.feedback_channel_create()
    step = base.begin_create(context, data_dict, NOUN, accepted)
    known = record.answered(step, FeedbackChannel)
    if known is not None:
        return _shower(step)([known])[0]
    own = ownership.default_agency_id(step.context, step.taskforce.id)
    agency_id = references.agency_id(step) or own
    if agency_id is None:
        message = tk._("Missing. Name the responsible organisation.")
        raise base.invalid("agency", message)
    row = FeedbackChannel(id=new_id(), agency_id=agency_id, counts={}, retired=False)
    row.taskforce_id = step.taskforce.id
    row.put(step.data, ("kind", "title"))
    return record.create(step, row, lambda made: _shower(step)([made])[0])


def tiptaskforce_feedback_channel_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a channel, or say that it is used no longer; its numbers stay.

    :param id: uuid of the channel
    :param kind: hotline, box, meeting, visit, online or other
    :param retired: true where it is used no longer
    :returns: the channel
    """
    accepted = schema.feedback_channel_update()
    step = base.begin(context, data_dict, NOUN, "update", accepted)
    step.row.put(step.data, ("kind", "title", "retired"))
    return _finish(step)


def tiptaskforce_feedback_channel_count(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say how much feedback came by a channel in a quarter, and how much was answered.

    A second call for the quarter replaces the numbers; the log keeps from and to.

    :param id: uuid of the channel
    :param period: a quarter, such as 2026-Q3
    :param received: how many pieces of feedback came; pieces, not persons
    :param answered: how many of them were answered, not more than came
    :returns: the channel
    """
    accepted = schema.feedback_channel_count()
    step = base.begin(context, data_dict, NOUN, "count", accepted)
    received, answered = step.data["received"], step.data["answered"]
    if answered > received:
        raise base.invalid("answered", tk._("More are answered than came."))
    _check_quarter(step.data["period"])
    added = {step.data["period"]: [received, answered]}
    step.row.counts = {**step.row.counts, **added}
    return _finish(step)


def _check_quarter(code: str) -> None:
    try:
        found = period.kind_of(period.parse(code))
    except ValueError as problem:
        raise base.invalid("period", str(problem)) from problem
    if found != QUARTER:
        raise base.invalid("period", tk._("Name one quarter, such as 2026-Q3."))


def _finish(step: base.Step) -> dict[str, Any]:
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def _shower(
    step: base.Step,
) -> Callable[[list[FeedbackChannel]], list[dict[str, Any]]]:
    def shown(found: list[FeedbackChannel]) -> list[dict[str, Any]]:
        agencies = references.Names.of(step.taskforce.id).agencies
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                "agency": agencies.get(row.agency_id),
                "verbs": _verbs(step, row),
            }
            for row in found
        ]

    return shown


def _verbs(step: base.Step, row: FeedbackChannel) -> list[str]:
    target = nouns.target(NOUN, "update", row)
    asked = ("update",) if row.retired else ("update", "count")
    return [v for v in asked if permissions.may(step.reader, NOUN, v, target)]
