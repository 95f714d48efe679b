"""Comments on deliverables: said by members, changed and removed with a trace."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, comments, record
from ckanext.tiptaskforce.logic.schema import comment as schema
from ckanext.tiptaskforce.model.base import new_id, now
from ckanext.tiptaskforce.model.comment import Comment
from ckanext.tiptaskforce.vocabulary import CommentState

NOUN = "comment"


@tk.side_effect_free
def tiptaskforce_comment_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the comments on a deliverable, newest first, without naming a person.

    :param taskforce: slug or id of the task force
    :param deliverable: uuid of the deliverable
    :returns: ``{count, items, page}`` of ``{id, version, state, text, role, agency,
        created, edited_at, is_mine, verbs}``; a removed one has no text
    """
    step = base.begin_list(context, data_dict, NOUN, schema.comment_list())
    query = Comment.on(comments.deliverable(step).id)
    return base.page(step, query, comments.shower(step))


@tk.side_effect_free
def tiptaskforce_comment_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one comment.

    :param id: uuid of the comment
    """
    return _one(base.begin_show(context, data_dict, NOUN))


def tiptaskforce_comment_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say something about a deliverable to all who see it.

    :param taskforce: slug or id of the task force
    :param deliverable: uuid of the deliverable
    :param text: at most 4,000 characters about the work, never about a person
    :returns: the comment
    """
    step = base.begin_create(context, data_dict, NOUN, schema.comment_create())
    known = record.answered(step, Comment)
    if known is not None:
        return comments.shower(step)([known])[0]
    owner = comments.deliverable(step)
    row = Comment(id=new_id(), deliverable_id=owner.id, text=step.data["text"])
    row.taskforce_id, row.created_by = step.taskforce.id, step.reader.user_id or ""
    row.state, row.edited_at = CommentState.LIVE.value, None
    row.role, row.agency_id = comments.spoken_from(step, owner)
    return record.create(step, row, lambda made: comments.shower(step)([made])[0])


def tiptaskforce_comment_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change the words of an own comment; that it was changed stays visible.

    :param id: uuid of the comment
    :param version: the version that the caller read
    :param text: at most 4,000 characters about the work, never about a person
    :returns: the comment
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.comment_update())
    if step.row.state != CommentState.LIVE:
        raise base.invalid("state", tk._("It is removed already."))
    step.row.put(step.data, ("text",))
    step.row.edited_at = now()
    return _finish(step)


def tiptaskforce_comment_remove(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Take the words of a comment away; that there was one stays visible.

    The words stay in the audit trail until two persons clear them there.

    :param id: uuid of the comment
    :param version: the version that the caller read
    :returns: the comment
    """
    step = base.begin(context, data_dict, NOUN, "remove", schema.comment_remove())
    record.move(step)
    step.row.text = ""
    return _finish(step)


def _finish(step: base.Step) -> dict[str, Any]:
    record.record(step, step.row)
    record.commit(step)
    return _one(step)


def _one(step: base.Step) -> dict[str, Any]:
    return comments.shower(step)([step.row])[0]
