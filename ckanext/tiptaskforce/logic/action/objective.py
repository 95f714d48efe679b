"""Objectives: the tree of the strategy, and how it stands."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record, references, standings
from ckanext.tiptaskforce.logic.schema import objective as schema
from ckanext.tiptaskforce.model import overview
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.vocabulary import StatusWord

NOUN = "objective"
# (delivered, live) of each line by its code, and its words by its id.
Known = tuple[dict[str, tuple[int, int]], dict[str, dict[str, int]]]


@tk.side_effect_free
def tiptaskforce_objective_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the objectives and lines of the current strategy, in their order.

    :param taskforce: slug or id of the task force
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.objective_list())
    query = Objective.current(step.taskforce.id)
    return base.page(step, query, lambda found: [row.dictize() for row in found])


@tk.side_effect_free
def tiptaskforce_objective_overview(
    context: Context, data_dict: DataDict
) -> list[ActionResult.AnyDict]:
    """Tell how the strategy stands, objective by objective.

    ``delivered`` counts accepted deliverables that are not outdated, ``live`` those
    that are not dropped, both with all lines below and as far as the caller may see;
    ``labels`` counts indicators by status word.

    :param taskforce: slug or id of the task force
    :returns: tree of ``{code, title, delivered, live, labels, children}``
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.objective_overview(), verb="overview"
    )
    taskforce = step.taskforce
    counts = overview.by_objective(taskforce.id, step.scope, taskforce.today)
    lines = references.lines(taskforce.id)
    return _branch(lines, "", (counts, standings.labels(step)))


def tiptaskforce_objective_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Retitle, move or retire a line; a retired one keeps its history.

    :param id: uuid of the objective
    :param version: the version that the caller read
    :param retired: why the line is no longer followed
    :returns: the objective
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.objective_update())
    for field in ("title", "position", "retired"):
        if step.data.get(field) is not None:
            setattr(step.row, field, step.data[field])
    record.record(step, step.row)
    record.commit(step)
    return step.row.dictize()


def _branch(lines: list[Objective], parent: str, known: Known) -> list[dict[str, Any]]:
    return [_node(lines, line, known) for line in lines if line.parent_code == parent]


def _node(lines: list[Objective], line: Objective, known: Known) -> dict[str, Any]:
    counts, labels = known
    children = _branch(lines, line.code, known)
    delivered, live = counts.get(line.code, (0, 0))
    own = labels.get(line.id, {})
    return {
        "id": line.id,
        "code": line.code,
        "title": line.title,
        "delivered": delivered + sum(child["delivered"] for child in children),
        "live": live + sum(child["live"] for child in children),
        "labels": {
            word.value: own.get(word.value, 0)
            + sum(child["labels"][word.value] for child in children)
            for word in StatusWord
        },
        "children": children,
    }
