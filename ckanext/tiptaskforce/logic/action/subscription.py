"""Subscriptions without an account: asked for, confirmed by mail, ended by one click.

No answer tells whether an address was known before, and none repeats it.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import base, public_forms, record, subscriptions
from ckanext.tiptaskforce.logic.schema import subscription as schema
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.letter import Letter
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.subscription import Subscription

NOUN = "subscription"


def tiptaskforce_subscription_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Ask that an address is told of releases; a mail asks its owner first.

    :param taskforce: slug or id of the task force
    :param address: the mail address; it is shown to nobody
    :param series: one published series; by default all
    :returns: ``{is_asked: true}``, whether the address was known before or not
    """
    step = base.begin_create(context, data_dict, NOUN, schema.subscription_create())
    public_forms.check_limit()
    series = step.data.get("series") or ""
    if series and Release.newest_published(step.taskforce.id, series) is None:
        # Each name would be a row of its own, and bring its owner one more mail.
        raise base.invalid("series", tk._("There is no such series."))
    row = Subscription.held(step.taskforce.id, series, step.data["address"])
    if row.confirmed_at is None:
        row.modified = now()
        subscriptions.ask(row)
        record.record(step, row)
    record.commit(step)
    if not context.get("defer_commit"):
        jobs.write_letters()
    return {"is_asked": True}


def tiptaskforce_subscription_confirm(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Confirm that the owner of an address wants the mails.

    :param taskforce: slug or id of the task force
    :param token: what the link in the mail carries
    :returns: ``{is_confirmed}``; false for a link that is too old or not from here
    """
    accepted = schema.subscription_confirm()
    step = base.begin_list(context, data_dict, NOUN, accepted, verb="confirm")
    row = _found(step, subscriptions.CONFIRM)
    if row is None or not subscriptions.is_confirmable(row):
        return {"is_confirmed": False}
    if row.confirmed_at is None:
        row.confirmed_at = now()
        record.record(step, row)
    record.commit(step)
    return {"is_confirmed": True}


def tiptaskforce_subscription_end(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """End a subscription and delete its address; a second call changes nothing.

    :param taskforce: slug or id of the task force
    :param token: what the link in every mail carries
    :returns: ``{is_ended: true}``, whether there was one or not
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.subscription_end(), verb="end"
    )
    row = _found(step, subscriptions.END)
    if row is not None:
        record.record(step, row)
        Letter.forget([row.id])
        model.Session.delete(row)
        record.commit(step)
    return {"is_ended": True}


def _found(step: base.Step, purpose: str) -> Subscription | None:
    row = subscriptions.found(purpose, step.data["token"])
    return row if row and row.taskforce_id == step.taskforce.id else None
