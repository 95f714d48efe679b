"""The event log: read by coordinators, cleared of a pasted name by two persons."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base, nouns, record
from ckanext.tiptaskforce.logic.schema import event as schema
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import Restricted
from ckanext.tiptaskforce.model.event import Event, EventRedaction
from ckanext.tiptaskforce.model.seat import user_names
from ckanext.tiptaskforce.model.taskforce import Taskforce

NOUN = "event"


@tk.side_effect_free
def tiptaskforce_event_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what happened, newest first.

    Values of objects that the caller may not see are left out.

    :param taskforce: slug or id of the task force
    :param noun: one noun, such as deliverable
    :param id: uuid of one object
    :returns: ``{count, items, page}`` of events with ``values`` {field: [from, to]}
    """
    step = base.begin_list(context, data_dict, NOUN, schema.event_list())
    restricted = {n: t for n, t in nouns.TABLES.items() if issubclass(t, Restricted)}
    noun, object_id = step.data.get("noun"), step.data.get("id")
    query = events.listed(
        step.taskforce.id, step.scope, restricted, noun=noun, object_id=object_id
    )
    return base.page(step, query, _shown)


def tiptaskforce_event_redact(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Clear values that should never have been typed; it takes two persons.

    The first call asks, the same call of another person does it. The chain still
    verifies, because it holds digests only, and the redaction is an event itself.

    :param id: uuid of the event
    :param fields: list of the fields to clear
    :param reason: why, in words about the work
    :returns: ``{state: asked or done, fields}``
    """
    event = _event(context, data_dict)
    tk.check_access("tiptaskforce_event_redact", context, data_dict)
    rules = {**schema.event_redact(), "id": [tk.get_validator("ignore_missing")]}
    data = base.validate(rules, data_dict, context)
    taskforce = Taskforce.get(event.taskforce_id)
    if taskforce is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    reader = base.reader_of(context)
    step = base.Step(context, reader, taskforce, NOUN, "redact", data, event)
    unknown = set(data["fields"]) - set(event.digests)
    if unknown:
        raise base.invalid("fields", tk._("This event has other fields."))
    return _redact(step)


def _redact(step: base.Step) -> dict[str, Any]:
    fields = sorted(set(step.data["fields"]))
    events.hold(step.taskforce.id)
    asked = events.asked_redaction(step.row.id, fields)
    if asked is None:
        model.Session.add(_request(step, fields))
        _note(step, "redact_ask", fields)
        return {"state": "asked", "fields": fields}
    if asked.asked_by == step.reader.user_id:
        raise base.invalid("id", tk._("You asked for this. Another person must do it."))
    events.redact(step.row.id, fields)
    asked.done_by = step.reader.user_id or ""
    _note(step, "redact", fields)
    return {"state": "done", "fields": fields}


def _request(step: base.Step, fields: list[str]) -> EventRedaction:
    return EventRedaction(
        event_id=step.row.id,
        fields=fields,
        reason=step.data["reason"],
        asked_by=step.reader.user_id or "",
    )


def _note(step: base.Step, verb: str, fields: list[str]) -> None:
    values = {"fields": [None, fields], "reason": [None, step.data["reason"]]}
    event = Event(
        taskforce_id=step.taskforce.id,
        actor=step.reader.user_id or "",
        noun=NOUN,
        object_id=step.row.id,
        verb=verb,
    )
    events.append(event, values)
    record.commit(step)


def _event(context: Context, data_dict: DataDict) -> Event:
    reader = base.reader_of(context)
    if reader.user_id is None:
        tk.check_access("tiptaskforce_event_redact", context, data_dict)
    event_id = data_dict.get("id")
    event = model.Session.get(Event, event_id) if base.is_name(event_id) else None
    if event is None or not _is_known(reader, event):
        raise tk.ObjectNotFound(tk._("Not found."))
    return event


def _is_known(reader: permissions.Reader, event: Event) -> bool:
    """Tell whether an event is there for the reader: it is for those who may clear it.

    Of an object that they may not see, they may not clear anything either.
    """
    target = permissions.Target(event.taskforce_id)
    if not permissions.may(reader, NOUN, "redact", target):
        return False
    is_open = not issubclass(nouns.TABLES.get(event.noun, Event), Restricted)
    return is_open or nouns.find(reader, event.noun, event.object_id) is not None


def _shown(found: list[Event]) -> list[dict[str, Any]]:
    values = events.values_of([event.id for event in found])
    users = user_names({event.actor for event in found})
    return [
        {**e.dictize(), "actor": users.get(e.actor, ""), "values": values[e.id]}
        for e in found
    ]
