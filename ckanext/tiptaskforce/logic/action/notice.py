"""Notices: what happened to the caller's things, newest first."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.schema import notice as schema
from ckanext.tiptaskforce.model import noticed
from ckanext.tiptaskforce.model.base import counted_page
from ckanext.tiptaskforce.model.notice import Notice

NOUN = "notice"


@tk.side_effect_free
def tiptaskforce_notice_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what the caller was told in a task force, newest first.

    Whoever has lost the right to an object reads no notice of it any more.

    :param taskforce: slug or id of the task force
    :param unread: only what the caller has not read
    :param brief: true for the notices without the titles of what they are about
    :returns: ``{count, unread, items, page}`` of ``{kind, noun, object_id, title, said,
        is_read, created}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.notice_list())
    own = {"taskforce_id": step.taskforce.id, "user_id": step.reader.user_id or ""}
    own |= step.scope.values
    is_unread = bool(step.data.get("unread"))
    listed = noticed.listed(step.scope.shape, is_unread=is_unread)
    shown = _brief if step.data.get("brief") else _shown
    found = base.page(step, listed, shown, **own)
    if is_unread:
        return {**found, "unread": found["count"]}
    unread = noticed.listed(step.scope.shape, is_unread=True)
    return {**found, "unread": counted_page(unread, size=1, number=1, **own)[1]}


def tiptaskforce_notice_choose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note that the caller has read every notice, or some of them.

    :param taskforce: slug or id of the task force
    :param is_read: true
    :param notices: ids of own notices; left out, all are meant
    :returns: ``{read}``, how many of them were new
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.notice_choose(), verb="choose"
    )
    own = (step.taskforce.id, step.reader.user_id or "")
    number = Notice.mark_read(*own, step.data.get("notices"))
    if not step.context.get("defer_commit"):
        model.Session.commit()
    return {"read": number}


def _brief(found: list[Notice]) -> list[dict[str, Any]]:
    return [row.dictize() for row in found]


def _shown(found: list[Notice]) -> list[dict[str, Any]]:
    titles = noticed.titles(found)
    return [{**row.dictize(), "title": titles.get(row.object_id)} for row in found]
