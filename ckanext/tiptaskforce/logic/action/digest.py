"""The daily mail: whoever does not want it says so here."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record
from ckanext.tiptaskforce.logic.schema import digest as schema
from ckanext.tiptaskforce.model.digest import Digest

NOUN = "digest"


@tk.side_effect_free
def tiptaskforce_digest_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell whether the caller gets the daily mail of a task force.

    :param taskforce: slug or id of the task force
    :returns: ``{is_wanted}``; it is wanted until somebody says otherwise
    """
    step = base.begin_list(context, data_dict, NOUN, schema.digest_show(), verb="show")
    row = Digest.of(step.taskforce.id, step.reader.user_id or "")
    return {"is_wanted": row is None or row.is_wanted}


def tiptaskforce_digest_choose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say whether the caller wants the daily mail of a task force.

    It is about the caller alone, so there is nobody else who could have saved first.

    :param taskforce: slug or id of the task force
    :param is_wanted: true or false
    :returns: ``{is_wanted}``
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.digest_choose(), verb="choose"
    )
    row = Digest.held(step.taskforce.id, step.reader.user_id or "")
    row.is_wanted = step.data["is_wanted"]
    record.record(step, row)
    record.commit(step)
    return {"is_wanted": row.is_wanted}
