"""Core functions: which of the standing deliverables are in place."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict
from flask import has_request_context

from ckanext.tiptaskforce.logic import (
    base,
    deliverables,
    proposals,
    record,
    references,
)
from ckanext.tiptaskforce.logic.schema import core_function as schema
from ckanext.tiptaskforce.model import action_point
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.vocabulary import Cell, CoreFunction

# The bands of the clusters' own partner survey (CCPM), upper bounds first.
BANDS = ((0.75, "strong"), (0.50, "satisfactory"), (0.25, "unsatisfactory"))


@tk.side_effect_free
def tiptaskforce_core_function_overview(
    context: Context, data_dict: DataDict
) -> list[ActionResult.AnyDict]:
    """Tell which standing deliverables of the six core functions are in place.

    A deliverable is in place where its best entry is accepted and not outdated;
    ``score`` is ``in_place / applicable``; ``band`` is the word of the clusters'
    partner survey where the task force wants it, else null.

    :param taskforce: slug or id of the task force
    :param subcommittee: count the work of one subcommittee only
    :param on: a past day, such as 2026-03-31: how it stood when that day ended, as the
        event log tells it of what the caller may see now
    :returns: six of ``{core_function, in_place, applicable, score, band,
        deliverables: [{template, title, cell, is_in_review, successor, handover_on}],
        tasks, is_weak, action_point}``; ``tasks`` are what the preset's source asks of
        the function, in the reader's language where it can; with half or less in place
        it ``is_weak``, and ``action_point`` is the id of the open one it asked for
    """
    step = base.begin_list(
        context,
        data_dict,
        "core_function",
        schema.core_function_overview(),
        verb="overview",
    )
    group = step.data.get("subcommittee")
    group_id = references.subcommittee(step.taskforce.id, group).id if group else None
    day = step.data.get("on")
    past = deliverables.past_cells(step, day, group_id) if day else None
    cells = deliverables.cells(step, group_id) if past is None else past
    templates = references.templates(step.taskforce.id)
    tasks = _tasks(step.taskforce.id)
    asked = {} if day else action_point.proposed(step.taskforce.id, step.scope)
    return [
        {
            **_function(step, number, templates, cells),
            "tasks": tasks.get(str(int(number)), []),
            "action_point": asked[number].id if number in asked else None,
        }
        for number in CoreFunction
    ]


def tiptaskforce_core_function_propose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Open an action point for a core function with half or less in place.

    It stands in the next meeting of the whole task force, without one in the last held
    whose minutes are open.

    :param taskforce: slug or id of the task force
    :param core_function: 1 to 6
    :param agency: acronym or id of the agency that owes it; by default the one that
        owes the oldest open work of this function, else the caller's
    :param due: by default a month after the meeting
    :param title: by default how much is in place
    :returns: the action point
    :raises ValidationError: where more is in place, where one is open already, or where
        no meeting takes it
    """
    accepted = schema.core_function_propose()
    step = base.begin_create(
        context, data_dict, "core_function", accepted, verb="propose"
    )
    templates = references.templates(step.taskforce.id)
    number = CoreFunction(step.data["core_function"])
    cells = deliverables.cells(step)
    row = proposals.made(step, _function(step, number, templates, cells))
    row.taskforce_id, row.created_by = step.taskforce.id, step.reader.user_id or ""
    record.add_all(step, [row], "action_point")
    record.commit(step)
    names = references.Names.of(step.taskforce.id)
    return names.fill({**row.dictize(), "taskforce": step.taskforce.slug}, row)


def _tasks(taskforce_id: str) -> dict[str, list[str]]:
    """Return the tasks by function; their codes begin with its number."""
    language = str(tk.h.lang()) if has_request_context() else "en"
    found: dict[str, list[str]] = {}
    for row in Code.of_list(taskforce_id, "core_function_task"):
        if not row.retired:
            own = found.setdefault(row.code.partition(".")[0], [])
            own.append(row.label(language))
    return found


def _function(
    step: base.Step,
    number: CoreFunction,
    templates: list[Template],
    cells: deliverables.Cells,
) -> dict[str, Any]:
    own = [t for t in templates if t.core_function == number and t.is_scored]
    shown = [
        {
            "template": t.code,
            "title": t.title,
            **deliverables.cell(t, cells),
            **t.told_successor(),
        }
        for t in own
    ]
    in_place = sum(d["cell"] == Cell.DELIVERED for d in shown)
    applicable = sum(d["cell"] != Cell.NOT_APPLICABLE for d in shown)
    score = in_place / applicable if applicable else None
    is_banded = bool(step.taskforce.settings.get("ccpm_words"))
    return {
        "core_function": int(number),
        "in_place": in_place,
        "applicable": applicable,
        "score": score,
        "is_weak": proposals.asks(score),
        "band": band(score) if is_banded else None,
        "deliverables": shown,
    }


def band(score: float | None) -> str | None:
    """Return the survey's word for a share of deliverables in place."""
    if score is None:
        return None
    return next((word for bound, word in BANDS if score > bound), "weak")
