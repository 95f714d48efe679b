"""Subcommittees: what each owes, and who sits on it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.logic.schema import subcommittee as schema
from ckanext.tiptaskforce.model import overview
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
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.subcommittee_list())
    return base.page(step, Subcommittee.of(step.taskforce.id), _shower(step))


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


def _counts(found: dict[str, int] | None) -> dict[str, int]:
    return {key: (found or _ZERO)[key] for key in _ZERO}
