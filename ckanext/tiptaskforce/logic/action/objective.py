"""Objectives: the tree of the strategy, and how it stands."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict, Schema

from ckanext.tiptaskforce.logic import (
    base,
    calendar,
    history,
    lines,
    record,
    references,
    standings,
)
from ckanext.tiptaskforce.logic.schema import objective as schema
from ckanext.tiptaskforce.model import overview
from ckanext.tiptaskforce.model.base import new_id, scalars
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.vocabulary import StatusWord

NOUN = "objective"
# (delivered, live) of each line by its code, and its words by its id.
# The lines right below each line, by its code, in their order; "" is the top.
Below = dict[str, list[Objective]]
Known = tuple[dict[str, tuple[int, int]], dict[str, dict[str, int]]]


@tk.side_effect_free
def tiptaskforce_objective_history(
    context: Context, data_dict: DataDict
) -> list[ActionResult.AnyDict]:
    """Tell what happened to a line, newest first, without naming a person.

    :param id: uuid of the line
    :returns: list of ``{at, verb, role, agency, note}``
    """
    step = base.begin_show(context, data_dict, NOUN, verb="history")
    return history.told(step)


@tk.side_effect_free
def tiptaskforce_objective_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the objectives and lines of a strategy, in their order.

    :param taskforce: slug or id of the task force
    :param strategy: slug or id of a strategy; without it the current one
    :param retired: true for those that are no longer followed
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.objective_list())
    is_retired = bool(step.data.get("retired"))
    found = [
        line for line in references.all_lines(step) if bool(line.retired) is is_retired
    ]
    return base.part(step, found, lambda rows: [row.dictize() for row in rows])


@tk.side_effect_free
def tiptaskforce_objective_overview(
    context: Context, data_dict: DataDict
) -> list[ActionResult.AnyDict]:
    """Tell how the strategy stands, objective by objective.

    ``delivered`` counts accepted deliverables that are not outdated, ``live`` those
    that are not dropped, both with all lines below and as far as the caller may see;
    ``labels`` counts indicators by status word.

    :param taskforce: slug or id of the task force
    :param strategy: slug or id of a strategy; without it the current one
    :returns: tree of ``{code, title, delivered, live, labels, children}``
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.objective_overview(), verb="overview"
    )
    strategy, taskforce = references.chosen_strategy(step), step.taskforce
    if strategy is None:
        return []
    asked = (taskforce.id, step.scope, taskforce.today, strategy.id)
    live = [line for line in references.all_lines(step) if not line.retired]
    below: Below = {}
    for line in live:
        below.setdefault(line.parent_code, []).append(line)
    return _branch(below, "", (overview.by_objective(*asked), standings.labels(step)))


def tiptaskforce_objective_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Add a line to a strategy, at its top or below another line, as the last there.

    :param taskforce: slug or id of the task force
    :param strategy: slug or id of a strategy; without it the current one
    :param code: short name, unique in the strategy, such as A.2
    :param parent: code of the line above it; without it an objective at the top
    :param source_code: how the source numbers it, where that differs
    :returns: the line
    """
    step = base.begin_create(context, data_dict, NOUN, schema.objective_create())
    known = record.answered(step, Objective)
    if known is not None:
        return known.dictize()
    strategy = references.chosen_strategy(step)
    if strategy is None:
        raise base.invalid("strategy", tk._("No strategy is current. Name one."))
    every = lines.held(strategy.id)
    lines.refuse_second(every, step.data["code"])
    row = Objective(
        id=new_id(),
        strategy_id=strategy.id,
        code=step.data["code"],
        title=step.data["title"],
        source_code=step.data.get("source_code") or "",
        position=len(every),
        retired="",
    )
    ordered = lines.hang(every, row, step.data.get("parent") or "")
    return record.create(
        step, row, lambda made: made.dictize(), lambda _made: Objective.place(ordered)
    )


def tiptaskforce_objective_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Retitle or renumber a line, or hang it up elsewhere with all that is below it.

    Another code goes along to the lines below it, to its deliverables and to the
    standing deliverables; the codes of its indicators stay as they are.

    :param id: uuid of the objective
    :param version: the version that the caller read
    :param code: short name, unique in the strategy, such as A.2
    :param parent: code of the line above it; empty for the top
    :param source_code: how the source numbers it; empty where it does not differ
    :returns: the line
    """
    step, every = _begun(context, data_dict, "update", schema.objective_update())
    row, data = step.row, step.data
    if data.get("title"):
        row.title = data["title"]
    if "source_code" in data:
        row.source_code = data["source_code"] or ""
    ordered = every
    if "parent" in data and (data["parent"] or "") != row.parent_code:
        ordered = lines.hang(every, row, data["parent"] or "")
    children = lines.renumber(step, every, row, data.get("code") or row.code)
    record.record_all(step, [row, *children])
    Objective.place(ordered)
    record.commit(step)
    return row.dictize()


def tiptaskforce_objective_reorder(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Move a line one place up or down among the lines beside it.

    :param id: uuid of the objective
    :param version: the version that the caller read
    :param move: up or down
    :returns: the line
    """
    step, every = _begun(context, data_dict, "reorder", schema.objective_reorder())
    ordered = lines.shifted(every, step.row, lines.Move(step.data["move"]))
    step.row.position = ordered.index(step.row)
    record.record(step, step.row)
    Objective.place(ordered)
    record.commit(step)
    return step.row.dictize()


def tiptaskforce_objective_retire(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Follow a line no longer; it keeps its deliverables, reports and history.

    Nobody is asked for reports on its indicators any more.

    :param id: uuid of the objective
    :param version: the version that the caller read
    :param note: why
    :returns: the line
    """
    step, every = _begun(context, data_dict, "retire", schema.objective_retire())
    if step.row.retired:
        raise base.invalid("state", tk._("It is retired already."))
    if any(not line.retired for line in references.below(every, step.row.code)):
        message = tk._("Lines below it are followed still. Retire or move them first.")
        raise base.invalid("state", message)
    step.row.retired = step.data["note"]
    record.record(step, step.row)
    record.commit(step)
    return step.row.dictize()


def tiptaskforce_objective_restore(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Follow a retired line again.

    :param id: uuid of the objective
    :param version: the version that the caller read
    :returns: the line
    """
    step, every = _begun(context, data_dict, "restore", schema.objective_restore())
    if not step.row.retired:
        raise base.invalid("state", tk._("It is followed already."))
    above = [line for line in every if line.code == step.row.parent_code]
    if any(line.retired for line in above):
        message = tk._("The line above it is retired. Restore that one first.")
        raise base.invalid("state", message)
    step.row.retired = ""
    record.record(step, step.row)
    calendar.advance(step)
    record.commit(step)
    return step.row.dictize()


def _begun(
    context: Context, data_dict: DataDict, verb: str, accepted: Schema
) -> tuple[base.Step, list[Objective]]:
    """Find and authorise a line, hold the tree, then the line; check its version."""
    step = base.begin_show(context, data_dict, NOUN, accepted, verb)
    lines.held(step.row.strategy_id)
    base.lock(step)
    return step, scalars(Objective.of(step.row.strategy_id))


def _branch(below: Below, parent: str, known: Known) -> list[dict[str, Any]]:
    return [_node(below, line, known) for line in below.get(parent, ())]


def _node(below: Below, line: Objective, known: Known) -> dict[str, Any]:
    counts, labels = known
    children = _branch(below, line.code, known)
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
