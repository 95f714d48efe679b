"""The event log: read by coordination, cleared of a pasted name by two persons."""

from __future__ import annotations

from functools import cache, partial
from itertools import islice
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict, Schema

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base, nouns, record, references
from ckanext.tiptaskforce.logic.schema import event as schema
from ckanext.tiptaskforce.model import chain, event_search
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import Veiled
from ckanext.tiptaskforce.model.event import Event, EventRedaction, EventValue
from ckanext.tiptaskforce.model.seat import user_names
from ckanext.tiptaskforce.model.taskforce import Taskforce

NOUN = "event"
MOST_FAULTS = 20


@tk.side_effect_free
def tiptaskforce_event_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what happened, newest first.

    Values of objects that the caller may not see are left out.

    :param taskforce: slug or id of the task force
    :param noun: one noun, such as deliverable
    :param id: uuid of one object
    :param asked: true for those with values that one person asked to clear
    :param verb: one verb, such as accept
    :param agency: acronym or id of the agency for which somebody acted
    :param since: first day, such as 2026-11-01
    :param until: last day
    :returns: ``{count, items, page}`` of events with ``values`` {field: [from, to]},
        null where it was cleared; ``redacted`` {field: {at, asked_by, done_by,
        reason}}; ``asked``, a list of {fields, reason, asked_by, asked_at, is_mine}
    """
    step = base.begin_list(context, data_dict, NOUN, schema.event_list())
    narrowed = event_search.narrowing(
        step.taskforce.zone,
        step.data.get("since"),
        step.data.get("until"),
        noun=step.data.get("noun"),
        object_id=step.data.get("id"),
        asked=step.data.get("asked"),
        verb=step.data.get("verb"),
        agency_id=references.agency_id(step),
    )
    about = (step.scope.shape, _restricted(), frozenset(narrowed))
    own = {"taskforce_id": step.taskforce.id, **narrowed, **step.scope.values}
    told = partial(_shown, reader=step.reader)
    return base.page(step, event_search.listed(*about), told, **own)


@cache
def _restricted() -> event_search.Restricted:
    """Return the nouns of which not every member knows every row, with their tables."""
    return tuple((n, t) for n, t in nouns.TABLES.items() if issubclass(t, Veiled))


@tk.side_effect_free
def tiptaskforce_event_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Check whether the log of a task force is what was written, link by link.

    :param taskforce: slug or id of the task force
    :returns: ``{is_whole, hash, faults}``; hash is the newest link, which releases
        print, and faults are the first 20 {seq, event_id, reason}
    """
    accepted = schema.event_overview()
    step = base.begin_list(context, data_dict, NOUN, accepted, verb="overview")
    found = list(islice(chain.verify(step.taskforce.id), MOST_FAULTS))
    return {
        "is_whole": not found,
        "hash": events.head_of(step.taskforce.id),
        "faults": [
            {"seq": one.seq, "event_id": one.event_id, "reason": one.reason}
            for one in found
        ],
    }


@tk.side_effect_free
def tiptaskforce_event_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one event with its values, and what was or may be cleared of them.

    :param id: uuid of the event
    :returns: the event as in the list, with ``taskforce`` and ``clearable``, the
        fields that two persons may still clear
    """
    step = _begin(context, data_dict, "show", schema.event_show())
    (shown,) = _shown([step.row], step.reader)
    return {
        **shown,
        "taskforce": step.taskforce.slug,
        "clearable": sorted(_clearable(step.row) - set(shown["redacted"])),
    }


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
    step = _begin(context, data_dict, "redact", schema.event_redact())
    unknown = set(step.data["fields"]) - set(step.row.digests)
    if unknown:
        raise base.invalid("fields", tk._("This event has other fields."))
    if not set(step.data["fields"]) <= _clearable(step.row):
        raise base.invalid("fields", tk._("The log needs this to verify itself."))
    return _redact(step)


def _begin(
    context: Context, data_dict: DataDict, verb: str, accepted: Schema
) -> base.Step:
    """Find and authorise an event, which is no row of the usual columns; validate."""
    reader = base.reader_of(context)
    name = f"tiptaskforce_{NOUN}_{verb}"
    event = _event(context, reader, name, data_dict)
    tk.check_access(name, context, data_dict)
    rules = {**accepted, "id": [tk.get_validator("ignore_missing")]}
    data = base.validate(rules, data_dict, context)
    taskforce = Taskforce.get(event.taskforce_id)
    if taskforce is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return base.Step(context, reader, taskforce, NOUN, verb, data, event)


def _clearable(event: Event) -> set[str]:
    """Return the fields that may be cleared: not the list of what was cleared."""
    return set(event.digests) - ({"fields"} if event.noun == NOUN else set())


def _redact(step: base.Step) -> dict[str, Any]:
    fields = sorted(set(step.data["fields"]))
    events.hold(step.taskforce.id)
    stored = events.stored_of([step.row.id])
    if not any(v.field in fields and v.redacted_at is None for v in stored):
        raise base.invalid("fields", tk._("These values are redacted already."))
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
    about = (step.taskforce.id, NOUN, step.row.id, verb)
    actor = step.reader.user_id or ""
    events.append(events.Said(*about, values, actor=actor))
    record.commit(step)


def _event(
    context: Context, reader: permissions.Reader, name: str, data_dict: DataDict
) -> Event:
    if reader.user_id is None:
        tk.check_access(name, context, data_dict)
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
    if not event_search.is_told(event, permissions.scope(reader, event.taskforce_id)):
        return False
    is_open = not issubclass(nouns.TABLES.get(event.noun, Event), Veiled)
    return is_open or nouns.find(reader, event.noun, event.object_id) is not None


def _shown(found: list[Event], reader: permissions.Reader) -> list[dict[str, Any]]:
    ids = [event.id for event in found]
    stored, redactions = events.stored_of(ids), events.redactions_of(ids)
    persons = {event.actor for event in found}
    persons |= {name for one in redactions for name in (one.asked_by, one.done_by)}
    users = user_names(persons - {""})
    values, asked = _by_event(stored), _by_event(redactions)
    return [
        {
            **event.dictize(),
            "actor": users.get(event.actor, ""),
            **_values(
                values.get(event.id, []),
                asked.get(event.id, []),
                users,
                reader,
            ),
        }
        for event in found
    ]


def _by_event(rows: list[Any]) -> dict[str, list[Any]]:
    """Return rows that belong to events by the id of their event, in their order."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def _values(
    stored: list[EventValue],
    redactions: list[EventRedaction],
    users: dict[str, str],
    reader: permissions.Reader,
) -> dict[str, Any]:
    cleared = {v.field: v.redacted_at for v in stored if v.redacted_at is not None}
    redacted = {
        field: {
            "at": cleared[field].isoformat(),
            "asked_by": users.get(one.asked_by, ""),
            "done_by": users.get(one.done_by, ""),
            "reason": one.reason,
        }
        for one in reversed(redactions)
        for field in one.fields
        if one.done_by and field in cleared
    }
    asked = [
        {
            "fields": one.fields,
            "reason": one.reason,
            "asked_by": users.get(one.asked_by, ""),
            "asked_at": one.asked_at.isoformat(),
            "is_mine": one.asked_by == reader.user_id,
        }
        for one in redactions
        if not one.done_by and not set(one.fields) <= set(cleared)
    ]
    values = {value.field: value.value for value in stored}
    return {"values": values, "redacted": redacted, "asked": asked}
