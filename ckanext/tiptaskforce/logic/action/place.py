"""Places with their P-codes."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, references
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
    :param q: words of the name, or of another spelling of it
    :param name: the one place of this name, spelling or P-code, inside ``parent``
        where that is given
    :returns: ``{count, items, page}``
    :raises ValidationError: for a name that no place has, with the nearest
    """
    step = base.begin_list(context, data_dict, "place", schema.place_list())
    query = Place.listed(step.taskforce.id, **_filters(step))
    return base.page(step, query, lambda found: [row.dictize() for row in found])


def _filters(step: base.Step) -> dict[str, Any]:
    level, parent = step.data.get("level"), step.data.get("parent")
    if not step.data.get("name"):
        return {"level": level, "parent": parent, "q": step.data.get("q")}
    known = references.gazetteer(
        step.taskforce.id, within=parent or "", level=level or None
    )
    return {"code": references.place_code(known, step.data["name"])}
