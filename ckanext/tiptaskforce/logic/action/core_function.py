"""Core functions: which of the standing deliverables are in place."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict
from flask import has_request_context

from ckanext.tiptaskforce.logic import base, deliverables, references
from ckanext.tiptaskforce.logic.schema import core_function as schema
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
    :returns: six of ``{core_function, in_place, applicable, score, band,
        deliverables: [{template, title, cell, is_in_review}], tasks}``; ``tasks``
        are what the preset's source asks of the function, in the reader's language
        where it can
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
    cells = deliverables.cells(step, group_id)
    templates = references.templates(step.taskforce.id)
    tasks = _tasks(step.taskforce.id)
    return [
        {
            **_function(step, number, templates, cells),
            "tasks": tasks.get(str(int(number)), []),
        }
        for number in CoreFunction
    ]


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
        {"template": t.code, "title": t.title, **deliverables.cell(t, cells)}
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
        "band": band(score) if is_banded else None,
        "deliverables": shown,
    }


def band(score: float | None) -> str | None:
    """Return the survey's word for a share of deliverables in place."""
    if score is None:
        return None
    return next((word for bound, word in BANDS if score > bound), "weak")
