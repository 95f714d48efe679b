"""The first steps of every action: authorise, validate, lock, check the version.

``record.py`` holds the last ones: record the event, flush, commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict, Schema
from flask import g, has_request_context

from ckanext.tiptaskforce import lifecycle, permissions
from ckanext.tiptaskforce.logic import nouns, remembered
from ckanext.tiptaskforce.logic.validators import Nested, is_uuid
from ckanext.tiptaskforce.model import seat as seats
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.base import (
    Query,
    counted,
    counted_page,
    find_locked,
)
from ckanext.tiptaskforce.model.event import Waiting
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.taskforce import Taskforce

PAGE_SIZE = 25
SERVER_SET = frozenset(
    {
        "id",
        "taskforce_id",
        "state",
        "version",
        "created",
        "modified",
        "created_by",
        "approver",
        "approved_by",
        "proposed_by",
        "submitted_by",
    }
)


@dataclass(frozen=True)
class Batch:
    """Many calls of one asker in one request: who asks is looked up once.

    A rehearsal takes every step of its calls up to the first that would write, and
    holds no row while it does. Events wait in ``events`` for ``record.finish``, so that
    other writers wait for the last moment only. It stands in a context under ``BATCH``,
    where no call from outside can put it.
    """

    reader: permissions.Reader
    is_rehearsal: bool = False
    events: Waiting = field(default_factory=Waiting)


BATCH = "tiptaskforce_batch"


def batch_of(context: Context) -> Batch | None:
    """Return the batch that a call belongs to, or None."""
    found = context.get(BATCH)
    return found if isinstance(found, Batch) else None


@dataclass
class Step:
    """One call on its way: who asks, in which task force, what came, which object."""

    context: Context
    reader: permissions.Reader
    taskforce: Taskforce
    noun: str
    verb: str
    data: dict[str, Any]
    row: Any = None

    @property
    def scope(self) -> permissions.Scope:
        """What the reader may know of in this task force."""
        return permissions.scope(self.reader, self.taskforce.id)

    @property
    def own_agency_ids(self) -> list[str]:
        """The agencies for which the reader holds a seat here, first seat first."""
        held = self.reader.seats(self.taskforce.id)
        return list(dict.fromkeys(s.agency_id for s in held if s.agency_id))


def reader_of(context: Context) -> permissions.Reader:
    """Return who asks, with the seats that hold in this very moment.

    A token speaks for the one seat that it was made for.
    """
    batch = batch_of(context)
    if batch is not None:
        return batch.reader
    user = context.get("auth_user_obj") or _user_named(context.get("user"))
    if not isinstance(user, model.User) or not user.is_active:
        return permissions.Reader(None, "", is_sysadmin=False, held=())
    bound = g.get("tiptaskforce_token_seat") if has_request_context() else None
    key = ("reader", user.id, user.name, bool(user.sysadmin), bound)
    return remembered.once(key, lambda: _read_reader(user, bound))


def _read_reader(user: model.User, bound: str | None) -> permissions.Reader:
    every = seats.held_by(user.id)
    held = permissions.holding(every)
    if bound is not None:
        held = tuple(s for s in held if s.id == bound)
    return permissions.Reader(user.id, user.name, bool(user.sysadmin), held, every)


def taskforce_of(data_dict: DataDict) -> Taskforce:
    """Return the task force that a call names by slug or uuid.

    :raises NotFound: where there is none; ValidationError where none was named.
    """
    name = data_dict.get("taskforce")
    if name is None or name == "":
        raise invalid("taskforce", tk._("Missing. Name the task force."))
    return _sure(taskforce_named(name))


def taskforce_named(name: Any) -> Taskforce | None:
    """Return the task force with this slug or uuid, or None."""
    if not is_name(name):
        return None
    return remembered.once(("taskforce", name), lambda: _read_taskforce(name))


def _read_taskforce(name: str) -> Taskforce | None:
    row = Taskforce.get(name)
    # A page names it by its slug, and the objects on the page by its id.
    for other in (row.id, row.slug) if row else ():
        remembered.once(("taskforce", other), lambda: row)
    return row


def is_name(value: Any) -> TypeGuard[str]:
    """Tell whether a value can be an id or a short name at all."""
    return isinstance(value, str) and 0 < len(value) <= 100 and value.isprintable()


def begin_list(
    context: Context, data_dict: DataDict, noun: str, schema: Schema, verb: str = "list"
) -> Step:
    """Authorise and validate a call that reads a task force as a whole."""
    action = f"tiptaskforce_{noun}_{verb}"
    taskforce = _authorised_taskforce(context, data_dict, action)
    schema = {**schema, "taskforce": [tk.get_validator("ignore_missing")]}
    data = validate(schema, data_dict, context)
    return Step(context, reader_of(context), taskforce, noun, verb, data)


def begin_create(
    context: Context,
    data_dict: DataDict,
    noun: str,
    schema: Schema,
    verb: str = "create",
) -> Step:
    """Authorise and validate a call that makes a new object."""
    schema = {**schema, "idempotency_key": [tk.get_validator("ignore_missing"), _key]}
    step = begin_list(context, data_dict, noun, schema, verb)
    # What is new has nothing that an empty value could clear.
    step.data = {key: value for key, value in step.data.items() if value is not None}
    return step


def begin(
    context: Context, data_dict: DataDict, noun: str, verb: str, schema: Schema
) -> Step:
    """Find, authorise, validate and lock the object of a call; check its version.

    :raises NotFound: where the object does not exist for this reader
    :raises NotAuthorized: where the reader sees it but may not say the verb
    :raises ValidationError: for bad input, a stale version, or a state that
        does not allow the verb
    """
    step = begin_show(context, data_dict, noun, schema, verb)
    lock(step)
    if not lifecycle.allows(noun, verb, getattr(step.row, "state", "")):
        raise invalid(
            "state",
            tk._("The state {state} does not allow this.").format(state=step.row.state),
        )
    return step


def begin_show(
    context: Context,
    data_dict: DataDict,
    noun: str,
    schema: Schema | None = None,
    verb: str = "show",
) -> Step:
    """Find and authorise the object of a call that changes nothing; validate it."""
    action = f"tiptaskforce_{noun}_{verb}"
    reader = reader_of(context)
    if reader.user_id is None:
        tk.check_access(action, context, data_dict)
    row = locate(context, noun, data_dict.get("id"))
    if row is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    tk.check_access(action, context, data_dict)
    schema = {**(schema or {}), "id": [tk.get_validator("ignore_missing")]}
    data = validate(schema, data_dict, context)
    taskforce = taskforce_named(row.taskforce_id)
    return Step(context, reader, _sure(taskforce), noun, verb, data, row)


def locate(context: Context, noun: str, object_id: Any) -> Any:
    """Return the object if the caller may know of it, or None."""
    if not is_uuid(object_id):
        return None
    reader = reader_of(context)
    key = ("row", reader, noun, object_id)
    return remembered.once(key, lambda: nouns.find(reader, noun, object_id))


def lock(step: Step) -> None:
    """Take the row for this transaction and refuse a stale version.

    :raises ValidationError: with the current copy under ``current``
    """
    batch = batch_of(step.context)
    if batch is None or not batch.is_rehearsal:
        step.row = find_locked(type(step.row), step.row.id)
    sent = step.data.get("version")
    if sent is None:
        raise invalid("version", tk._("Missing. Send the version that you read."))
    if sent != step.row.version:
        raise stale(step)


def stale(step: Step) -> tk.ValidationError:
    """Return the refusal of a stale version, with what stands there now."""
    message = tk._("Somebody saved this first. The version is now {version}.").format(
        version=step.row.version
    )
    current = _shown_now(step)
    refused: dict[str, Any] = {"version": [message], "current": current}
    return tk.ValidationError(refused, {tk._("Version"): message})


def validate(schema: Schema, data_dict: DataDict, context: Context) -> dict[str, Any]:
    """Return the accepted input; unknown and server-set keys are errors by name."""
    errors = _key_errors(schema, data_dict)
    flat = {key: rule for key, rule in schema.items() if not isinstance(rule, Nested)}
    plain = {k: v for k, v in data_dict.items() if k in flat and k not in errors}
    data, found = tk.navl_validate(plain, flat, asker(context))
    nested, wrong = _nested(schema, data_dict)
    data |= nested
    errors = {**found, **wrong, **errors}
    if errors:
        raise tk.ValidationError(errors)
    data.pop("__junk", None)
    return data


def invalid(field: str, message: str) -> tk.ValidationError:
    """Return the refusal of one field."""
    return tk.ValidationError({field: [message]})


def page(
    step: Step,
    query: Query,
    dictize: Callable[[list[Any]], Iterable[Any]],
    **values: Any,
) -> dict[str, Any]:
    """Return one page of a list: how many there are, and the items of this page.

    A select that comes with values was prepared, and is ``counted`` already.
    """
    size = step.data.get("page_size") or PAGE_SIZE
    number = step.data.get("page") or 1
    query = query if values else counted(query)
    found, total = counted_page(query, size=size, number=number, **values)
    return {"count": total, "items": list(dictize(found)), "page": number}


def part(
    step: Step, every: list[Any], dictize: Callable[[list[Any]], Iterable[Any]]
) -> dict[str, Any]:
    """Return one page of a short list that was read whole."""
    size = step.data.get("page_size") or PAGE_SIZE
    number = step.data.get("page") or 1
    found = every[(number - 1) * size : number * size]
    return {"count": len(every), "items": list(dictize(found)), "page": number}


def allowed_verbs(step: Step, row: Any) -> list[str]:
    """Return the verbs that state and policy allow this reader for an object."""
    possible = lifecycle.verbs(step.noun, row.state)
    if row.state in nouns.CHANGED_IN.get(step.noun, ()):
        possible = ["update", *possible]
    return [
        verb
        for verb in dict.fromkeys(possible)
        if (step.noun, verb) in permissions.POLICY
        and permissions.may(
            step.reader, step.noun, verb, nouns.target(step.noun, verb, row)
        )
    ]


def _authorised_taskforce(
    context: Context, data_dict: DataDict, action: str
) -> Taskforce:
    if reader_of(context).user_id is None and not context.get("ignore_auth"):
        tk.check_access(action, context, data_dict)
    taskforce = taskforce_of(data_dict)
    tk.check_access(action, context, data_dict)
    return taskforce


def _user_named(name: Any) -> Any:
    return model.User.get(name) if isinstance(name, str) and name else None


def asker(context: Context) -> Context:
    """Return a new context of the same asker, as no call may share one."""
    fresh: Context = {"user": context.get("user", "")}
    if "auth_user_obj" in context:
        fresh["auth_user_obj"] = context["auth_user_obj"]
    return fresh


def _sure(taskforce: Taskforce | None) -> Taskforce:
    if taskforce is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return taskforce


def _key_errors(schema: Schema, data_dict: DataDict) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    for key, value in data_dict.items():
        if key not in schema and key in SERVER_SET:
            errors[key] = [tk._("Set by the server; leave it out.")]
        elif key not in schema:
            errors[str(key)] = [tk._("Unknown field.")]
        elif isinstance(schema[key], list) and _is_nested(value):
            errors[key] = [tk._("Must not hold objects.")]
    return errors


def _nested(
    schema: Schema, data_dict: DataDict
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the accepted fields that hold objects, and the errors of the others."""
    data: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for key, rule in schema.items():
        if not isinstance(rule, Nested) or key not in data_dict:
            continue
        if data_dict[key] is None:
            data[key] = None
            continue
        try:
            data[key] = rule.check(data_dict[key])
        except tk.Invalid as problem:
            errors[key] = [problem.error]
    return data, errors


def _is_nested(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(v, dict | list) for v in value)


def _key(value: Any) -> str:
    if not is_name(value):
        raise tk.Invalid(tk._("Must be text of 1 to 100 characters."))
    return value


def _shown_now(step: Step) -> dict[str, Any]:
    is_persons = isinstance(step.row, Report) and step.row.counts_persons
    if isinstance(step.row, Tally | Alert | Strategy) or is_persons:
        # CKAN logs every refusal, so this one tells the state and nothing else; and
        # which strategy is shown is asked by its task force.
        return step.row.dictize()
    noun = "taskforce" if isinstance(step.row, Taskforce) else step.noun
    try:
        show = tk.get_action(f"tiptaskforce_{noun}_show")
    except KeyError:
        # A noun that is only listed has no such action, and its rows hide nothing.
        return step.row.dictize()
    return show(asker(step.context), {"id": step.row.id})
