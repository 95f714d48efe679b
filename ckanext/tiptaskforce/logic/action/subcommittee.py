"""Subcommittees: what each owes, and who sits on it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.logic.schema import subcommittee as schema
from ckanext.tiptaskforce.model import body_work, overview
from ckanext.tiptaskforce.model import seat as seats
from ckanext.tiptaskforce.model.subcommittee import Subcommittee

NOUN = "subcommittee"
_ZERO = {"delivered": 0, "live": 0, "overdue": 0, "waiting": 0}


@tk.side_effect_free
def tiptaskforce_subcommittee_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the subcommittees with counts of their deliverables.

    The counts hold what the caller may see.

    :param taskforce: slug or id of the task force
    :param subcommittee: slug of the one that is wanted
    :param work: true to be told the next meeting, the open action points, the
        organisations and the indicators of each
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.subcommittee_list())
    named = step.data.get("subcommittee")
    one = references.subcommittee_id(step) if named else None
    query = Subcommittee.of(step.taskforce.id, one)
    shown = _shower(step)
    if not step.data.get("work"):
        return base.page(step, query, shown)
    return base.page(
        step,
        query,
        lambda found: [
            {**one, **_work(step, row)}
            for one, row in zip(shown(found), found, strict=True)
        ],
    )


@tk.side_effect_free
def tiptaskforce_subcommittee_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one subcommittee with its chairs, agencies and counts.

    :param id: uuid of the subcommittee
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shower(step)([step.row])[0]


def _shower(step: base.Step) -> Any:
    def shown(found: list[Subcommittee]) -> list[dict[str, Any]]:
        taskforce = step.taskforce
        counts = overview.by_subcommittee(taskforce.id, step.scope, taskforce.today)
        sizes = references.Names.of(taskforce.id).group_sizes
        chairs = seats.chairs_by_subcommittee(taskforce.id)
        return [
            {
                **row.dictize(),
                **_counts(counts.get(row.id)),
                "n_agencies": sizes.get(row.id, 0),
                "chairs": chairs.get(row.id, []),
            }
            for row in found
        ]

    return shown


def _work(step: base.Step, row: Subcommittee) -> dict[str, Any]:
    """Return what a subcommittee has before it, as far as the caller may see."""
    taskforce = step.taskforce
    ahead = body_work.ahead(taskforce.id, step.scope, row.id, taskforce.today)
    sitting = [
        {"id": one.id, "name": one.name, "type": one.type}
        for one in references.Names.of(taskforce.id).staying
        if row.id in one.subcommittee_ids
    ]
    measured = body_work.indicators(taskforce.id, row.id)
    return {
        "meeting": ahead.meeting,
        "n_open_points": ahead.n_open,
        "n_late_points": ahead.n_late,
        "agencies": sorted(sitting, key=lambda one: one["name"]),
        "indicators": [
            {"code": one.code, "title": one.title, "objective": one.objective}
            for one in measured
        ],
    }


def _counts(found: dict[str, int] | None) -> dict[str, int]:
    return {key: (found or _ZERO)[key] for key in _ZERO}
