"""Places with their P-codes."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
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
    query = sa.select(Place).where(Place.taskforce_id == step.taskforce.id)
    if step.data.get("level"):
        query = query.where(Place.level == step.data["level"])
    if step.data.get("parent"):
        query = query.where(Place.parent == step.data["parent"])
    if step.data.get("q"):
        query = query.where(Place.name.icontains(step.data["q"], autoescape=True))
    query = query.order_by(Place.level, Place.code, Place.id)
    return base.page(step, query, lambda found: [row.dictize() for row in found])
