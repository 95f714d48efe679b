"""Notices: what happened to the caller's things, newest first."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.schema import notice as schema
from ckanext.tiptaskforce.model.notice import Notice

NOUN = "notice"


@tk.side_effect_free
def tiptaskforce_notice_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what the caller was told in a task force, newest first.

    :param taskforce: slug or id of the task force
    :param unread: only what the caller has not read
    :returns: ``{count, unread, items, page}`` of ``{kind, noun, object_id, said,
        is_read, created}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.notice_list())
    own = (step.taskforce.id, step.reader.user_id or "")
    query = Notice.listed(*own, unread=bool(step.data.get("unread")))
    found = base.page(step, query, _shown)
    return {**found, "unread": Notice.number_unread(*own)}


def tiptaskforce_notice_choose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note that the caller has read every notice.

    :param taskforce: slug or id of the task force
    :param is_read: true
    :returns: ``{read}``, how many of them were new
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.notice_choose(), verb="choose"
    )
    number = Notice.mark_read(step.taskforce.id, step.reader.user_id or "")
    if not step.context.get("defer_commit"):
        model.Session.commit()
    return {"read": number}


def _shown(found: list[Notice]) -> list[dict[str, Any]]:
    return [row.dictize() for row in found]
