"""Code lists of a task force."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.schema import code as schema
from ckanext.tiptaskforce.model.code import Code


@tk.side_effect_free
def tiptaskforce_code_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the codes of a task force, list by list, in their order.

    :param taskforce: slug or id of the task force
    :param list: name of one list, such as form_of_exploitation
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, "code", schema.code_list())
    query = Code.listed(step.taskforce.id, step.data.get("list"))
    return base.page(step, query, lambda found: [row.dictize() for row in found])
