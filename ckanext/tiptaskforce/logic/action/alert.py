"""Alerts: that something was passed on to the CTFMR, and that it arrived.

No name, no place below the task force's setting, no number and no word of one's own:
what happened is told to the country task force alone, in its own channel.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import alerts, base, ownership, record
from ckanext.tiptaskforce.logic.figures import alerted
from ckanext.tiptaskforce.logic.schema import alert as schema
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.vocabulary import AlertState

NOUN = "alert"


@tk.side_effect_free
def tiptaskforce_alert_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the alerts that the caller may know of, the newest first.

    :param taskforce: slug or id of the task force
    :param violation: code of one grave violation
    :param month: one month, such as 2026-03
    :param state: passed or acknowledged
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.alert_list())
    codes = {name: step.data.get(name) for name in ("violation", "month", "state")}
    query = Alert.listed(step.taskforce.id, step.scope, **codes)
    return base.page(step, query, alerts.shower(step))


@tk.side_effect_free
def tiptaskforce_alert_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one alert.

    :param id: uuid of the alert
    :returns: the alert; ``is_waiting`` is true when nobody acknowledged it in 7 days
    :raises NotFound: also for an alert that the caller may not know of
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shown(step, step.row)


def tiptaskforce_alert_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note that an alert was passed on to the CTFMR; every field is a code or a day.

    :param taskforce: slug or id of the task force
    :param violation: code of the grave violation, such as abduction
    :param month: month in which it is said to have happened, such as 2026-03
    :param place: P-code, no finer than the task force's setting alert_place_level
    :param passed_on: day on which it was passed on, such as 2026-03-21
    :param channel: ctfmr_secretariat, ctfmr_co_chair, ctfmr_member or mrm_monitor
    :param idempotency_key: a uuid, or 32 hexadecimal digits
    :returns: the alert
    :raises ValidationError: naming the field; no refusal repeats what was sent
    """
    step = base.begin_list(context, data_dict, NOUN, schema.alert_create(), "create")
    known = record.answered(step, Alert)
    if known is not None:
        return _shown(step, _still_seen(step, known))
    alerts.check(step)
    data = step.data
    own = ownership.counting_agency_ids(context, step.taskforce.id)
    row = Alert(
        id=new_id(),
        agency_id=own[0] if own else None,
        violation=data["violation"],
        month=data["month"],
        place=data["place"],
        passed_on=data["passed_on"],
        channel=data["channel"],
        state=AlertState.PASSED.value,
        acknowledged_by="",
    )
    return record.create(
        step,
        row,
        lambda made: _shown(step, made),
        also=lambda made: alerted.counts(step, made),
    )


def tiptaskforce_alert_acknowledge(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note that a body of the CTFMR has said that an alert arrived.

    :param id: uuid of the alert
    :param version: the version that the caller read
    :param acknowledged_on: day of the acknowledgement, such as 2026-03-24
    :param acknowledged_by: ctfmr_secretariat, ctfmr_co_chair or ctfmr_member
    :returns: the alert
    """
    accepted = schema.alert_acknowledge()
    step = base.begin(context, data_dict, NOUN, "acknowledge", accepted)
    alerts.check_acknowledged(step)
    record.move(step)
    step.row.acknowledged_on = step.data["acknowledged_on"]
    step.row.acknowledged_by = step.data["acknowledged_by"]
    record.record(step, step.row)
    record.commit(step)
    return _shown(step, step.row)


def _still_seen(step: base.Step, row: Alert) -> Alert:
    """Return an alert that a key made before, if its maker may still know of it."""
    found = base.locate(step.context, NOUN, row.id)
    if found is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return found


def _shown(step: base.Step, row: Alert) -> dict[str, Any]:
    (shown,) = alerts.shower(step)([row])
    return shown
