"""Requests of strangers: asked with a purpose, confirmed by mail, answered once.

The address of whoever asks is shown to nobody; the answer reaches it by mail.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import base, public_forms, record, requests
from ckanext.tiptaskforce.logic.schema import request as schema
from ckanext.tiptaskforce.model.base import new_id, now
from ckanext.tiptaskforce.model.letter import Letter
from ckanext.tiptaskforce.model.request import Request
from ckanext.tiptaskforce.vocabulary import LetterKind, RequestState

NOUN = "request"
# So many requests of one address wait for its owner; more bring no more mails.
MOST_ASKED = 3


def tiptaskforce_request_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Ask for data with a purpose, or report a concern about a figure.

    :param taskforce: slug or id of the task force
    :param kind: data or concern
    :param text: what is asked and what for; never about a person
    :param address: where to answer; it is shown to nobody
    :param series: the series that a concern is about
    :param number: number of its release
    :param cell: name of the figure, as its address has it
    :returns: ``{is_asked: true}``; a mail asks the owner of the address first
    """
    step = base.begin_create(context, data_dict, NOUN, schema.request_create())
    public_forms.check_limit()
    if Request.n_unconfirmed(step.taskforce.id, step.data["address"]) >= MOST_ASKED:
        # The same answer: whoever writes in another's name brings no more mails.
        return {"is_asked": True}
    row = Request(
        id=new_id(),
        kind=step.data["kind"],
        text=step.data["text"],
        address=step.data["address"],
        series=step.data.get("series") or "",
        number=step.data.get("number"),
        cell=step.data.get("cell") or "",
        state=RequestState.OPEN.value,
        answer="",
    )
    record.add(step, row)
    Letter.owe(step.taskforce.id, NOUN, [row.id], LetterKind.CONFIRM)
    return _ended(step, {"is_asked": True})


def tiptaskforce_request_confirm(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Confirm a request; from then on coordination reads it.

    :param taskforce: slug or id of the task force
    :param token: what the link in the mail carries
    :returns: ``{is_confirmed}``; false for a link that is too old or not from here
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.request_confirm(), verb="confirm"
    )
    row = requests.found(step.data["token"])
    is_ours = row is not None and row.taskforce_id == step.taskforce.id
    if row is None or not is_ours or not requests.is_confirmable(row):
        return {"is_confirmed": False}
    if row.confirmed_at is None:
        row.confirmed_at = now()
        record.record(step, row)
    record.commit(step)
    return {"is_confirmed": True}


@tk.side_effect_free
def tiptaskforce_request_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what was asked, the open ones first, the oldest before the others.

    :param taskforce: slug or id of the task force
    :param kind: data or concern
    :param state: open, answered or closed
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.request_list())
    asked = (step.data.get("state"), step.data.get("kind"))
    query = Request.listed(step.taskforce.id, *asked)
    return base.page(step, query, lambda rows: [_shown(step, row) for row in rows])


@tk.side_effect_free
def tiptaskforce_request_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one request, with its answer where there is one.

    :param id: uuid of the request
    :returns: the request; its writer's address is never shown
    """
    step = base.begin_show(context, data_dict, NOUN, schema.request_show())
    return _shown(step, step.row)


def tiptaskforce_request_answer(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Answer a request; the answer goes to its writer by mail.

    :param id: uuid of the request
    :returns: the request
    """
    step = base.begin(context, data_dict, NOUN, "answer", schema.request_answer())
    return _finish(step, LetterKind.ANSWERED)


def tiptaskforce_request_close(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Close a request without doing what it asks; the reason goes out by mail.

    :param id: uuid of the request
    :returns: the request
    """
    step = base.begin(context, data_dict, NOUN, "close", schema.request_close())
    return _finish(step, LetterKind.CLOSED)


def _finish(step: base.Step, kind: LetterKind) -> dict[str, Any]:
    record.move(step)
    step.row.answer = step.data["note"]
    requests.end(step.row, kind)
    record.record(step, step.row)
    record.flush(step)
    return _ended(step, _shown(step, step.row))


def _ended(step: base.Step, answer: dict[str, Any]) -> dict[str, Any]:
    """Commit, and let the worker write what is owed now."""
    record.commit(step)
    if not step.context.get("defer_commit"):
        jobs.write_letters()
    return answer


def _shown(step: base.Step, row: Request) -> dict[str, Any]:
    verbs = base.allowed_verbs(step, row)
    return {**row.dictize(), "taskforce": step.taskforce.slug, "verbs": verbs}
