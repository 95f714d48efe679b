"""Places with their P-codes."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.schema import place as schema
from ckanext.tiptaskforce.model.place import Place


@tk.side_effect_free
def tiptaskforce_place_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the places of a task force, coarsest first.

    :param taskforce: slug or id of the task force
    :param level: 1 for the coarsest
    :param parent: P-code of the place above
    :param q: words of the name
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, "place", schema.place_list())
    filters = {name: step.data.get(name) for name in ("level", "parent", "q")}
    query = Place.listed(step.taskforce.id, **filters)
    return base.page(step, query, lambda found: [row.dictize() for row in found])
